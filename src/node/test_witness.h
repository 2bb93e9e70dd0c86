// For tests: an outside witness (C2SP tlog-witness) on a port of its own, which tells the truth or what a test makes of
// it.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "base/hash.h"
#include "base/mutex.h"
#include "group/charter.h"
#include "http/server.h"
#include "journal/witness.h"
#include "testing/ports.h"

namespace parley::node::testing {

class TestWitness {
 public:
  // What it answers to a head that is shown; `honest` gives the true answer.
  using Lie =
      std::function<http::Response(const http::Request& request, const std::function<http::Response()>& honest)>;

  explicit TestWitness(const std::string& name)
      : name_(name), key_(SigningKey::generate()), port_(parley::testing::free_port()) {
    start();
  }

  group::OutsideWitness named() const {
    return {journal::VerifierKey::make(name_, journal::SignatureType::cosignature_v1, key_.public_key()),
            "http://127.0.0.1:" + std::to_string(port_) + "/w"};
  }
  void know(const journal::VerifierKey& log) {
    const Lock lock(mutex_);
    logs_[log.name] = {log, {}, {}};
  }
  void start() {
    http::ServerOptions options;
    options.port = port_;
    options.io_threads = 1;
    http::Handler handler;
    handler.fast = [](const http::Request&) { return std::optional<http::Response>(); };
    handler.slow = [this](http::Request&& request) { return answer(request); };
    auto server = http::Server::start(options, std::move(handler));
    if (server.ok()) server_ = std::move(server).value();
  }
  void stop() { server_.reset(); }
  void lie(Lie lie) {
    const Lock lock(mutex_);
    lie_ = std::move(lie);
  }
  void show_heads(bool yes) { shows_heads_ = yes; }
  void clock(std::function<std::uint64_t()> seconds) { seconds_ = std::move(seconds); }
  int requests() const { return requests_; }
  const SigningKey& key() const { return key_; }

 private:
  struct Log {
    journal::VerifierKey key;
    journal::Checkpoint head;
    std::string note;
  };

  http::Response answer(const http::Request& request) {
    ++requests_;
    const Lock lock(mutex_);
    if (request.method == http::Method::get) {
      for (const auto& [origin, log] : logs_)
        if (shows_heads_ && !log.note.empty() &&
            request.path == "/w/" + to_hex(sha256({as_bytes(origin)})) + "/checkpoint")
          return {200, {}, log.note, nullptr};
      return {404, {}, std::string("nothing\n"), nullptr};
    }
    const auto honest = [&]() PARLEY_REQUIRES(mutex_) { return cosign(request); };
    return lie_ ? lie_(request, honest) : honest();
  }
  http::Response cosign(const http::Request& request) PARLEY_REQUIRES(mutex_) {
    if (request.path != "/w/add-checkpoint") return {404, {}, std::string(), nullptr};
    journal::Witness::Heads heads;
    heads.key = [&](std::string_view origin) PARLEY_REQUIRES(mutex_) {
      return logs_.contains(std::string(origin)) ? std::optional(logs_[std::string(origin)].key) : std::nullopt;
    };
    heads.latest = [&](std::string_view origin) PARLEY_REQUIRES(mutex_) -> Result<journal::Checkpoint> {
      return logs_[std::string(origin)].head;
    };
    heads.advance = [&](const journal::Checkpoint&, const journal::Checkpoint& next, const journal::Note& note)
                        PARLEY_REQUIRES(mutex_) -> Result<bool> {
      logs_[next.origin].head = next, logs_[next.origin].note = note.to_string();
      return true;
    };
    const auto answered = journal::Witness(name_, key_, std::move(heads), seconds_).add_checkpoint(request.body);
    return {answered.status, {{"Content-Type", answered.content_type}}, answered.body, nullptr};
  }

  const std::string name_;
  const SigningKey key_;
  const std::uint16_t port_;
  std::function<std::uint64_t()> seconds_ = [] { return static_cast<std::uint64_t>(now().value / 1'000'000); };
  std::atomic<int> requests_ = 0;
  std::atomic<bool> shows_heads_ = true;
  Mutex mutex_;
  std::map<std::string, Log> logs_ PARLEY_GUARDED_BY(mutex_);
  Lie lie_ PARLEY_GUARDED_BY(mutex_);
  std::unique_ptr<http::Server> server_;  // the first to end
};

}  // namespace parley::node::testing
