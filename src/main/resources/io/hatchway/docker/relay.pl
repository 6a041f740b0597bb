# Connections of a container's network over one stream: what Relay.java talks to on stdin and stdout.
#
# A frame is a letter, a connection's number and a length (both 32 bits, network order), then so many bytes. Each side
# may send only so much of a connection's data as the other allows: at first 512 KiB towards here and 64 KiB from here, and
# more as it is passed on.
# Ends, and leaves nothing, when its stdin ends. Arguments are the ids of a container's user: see below.
use strict;
use warnings;
use Socket qw(:all);
use Fcntl qw(F_GETFL F_SETFL O_NONBLOCK);
use Errno qw(EAGAIN EEXIST EINTR EINPROGRESS EMFILE ENFILE ENOBUFS ENOMEM);
use POSIX ();

$0 = 'hatchway-relay';
$SIG{PIPE} = 'IGNORE';
$SIG{CHLD} = 'IGNORE';
my ($WINDOW, $CHUNK) = (1 << 19, 1 << 16);
my ($reading, $writing, $in) = ('', '', '');
my ($readable, $writable) = ('', '');
my (%connections, %handles, %resting);
my $accepted = 1 << 31;

sub say_frame {
    my ($type, $id, $payload) = @_;
    my $frame = pack('a N N', $type, $id, length $payload) . $payload;
    my $at = 0;
    while ($at < length $frame) {
        my $count = syswrite(STDOUT, $frame, length($frame) - $at, $at);
        $at += $count if defined $count;
        leave() if !defined $count && $! != EINTR;
    }
}

sub leave {
    for (values %connections) {
        remove($_->{path}) if defined $_->{path};
        kill 'KILL', $_->{child} if $_->{child};
    }
    POSIX::_exit(0);
}

sub remove {
    my ($path) = @_;
    my ($folder) = $path =~ m{^(.*)/};
    unlink $path;
    rmdir $folder;
}

sub watch {
    my ($id, $handle, %more) = @_;
    fcntl($handle, F_SETFL, fcntl($handle, F_GETFL, 0) | O_NONBLOCK);
    my $fd = fileno $handle;
    $handles{$fd} = $id;
    # What was found out meanwhile was of another with this number.
    vec($readable, $fd, 1) = 0;
    vec($writable, $fd, 1) = 0;
    return $connections{$id} = { id => $id, handle => $handle, fd => $fd, out => '', credit => $CHUNK, passed => 0, %more };
}

sub drop {
    my ($c) = @_;
    vec($reading, $c->{fd}, 1) = 0;
    vec($writing, $c->{fd}, 1) = 0;
    delete $handles{ $c->{fd} };
    delete $connections{ $c->{id} };
    delete $resting{ $c->{id} };
    remove($c->{path}) if defined $c->{path};
    kill 'KILL', $c->{child} if $c->{child};
    close $c->{handle};
}

sub fail { say_frame('F', $_[0], "$!") }

sub address {
    my ($host, $port) = @_;
    my $v6 = inet_pton(AF_INET6, $host);
    return (AF_INET6, pack_sockaddr_in6($port, $v6)) if defined $v6;
    my $v4 = inet_pton(AF_INET, $host);
    return (AF_INET, pack_sockaddr_in($port, $v4)) if defined $v4;
    $! = Errno::EINVAL();
    return;
}

sub opened {
    my ($c) = @_;
    $c->{connecting} = 0;
    vec($writing, $c->{fd}, 1) = 0;
    vec($reading, $c->{fd}, 1) = 1;
    say_frame('O', $c->{id}, '');
}

sub reach {
    my ($id, $family, $address) = @_;
    return fail($id) if !defined $family;
    socket(my $handle, $family, SOCK_STREAM, 0) or return fail($id);
    setsockopt($handle, IPPROTO_TCP, TCP_NODELAY, 1) if $family != AF_UNIX;
    my $c = watch($id, $handle);
    return opened($c) if connect($handle, $address);
    if ($! == EINPROGRESS) {
        $c->{connecting} = 1;
        vec($writing, $c->{fd}, 1) = 1;
        return;
    }
    fail($id);
    drop($c);
}

