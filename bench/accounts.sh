#!/usr/bin/env bash
# What a large case costs through the command as people use it, from the start of the process to its end: importing it, comparing it, two sides of it,
# one event, and one statement more of it in a running node. Processor time beside the time on the clock. Ends by itself.
# Usage: bench/accounts.sh BUILD_DIR [STATEMENTS [PROPOSITIONS [ACCOUNTS]]]
# Prints one JSON object: {"statements":N,...,"import":{"s":S,"cpu_s":C,"mib":M},"compare":{...},"json":{...},"between":{...},"event":{...}}; medians of three
set -euo pipefail
here=$(dirname "$0")
bin=$(realpath "${1:?BUILD_DIR}") statements=${2:-100000} propositions=${3:-2000} accounts=${4:-500}
parley=$bin/parley
work=$(mktemp -d "${TMPDIR:-/tmp}/parley-accounts.XXXXXX")
trap 'rm -rf "$work"' EXIT
python3 "$here/large_case.py" "$work/large" "$statements" "$propositions" "$accounts"
export PARLEY_DIR=$work/node COLUMNS=120
"$parley" init "$PARLEY_DIR" --party Benchmark --port 0 --json >"$work/made"
once() { /usr/bin/time -f '%e %U %S %M' -o "$work/time" "$@" >"$work/out" 2>"$work/err" || { head -c 2000 "$work/err" >&2; exit 3; }; cat "$work/time"; }
as_json() { awk '{ printf "{\"s\":%.2f,\"cpu_s\":%.2f,\"mib\":%.0f}", $1, $2 + $3, $4 / 1024 }'; }
median() { for _ in 1 2 3; do once "$@"; done | sort -n | sed -n 2p | as_json; }
imported=$(once "$parley" case import "$work/large" | as_json)
compared=$(median "$parley" compare large)
[ -s "$work/out" ] || { echo "nothing was compared" >&2; exit 3; }
json=$(median "$parley" compare large --json)
json_mb=$(awk "BEGIN { printf \"%.1f\", $(stat -c %s "$work/out") / 1e6 }")
between=$(median "$parley" compare large --between north,south)
two=$(median "$parley" compare large --between p0,p1)
event=$(median "$parley" compare large --event E1)
printf '{"statements":%d,"propositions":%d,"accounts":%d,"import":%s,"compare":%s,"json":%s,"json_mb":%s,"between":%s,"between_two":%s,"event":%s}\n' \
  "$statements" "$propositions" "$accounts" "$imported" "$compared" "$json" "$json_mb" "$between" "$two" "$event"
