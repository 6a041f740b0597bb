# The worker of worker.sh in Perl, for images that have it: the same requests and answers, with no process for each.
# Where a session is confined, a path is /proc/PID/fd/FOLDER/NAME: whoever makes one of its folders a link is too late.
use strict;
use Fcntl qw(:DEFAULT :mode SEEK_SET);
use Cwd ();
use IO::Handle;

use constant O_PATH => 010000000;
my ($in, %file, %mode, %bound, @roots, @pins, %user, %group, $id, $op, $place) = ("");
open(my $data, ">&", \*STDOUT) or die;
open(my $control, ">&", \*STDERR) or die;
open(STDERR, ">", "/dev/null");
open(STDOUT, ">", "/dev/null");
$SIG{PIPE} = "DEFAULT";

sub all {
    my ($to) = @_;
    for (my $at = 0; $at < length $_[1];) {
        $at += syswrite($to, $_[1], length($_[1]) - $at, $at) // exit;
    }
}
sub say { all($control, "$id $_[0] $_[1] " . length($_[2]) . "\n" . $_[2]); 1 }
sub fail { say(1, 0, "$_[0]") }
sub ended { $_[0] ? say(0, 0, "") : fail($!) }
sub line {
    my $end;
    until (($end = index($in, "\n")) >= 0) {
        sysread(STDIN, $in, 65536, length $in) or exit;
    }
    my $line = substr($in, 0, $end, "");
    substr($in, 0, 1, "");
    return $line;
}
sub string {
    my ($more) = @_;
    my $s = line();
    $s .= "\n" . line() while $more-- > 0;
    return $s;
}
sub real { my $r = Cwd::realpath($_[0]); defined $r && $r ne "" ? $r : undef }
sub fd { "/proc/$$/fd/" . fileno $_[0] }
sub opened { my $r = readlink fd($_[0]); defined $r && $r =~ m{^/} ? $r : undef }
sub pinned {
    my ($p, $flags) = @_;
    sysopen(my $fh, $p, O_PATH | $flags) or return undef;
    push @pins, $fh;
    return $fh;
}
# Where a path really leads, by way of an open folder, and in $place by its names. f: what it leads to; p: the name itself.
sub resolve {
    my ($s, $follow) = @_;
    for (0 .. 40) {
        $s =~ s{/+\z}{};
        my ($folder, $name) = $s =~ m{^(.*)/([^/]*)\z}s ? ($1, $2) : ("", "");
        ($folder, $name) = ($s, "") if $name eq "." || $name eq "..";
        my $fh = pinned($folder eq "" ? "/" : $folder, O_DIRECTORY) or return undef;
        my $real = opened($fh) // return undef;
        $real =~ s{/\z}{};
        $place = $name eq "" ? ($real eq "" ? "/" : $real) : "$real/$name";
        return fd($fh) . "/." if $name eq "";
        my $p = fd($fh) . "/$name";
        my $to = $follow ? readlink $p : undef;
        return $p unless defined $to;
        $s = $to =~ m{^/} ? $to : "$real/$to";
    }
    return undef;
}
sub may {
    my ($check, $real) = @_;
    my ($longest, $may) = (-1, undef);
    for my $root (@roots) {
        next unless index("$real/", "$root->[0]/") == 0 && length $root->[0] >= $longest;
        $may = length $root->[0] == $longest ? $may || $root->[1] : $root->[1];
        $longest = length $root->[0];
    }
    return 0 if !defined $may || $check =~ /[FP]/ && !$may;
    # What a root is in keeps its place: elsewhere the root would not be known.
    return !($op =~ /^(mv|rm|rmdir)$/ && grep { index("$_->[0]/", "$real/") == 0 } @roots);
}
sub path {
    my ($s, $check) = @_;
    return $s if $check eq "-";
    my $p = resolve($s, lc $check eq "f");
    if (!defined $p) { fail("No such file or directory"); return undef }
    return $p if may($check, $place);
    outside();
    return undef;
}
sub outside { say(2, 0, "") }
sub look {
    my ($name, @s) = @_;
    my $user = $user{$s[4]} //= getpwuid($s[4]) // $s[4];
    my $group = $group{$s[5]} //= getgrgid($s[5]) // $s[5];
    tr{/}{_} for $user, $group;
    return sprintf("%x %d %d %d %s %d %d %s/%s/%s/", $s[2], $s[3], $s[4], $s[5], $s[7], $s[8], $s[9], $user, $group, $name);
}
sub seen { @_ > 1 ? say(0, 0, look(@_)) : fail($!) }
sub list {
    my ($p, $check) = @_;
    if ($check ne "-") {
        my $fh = pinned($p, O_DIRECTORY | O_NOFOLLOW) or return fail($!);
        $p = fd($fh) . "/.";
    }
    opendir(my $folder, $p) or return fail($!);
    my $text = "";
    while (defined(my $name = readdir $folder)) {
        next if $name eq "." || $name eq "..";
        my @s = lstat("$p/$name") or next;
        $text .= look("./$name", @s) . "\n";
    }
    say(0, 0, $text);
}
sub open_file {
    my ($p, $check, $a, $how, undef, undef, $mode) = @_;
    my @s = $check eq "-" ? stat $p : lstat $p;
    if (@s) {
        return fail("Is a directory") if S_ISDIR($s[2]);
        return fail("Not a file that can be opened here") unless S_ISREG($s[2]) || S_ISCHR($s[2]) && $how ne "r";
    }
    my $flags = $how =~ /w/ ? ($how =~ /r/ ? O_RDWR : O_WRONLY) : O_RDONLY;
    my %more = (c => O_CREAT, t => O_TRUNC, x => O_EXCL, a => O_APPEND);
    $flags |= $more{$_} // 0 for split //, $how;
    $flags |= O_NOFOLLOW if $check ne "-";
    sysopen(my $fh, $p, $flags | O_NONBLOCK | O_NOCTTY, oct $mode) or return fail($!);
    $file{$a} = $fh;
    $mode{$a} = $how;
    $bound{$a} = $check eq "f";
    say(0, 0, !@s || $how =~ /t/ && S_ISREG($s[2]) ? "empty" : "");
}
sub read_file {
    my ($fh, $offset, $length) = @_;
    my $bytes = "";
    sysseek($fh, $offset, SEEK_SET) // return fail($!);
    while (length $bytes < $length) {
        my $n = sysread($fh, $bytes, $length - length $bytes, length $bytes);
        return fail($!) if !defined $n && $bytes eq "";
        last unless $n;
    }
    all($data, $bytes);
    say(0, length $bytes, "");
}
sub write_file {
    my ($fh, $append, $offset, $length) = @_;
    my $failure = "";
    $append || defined sysseek($fh, $offset, SEEK_SET) or $failure = "$!";
    while ($length > 0) {
        sysread(STDIN, $in, 262144) or exit if $in eq "";
        my $here = $length < length $in ? $length : length $in;
        for (my $at = 0; $failure eq "" && $at < $here;) {
            my $n = syswrite($fh, $in, $here - $at, $at);
            defined $n ? ($at += $n) : ($failure = "$!");
        }
        substr($in, 0, $here, "");
        $length -= $here;
    }
    $failure eq "" ? say(0, 0, "") : fail($failure);
}
sub change {
    my ($on, $size, $mode, $uid, $gid, $atime, $mtime) = @_;
    my @now = stat $on or return fail($!);
    $size eq "-" || truncate($on, $size) or return fail($!);
    $uid eq "-" || chown($uid, $gid, $on) or return fail($!);
    $mode eq "-" || chmod(oct $mode, $on) or return fail($!);
    $atime eq "-" && $mtime eq "-"
        || utime($atime eq "-" ? $now[8] : $atime, $mtime eq "-" ? $now[9] : $mtime, $on) or return fail($!);
    say(0, 0, "");
}
sub change_open {
    my ($a, @changes) = @_;
    if ($bound{$a}) {
        my $real = opened($file{$a});
        return outside() unless defined $real && may("F", $real);
    }
    change($file{$a}, @changes);
}
sub change_named {
    my ($p, $check, @changes) = @_;
    return change($p, @changes) if $check eq "-";
    my $fh = pinned($p, O_NOFOLLOW) or return fail($!);
    my @s = stat $fh or return fail($!);
    return outside() if S_ISLNK($s[2]);
    change(fd($fh), @changes);
}
sub add_root {
    my ($p, $may) = @_;
    # One that is not there is known by its words, in case it comes.
    my $there = defined resolve($p, 1) && lstat $place;
    my $r = $there ? $place : $p;
    $r =~ s{/\z}{};
    push @roots, [$r, $may eq "w"];
    $there ? say(0, 0, "") : fail("No such file or directory");
}
sub moved {
    my ($p, $q, $replace) = @_;
    lstat($p) or return fail($!);
    return fail("File exists") if !$replace && lstat $q;
    ended(rename $p, $q);
}

