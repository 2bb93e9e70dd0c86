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
"$build/parley" init "$dir/node" --party Bench --password bench >/dev/null
"$build/parley" import --dir "$dir/node" "$dir/indicators.ndjson" | tail -n 1

seconds() { start=$(date +%s.%N); "$@" > "$dir/out" 2>"$dir/err" || true; end=$(date +%s.%N); awk "BEGIN {print $end - $start}"; }
none=$(seconds "$build/parley" watch --dir "$dir/node" --dry-run /dev/null)
ours=$(seconds "$build/parley" watch --dir "$dir/node" --dry-run "$dir/dns.json")
theirs=$(LC_ALL=C seconds grep -c -F -f "$dir/values" "$dir/dns.json")
awk -v l="$lines" -v n="$none" -v o="$ours" -v t="$theirs" -v i="$indicators" 'BEGIN {
  printf "%d lines, %d indicators\n", l, i
  printf "%-34s %10.2f s\n", "parley: start and index", n
  printf "%-34s %10.2f s %12.0f lines/s\n", "parley: lines", o - n, l / (o - n)
  printf "%-34s %10.2f s %12.0f lines/s (with its own start)\n", "grep -F -f", t, l / t
}'
