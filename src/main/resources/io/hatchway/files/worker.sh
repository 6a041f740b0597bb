# Does what it is told to a container's files, one thing after the other, as the user it runs as. The Java class Wire
# speaks to it and says how; POSIX sh and the tools of coreutils or busybox are all it needs.
#   stdin   requests: a line of words, then up to two strings (paths), then the bytes of a write
#   fd 4    answers: ID STATUS BYTES LENGTH, a newline, and LENGTH bytes of text; a status but 0 is a failure
#   fd 3    the bytes that were read; BYTES of them belong to an answer
# A string is a line and as many more as its word says: names may hold newlines. Everything is bytes.
# The file last written to is open as 5 and the one last read from as 6, so one after the other needs no reopening.
unset CDPATH ENV
export LC_ALL=C
exec 3>&1 4>&2 > /dev/null 2>&1
nl='
'
base=$(umask)
cur5= pos5=0 cur6= pos6=0 roots=0

say() { printf '%s %s %s %s\n%s' "$id" "$1" "$2" "${#3}" "$3" >&4; }
fail() { say 1 0 "$1"; }
run() {
    t=$("$@" 2>&1 < /dev/null) && say 0 0 "$t" || fail "$t"
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

# The real place of $s, in s; fails when that is outside of the roots. f: of what it leads to; p: of its folder;
# in capitals: only roots count in which something may be changed.
inside() {
    case $1 in
        [fF]) real=$(readlink -f -- "$s" && echo /) ;;
        [pP]) folder=${s%/*} && real=$(readlink -f -- "${folder:-/}" && echo /) ;;
    esac
    [ -n "$real" ] || return 1
    real=${real%"$nl/"}
    i=0
    while [ "$i" -lt "$roots" ]; do
        eval "r=\$root_$i w=\$may_$i"
        i=$((i + 1))
        case $1$w in [FP]-) continue ;; esac
        case $real/ in
            "$r"/*)
                case $1 in
                    [fF]) s=$real ;;
                    [pP]) s=${real%/}/${s##*/} ;;
                esac
                return 0
                ;;
        esac
    done
    return 2
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

