#!/usr/bin/env bash
# How long the preview of a release of 10,000 objects takes, through the command as people use it, on a node with few and with many objects. Ends by itself.
# Usage: bench/preview.sh BUILD_DIR [FEW [MANY [PREVIEWED]]]
# Prints: {"previewed":N,"few":A,"few_s":S,"many":B,"many_s":T,"serving_s":U}: medians of five; "serving" with many, asked of a running node
set -euo pipefail
few=${2:-100000} many=${3:-1000000} previewed=${4:-10000}
. "$(dirname "$0")/nodes.sh" "${1:?BUILD_DIR}" preview
export PARLEY_DIR=$work/0
"$groups" make "$work" 2 2 >/dev/null
"$groups" objects "$work/0" "$many" >"$work/objects.ndjson"
head -n "$few" "$work/objects.ndjson" >"$work/few.ndjson"
# Spread over all that was imported first.
awk -F'"id":"' -v step=$((few / previewed)) 'NR % step == 0 { print substr($2, 1, 45) }' "$work/few.ndjson" >"$work/ids"
seconds() {  # median of five
  for _ in 1 2 3 4 5; do
    local begin=$(date +%s%N)
    xargs -a "$work/ids" -n "$previewed" -s 1900000 "$parley" release preview --to g1 --json >"$work/preview" || true
    echo $(($(date +%s%N) - begin))
  done | sort -n | awk '{ v[NR] = $1 } END { printf "%.3f", v[3] / 1e9 }'
}
# Without what goes along, such as this party's own identity with a first release.
check() { [ "$(jq '[.objects[] | select(.decision == "allowed" and (.along | not))] | length' "$work/preview")" = "$previewed" ] || { head -c 1000 "$work/preview" >&2; exit 3; }; }
"$parley" import "$work/few.ndjson" --json >/dev/null
few_s=$(seconds)
check
"$parley" import "$work/objects.ndjson" --json >/dev/null
many_s=$(seconds)
check
start "$PARLEY_DIR"
serving_s=$(seconds)
check
printf '{"previewed":%d,"few":%d,"few_s":%s,"many":%d,"many_s":%s,"serving_s":%s}\n' "$previewed" "$few" "$few_s" "$many" "$many_s" "$serving_s"
