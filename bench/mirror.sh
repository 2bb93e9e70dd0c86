#!/usr/bin/env bash
# How fast another party's journal is mirrored: two nodes on loopback, the author's journal filled by releases, the other's copy fetched over TLS, every
# entry verified and durable; beside it the ingest of as many objects into a journal of one's own. Everything ends by itself.
# Usage: bench/mirror.sh BUILD_DIR [OBJECTS [ROUNDS]]
# Needs three times ROUNDS + 1 the space of the objects, for nothing is deleted before the end: ext4 makes new files slowly where many were just deleted.
# Prints: {"objects":N,"released":R,"import":I,"post":P,"sync":S,"serving":T}, rates in objects/s, medians; "import" of one file by the command, "post" of
# envelopes of 1,000 by four connections to a running node; "sync" by a stopped node, "serving" by a running one.
set -euo pipefail
objects=${2:-1000000} rounds=${3:-3}
. "$(dirname "$0")/nodes.sh" "${1:?BUILD_DIR}" mirror
now_ms() { echo $(($(date +%s%N) / 1000000)); }
median() { sort -n | awk '{ v[NR] = $1 } END { print (NR % 2) ? v[(NR + 1) / 2] : int((v[NR / 2] + v[NR / 2 + 1]) / 2) }'; }
done_with() { mv "$@" "$(mktemp -d "$work/done.XXXXXX")"; }
rate() { echo $((objects * 1000 / ($(now_ms) - $1))); }
held() { "$parley" --dir "$1" journal list --json | jq -s 'map(select(.journal | startswith("g1.party-0")))[0].entries'; }

"$groups" make "$work" 2 2 >/dev/null
"$groups" objects "$work/0" "$objects" >"$work/objects.ndjson"
released=$("$groups" release "$work/0" "$objects" 10000 | jq .objects_per_second)
entries=$(held "$work/0")
start "$work/0"
for round in $(seq "$rounds"); do
  cp -r "$work/1" "$work/mirror"
  begin=$(now_ms)
  "$parley" --dir "$work/mirror" sync --json >"$work/report" || true  # a stopped node cannot give its own entries away, and says so
  rate "$begin" >>"$work/sync"
  [ "$(jq .held "$work/report")" = "$entries" ] || { cat "$work/report" >&2; exit 3; }
  done_with "$work/mirror"

  "$parley" init "$work/own" --party Own --json >/dev/null
  begin=$(now_ms)
  "$parley" --dir "$work/own" import "$work/objects.ndjson" --json >"$work/report"
  rate "$begin" >>"$work/import"
  done_with "$work/own"

  made=$("$parley" init "$work/own" --party Own --port 0 --json)
  start "$work/own"
  "$bin/bench/parley_load" 127.0.0.1 "$(jq -r .port "$work/own.serve")" "/api/collections/$(jq -r .collection <<<"$made")/objects/" \
    "Basic $(printf 'admin:%s' "$(jq -r .password <<<"$made")" | base64 -w0)" "$objects" 4 0 | jq '.objects_per_second | round' >>"$work/post"
  stop_last
  done_with "$work/own" "$work/own."*

  cp -r "$work/1" "$work/mirror"
  begin=$(now_ms)
  start "$work/mirror"
  until [ "$(held "$work/mirror")" = "$entries" ]; do sleep 0.2; done  # asking costs, too
  rate "$begin" >>"$work/serving"
  stop_last
  done_with "$work/mirror" "$work/mirror."*
done
printf '{"objects":%d,"released":%d,"import":%d,"post":%d,"sync":%d,"serving":%d}\n' "$objects" "$released" "$(median <"$work/import")" "$(median <"$work/post")" "$(median <"$work/sync")" "$(median <"$work/serving")"
