// HTTP to one peer's node, both sides' certificates pinned; for one thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <utility>

#include "http/client.h"

namespace parley::node {

class PeerLink {
 public:
  // `url` without a final slash; `certificate` and `key` are this party's own. No request takes longer than
  // `timeout_ms`.
  PeerLink(std::string url, std::string fingerprint, const std::filesystem::path& certificate,
           const std::filesystem::path& key, int timeout_ms = 30'000);

  PeerLink(const PeerLink&) = delete;
  PeerLink& operator=(const PeerLink&) = delete;

  // From now on each request asks, before and while it waits, and fails with unavailable when it says so.
  void stops_when(std::function<bool()> stopped) { stopped_ = std::move(stopped); }
  bool was_stopped() const { return was_stopped_; }

  // All requests from now on, up to the next call, are one exchange, which goes on for as long as something comes: the
  // peer is waited for kPatienceMs in all and, beside that, a second for each kBytesASecond that it has sent. What it
  // is asked behind that fails at once with unavailable. Each answer alone is bounded by `timeout_ms`; without this a
  // peer that drips answers could draw out an exchange for as long as it has questions to answer.
  static constexpr std::int64_t kPatienceMs = 40'000;
  static constexpr std::int64_t kBytesASecond = 1'024;
  void begins_exchange(std::int64_t patience_ms = kPatienceMs);

  // Far above what an honest peer says to anything but a question for entries, and so little that many hostile ones do
  // not fill the memory.
  static constexpr std::size_t kMostBytes = 8u << 20;
  // Fails when the answer has more than `most_bytes`, without having read it.
  Result<http::Response> get(const std::string& path, std::size_t most_bytes = kMostBytes);
  // What nodes post to each other - charters, heads - says the same when it comes twice, so a connection that was
  // closed meanwhile is no failure.
  Result<http::Response> post(const std::string& path, std::string body, const std::string& content_type);

 private:
  // What the peer was waited for in one exchange.
  struct Exchange {
    std::int64_t patience_ms = 0;
    std::int64_t waited_ms = 0;  // beyond what the bytes that came are worth
    std::int64_t all_ms = 0;
    std::size_t bytes = 0;

    Exchange with(std::int64_t ms, std::size_t received) const;  // and one more request
    Status goes_on() const;
  };
  Result<http::Response> send(http::ClientRequest request, std::size_t most_bytes);
  Status may_wait(std::size_t received);
  Exchange with_this_request() const;

  std::string url_;
  http::Client client_;
  std::function<bool()> stopped_;
  bool was_stopped_ = false;
  std::optional<Exchange> exchange_;
  std::chrono::steady_clock::time_point asked_at_;  // of the request that is on its way
  std::size_t received_ = 0;                        // of its answer
};

}  // namespace parley::node
