#include "node/peer_link.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <limits>

#include "text/display.h"

namespace parley::node {
namespace {

// Certificates are not asked for by name or authority: the one on the card is the peer, and ours is shown to it. A peer
// that is there answers its handshake within five seconds; the rest of the time is for what is asked.
http::ClientOptions pinned(std::string fingerprint, const std::filesystem::path& certificate,
                           const std::filesystem::path& key, int timeout_ms,
                           std::function<Status(std::size_t)> may_wait) {
  http::ClientOptions options;
  options.fingerprint = std::move(fingerprint);
  options.certificate = std::pair(certificate, key);
  options.connect_timeout_ms = std::min(5'000, timeout_ms);
  options.timeout_ms = timeout_ms;
  options.body_bytes = std::numeric_limits<std::size_t>::max();  // each request says its own bound
  options.may_wait = std::move(may_wait);
  return options;
}

}  // namespace

PeerLink::PeerLink(std::string url, std::string fingerprint, const std::filesystem::path& certificate,
                   const std::filesystem::path& key, int timeout_ms)
    : url_(std::move(url)),
      client_(pinned(std::move(fingerprint), certificate, key, timeout_ms,
                     [this](std::size_t received) { return may_wait(received); })) {}

void PeerLink::begins_exchange(std::int64_t patience_ms) { exchange_ = Exchange{.patience_ms = patience_ms}; }

// What comes pays for the time in which it came and for what was waited before, never ahead: a peer cannot save up for
// a long silence.
PeerLink::Exchange PeerLink::Exchange::with(std::int64_t ms, std::size_t received) const {
  Exchange out = *this;
  const std::int64_t worth = static_cast<std::int64_t>(received) * 1'000 / kBytesASecond;
  out.waited_ms = std::max<std::int64_t>(0, waited_ms + ms - worth);
  out.all_ms += ms;
  out.bytes += received;
  return out;
}

Status PeerLink::Exchange::goes_on() const {
  if (waited_ms < patience_ms) return {};
  return Error{Code::unavailable, fmt::format("it is too slow: {} came in {} seconds of waiting for it, and it is not "
                                              "waited for any longer. What came is kept, and the next exchange goes "
                                              "on from there",
                                              text::counted(bytes, "byte"), all_ms / 1'000)};
}

PeerLink::Exchange PeerLink::with_this_request() const {
  const auto passed = std::chrono::steady_clock::now() - asked_at_;
  return exchange_->with(std::chrono::duration_cast<std::chrono::milliseconds>(passed).count(), received_);
}

Status PeerLink::may_wait(std::size_t received) {
  received_ = received;
  was_stopped_ = was_stopped_ || (stopped_ && stopped_());
  if (was_stopped_) return Error{Code::unavailable, "stopped while its answer was waited for"};
  return exchange_ ? with_this_request().goes_on() : Status{};
}

Result<http::Response> PeerLink::send(http::ClientRequest request, std::size_t most_bytes) {
  was_stopped_ = was_stopped_ || (stopped_ && stopped_());
  if (was_stopped_) return Error{Code::unavailable, "not asked: stopped before"};
  if (exchange_) PARLEY_TRY_STATUS(exchange_->goes_on());
  asked_at_ = std::chrono::steady_clock::now();
  received_ = 0;
  request.body_bytes = most_bytes;
  request.url = url_ + request.url;
  request.headers.emplace_back("Accept", "application/taxii+json;version=2.1");
  auto answer = client_.send(request);
  if (answer.ok()) received_ = answer->body_text().size();
  if (exchange_) exchange_ = with_this_request();
  return answer;
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
