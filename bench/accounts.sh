#!/usr/bin/env bash
# What a large case costs through the command as people use it, from the start of the process to its end: importing it, comparing it, two sides of it,
# one event, and one statement more of it in a running node. Processor time beside the time on the clock; of the statement
# more that of the node. What was read is kept (docs/decisions/0012): `first` is the first look after the import, `anew` one for which nothing is kept, `after_add` the
# first after the statements more. Ends by itself.
# Usage: bench/accounts.sh BUILD_DIR [STATEMENTS [PROPOSITIONS [ACCOUNTS]]]
# Prints one JSON object: {"statements":N,...,"import":{"s":S,"cpu_s":C,"mib":M},"first":{...},"anew":{...},"compare":{...},"json":{...},"between":{...},"event":{...},"add":{"s":S,"cpu_s":C},"after_add":{...}};
# medians of three, of adding the mean of twenty
set -euo pipefail
here=$(dirname "$0")
bin=$(realpath "${1:?BUILD_DIR}") statements=${2:-100000} propositions=${3:-2000} accounts=${4:-500}
parley=$bin/parley
work=$(mktemp -d "${TMPDIR:-/tmp}/parley-accounts.XXXXXX")
node=
finish() { [ -z "$node" ] || { kill "$node" 2>/dev/null || true; wait "$node" 2>/dev/null || true; }; rm -rf "$work"; }
trap finish EXIT
python3 "$here/large_case.py" "$work/large" "$statements" "$propositions" "$accounts"
export PARLEY_DIR=$work/node COLUMNS=120
"$parley" init "$PARLEY_DIR" --party Benchmark --port 0 --json >"$work/made"
once() { /usr/bin/time -f '%e %U %S %M' -o "$work/time" "$@" >"$work/out" 2>"$work/err" || { head -c 2000 "$work/err" >&2; exit 3; }; cat "$work/time"; }
as_json() { awk '{ printf "{\"s\":%.2f,\"cpu_s\":%.2f,\"mib\":%.0f}", $1, $2 + $3, $4 / 1024 }'; }
median() { for _ in 1 2 3; do once "$@"; done | sort -n | sed -n 2p | as_json; }
imported=$(once "$parley" case import "$work/large" | as_json)
first=$(once "$parley" compare large | as_json)
forget() { find "$PARLEY_DIR" -path '*/index/kept' -prune -exec rm -rf {} +; }
anew=$(for _ in 1 2 3; do forget; once "$parley" compare large; done | sort -n | sed -n 2p | as_json)
compared=$(median "$parley" compare large)
[ -s "$work/out" ] || { echo "nothing was compared" >&2; exit 3; }
json=$(median "$parley" compare large --json)
json_mb=$(awk "BEGIN { printf \"%.1f\", $(stat -c %s "$work/out") / 1e6 }")
between=$(median "$parley" compare large --between north,south)
two=$(median "$parley" compare large --between p0,p1)
event=$(median "$parley" compare large --event E1)
"$parley" serve --json >"$work/serve" 2>"$work/log" &
node=$!
while [ ! -s "$work/serve" ]; do kill -0 $node || { cat "$work/log" >&2; exit 3; }; sleep 0.05; done
ticks() { awk '{ sub(/^.*\) /, ""); print $12 + $13 }' "/proc/$node/stat"; }
words=$(head -n 1 "$work/large/d1.txt")
before=$(ticks) begin=$(date +%s%N)
for _ in $(seq 20); do "$parley" statement add large --speaker p0 --in d1:1 --words "$words" --stance Q1=affirms --at E1 >"$work/out"; done
add=$(awk -v t=$(($(ticks) - before)) -v hz="$(getconf CLK_TCK)" -v ns=$(($(date +%s%N) - begin)) 'BEGIN { printf "{\"s\":%.4f,\"cpu_s\":%.4f}", ns / 2e10, t / hz / 20 }')
kill $node; wait $node || true; node=
after=$(once "$parley" compare large | as_json)
printf '{"statements":%d,"propositions":%d,"accounts":%d,"import":%s,"first":%s,"anew":%s,"compare":%s,"json":%s,"json_mb":%s,"between":%s,"between_two":%s,"event":%s,"add":%s,"after_add":%s}\n' \
  "$statements" "$propositions" "$accounts" "$imported" "$first" "$anew" "$compared" "$json" "$json_mb" "$between" "$two" "$event" "$add" "$after"
