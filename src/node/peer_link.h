// HTTP to one peer's node, both sides' certificates pinned; for one thread.
#pragma once

#include <filesystem>
#include <functional>
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

  // From now on each request asks first, and fails with unavailable when it says so.
  void stops_when(std::function<bool()> stopped) { stopped_ = std::move(stopped); }
  bool was_stopped() const { return was_stopped_; }

  // Far above what an honest peer says to anything but a question for entries, and so little that many hostile ones do
  // not fill the memory.
  static constexpr std::size_t kMostBytes = 8u << 20;
  // Fails when the answer has more than `most_bytes`, without having read it.
  Result<http::Response> get(const std::string& path, std::size_t most_bytes = kMostBytes);
  // What nodes post to each other - charters, heads - says the same when it comes twice, so a connection that was
  // closed meanwhile is no failure.
  Result<http::Response> post(const std::string& path, std::string body, const std::string& content_type);

 private:
  Result<http::Response> send(http::ClientRequest request, std::size_t most_bytes);

  std::string url_;
  http::Client client_;
  std::function<bool()> stopped_;
  bool was_stopped_ = false;
};

}  // namespace parley::node
