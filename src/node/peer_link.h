// HTTP to one peer's node, both sides' certificates pinned; for one thread.
#pragma once

#include <filesystem>
#include <string>

#include "http/client.h"

namespace parley::node {

class PeerLink {
 public:
  // `url` without a final slash; `certificate` and `key` are this party's own. No request takes longer than
  // `timeout_ms`.
  PeerLink(std::string url, std::string fingerprint, const std::filesystem::path& certificate,
           const std::filesystem::path& key, int timeout_ms = 30'000);

  Result<http::Response> get(const std::string& path);
  // What nodes post to each other - charters, heads - says the same when it comes twice, so a connection that was
  // closed meanwhile is no failure.
  Result<http::Response> post(const std::string& path, std::string body, const std::string& content_type);

 private:
  Result<http::Response> send(http::ClientRequest request);

  std::string url_;
  http::Client client_;
};

}  // namespace parley::node
