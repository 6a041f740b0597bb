# Signals the processes of one session from inside their pid namespace; runs in any POSIX sh.
#   $1 the session's tag   $2 the signal   $3 all, or leader for the first process's group   $4... pids known to be its own
# Prints the pids it found. Reads /proc alone: ps differs from image to image, or is missing.
tag=$1 signal=$2 scope=$3
shift 3
tree=" $* "
table=
leader= oldest=
for dir in /proc/[0-9]*; do
  pid=${dir#/proc/}
  [ "$pid" = "$$" ] && continue
  stat=
  { while read -r line; do stat="$stat $line"; done <"$dir/stat"; } 2>/dev/null
  [ -n "$stat" ] || continue
  # pid (name) state ppid pgrp session ... start: the name may hold spaces, parentheses and line breaks
  set -- ${stat##*) }
  case $1 in Z | X) continue ;; esac
  table="$table $pid:$2:$4"
  if grep -q "HATCHWAY_SESSION=$tag" "$dir/environ" 2>/dev/null; then
    tree="$tree$pid "
    # What it started may lead kernel sessions of their own: the first process is the oldest.
    if [ "$4" = "$pid" ]; then
      if [ -z "$leader" ] || [ "${20}" -lt "$oldest" ] || { [ "${20}" -eq "$oldest" ] && [ "$pid" -lt "$leader" ]; }; then
        leader=$pid oldest=${20}
      fi
    fi
  fi
done
if [ "$scope" = leader ]; then
  [ -n "$leader" ] && kill -s "$signal" -- "-$leader" 2>/dev/null && echo "$leader"
  exit 0
fi
grown=1
while [ -n "$grown" ]; do
  grown=
  for entry in $table; do
    pid=${entry%%:*} rest=${entry#*:}
    case $tree in *" $pid "*) continue ;; esac
    case $tree in *" ${rest%%:*} "* | *" ${rest#*:} "*) tree="$tree$pid " grown=1 ;; esac
  done
done
for pid in $tree; do
  [ -d "/proc/$pid" ] || continue
  kill -s "$signal" "$pid" 2>/dev/null
  echo "$pid"
done
