// The query parameters of TAXII 2.1 section 3.4: added_after, limit, next and match[...].
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "journal/journal.h"
#include "taxii/cursor.h"
#include "taxii/route.h"

namespace parley::taxii {

using Parameters = std::vector<std::pair<std::string, std::string>>;  // decoded

// What one request for a page asks for.
struct Selection {
  journal::Query query;
  journal::Seq from = 0;
  std::size_t limit = 0;   // objects, at least 1, within the server's bounds
  std::string filters;     // encode_filters() of the query
  bool continues = false;  // `next` or `added_after` was given: an empty answer is no surprise
};

struct LimitRule {
  std::size_t unasked = 1000, most = 10'000;
};

// Reads the parameters of a GET on `resource` (manifest, objects, object or versions). `scope` is what cursors of this
// endpoint are bound to; `object_id` the object in the path, if any. With a cursor, position and filters come from it,
// whatever else is said. Fails with invalid_input, naming the parameter. Parameters and match fields that the endpoint
// does not define are ignored (section 3.4 allows to use them), but no parameter may come twice.
Result<Selection> read_selection(const Parameters& parameters, Resource resource, std::string_view object_id,
                                 std::string_view scope, const CursorSigner& signer, const LimitRule& limits);

// Which versions a DELETE is for. Here nothing is ignored: a filter that is not understood would delete more than was
// asked.
struct Deletion {
  journal::VersionFilter versions{.last = false, .first = false, .all = true, .exact = {}};
  std::vector<std::string> spec_versions;
};
Result<Deletion> read_deletion(const Parameters& parameters);

// The match filters as bytes: equal exactly when the filters mean the same, apart from match[id] and match[type] given
// in another order, which are sorted first. decode_filters() gives them back, or false for bytes that are none.
std::string encode_filters(const journal::Query& query);
bool decode_filters(std::string_view bytes, journal::Query& query);

}  // namespace parley::taxii
