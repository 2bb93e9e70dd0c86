-- For wrk: prints "bytes/s requests/s" as the last line, and counts anything but 200 as a failure of the benchmark.
done = function(summary, latency, requests)
  local seconds = summary.duration / 1e6
  if summary.errors.status > 0 or summary.errors.read > 0 or summary.errors.connect > 0 then
    io.stderr:write("wrk: errors: status " .. summary.errors.status .. ", read " .. summary.errors.read .. "\n")
  end
  print(string.format("%.0f %.1f", summary.bytes / seconds, summary.requests / seconds))
end
