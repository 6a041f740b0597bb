# Does what it is told to a container's files, one thing after the other, as the user it runs as. The Java class Wire
# speaks to it and says how; POSIX sh and the tools of coreutils or busybox are all it needs.
#   stdin   requests: a line of words, then up to two strings (paths), then the bytes of a write
#   fd 4    answers: ID STATUS BYTES LENGTH, a newline, and LENGTH bytes of text; a status but 0 is a failure
#   fd 3    the bytes that were read; BYTES of them belong to an answer
# A string is a line and as many more as its word says: names may hold newlines. Everything is bytes.
# Where a session is confined, whoever shares its folders may make a name a link at any moment. So the folder of a name is
# gone into, and what happens there happens to ./NAME; a file is held open, and is what the kernel says it is.
# The file last written to is open as 5 and the one last read from as 6, so one after the other needs no reopening; what
# is open is reached through /proc, whatever its name leads to by then. 7 is what is being looked at.
unset CDPATH ENV
export LC_ALL=C
exec 3>&1 4>&2 > /dev/null 2>&1
nl='
'
base=$(umask)
cur5= pos5= cur6= pos6= roots=0

say() { printf '%s %s %s %s\n%s' "$id" "$1" "$2" "${#3}" "$3" >&4; }
fail() { say 1 0 "$1"; }
run() {
    t=$("$@" 2>&1 < /dev/null) && say 0 0 "$t" || fail "$t"
}
# The same with what is open as $1, which goes by the name $on there.
on=/proc/self/fd/0
run_on() {
    held=$1
    shift
    t=$("$@" 2>&1 <&"$held") && say 0 0 "$t" || fail "$t"
}
string() {
    IFS= read -r s || exit 0
    more=$1
    while [ "$more" -gt 0 ]; do
        IFS= read -r l || exit 0
        s=$s$nl$l
        more=$((more - 1))
    done
}
exists() { [ -e "$1" ] || [ -L "$1" ]; }