sub resolve {
    my ($id, $name) = @_;
    pipe(my $answer, my $asked) or return fail($id);
    my $child = fork;
    return fail($id) if !defined $child;
    if ($child == 0) {
        # It may take long, and its copies would keep open what is closed meanwhile.
        close $_ for $answer, *STDIN, *STDOUT, map { $_->{handle} } values %connections;
        my ($error, @found) = getaddrinfo($name, '', { socktype => SOCK_STREAM });
        my @addresses = map { (getnameinfo($_->{addr}, NI_NUMERICHOST, NIx_NOSERV))[1] } @found;
        syswrite($asked, join("\n", map { defined $_ ? $_ : () } @addresses));
        POSIX::_exit(0);
    }
    close $asked;
    my $c = watch($id, $answer, answer => '', child => $child);
    vec($reading, $c->{fd}, 1) = 1;
}

sub listen_at {
    my ($id, $family, $address, $path) = @_;
    return fail($id) if !defined $family;
    my $mask = umask 0177;
    my $handle;
    my $ok = socket($handle, $family, SOCK_STREAM, 0)
        && ($family == AF_UNIX || setsockopt($handle, SOL_SOCKET, SO_REUSEADDR, 1))
        && bind($handle, $address)
        && listen($handle, 128);
    umask $mask;
    return fail($id) if !$ok;
    my $c = watch($id, $handle, listening => 1, path => $path);
    vec($reading, $c->{fd}, 1) = 1;
    my $port = $family == AF_UNIX ? 0
        : (($family == AF_INET6 ? unpack_sockaddr_in6(getsockname $handle) : unpack_sockaddr_in(getsockname $handle)))[0];
    say_frame('O', $id, pack('N', $port));
}

# For want of something that others may give back: it would be told again and again that somebody waits.
sub rest {
    my ($c) = @_;
    vec($reading, $c->{fd}, 1) = 0;
    $resting{ $c->{id} } = 1;
}

sub wake {
    vec($reading, $_->{fd}, 1) = 1 for map { $connections{$_} } keys %resting;
    %resting = ();
}

sub accept_from {
    my ($c) = @_;
    my $peer = accept(my $handle, $c->{handle});
    if (!$peer) {
        rest($c) if grep { $! == $_ } EMFILE, ENFILE, ENOBUFS, ENOMEM;
        return;
    }
    my $id = $accepted++;
    $accepted = 1 << 31 if $accepted >= 1 << 32;
    my $new = watch($id, $handle);
    vec($reading, $new->{fd}, 1) = 1;
    setsockopt($handle, IPPROTO_TCP, TCP_NODELAY, 1) if !defined $c->{path};
    my $port = defined $c->{path} ? 0
        : length($peer) == length(pack_sockaddr_in(0, INADDR_ANY)) ? (unpack_sockaddr_in($peer))[0]
        : (unpack_sockaddr_in6($peer))[0];
    say_frame('N', $id, pack('N N', $c->{id}, $port));
}

sub pass_on {
    my ($c) = @_;
    while (length $c->{out}) {
        my $count = syswrite($c->{handle}, $c->{out}, $CHUNK);
        if (!defined $count) {
            last if $! == EAGAIN || $! == EINTR;
            # What the other side still says is heard.
            say_frame('B', $c->{id}, '') if !$c->{broken};
            $c->{broken} = 1;
            $c->{out} = '';
            last;
        }
        substr($c->{out}, 0, $count, '');
        $c->{passed} += $count;
    }
    if ($c->{passed} >= $WINDOW / 2) {
        say_frame('W', $c->{id}, pack('N', $c->{passed}));
        $c->{passed} = 0;
    }
    my $left = length $c->{out};
    vec($writing, $c->{fd}, 1) = $left ? 1 : 0;
    if (!$left && $c->{ending} && !$c->{ended}) {
        $c->{ended} = 1;
        shutdown($c->{handle}, 1);
        drop($c) if $c->{heard};
    }
}

sub hear {
    my ($c) = @_;
    if (defined $c->{answer}) {
        my $count = sysread($c->{handle}, $c->{answer}, $CHUNK, length $c->{answer});
        return if $count || (!defined $count && ($! == EAGAIN || $! == EINTR));
        say_frame('A', $c->{id}, $c->{answer});
        # It has ended, and its number may be another's.
        delete $c->{child};
        return drop($c);
    }
    my $count = sysread($c->{handle}, my $data, $c->{credit} < $CHUNK ? $c->{credit} : $CHUNK);
    if (!defined $count) {
        return if $! == EAGAIN || $! == EINTR;
        say_frame('X', $c->{id}, '');
        return drop($c);
    }
    if ($count == 0) {
        $c->{heard} = 1;
        vec($reading, $c->{fd}, 1) = 0;
        say_frame('E', $c->{id}, '');
        drop($c) if $c->{ended};
        return;
    }
    $c->{credit} -= $count;
    vec($reading, $c->{fd}, 1) = 0 if !$c->{credit};
    say_frame('D', $c->{id}, $data);
}

