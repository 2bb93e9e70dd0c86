#!/bin/sh
# `parley watch` against `grep -F -f` of the same values, side by side: bench/watch.sh BUILD_DIR [INDICATORS [COPIES]]
# The log is Zeek's dns.json of PARLEY_SHARED (default ../shared), unpacked and repeated; the values are names, addresses and hashes that
# are not in it. grep finds the bytes anywhere in a line, and knows neither fields nor validity; it is the floor that everybody has.
set -eu
build=$(realpath "$1") indicators=${2:-1000000} copies=${3:-4}
shared=${PARLEY_SHARED:-$(cd "$(dirname "$0")/.." && pwd)/../shared}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
zcat "$shared/data/logs/zeek/dns.json.gz" > "$dir/one.json"
for copy in $(seq "$copies"); do cat "$dir/one.json"; done > "$dir/dns.json"
lines=$(wc -l < "$dir/dns.json")

awk -v n="$indicators" -v values="$dir/values" -v stix="$dir/indicators.ndjson" 'BEGIN {
  for (i = 0; i < n; i++) {
    if (i % 4 == 2) { value = sprintf("203.%d.%d.%d", int(i / 65536) % 256, int(i / 256) % 256, i % 256); path = "ipv4-addr:value" }
    else if (i % 4 == 3) { value = sprintf("%064x", i * 7919 + 1); path = "file:hashes.\x27SHA-256\x27" }
    else { value = sprintf("h%x.indicator%d.test", i * 2654435761, i % 1000); path = "domain-name:value" }
    print value > values
    printf "{\"type\":\"indicator\",\"spec_version\":\"2.1\",\"id\":\"indicator--00000000-0000-4000-8000-%012x\",\"created\":\"2018-01-01T00:00:00.000Z\",\"modified\":\"2018-01-01T00:00:00.000Z\",\"pattern\":\"[%s = \x27%s\x27]\",\"pattern_type\":\"stix\",\"valid_from\":\"2018-01-01T00:00:00Z\"}\n", i, path, value > stix
  }
}'
"$build/parley" init "$dir/node" --party Bench >/dev/null
"$build/parley" import --dir "$dir/node" "$dir/indicators.ndjson" | tail -n 1

seconds() { start=$(date +%s.%N); "$@" > "$dir/out" 2>"$dir/err" || true; end=$(date +%s.%N); awk "BEGIN {print $end - $start}"; }
ours() { "$build/parley" watch --dir "$dir/node" --dry-run --json "$dir/dns.json" | tail -n 1 | jq .summary.milliseconds; }  # the lines alone
whole=$(seconds "$build/parley" watch --dir "$dir/node" --dry-run /dev/null)
rounds=5
for round in $(seq $rounds); do
  ours >> "$dir/ours"
  LC_ALL=C seconds grep -c -F -f "$dir/values" "$dir/dns.json" >> "$dir/grep"
  LC_ALL=C seconds grep -c -F -f "$dir/values" /dev/null >> "$dir/grep-start"
done
middle() { sort -n "$1" | sed -n "$(((rounds + 1) / 2))p"; }
awk -v l="$lines" -v w="$whole" -v o="$(middle "$dir/ours")" -v t="$(middle "$dir/grep")" -v s="$(middle "$dir/grep-start")" -v i="$indicators" 'BEGIN {
  printf "%d lines, %d indicators, medians of 5\n", l, i
  printf "%-34s %8.2f s\n", "parley: start, journal to index", w
  printf "%-34s %8.2f s\n", "grep -F -f: start", s
  printf "%-34s %8.2f s %12.0f lines/s\n", "parley: lines", o / 1000, l / o * 1000
  printf "%-34s %8.2f s %12.0f lines/s\n", "grep -F -f: lines", t - s, l / (t - s)
}'
