# Shared by the benchmarks that serve nodes; to be sourced as `. bench/nodes.sh BUILD_DIR NAME`.
# Sets `parley` and `groups` (bench/groups.cc) of the build, and `work`, a temporary folder. What was started is stopped and the folder deleted
# when the script ends, however it ends.
bin=$(realpath "$1")
parley=$bin/parley groups=$bin/bench/parley_groups
work=$(mktemp -d "${TMPDIR:-/tmp}/parley-$2.XXXXXX")
pids=()
start() {  # FOLDER: serves the node in it; returns when it answers. What it is to be called by stands in FOLDER.serve.
  "$parley" --dir "$1" serve --json >"$1.serve" 2>"$1.log" &
  pids+=($!)
  while [ ! -s "$1.serve" ]; do kill -0 "${pids[-1]}" || { cat "$1.log" >&2; exit 3; }; sleep 0.01; done
}
stop_last() {  # the node that was started last
  kill "${pids[-1]}" 2>/dev/null || true
  wait "${pids[-1]}" 2>/dev/null || true
  unset 'pids[-1]'
}
trap 'while [ ${#pids[@]} -gt 0 ]; do stop_last; done; rm -rf "$work"' EXIT
