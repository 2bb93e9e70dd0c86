// TAXII 2.1 as a function from request to answer (docs/taxii.md says what it does where the standard leaves a choice).
// No sockets, no state but a cache of rendered pages and one of who may add to what. Thread-safe.
#pragma once

#include <functional>
#include <memory>

#include "base/time.h"
#include "http/admittance.h"
#include "http/message.h"
#include "stix/validate.h"
#include "taxii/catalog.h"

namespace parley::taxii {

struct ServiceOptions {
  // "https://taxii.example.gov" without a final slash; discovery gives absolute URLs under it. Empty: from the Host
  // header over TLS, else relative URLs, as section 4.1.1 allows absolute ones only with https.
  std::string public_url{};
  std::size_t page_objects = 1000;        // when the client names no limit
  std::size_t max_page_objects = 10'000;  // whatever the client names
  std::size_t max_page_bytes = 8u << 20;
  std::size_t max_content_length = 64u << 20;
  std::size_t cache_bytes = 64u << 20;  // rendered pages
  stix::ValidateOptions validate{.warnings = false};
  // Told of every finished request, for the log, the metrics and the per-client view.
  struct Event {
    const http::Request* request;
    const http::Response* response;
    std::string_view principal, collection, cursor;
    std::size_t objects;
    std::string_view error;  // what went wrong inside, for the log only; the client gets an error_id
  };
  std::function<void(const Event&)> on_request{};
  std::function<Micros()> clock = now;
};

class Service {
 public:
  Service(Catalog& catalog, ServiceOptions options);
  ~Service();
  // Whether the path is TAXII's (/taxii2/ and everything under an API root). Paths that are nobody's may be given to
  // handle() too: it answers 404 with a TAXII error body, or 401 to those who have not said who they are.
  bool owns(std::string_view path) const;
  // The answer when it can be had from memory at once (see http::Handler).
  std::optional<http::Response> fast(const http::Request& request);
  // What http::Handler::screen and slow_screen are for: every answer that does not depend on the body is given before
  // it is read. A POST that is let in takes up to the root's max_content_length, everything else next to nothing.
  std::optional<http::Admittance> screen_fast(const http::Request& head);
  http::Admittance screen(const http::Request& head);
  // Whether handle() or screen() would compute a password hash for this request.
  bool is_log_in(const http::Request& request);
  // The answer to a HEAD carries the body that a GET would have; the server sends its length only.
  http::Response handle(http::Request&& request);
  // A TAXII error body for what the HTTP server refuses by itself.
  http::Response refuse(int status, std::string_view why) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace parley::taxii