$id = 0;
my $umask = sprintf "%04o", umask;
say(0, 0, "perl $umask $> $ENV{HOME}\n" . Cwd::getcwd());
while (1) {
    @pins = ();
    ($op, $id, my ($n, $c, $n2, $c2, $a, @rest)) = split / /, line();
    my ($p, $q) = ($n eq "-" ? "" : string($n), $n2 eq "-" ? "" : string($n2));
    $p = path($p, $c) // next if $n ne "-";
    my $real = $place;
    $q = path($q, $c2) // next if $n2 ne "-";
    if ($op eq "open") { open_file($p, $c, $a, @rest) }
    elsif ($op eq "close") { delete $mode{$a}; delete $bound{$a}; ended(close delete $file{$a}) }
    elsif ($op eq "read") { read_file($file{$a}, @rest) }
    elsif ($op eq "lend") { say(0, 0, fileno $file{$a}) }
    elsif ($op eq "write") { write_file($file{$a}, index($mode{$a}, "a") >= 0, @rest) }
    elsif ($op eq "fstat") { seen("", stat $file{$a}) }
    elsif ($op eq "stat") { seen("", $c eq "-" ? stat $p : lstat $p) }
    elsif ($op eq "lstat") { seen("", lstat $p) }
    elsif ($op eq "list") { list($p, $c) }
    elsif ($op eq "set") { $a eq "-" ? change_named($p, $c, @rest) : change_open($a, @rest) }
    elsif ($op eq "mkdir") { ended(mkdir $p, oct $rest[3]) }
    elsif ($op eq "rm") { ended(unlink $p) }
    elsif ($op eq "rmdir") { ended(rmdir $p) }
    elsif ($op eq "mv") { moved($p, $q, $a) }
    elsif ($op eq "ln") { ended(link $p, $q) }
    elsif ($op eq "symlink") { ended(symlink $p, $q) }
    elsif ($op eq "readlink") { my $to = readlink $p; defined $to ? say(0, 0, "$to/") : fail($!) }
    elsif ($op eq "realpath") { my $r = $c eq "-" ? real($p) : $real; defined $r ? say(0, 0, $r) : fail($!) }
    elsif ($op eq "sync") { ended($file{$a}->sync) }
    elsif ($op eq "root") { add_root($p, $a) }
    elsif ($op eq "space") {
        my $pid = open(my $out, "-|", "stat", "-f", "-c", "%S %b %f %a %c %d %i %l", "--", $p);
        my $text = $pid ? <$out> : undef;
        defined $text ? say(0, 0, $text) : fail("Function not implemented");
    }
    else { fail("Function not implemented") }
}
