#!/usr/bin/env bash
# How long the commands that people give all day take on a running node in a group of many entries: from the start of the process to its end.
# Usage: bench/large_group.sh BUILD_DIR [ENTRIES [ROUNDS]]
# Prints: {"entries":N,"inbox_ms":M,"inquiry_status_ms":M,"receipt_ms":M,"group_show_ms":M,"status_ms":M}, each a median of ROUNDS.
set -euo pipefail
entries=${2:-1000000} rounds=${3:-15}
. "$(dirname "$0")/nodes.sh" "${1:?BUILD_DIR}" large
"$groups" make "$work" 2 2 >/dev/null
"$groups" release "$work/0" "$entries" 10000 >/dev/null
start "$work/0"
start "$work/1"
run() { "$parley" --dir "$work/0" "$@"; }
run inquiry draft "Who runs these hosts?" --to party1 --question "Whose are they?" --json >"$work/draft.json"
inquiry=$(jq -r .id "$work/draft.json")
run inquiry send "$inquiry" --yes >/dev/null
# The other side has all of it when it has the last thing said, and answers it.
until "$parley" --dir "$work/1" inquiry status "$inquiry" >/dev/null 2>&1; do sleep 1; done
"$parley" --dir "$work/1" inquiry answer "$inquiry" --answer "1=Ours" --yes >/dev/null 2>&1 || true
sleep 5
journal=$(run journal list --json | jq -rs 'max_by(.entries).journal')
object=$(run list --journal "$journal" --limit 1 --json | jq -rs '.[0].id')
median() {
  for _ in $(seq "$rounds"); do
    begin=${EPOCHREALTIME/./}
    run "$@" >/dev/null || { echo "parley $* ended with $?" >&2; exit 3; }
    echo $((${EPOCHREALTIME/./} - begin))
  done | sort -n | awk '{ v[NR] = $1 } END { printf "%.1f", v[int((NR + 1) / 2)] / 1000 }'
}
inbox=$(median inbox) status_of=$(median inquiry status "$inquiry") receipt=$(median receipt "$object") show=$(median group show) status=$(median status)
printf '{"entries":%d,"inbox_ms":%s,"inquiry_status_ms":%s,"receipt_ms":%s,"group_show_ms":%s,"status_ms":%s}\n' "$entries" "$inbox" "$status_of" "$receipt" "$show" "$status"
