#include "node/peer_link.h"

#include <algorithm>
#include <limits>

namespace parley::node {
namespace {

// Certificates are not asked for by name or authority: the one on the card is the peer, and ours is shown to it. A peer
// that is there answers its handshake within five seconds; the rest of the time is for what is asked.
http::ClientOptions pinned(std::string fingerprint, const std::filesystem::path& certificate,
                           const std::filesystem::path& key, int timeout_ms) {
  http::ClientOptions options;
  options.fingerprint = std::move(fingerprint);
  options.certificate = std::pair(certificate, key);
  options.connect_timeout_ms = std::min(5'000, timeout_ms);
  options.timeout_ms = timeout_ms;
  options.body_bytes = std::numeric_limits<std::size_t>::max();  // each request says its own bound
  return options;
}

}  // namespace

PeerLink::PeerLink(std::string url, std::string fingerprint, const std::filesystem::path& certificate,
                   const std::filesystem::path& key, int timeout_ms)
    : url_(std::move(url)), client_(pinned(std::move(fingerprint), certificate, key, timeout_ms)) {}

Result<http::Response> PeerLink::send(http::ClientRequest request, std::size_t most_bytes) {
  was_stopped_ = was_stopped_ || (stopped_ && stopped_());
  if (was_stopped_) return Error{Code::unavailable, "not asked: stopped before"};
  request.body_bytes = most_bytes;
  request.url = url_ + request.url;
  request.headers.emplace_back("Accept", "application/taxii+json;version=2.1");
  return client_.send(request);
}

Result<http::Response> PeerLink::get(const std::string& path, std::size_t most_bytes) {
  return send({.url = path, .method = "GET", .headers = {}, .body = {}, .repeatable = true}, most_bytes);
}

// All that nodes post to each other may arrive twice: a head that was shown before is answered as before, and a charter
// that is there is no news. So a connection that broke in between is taken up again without asking.
Result<http::Response> PeerLink::post(const std::string& path, std::string body, const std::string& content_type) {
  return send({.url = path,
               .method = "POST",
               .headers = {{"Content-Type", content_type}},
               .body = std::move(body),
               .repeatable = true},
              kMostBytes);
}

}  // namespace parley::node