# Goes to the folder that $s really is in and leaves ./NAME in s, and where that is in real. f: of what it leads to; p: of
# the name itself.
resolve() {
    links=0
    while :; do
        while [ "$s" != "${s%/}" ]; do s=${s%/}; done
        folder=${s%/*} name=${s##*/}
        case $name in '' | . | ..) folder=$s name= ;; esac
        cd -P -- "${folder:-/}" || return 1
        case $PWD in /*) ;; *) return 1 ;; esac
        real=${PWD%/}${name:+/$name}
        real=${real:-/}
        s=./${name:-.}
        case $1 in [pP]) return 0 ;; esac
        [ -L "$s" ] || return 0
        links=$((links + 1))
        [ "$links" -le 40 ] && to=$(readlink -n -- "$s" && echo /) || return 1
        to=${to%/}
        case $to in /*) s=$to ;; *) s=${PWD%/}/$to ;; esac
    done
}
# As resolve; fails with 2 when that is outside of the roots. The innermost root counts, and in capitals only one in which
# something may be changed.
inside() {
    resolve "$1" || return 1
    i=0 longest=-1 may=
    while [ "$i" -lt "$roots" ]; do
        eval "r=\$root_$i w=\$may_$i"
        i=$((i + 1))
        case $real/ in
            "$r"/*)
                if [ "${#r}" -gt "$longest" ]; then
                    longest=${#r} may=$w
                elif [ "${#r}" -eq "$longest" ] && [ "$w" = w ]; then
                    may=w
                fi
                ;;
        esac
    done
    case $1$may in [fp]?* | [FP]w) ;; *) return 2 ;; esac
    case $op in mv | rm | rmdir) ! holds_root ;; esac || return 2
}
# What a root is in keeps its place: elsewhere the root would not be known.
holds_root() {
    i=0
    while [ "$i" -lt "$roots" ]; do
        eval "r=\$root_$i"
        i=$((i + 1))
        case $r/ in "$real"/*) return 0 ;; esac
    done
    return 1
}
# Takes a string with its check; the request is answered here when it fails.
path() {
    string "$1"
    [ "$2" != - ] || return 0
    inside "$2"
    case $? in
        0) return 0 ;;
        1) fail 'No such file or directory' ;;
        *) say 2 0 '' ;;
    esac
    return 1
}
# One that is not there is known by its words, in case it comes.
add_root() {
    s=$p t=$p
    if resolve f && exists "$s"; then
        t=${real%/}
        say 0 0 ''
    else
        t=${t%/}
        fail 'No such file or directory'
    fi
    eval "root_$roots=\$t may_$roots=\$a"
    roots=$((roots + 1))
}

# What a redirection failed of, found by trying again where its words can be had.
why() {
    t=$( ([ -z "$new" ] || set -C; eval ": $1\"\$p\"") 2>&1 < /dev/null)
    fail "${t:-Input/output error}"
}
identity() { t=$(stat -L -c '%d %i' "$on" <&"$1") && [ -n "$t" ]; }
# Descriptor $1 will be another file's; the one that loses its last is known again by its device and number.
let_go() {
    eval "old=\$cur$1 cur$1="
    [ -n "$old" ] && [ "$old" != "$cur5" ] && [ "$old" != "$cur6" ] || return 0
    eval "[ -n \"\$i_$old\" ]" || { identity "$1" && eval "i_$old=\$t"; }
}
# Has $p open as 7, and nothing done to it yet. What may be written and not read, which no superuser knows, can be opened to
# append alone: should its name become a link to nothing at that moment, an empty file is made, and refused all the same.
take_hold() {
    command exec 7< "$p" || { [ "$1$user" != w0 ] && [ "$1" = w ] && ! [ -r "$p" ] && [ -f "$p" ] && command exec 7>> "$p"; }
}
# Whether 7 is what lies where a name was found to lead, and no link has led elsewhere since.
is_there() { t=$(readlink -n "$on" <&7 && echo /) && [ "${t%/}" = "$real" ]; }
# Opens $a, which no descriptor has any more, as $1 again: where its name still leads to the same file.
again() {
    eval "s=\$p_$a was=\$i_$a c=\$c_$a m=\$m_$a p=\$p_$a"
    new= t=
    if [ "$c" != - ]; then
        inside "$c" && [ "$real" = "$p" ] && p=$s || p=
    fi
    if [ -n "$was" ] && { [ -f "$p" ] || [ -c "$p" ]; } && take_hold w && identity 7 && [ "$t" = "$was" ]; then
        let_go "$1"
        p=/proc/self/fd/7
        case $1$m in
            6*) command exec 6< "$p" ;;
            5) command exec 5<> "$p" ;;
            *) command exec 5>> "$p" ;;
        esac && eval "cur$1=\$a pos$1=0" || t='Permission denied'
        exec 7<&-
    else
        t='The file has been moved or replaced since it was opened. Open it again.'
    fi
    eval "[ \"\$cur$1\" = \"\$a\" ]"
}
# Has open file $a as 5 or 6, whichever, in held.
hold() {
    held=5
    [ "$cur5" != "$a" ] || return 0
    held=6
    [ "$cur6" != "$a" ] || return 0
    eval "w=\$w_$a"
    held=${w:+5}
    held=${held:-6}
    again "$held" || { fail "$t"; return 1; }
}
open_file() {
    new= where=$p
    if [ -d "$p" ]; then
        fail 'Is a directory'
        return
    elif [ -e "$p" ] && ! [ -f "$p" ] && { ! [ -c "$p" ] || [ "$b" = r ]; }; then
        fail 'Not a file that can be opened here'
        return
    fi
    exists "$p" && there=yes || there=
    if [ "$c" != - ]; then
        where=$real
        if [ -n "$there" ]; then
            case $b in *w*) w=w ;; *) w= ;; esac
            if ! take_hold "$w"; then
                why '<'
                return
            elif ! is_there; then
                say 2 0 ''
                exec 7<&-
                return
            fi
            p=/proc/self/fd/7
        fi
    fi
    case $b,$there in
        *w*,* | *t*,* | *c*,) open_to_write ;;
        *x*,yes) fail 'File exists' ;;
        *) open_to_read ;;
    esac
    exec 7<&-
}
open_to_read() {
    let_go 6
    if command exec 6< "$p"; then
        cur6=$a pos6=0
        eval "p_$a=\$where c_$a=\$c m_$a= w_$a= i_$a="
        say 0 0 ''
    else
        why '<'
    fi
}
open_to_write() {
    empty= m=
    case $b in *a*) m=a ;; esac
    if [ -n "$there" ]; then
        case $b in *x*) fail 'File exists'; return ;; esac
        case $b in
            *t*)
                how='>'
                [ ! -f "$p" ] || empty=empty
                ;;
            *a*) how='>>' ;;
            *) if [ -r "$p" ] && [ -w "$p" ]; then how='<>'; else how='>>' m=w; fi ;;
        esac
    else
        case $b in *c*) ;; *) fail 'No such file or directory'; return ;; esac
        new=yes empty=empty how='>'
        case $b$c in *a-) how='>>' ;; esac
    fi
    let_go 5
    umask "$d"
    case $b$c$new in *x* | *Fyes) set -C ;; esac
    case $how in
        '>') command exec 5> "$p" ;;
        '>>') command exec 5>> "$p" ;;
        '<>') command exec 5<> "$p" ;;
    esac
    rc=$?
    set +C
    umask "$base"
    if [ "$rc" -ne 0 ]; then
        why "$how"
        return
    fi
    case $c$new in
        Fyes)
            # A device is opened by a shell even where nothing may be there.
            if [ ! -f /proc/self/fd/5 ]; then
                exec 5>&-
                say 2 0 ''
                return
            fi
            [ -z "$m" ] || command exec 5>> /proc/self/fd/5
            ;;
    esac
    cur5=$a pos5=0
    eval "p_$a=\$where c_$a=\$c m_$a=\$m w_$a=w i_$a="
    if [ -n "$new" ] && [ "$f" != - ] && ! t=$(chmod "$f" "$on" 2>&1 <&5); then
        fail "$t"
    else
        say 0 0 "$empty"
    fi
}
# A dd of $d bytes takes $count blocks of $bs: a block that fits a processor's cache and a pipe costs it least.
blocks() {
    bs=65536
    [ $((d % bs)) -eq 0 ] || bs=32768
    [ $((d % bs)) -eq 0 ] || bs=$d
    count=$((d / bs))
}
# Takes those of a write's bytes that its dd has left, which are not to be read as requests. What it says of itself tells
# how many blocks it has taken: none where it says nothing, except when it was killed.
skip_rest() {
    [ "$1" -lt 128 ] || exit 1
    taken=${t%%'+'*' records in'*}
    [ "$taken" != "$t" ] && taken=${taken##*"$nl"} || taken=0
    case $taken in '' | *[!0-9]*) exit 1 ;; esac
    d=$((d - taken * bs))
    [ "$d" -le 0 ] || dd bs="$d" count=1 iflag=fullblock > /dev/null || exit 1
}
# Has file $a open as 5, and not beyond $b; fails with words in t.
to_write() {
    if [ "$cur5" != "$a" ]; then
        again 5
    elif [ -z "$m" ] && { [ -z "$pos5" ] || [ "$b" -lt "$pos5" ]; }; then
        pos5= t='Permission denied'
        command exec 5<> /proc/self/fd/5 && pos5=0
    fi
}
write_file() {
    eval "m=\$m_$a"
    blocks
    if ! to_write; then
        dd bs="$bs" count="$count" iflag=fullblock > /dev/null || exit 1
        fail "$t"
        return
    fi
    if [ "$m" = w ]; then
        # It may not be read, so a shell can open it to append alone.
        t=$(dd bs="$bs" count="$count" iflag=fullblock conv=notrunc oflag=seek_bytes seek="$b" of=/proc/self/fd/1 2>&1 >&5)
    elif [ -n "$m" ] || [ "$b" -eq "$pos5" ]; then
        t=$(dd bs="$bs" count="$count" iflag=fullblock conv=notrunc 2>&1 >&5)
    else
        t=$(dd bs="$bs" count="$count" iflag=fullblock conv=notrunc oflag=seek_bytes seek=$((b - pos5)) 2>&1 >&5)
    fi
    rc=$?
    if [ "$rc" -eq 0 ]; then
        pos5=$((b + d))
        say 0 0 ''
    else
        pos5=
        skip_rest "$rc"
        fail "${t%%"$nl"*}"
    fi
}
# Has file $a open as 6, not beyond $b; fails where the request is answered here.
to_read() {
    new=
    if [ "$cur6" = "$a" ]; then
        p=/proc/self/fd/6
        [ -z "$pos6" ] || [ "$b" -lt "$pos6" ] || return 0
    elif [ "$cur5" = "$a" ]; then
        p=/proc/self/fd/5
        let_go 6
    else
        again 6 || { fail "$t"; return 1; }
        return 0
    fi
    pos6=
    if ! command exec 6< "$p"; then
        why '<'
        return 1
    fi
    cur6=$a pos6=0
}
lend_file() {
    b=${pos6:-0}
    to_read && say 0 0 6
}
read_file() {
    to_read || return
    blocks
    if [ "$b" -eq "$pos6" ]; then
        t=$(dd bs="$bs" count="$count" iflag=fullblock 2>&1 <&6 >&3)
    else
        t=$(dd bs="$bs" count="$count" iflag=fullblock,skip_bytes skip=$((b - pos6)) 2>&1 <&6 >&3)
    fi
    rc=$?
    case $t in
        *' byte'*)
            count=${t##*"$nl"}
            count=${count%% *}
            pos6=$((b + count))
            ;;
        *)
            IFS='	' read -r l pos6 < "/proc/$$/fdinfo/6"
            count=$((pos6 - b))
            [ "$count" -ge 0 ] || count=0
            ;;
    esac
    [ "$count" -gt 0 ] || pos6=
    case $rc$t in
        0* | *'cannot skip'*) say 0 "$count" '' ;;
        *) say 1 "$count" "${t%%"$nl"*}" ;;
    esac
}
close_file() {
    [ "$cur5" != "$a" ] || { exec 5>&- && cur5=; }
    [ "$cur6" != "$a" ] || { exec 6<&- && cur6=; }
    unset "p_$a" "c_$a" "m_$a" "w_$a" "i_$a"
    say 0 0 ''
}
look='%f %h %u %g %s %X %Y %U/%G/%n/'
list() {
    if ! cd -P -- "$p"; then
        t=$(cd -- "$p" 2>&1 || exit)
        exists "$p" && [ ! -d "$p" ] && t='Not a directory'
        [ -d "$p" ] && t='Permission denied'
        fail "$t"
    elif [ "$c" != - ] && [ "$PWD" != "$real" ]; then
        say 2 0 ''
    elif ! [ -r . ]; then
        fail 'Permission denied'
    else
        t=$(find . ! -name . -prune -exec stat -c "$look" -- {} + < /dev/null)
        say 0 0 "$t"
    fi
}
change() {
    t=
    { [ "$b" = - ] || t=$(truncate -c -s "$b" -- "$p" 2>&1); } &&
        { [ "$f$g" = -- ] || t=$(chown "$f:$g" -- "$p" 2>&1); } &&
        { [ "$d" = - ] || t=$(chmod "$d" -- "$p" 2>&1); } &&
        { [ "$h" = - ] || t=$(touch -c -a -d "@$h" -- "$p" 2>&1); } &&
        { [ "$j" = - ] || t=$(touch -c -m -d "@$j" -- "$p" 2>&1); }
    if [ $? -eq 0 ]; then say 0 0 ''; else fail "$t"; fi
}
change_open() {
    hold || return 0
    eval "w=\$w_$a c=\$c_$a s=\$p_$a"
    p=$on
    if [ "$c$w" = f ] && ! { inside F && exec 7<&"$held" && is_there; }; then
        say 2 0 ''
    else
        change <&"$held"
    fi
    exec 7<&-
}
change_named() {
    new=
    if [ "$c" = - ]; then
        change < /dev/null
    elif ! exists "$p"; then
        fail 'No such file or directory'
    elif ! [ -f "$p" ] && ! [ -d "$p" ]; then
        fail 'Not a file that can be changed here'
    elif ! take_hold; then
        why '<'
    elif ! is_there; then
        say 2 0 ''
    else
        p=$on
        change <&7
    fi
    exec 7<&-
}
# Runs a command on two names, each in a folder that nothing takes the place of.
on_both() {
    if [ -z "$at" ]; then
        run "$@" -- "$p" "$q"
    else
        t=$(cd -P -- "$at" && [ "$PWD" = "$at" ] && "$@" -- "$p" "/proc/$$/cwd/${q#./}" 2>&1 < /dev/null) && say 0 0 '' ||
            fail "${t:-No such file or directory}"
    fi
}
mount_of() {
    mount=
    command exec 7< "$1/." || return 1
    while read -r l r; do
        [ "$l" != mnt_id: ] || mount=$r
    done < /proc/self/fdinfo/7
    exec 7<&-
    [ -n "$mount" ]
}
# Whether two names are in one mount, between which and another mv would copy.
same_mount() {
    folder=${from%/*} into=${q%/*}
    if mount_of "$folder"; then
        t=$mount
        if mount_of "$into"; then
            [ "$t" = "$mount" ]
            return
        fi
    fi
    t=$(stat -L -c %d -- "$folder/." "$into/.") && [ "${t%"$nl"*}" = "${t#*"$nl"}" ]
}
move() {
    from=$p
    [ -z "$at" ] || from=${at%/}/${p#./}
    if ! exists "$from"; then
        fail 'No such file or directory'
    elif [ "$a" = 0 ] && exists "$q"; then
        fail 'File exists'
    elif ! [ -d "${q%/*}/." ]; then
        fail 'No such file or directory'
    elif [ "$from" -ef "$q" ] && ! [ -L "$from" ]; then
        say 0 0 '' # rename(2) leaves two names of one file alone
    elif ! same_mount; then
        fail 'Invalid cross-device link'
    else
        on_both mv -fT
    fi
}

real_path() { t=$(readlink -f -- "$p" && echo /) && say 0 0 "${t%"$nl/"}" || fail 'No such file or directory'; }
read_link() {
    if [ -L "$p" ]; then
        t=$(readlink -n -- "$p" && echo /) && say 0 0 "${t%"$nl"}" || fail "$t"
    elif [ -e "$p" ]; then
        fail 'Invalid argument'
    else
        run stat -- "$p"
    fi
}

id=0
for t in stat find readlink mkdir mv rm dd; do
    command -v "$t" || { fail "$t"; exit 1; }
done
dd bs=1 count=0 iflag=fullblock < /dev/null || { fail 'dd iflag=fullblock'; exit 1; }
# Not of where it begins: an engine starts a program also where its user may not look.
stat -c %f / || { fail 'stat -c'; exit 1; }
user=$(id -u)
say 0 0 "sh $base $user $HOME$nl$PWD"
while IFS=' ' read -r op id n c n2 c2 a b d f g h j; do
    p= q= at=
    [ "$PWD" = / ] || cd /
    if [ "$n" != - ]; then
        path "$n" "$c" || { [ "$n2" = - ] || string "$n2"; continue; }
        p=$s
    fi
    if [ "$n2" != - ]; then
        [ "$c" = - ] || at=$PWD
        path "$n2" "$c2" || continue
        q=$s
    fi
    case $op in
        root) add_root ;;
        open) open_file ;;
        close) close_file ;;
        read) read_file ;;
        lend) lend_file ;;
        write) write_file ;;
        fstat) hold && run_on "$held" stat -L -c "$look" "$on" ;;
        stat) if [ "$c" = - ]; then run stat -L -c "$look" -- "$p"; else run stat -c "$look" -- "$p"; fi ;;
        lstat) run stat -c "$look" -- "$p" ;;
        list) list ;;
        set) if [ "$a" = - ]; then change_named; else change_open; fi ;;
        mkdir)
            umask "$d"
            run mkdir -- "$p"
            umask "$base"
            ;;
        rm) if exists "$p"; then run rm -f -- "$p"; else fail 'No such file or directory'; fi ;;
        rmdir) run rmdir -- "$p" ;;
        mv) move ;;
        ln) if exists "$q"; then fail 'File exists'; else on_both ln -T; fi ;;
        symlink) if exists "$q"; then fail 'File exists'; else run ln -sT -- "$p" "$q"; fi ;;
        readlink) read_link ;;
        realpath) if [ "$c" != - ]; then say 0 0 "$real"; else real_path; fi ;;
        sync) hold && run_on "$held" sync "$on" ;;
        space) run stat -f -c '%S %b %f %a %c %d %i %l' -- "$p" ;;
        *) fail 'Function not implemented' ;;
    esac
done
