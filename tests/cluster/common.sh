# common.sh - what the tests on clusters share: a folder and processes that are gone at the end, however it
# comes, the recipes of scenarios/README.md, and what must come out of them.
#
# Losing a node is to lose at once all that runs there: its daemon with what that has started, and what has
# the node's name, beside GILSIM_CLUSTER, in its environment.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
gilsim=$(realpath "${GILSIM:-$root/build/gilsim}")
folder=$(mktemp -d "${TMPDIR:-/tmp}/gilsim-cluster-XXXXXX")
mark=GILSIM_CLUSTER=$folder
declare -A daemons=() # name -> process
PATH=$folder/bin:$PATH # gilsim's own

say()
{
    echo "$(basename "$0"): $*"
}

fail()
{
    say "failed: $*" >&2
    tail -n 20 "$folder"/*.log "$folder"/work/*.err >&2 2>/dev/null || true
    exit 1
}

# The processes that have all of the lines given, and the test's mark, in their environment.
marked()
{
    local line files
    files=$(grep -lzxF "$mark" /proc/[0-9]*/environ 2>/dev/null) || true
    for line in "$@"; do
        # shellcheck disable=SC2086 # a file a word
        [ -z "$files" ] || files=$(grep -lzxF "$line" $files 2>/dev/null) || true
    done
    echo "$files" | sed -n 's|^/proc/\([0-9]*\)/environ$|\1|p'
}

# The processes given, and all that they have started.
trees()
{
    local process
    for process in "$@"; do
        echo "$process"
        # shellcheck disable=SC2046 # a number a word
        trees $(ps -o pid= --ppid "$process")
    done
}

# kill_all "PROCESS..." MARK...: these, what they have started, and what has the marks, until none is left.
kill_all()
{
    local processes=$1
    shift
    # shellcheck disable=SC2086
    processes=$(trees $processes; marked "$@")
    while [ -n "$processes" ]; do
        # shellcheck disable=SC2086
        kill -KILL $processes 2>/dev/null || true
        processes=$(marked "$@")
    done
}

stop_daemons()
{
    kill_all "${daemons[*]}"
    daemons=()
}

clean_up()
{
    trap '' INT TERM HUP
    stop_daemons
    rm -rf "$folder"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# Starts a daemon that stays in the foreground; its words go to NAME.log.
daemon()
{
    local name=$1
    shift
    env "$mark" "$@" >>"$folder/$name.log" 2>&1 </dev/null &
    daemons[$name]=$!
    disown
}

# wait_until SECONDS WHAT COMMAND...
wait_until()
{
    local seconds=$1 what=$2 end=$((SECONDS + $1))
    shift 2
    until "$@"; do
        [ "$SECONDS" -lt "$end" ] || fail "no $what within $seconds seconds"
        sleep 0.05
    done
}

free_ports()
{
    python3 -c '
import socket, sys
sockets = [socket.socket() for _ in range(int(sys.argv[1]))]
for one in sockets:
    one.bind(("127.0.0.1", 0))
print(*[one.getsockname()[1] for one in sockets])' "$1"
}

# The N-th block of shell below the heading WHAT.
recipe()
{
    awk -v heading="### $1" -v wanted="$2" '
        /^##/ { inside = $0 == heading }
        /^```/ { fenced = inside && $0 == "```sh"; n += fenced; next }
        fenced && n == wanted' "$root/scenarios/README.md" | grep . || fail "no recipe $2 for $1"
}

# gilsim as a command for all nodes, and what the sweep of the recipe, in one go, comes to.
prepare()
{
    mkdir -p "$folder/bin" "$folder/work" "$folder/whole"
    printf '#!/bin/sh\nGILSIM_DATA=%q exec %q "$@"\n' "$root" "$gilsim" >"$folder/bin/gilsim"
    chmod +x "$folder/bin/gilsim"
    local sweep
    sweep=$(recipe "$1" "$2" | tr -d '\\\n' | grep -oE 'gilsim sweep .*--shard' |
        sed 's/ --shard$//; s/  */ /g')
    say "in one go: $sweep"
    (cd "$folder/whole" && eval "$sweep --quiet --out whole" >out)
}

# Runs the recipe in the folder `work`, in the background.
start_recipe()
{
    recipe "$1" "$2" >"$folder/recipe"
    (cd "$folder/work" && exec env "$mark" bash -eu "$folder/recipe" >out 2>recipe.err) &
    started=$!
}

n_finished()
{
    local n
    n=$(grep -c '^point ' "$1" 2>/dev/null) || true
    echo "${n:-0}"
}

# Sets `shard` and `ledger` to those that a process with the given marks is at, once a few points are finished.
begun_ledger()
{
    local process arguments
    for process in $(marked "$@"); do
        arguments=$(tr '\0' ' ' 2>/dev/null <"/proc/$process/cmdline") || continue
        [[ $arguments =~ gilsim\ sweep\ ([^ ]+)\ .*--shard\ ([0-9]+)/([0-9]+) ]] || continue
        shard=${BASH_REMATCH[2]}/${BASH_REMATCH[3]}
        ledger=$(readlink "/proc/$process/cwd")/${BASH_REMATCH[1]}.${shard/\//-of-}.sweep/points.log
        [ "$(n_finished "$ledger")" -lt 3 ] || return 0
    done
    kill -0 "$started" 2>/dev/null || fail 'the recipe has ended'
    return 1
}

# lose_node NAME MARK...: half-way through one of its shards, all that runs there ends at once.
lose_node()
{
    local name=$1
    shift
    wait_until 120 "shard that is half done on $name" begun_ledger "$@"
    kill_all "${daemons[$name]}" "$@"
    unset "daemons[$name]"
    cp "$ledger" "$folder/lost.log"
    local n_all=$(($(n_finished "$folder/whole/whole/points.log") / ${shard#*/}))
    [ "$(n_finished "$folder/lost.log")" -lt "$n_all" ] || fail 'the shard was finished before that'
    say "killed $name after $(n_finished "$folder/lost.log") of about $n_all runs of shard $shard"
}

finish_recipe()
{
    local status=0
    wait "$started" || status=$?
    [ "$status" = 0 ] || fail "the recipe ended with status $status"
    ! grep '^gilsim:' "$folder/work/recipe.err" || fail 'something is missing or doubled'
}

# In a folder that all nodes see, the shard went on behind what was finished when its node was killed.
check_kept()
{
    local n=$(($(n_finished "$folder/lost.log") - 1)) # the last may have been half written
    cmp <(grep '^point ' "$folder/lost.log" | head -n "$n") <(grep '^point ' "$ledger" | head -n "$n") ||
        fail "finished points of shard $shard were lost"
    say "shard $shard went on elsewhere"
}

# What the parts were merged to is, byte for byte, what one sweep on one machine gives.
check_merged()
{
    local merged
    merged=$(echo "$folder"/work/*.sweep/summary.csv | tr ' ' '\n' | grep -v -- '-of-')
    [ -s "$merged" ] || fail 'no merged sweep'
    cmp "$merged" "$folder/whole/whole/summary.csv" || fail 'summary.csv differs'
    cmp "$(dirname "$merged")/means.csv" "$folder/whole/whole/means.csv" || fail 'means.csv differs'
    grep -qF "$(tail -n 1 "$folder/whole/out")" "$folder/work/out" || fail 'the answer differs'
    say "$(($(wc -l <"$merged") - 1)) rows, the same as in one go"
}
