// Which TAXII resource a path names (TAXII 2.1 section 3.1), and which methods that resource has.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "http/message.h"

namespace parley::taxii {

enum class Resource : std::uint8_t {
  discovery,    // /taxii2/
  root,         // /{root}/
  status,       // /{root}/status/{id}/
  collections,  // /{root}/collections/
  collection,   // /{root}/collections/{id}/
  manifest,     // .../manifest/
  objects,      // .../objects/
  object,       // .../objects/{object-id}/
  versions,     // .../objects/{object-id}/versions/
  // Beside TAXII: the collection as a transparency log (C2SP tlog-tiles), and what a mirror needs to check objects
  // against it.
  checkpoint,  // /{root}/collections/{id}/checkpoint
  tile,        // .../tile/...
  salts,       // .../salts/{first}/{count}
};

struct Route {
  Resource resource = Resource::discovery;
  std::string root;        // decoded, as are the others
  std::string collection;  // id or alias
  std::string item;        // object id, status id, path of a tile, or "first/count" of salts
};

// With or without the final slash. Fails with not_found when no resource has this form, invalid_input on a broken
// escape.
Result<Route> parse_route(std::string_view path);
// The first segment, still encoded: "taxii2" of "/taxii2/".
std::string_view first_segment(std::string_view path);

bool is_allowed(Resource resource, http::Method method);
std::string_view allowed_methods(Resource resource);  // as the Allow header says them

}  // namespace parley::taxii