# What a redirection failed of, found by trying again where its words can be had.
why() {
    t=$( (eval ": $1\"\$p\"") 2>&1 < /dev/null)
    fail "${t:-Input/output error}"
}
open_file() {
    if [ -d "$p" ]; then
        fail 'Is a directory'
        return
    elif [ -e "$p" ] && ! [ -f "$p" ] && { ! [ -c "$p" ] || [ "$b" = r ]; }; then
        fail 'Not a file that can be opened here'
        return
    fi
    case $b in
        *w*) open_to_write ;;
        *)
            if command exec 6< "$p"; then
                cur6=$a pos6=0
                eval "p_$a=\$p m_$a="
                say 0 0 ''
            else
                cur6=
                why '<'
            fi
            ;;
    esac
}
open_to_write() {
    new= empty=
    cur5=
    if exists "$p"; then
        case $b in *x*) fail 'File exists'; return ;; esac
        case $b in
            *t*)
                how='>'
                [ ! -f "$p" ] || empty=empty
                ;;
            *a*) how='>>' ;;
            *) how='<>' && [ -w "$p" ] || how='>>' ;;
        esac
    else
        case $b in *c*) ;; *) fail 'No such file or directory'; return ;; esac
        new=yes empty=empty how='>'
        case $b in *a*) how='>>' ;; esac
    fi
    umask "$d"
    case $b in *x*) set -C ;; esac
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
    cur5=$a pos5=0
    m=
    case $b in *a*) m=a ;; esac
    eval "p_$a=\$p m_$a=\$m"
    if [ -n "$new" ] && [ "$f" != - ] && ! t=$(chmod "$f" -- "$p" 2>&1 < /dev/null); then
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
    [ "$d" -le 0 ] || dd bs="$d" count=1 iflag=fullblock > /dev/null
}
write_file() {
    eval "p=\$p_$a m=\$m_$a"
    if [ "$cur5" != "$a" ] || { [ -z "$m" ] && [ "$b" -lt "$pos5" ]; }; then
        cur5=
        if ! [ -e "$p" ]; then
            t='No such file or directory'
        elif [ -n "$m" ]; then
            command exec 5>> "$p" && cur5=$a
        else
            command exec 5<> "$p" && cur5=$a
        fi
        pos5=0
        if [ -z "$cur5" ]; then
            dd bs="$d" count=1 iflag=fullblock > /dev/null
            fail 'Permission denied'
            return
        fi
    fi
    blocks
    if [ -n "$m" ] || [ "$b" -eq "$pos5" ]; then
        t=$(dd bs="$bs" count="$count" iflag=fullblock conv=notrunc 2>&1 >&5)
    else
        t=$(dd bs="$bs" count="$count" iflag=fullblock conv=notrunc oflag=seek_bytes seek=$((b - pos5)) 2>&1 >&5)
    fi
    rc=$?
    if [ "$rc" -eq 0 ]; then
        pos5=$((b + d))
        say 0 0 ''
    else
        cur5=
        skip_rest "$rc"
        fail "${t%%"$nl"*}"
    fi
}
# Has file $a open as 6, not beyond $b; fails where the request is answered here.
to_read() {
    if [ "$cur6" != "$a" ] || [ "$b" -lt "$pos6" ]; then
        eval "p=\$p_$a"
        cur6= pos6=0
        if ! command exec 6< "$p"; then
            why '<'
            return 1
        fi
        cur6=$a
    fi
}
lend_file() {
    b=$pos6
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
    [ "$count" -gt 0 ] || cur6=
    case $rc$t in
        0* | *'cannot skip'*) say 0 "$count" '' ;;
        *) say 1 "$count" "${t%%"$nl"*}" ;;
    esac
}
close_file() {
    [ "$cur5" != "$a" ] || { exec 5>&- && cur5=; }
    [ "$cur6" != "$a" ] || { exec 6<&- && cur6=; }
    unset "p_$a" "m_$a"
    say 0 0 ''
}
look='%f %h %u %g %s %X %Y %U %G %n/'
list() {
    if ! cd -- "$p"; then
        t=$(cd -- "$p" 2>&1)
        exists "$p" && [ ! -d "$p" ] && t='Not a directory'
        [ -d "$p" ] && t='Permission denied'
        fail "$t"
    elif ! [ -r . ]; then
        fail 'Permission denied'
    else
        t=$(find . ! -name . -prune -exec stat -c "$look" -- {} + < /dev/null)
        say 0 0 "$t"
    fi
    cd /
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
move() {
    if ! exists "$p"; then
        fail 'No such file or directory'
    elif [ "$a" = 0 ] && exists "$q"; then
        fail 'File exists'
    elif [ "$p" -ef "$q" ] && ! [ -L "$p" ]; then
        say 0 0 '' # rename(2) leaves two names of one file alone
    else
        run mv -fT -- "$p" "$q"
    fi
}

id=0
t=$(id -u)
say 0 0 "sh $base $t $HOME$nl$PWD"
while IFS=' ' read -r op id n c n2 c2 a b d f g h j; do
    p=
    q=
    if [ "$n" != - ]; then
        path "$n" "$c" || { [ "$n2" = - ] || string "$n2"; continue; }
        p=$s
    fi
    if [ "$n2" != - ]; then
        path "$n2" "$c2" || continue
        q=$s
    fi
    case $op in
        root) t=$(readlink -f -- "$p" && echo /) && t=${t%"$nl/"} && t=${t%/} && eval "root_$roots=\$t may_$roots=\$a" &&
            roots=$((roots + 1)) && say 0 0 '' || fail 'No such file or directory' ;;
        open) open_file ;;
        close) close_file ;;
        read) read_file ;;
        lend) lend_file ;;
        write) write_file ;;
        fstat) eval "p=\$p_$a" && run stat -L -c "$look" -- "$p" ;;
        stat) run stat -L -c "$look" -- "$p" ;;
        lstat) run stat -c "$look" -- "$p" ;;
        list) list ;;
        set)
            [ "$a" = - ] || eval "p=\$p_$a"
            change
            ;;
        mkdir)
            umask "$d"
            run mkdir -- "$p"
            umask "$base"
            ;;
        rm) if exists "$p"; then run rm -f -- "$p"; else fail 'No such file or directory'; fi ;;
        rmdir) run rmdir -- "$p" ;;
        mv) move ;;
        ln) if exists "$q"; then fail 'File exists'; else run ln -- "$p" "$q"; fi ;;
        symlink) if exists "$q"; then fail 'File exists'; else run ln -s -- "$p" "$q"; fi ;;
        readlink) if [ -L "$p" ]; then t=$(readlink -n -- "$p" && echo /) && say 0 0 "${t%"$nl"}" || fail "$t"; elif [ -e "$p" ]; then fail 'Invalid argument'; else run stat -- "$p"; fi ;;
        realpath) t=$(readlink -f -- "$p" && echo /) && say 0 0 "${t%"$nl/"}" || fail 'No such file or directory' ;;
        sync) eval "p=\$p_$a" && run sync "$p" ;;
        space) run stat -f -c '%S %b %f %a %c %d %i %l' -- "$p" ;;
        *) fail 'Function not implemented' ;;
    esac
done
