#!/usr/bin/env bash
# What a running node with a hundred other parties costs while nothing happens: its processor time and memory. The others are real nodes in one other
# process, on loopback, and ask it as it asks them; or, with `down`, none of them is there. Ends by itself.
# Usage: bench/idle.sh BUILD_DIR [PEERS [MEMBERS_A_GROUP [SECONDS [up|down]]]]
# Prints: {"peers":N,"members_a_group":G,"others":STATE,"core":SHARE,"resident_mib":M,"threads":T}
set -euo pipefail
bin=$(realpath "${1:?BUILD_DIR}") peers=${2:-100} size=${3:-2} seconds=${4:-60} state=${5:-up}
parley=$bin/parley groups=$bin/bench/parley_groups
# In memory where that can be: a hundred nodes are a thousand syncs to make, and none of them is measured.
work=$(mktemp -d "${TMPDIR:-$([ -w /dev/shm ] && echo /dev/shm || echo /tmp)}/parley-idle.XXXXXX")
node= others= 
finish() {
  exec 9>&- 2>/dev/null || true
  for pid in $others $node; do kill "$pid" 2>/dev/null || true; wait "$pid" 2>/dev/null || true; done
  rm -rf "$work"
}
trap finish EXIT
ticks() { awk '{ sub(/^.*\) /, ""); print $12 + $13 }' "/proc/$node/stat"; }
memory() { awk '/VmRSS/ { print $2 / 1024 }' "/proc/$node/status"; }
"$groups" make "$work" $((peers + 1)) "$size" >/dev/null
"$parley" --dir "$work/0" serve --json >"$work/serve" 2>"$work/log" &
node=$!
while [ ! -s "$work/serve" ]; do kill -0 $node || { cat "$work/log" >&2; exit 3; }; sleep 0.05; done
if [ "$state" = up ]; then
  mkfifo "$work/end"
  "$groups" serve "$work" 1 "$peers" <"$work/end" >"$work/others" 2>"$work/others.log" &
  others=$!
  exec 9>"$work/end"
  while [ ! -s "$work/others" ]; do kill -0 $others || { tail "$work/others.log" >&2; exit 3; }; sleep 0.1; done
fi
# Until what all have for each other is exchanged.
for _ in $(seq 60); do
  before=$(ticks); sleep 2
  [ $(($(ticks) - before)) -gt 20 ] || break
done
sleep 10
before=$(ticks) begin=$(date +%s%N)
sleep "$seconds"
after=$(ticks) end=$(date +%s%N)
awk -v t=$((after - before)) -v hz="$(getconf CLK_TCK)" -v ns=$((end - begin)) -v m="$(memory)" -v p="$peers" -v z="$size" -v s="$state" -v th="$(ls "/proc/$node/task" | wc -l)" \
  'BEGIN { printf "{\"peers\":%d,\"members_a_group\":%d,\"others\":\"%s\",\"core\":%.4f,\"resident_mib\":%.0f,\"threads\":%d}\n", p, z, s, t / hz / (ns / 1e9), m, th }'
