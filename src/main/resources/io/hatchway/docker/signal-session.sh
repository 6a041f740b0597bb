# Finds the processes of one session from inside their pid namespace, and signals them; runs in any POSIX sh.
#   $1 the session's tag
#   $2 what to do: end (HUP, TERM, KILL while any is left), or look, or signal-all NAME, or signal-leader NAME
#   then pids known to be its own
# Prints the pids that are left: after "end", nothing is the good answer. Reads /proc alone: ps differs from image to
# image, or is missing.
tag=$1 act=$2
shift 2
signal=
case $act in signal-*) signal=$1 && shift ;; esac
known=" $* "
layout_is_told=

# Sets stat to the line of /proc/PID/stat: pid (name) state ppid pgrp session ... start: the name may hold spaces,
# parentheses and line breaks.
read_stat() {
  stat=
  { while read -r line; do stat="$stat $line"; done <"$dir/stat"; } 2>/dev/null
}

# Whether the process carries the tag. While execve(2) is at work the environment looks empty: that is so until where the
# code begins (which is 0 meanwhile) and where the environment ends stay the same.
is_tagged() {
  for attempt in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
    grep -q "HATCHWAY_SESSION=$tag" "$dir/environ" 2>/dev/null && return 0
    [ -n "$layout_is_told" ] || return 1
    set -- ${stat##*) }
    size=${21} before="${24} ${49}"
    read_stat
    set -- ${stat##*) }
    [ "$before" = "${24} ${49}" ] && { [ "${24}" != 0 ] || [ "$size" = 0 ]; } && return 1
  done
  return 1
}

# Sets tree, the pids of the session, and leader, the first of them.
find_tree() {
  tree=$known leader= oldest= table=
  for dir in /proc/[0-9]*; do
    pid=${dir#/proc/}
    [ "$pid" = "$$" ] && continue
    read_stat
    [ -n "$stat" ] || continue
    set -- ${stat##*) }
    case $1 in Z | X) continue ;; esac
    table="$table $pid:$2:$4"
    if is_tagged; then
      tree="$tree$pid "
      # What it started may lead kernel sessions of their own: the first process is the oldest.
      if [ "$4" = "$pid" ]; then
        if [ -z "$leader" ] || [ "${20}" -lt "$oldest" ] || { [ "${20}" -eq "$oldest" ] && [ "$pid" -lt "$leader" ]; }; then
          leader=$pid oldest=${20}
        fi
      fi
    fi
  done
  grown=1
  while [ -n "$grown" ]; do
    grown=
    for entry in $table; do
      pid=${entry%%:*} rest=${entry#*:}
      case $tree in *" $pid "*) continue ;; esac
      case $tree in *" ${rest%%:*} "* | *" ${rest#*:} "*) tree="$tree$pid " grown=1 ;; esac
    done
  done
  alive=
  for pid in $tree; do
    case " $table" in *" $pid:"*) alive="$alive$pid " ;; esac
  done
  tree=$alive
}

signal_tree() {
  for pid in $tree; do kill -s "$1" "$pid" 2>/dev/null; done
}

# Not every kernel tells where code begins.
dir=/proc/$$
read_stat
set -- ${stat##*) }
[ "${24:-0}" = 0 ] || layout_is_told=1

find_tree
known=" $tree"
case $act in
  signal-leader)
    [ -n "$leader" ] && kill -s "$signal" -- "-$leader" 2>/dev/null
    ;;
  signal-all)
    signal_tree "$signal"
    ;;
  end)
    for signal in HUP TERM KILL; do
      signal_tree "$signal"
      for look in 1 2 3 4 5 6 7 8; do
        find_tree
        [ -z "$tree" ] && exit 0
        # A member stays one when nothing leads to it any more.
        known=" $tree"
        # What was forked while the others died has not had it yet.
        [ "$signal" = KILL ] && signal_tree KILL
        sleep 0.1 2>/dev/null || { sleep 1 && break; }
      done
    done
    ;;
esac
for pid in $tree; do echo "$pid"; done
