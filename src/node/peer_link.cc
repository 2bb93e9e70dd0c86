#include "node/peer_link.h"

#include <algorithm>

namespace parley::node {
namespace {

http::ClientOptions pinned(std::string fingerprint, const std::filesystem::path& certificate,
                           const std::filesystem::path& key, int timeout_ms) {
  http::ClientOptions options;
  options.fingerprint = std::move(fingerprint);
  options.certificate = std::pair(certificate, key);
  options.connect_timeout_ms = std::min(5'000, timeout_ms);
  options.timeout_ms = timeout_ms;
  options.body_bytes = 128u << 20;
  return options;
}

}  // namespace

PeerLink::PeerLink(std::string url, std::string fingerprint, const std::filesystem::path& certificate,
                   const std::filesystem::path& key, int timeout_ms)
    : url_(std::move(url)), client_(pinned(std::move(fingerprint), certificate, key, timeout_ms)) {}

Result<http::Response> PeerLink::send(http::ClientRequest request) {
  request.url = url_ + request.url;
  request.headers.emplace_back("Accept", "application/taxii+json;version=2.1");
  return client_.send(request);
}

Result<http::Response> PeerLink::get(const std::string& path) {
  return send({.url = path, .method = "GET", .headers = {}, .body = {}, .repeatable = true});
}

Result<http::Response> PeerLink::post(const std::string& path, std::string body, const std::string& content_type) {
  return send({.url = path,
               .method = "POST",
               .headers = {{"Content-Type", content_type}},
               .body = std::move(body),
               .repeatable = true});
}

}  // namespace parley::node
