#!/usr/bin/env bash
# How long after `parley release send` has returned an object stands in a TAXII page of the other party's node. Two nodes on loopback; ends by itself.
# Usage: bench/notice.sh BUILD_DIR [ROUNDS]
# Prints: {"rounds":N,"median_ms":M,"worst_ms":W}
set -euo pipefail
bin=$(realpath "${1:?BUILD_DIR}") rounds=${2:-50}
parley=$bin/parley groups=$bin/bench/parley_groups
work=$(mktemp -d "${TMPDIR:-/tmp}/parley-notice.XXXXXX")
pids=()
trap 'for pid in ${pids[@]+"${pids[@]}"}; do kill "$pid" 2>/dev/null || true; wait "$pid" 2>/dev/null || true; done; rm -rf "$work"' EXIT
start() {
  "$parley" --dir "$1" serve --json >"$1.serve" 2>"$1.log" &
  pids+=($!)
  while [ ! -s "$1.serve" ]; do kill -0 "${pids[-1]}" || { cat "$1.log" >&2; exit 3; }; sleep 0.01; done
}
"$groups" make "$work" 2 2 >/dev/null
"$parley" --dir "$work/1" journal set g1.party-0 --outside read >/dev/null  # so that readers over TAXII may be let in
start "$work/0"
start "$work/1"
mirror=$("$parley" --dir "$work/1" journal list --json | jq -r 'select(.journal == "g1.party-0") | .root + "/collections/" + .collection')
[ -n "${mirror##null*}" ] || exit 3
sleep 3  # what both had to say at the start is said
"$groups" notice "$parley" "$work/0" "$(jq -r .url "$work/1.serve")/$mirror/" "$rounds"