# The folder of a socket: one it makes, or one that a relay before it has made and could not remove.
sub own_folder {
    my ($path) = @_;
    my ($folder) = $path =~ m{^(.*)/};
    return 1 if mkdir $folder, 0700;
    return if $! != EEXIST;
    my @is = lstat $folder;
    if (!-d _ || -l _ || $is[4] != $> || $is[2] & 077) { $! = EEXIST; return }
    unlink $path;
    return 1;
}

sub obey {
    my ($type, $id, $payload) = @_;
    if ($type eq 'C') { my ($host, $port) = split /\0/, $payload; return reach($id, address($host, $port)) }
    if ($type eq 'U') { return reach($id, AF_UNIX, pack_sockaddr_un($payload)) }
    if ($type eq 'R') { return resolve($id, $payload) }
    if ($type eq 'L') { my ($host, $port) = split /\0/, $payload; return listen_at($id, address($host, $port)) }
    if ($type eq 'M') {
        own_folder($payload) or return fail($id);
        return listen_at($id, AF_UNIX, pack_sockaddr_un($payload), $payload);
    }
    my $c = $connections{$id} or return;
    if ($type eq 'D') {
        return if $c->{broken};
        $c->{out} .= $payload;
        pass_on($c);
    }
    elsif ($type eq 'E') { $c->{ending} = 1; pass_on($c) }
    elsif ($type eq 'X') { drop($c) }
    elsif ($type eq 'W') {
        $c->{credit} += unpack('N', $payload);
        vec($reading, $c->{fd}, 1) = 1 if !$c->{heard};
    }
}

sub obey_all {
    my $count = sysread(STDIN, $in, 1 << 18, length $in);
    return if !defined $count && $! == EINTR;
    leave() if !$count;
    my $at = 0;
    while (length($in) - $at >= 9) {
        my ($type, $id, $length) = unpack('a N N', substr($in, $at, 9));
        last if length($in) - $at - 9 < $length;
        obey($type, $id, substr($in, $at + 9, $length));
        $at += 9 + $length;
    }
    substr($in, 0, $at, '');
}

# Beside the container's processes: in the files of the first of them, as one of its users, with no more rights than that.
if (@ARGV) {
    my ($rights, $uid, $gid, @groups) = @ARGV;
    chroot '/proc/1/root' and chdir '/' or die "the container's files are closed to it: $!\n";
    $! = 0;
    $) = "$gid $gid @groups";
    die "it could not take on groups: $!\n" if $!;
    POSIX::setgid($gid) && POSIX::setuid($uid) or die "it could not become $uid: $!\n";
    # capset(2); that of a user who is not root are gone already.
    my $capset = (POSIX::uname())[4] eq 'x86_64' ? 126 : 91;
    my ($head, $sets) = (pack('L l', 0x20080522, 0), pack('L6', $rights, $rights, 0, 0, 0, 0));
    syscall($capset, $head, $sets) == 0 or die "it could not give up its rights: $!\n";
}

vec($reading, 0, 1) = 1;
syswrite(STDOUT, "hatchway-relay 1\n");
while (1) {
    ($readable, $writable) = ($reading, $writing);
    my $found = select($readable, $writable, undef, %resting ? 0.2 : undef);
    next if $found < 0;
    wake();
    obey_all() if vec($readable, 0, 1);
    for my $fd (keys %handles) {
        my $c = $connections{ $handles{$fd} // next } or next;
        if (vec($writable, $fd, 1)) {
            if ($c->{connecting}) {
                my $error = unpack('i', getsockopt($c->{handle}, SOL_SOCKET, SO_ERROR));
                if ($error) { $! = $error; fail($c->{id}); drop($c); next }
                opened($c);
            }
            else { pass_on($c) }
        }
        next if !vec($readable, $fd, 1) || !$connections{ $c->{id} };
        $c->{listening} ? accept_from($c) : hear($c);
    }
}
