#!/usr/bin/env bash
# How long after `parley release send` has returned an object stands in a TAXII page of the other party's node. Two nodes on loopback; ends by itself.
# Usage: bench/notice.sh BUILD_DIR [ROUNDS]
# Prints: {"rounds":N,"median_ms":M,"worst_ms":W}
set -euo pipefail
rounds=${2:-50}
. "$(dirname "$0")/nodes.sh" "${1:?BUILD_DIR}" notice
"$groups" make "$work" 2 2 >/dev/null
"$parley" --dir "$work/1" journal set g1.party-0 --outside read >/dev/null  # so that readers over TAXII may be let in
start "$work/0"
start "$work/1"
mirror=$("$parley" --dir "$work/1" journal list --json | jq -r 'select(.journal == "g1.party-0") | .root + "/collections/" + .collection')
[ -n "${mirror##null*}" ] || exit 3
sleep 3  # what both had to say at the start is said
"$groups" notice "$parley" "$work/0" "$(jq -r .url "$work/1.serve")/$mirror/" "$rounds"
