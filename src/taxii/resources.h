// TAXII's resources as JSON text: discovery, API root, collections, envelope, manifest, versions, status, error.
// Optional members that have nothing to say are left out, empty lists too (TAXII 2.1 section 2, "list").
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/time.h"
#include "journal/journal.h"
#include "taxii/catalog.h"

namespace parley::taxii {

// `url_base` goes before "/{root}/": a scheme and host, or nothing for relative URLs.
std::string render_discovery(const Discovery& discovery, std::span<const ApiRoot> roots, std::string_view url_base);
std::string render_root(const ApiRoot& root, std::size_t max_content_length);
std::string render_collections(std::span<const Collection> collections);
std::string render_collection(const Collection& collection);

// `next` is empty unless there is more.
std::string render_envelope(const journal::Page& page, std::string_view next);
std::string render_manifest(const journal::Page& page, std::string_view next);
std::string render_versions(const journal::Page& page, std::string_view next);

struct StatusReport {
  struct Detail {
    std::string id, version, message;  // no message: left out
  };
  std::string id;
  Micros request_time;
  std::vector<Detail> successes, failures;
};
std::string render_status(const StatusReport& report);  // complete, nothing pending

struct ErrorReport {
  int http_status = 500;
  std::string_view description;
  std::string_view error_id;                                        // may be empty
  std::vector<std::pair<std::string_view, std::string>> details{};  // values are JSON
};
std::string render_error(const ErrorReport& report);
std::string_view status_title(int http_status);

}  // namespace parley::taxii
