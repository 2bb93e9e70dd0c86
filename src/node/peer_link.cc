#include "node/peer_link.h"

#include <algorithm>

namespace parley::node {
namespace {

// Bounds of an answer, far above what an honest peer sends, so that a peer cannot fill the memory with one.
constexpr std::size_t kEntriesBytes = 128u << 20;
constexpr std::size_t kOtherBytes = 8u << 20;

// Certificates are not asked for by name or authority: the one on the card is the peer, and ours is shown to it. A peer
// that is there answers its handshake within five seconds; the rest of the time is for what is asked.
http::ClientOptions pinned(std::string fingerprint, const std::filesystem::path& certificate,
                           const std::filesystem::path& key, int timeout_ms) {
  http::ClientOptions options;
  options.fingerprint = std::move(fingerprint);
  options.certificate = std::pair(certificate, key);
  options.connect_timeout_ms = std::min(5'000, timeout_ms);
  options.timeout_ms = timeout_ms;
  options.body_bytes = kEntriesBytes;
  return options;
}

// Only pages of objects and what belongs to their entries are large; a head or the news of a peer that never ends would
// else take as much memory from each of many.
std::size_t most_bytes(const http::ClientRequest& request) {
  const auto has = [&](std::string_view part) { return request.url.find(part) != std::string::npos; };
  const bool is_large = request.method == "GET" && (has("/objects/") || has("/tile/") || has("/salts/"));
  return is_large ? kEntriesBytes : kOtherBytes;
}

}  // namespace

PeerLink::PeerLink(std::string url, std::string fingerprint, const std::filesystem::path& certificate,
                   const std::filesystem::path& key, int timeout_ms)
    : url_(std::move(url)), client_(pinned(std::move(fingerprint), certificate, key, timeout_ms)) {}

Result<http::Response> PeerLink::send(http::ClientRequest request) {
  request.body_bytes = most_bytes(request);
  request.url = url_ + request.url;
  request.headers.emplace_back("Accept", "application/taxii+json;version=2.1");
  return client_.send(request);
}

Result<http::Response> PeerLink::get(const std::string& path) {
  return send({.url = path, .method = "GET", .headers = {}, .body = {}, .repeatable = true});
}

// All that nodes post to each other may arrive twice: a head that was shown before is answered as before, and a charter
// that is there is no news. So a connection that broke in between is taken up again without asking.
Result<http::Response> PeerLink::post(const std::string& path, std::string body, const std::string& content_type) {
  return send({.url = path,
               .method = "POST",
               .headers = {{"Content-Type", content_type}},
               .body = std::move(body),
               .repeatable = true});
}

}  // namespace parley::node
