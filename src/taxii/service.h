// TAXII 2.1 as a function from request to answer. No sockets, no clock of its own, no state but a cache of rendered pages.
// Thread-safe.
#pragma once

#include <functional>
#include <memory>

#include "http/message.h"
#include "stix/validate.h"
#include "taxii/catalog.h"

namespace parley::taxii {

struct ServiceOptions {
  std::string public_url;  // "https://taxii.example.gov" without a final slash; discovery gives absolute URLs under it. Empty: from the Host header
  std::size_t page_objects = 1000;       // when the client names no limit
  std::size_t max_page_objects = 10'000; // whatever the client names
  std::size_t max_page_bytes = 8u << 20;
  std::size_t max_content_length = 64u << 20;
  std::size_t cache_bytes = 64u << 20;   // rendered pages
  stix::ValidateOptions validate{.warnings = false};
  // Told of every finished request, for the log, the metrics and the per-client view.
  struct Event {
    const http::Request* request;
    const http::Response* response;
    std::string_view principal, collection, cursor;
    std::size_t objects;
  };
  std::function<void(const Event&)> on_request;
};

class Service {
 public:
  Service(Catalog& catalog, ServiceOptions options);
  ~Service();
  // Whether the path is TAXII's (/taxii2/ and everything under an API root).
  bool owns(std::string_view path) const;
  // The answer when it can be had from memory at once (see http::Handler).
  std::optional<http::Response> fast(const http::Request& request);
  http::Response handle(http::Request&& request);
  // A TAXII error body for what the HTTP server refuses by itself.
  http::Response refuse(int status, std::string_view why) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace parley::taxii
