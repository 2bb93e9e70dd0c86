// Paths are cut at the slashes first and decoded afterwards, so that an encoded slash is part of a
// name and never a separator: what was checked and what is looked up cannot differ.
#include "taxii/route.h"

#include <algorithm>
#include <vector>

namespace parley::taxii {
namespace {

// The longest path is that of a tile: seven groups and a width under a collection fit easily.
constexpr std::size_t kMaxSegments = 16;

// Expects a path that begins with a slash. One final slash, with which TAXII writes its URLs, makes no segment.
std::vector<std::string_view> split_path(std::string_view path) {
  std::vector<std::string_view> segments;
  while (!path.empty()) {
    path.remove_prefix(1);  // the slash
    const std::size_t end = std::min(path.find('/'), path.size());
    segments.push_back(path.substr(0, end));
    path.remove_prefix(end);
  }
  if (!segments.empty() && segments.back().empty()) segments.pop_back();  // the final slash
  return segments;
}

}  // namespace

// Roots stand at the top level, beside `taxii2`, because there are clients that build the URLs of
// collections from the host by themselves. With or without the final slash, and never a redirect,
// since some clients lose their credentials on one.
Result<Route> parse_route(std::string_view path) {
  const Error no_such_path{Code::not_found, "there is no resource at this path"};
  if (!path.starts_with('/')) return no_such_path;
  const std::vector<std::string_view> raw = split_path(path);
  if (raw.empty() || raw.size() > kMaxSegments) return no_such_path;
  std::vector<std::string> segments;
  for (const std::string_view segment : raw) {
    PARLEY_TRY(std::string decoded, http::percent_decode(segment).in("path"));
    // Two slashes in a row name nothing; taking them for one would give every resource many paths.
    if (decoded.empty()) return no_such_path;
    segments.push_back(std::move(decoded));
  }

  if (segments.size() == 1 && segments[0] == "taxii2") return Route{Resource::discovery, {}, {}, {}};
  Route route{Resource::root, std::move(segments[0]), {}, {}};
  if (segments.size() == 1) return route;
  if (segments[1] == "status" && segments.size() == 3) {
    route.resource = Resource::status;
    route.item = std::move(segments[2]);
    return route;
  }
  if (segments[1] != "collections") return no_such_path;
  route.resource = Resource::collections;
  if (segments.size() == 2) return route;
  route.collection = std::move(segments[2]);
  route.resource = Resource::collection;
  if (segments.size() == 3) return route;
  if (segments.size() == 4 && segments[3] == "manifest") {
    route.resource = Resource::manifest;
    return route;
  }
  if (segments.size() == 4 && segments[3] == "checkpoint") {
    route.resource = Resource::checkpoint;
    return route;
  }
  // The rest of the path is one item; its form is checked by who reads the tile.
  if (segments[3] == "tile" || (segments[3] == "salts" && segments.size() == 6)) {
    route.resource = segments[3] == "tile" ? Resource::tile : Resource::salts;
    for (std::size_t i = segments[3] == "tile" ? 3 : 4; i < segments.size(); ++i)
      route.item += (route.item.empty() ? "" : "/") + segments[i];
    return route;
  }
  if (segments[3] != "objects" || segments.size() > 6) return no_such_path;
  route.resource = Resource::objects;
  if (segments.size() == 4) return route;
  route.item = std::move(segments[4]);
  route.resource = Resource::object;
  if (segments.size() == 5) return route;
  if (segments[5] != "versions") return no_such_path;
  route.resource = Resource::versions;
  return route;
}

// As it stands in the path, not decoded.
std::string_view first_segment(std::string_view path) {
  if (path.starts_with('/')) path.remove_prefix(1);
  return path.substr(0, path.find('/'));
}

// HEAD goes with GET. Anything else is 405, and the answer names what is allowed (RFC 9110 section
// 15.5.6).
bool is_allowed(Resource resource, http::Method method) {
  switch (method) {
    case http::Method::get:
    case http::Method::head:
      return true;
    case http::Method::post:
      return resource == Resource::objects;
    case http::Method::delete_:
      return resource == Resource::object;
    default:
      return false;
  }
}

// The text of the Allow field (RFC 9110 section 10.2.1); it must say the same as is_allowed().
std::string_view allowed_methods(Resource resource) {
  switch (resource) {
    case Resource::objects:
      return "GET, HEAD, POST";
    case Resource::object:
      return "GET, HEAD, DELETE";
    default:
      return "GET, HEAD";
  }
}

}  // namespace parley::taxii
