#!/bin/sh
# The HTTP server against nginx, side by side: bench/http_floor.sh BUILD_DIR [SECONDS [ROUNDS]]
# Needs nginx and wrk. Rounds alternate between the two, so that a busy machine treats both alike; the medians are compared.
set -eu
build=$1 seconds=${2:-3} rounds=${3:-3}
here=$(cd "$(dirname "$0")" && pwd)
dir=$(mktemp -d)
chmod 755 "$dir"  # nginx started by root reads as another user
page=400000 object=520 ours=18431 theirs=18432
cleanup() { kill "$nginx" 2>/dev/null || true; exec 9>&-; wait; rm -rf "$dir"; }
mkdir "$dir/files"
head -c $page /dev/zero | tr '\0' x > "$dir/files/page"
head -c $object /dev/zero | tr '\0' x > "$dir/files/object"
sed "s|@DIR@|$dir|g; s|@PORT@|$theirs|" "$here/nginx.conf.in" > "$dir/nginx.conf"
nginx -p "$dir" -c "$dir/nginx.conf" 2>"$dir/start.log" & nginx=$!
mkfifo "$dir/hold"
"$build/bench/http_floor" $ours $page $object < "$dir/hold" > /dev/null &
exec 9> "$dir/hold"
trap cleanup EXIT
sleep 0.5
basic="Authorization: Basic $(printf user:password | base64)"

# Prints requests per second.
rate() { wrk -t1 -c"$2" -d"${seconds}s" -H "$basic" "http://127.0.0.1:$1/$3" | awk '/Non-2xx/ {bad=1} /Requests\/sec/ {rate=$2} END {print bad ? 0 : rate}'; }
median() { sort -n | awk '{v[NR]=$1} END {print v[int((NR+1)/2)]}'; }

printf '%-24s %12s %12s %8s\n' case 'parley/s' 'nginx/s' ratio
for case in page:8 page:64 object:8 object:64; do
  file=${case%:*} connections=${case#*:}
  : > "$dir/a"; : > "$dir/b"
  for round in $(seq "$rounds"); do
    rate $ours "$connections" "$file" >> "$dir/a"
    rate $theirs "$connections" "$file" >> "$dir/b"
  done
  a=$(median < "$dir/a") b=$(median < "$dir/b")
  printf '%-24s %12s %12s %8s\n' "$file, $connections connections" "$a" "$b" "$(awk "BEGIN {printf \"%.2f\", $a / $b}")"
done
