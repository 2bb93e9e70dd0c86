// The transparency log of a collection as static files (C2SP tlog-tiles), and the salts that no
// C2SP text has a place for. They are not TAXII resources: no TAXII media type is asked for, since
// the tools that read them know none.
#include "taxii/log_resources.h"

#include <charconv>

namespace parley::taxii {
namespace {

// A tile never changes, and the browser or mirror of who may read it may keep it. A cache that others use as well may
// do so only for what everybody may read, and for a day: the right may be taken away again.
constexpr const char* kForever = "private, max-age=31536000, immutable";
constexpr const char* kForAll = "public, max-age=86400";

// A cache must not give one client's answer to another who may see less.
http::Response with_type(std::string body, const char* type) {
  http::Response response;
  response.headers = {{"Content-Type", type}, {"Vary", "Authorization"}};
  response.body = std::move(body);
  return response;
}

// Digits only, and all of the text: one number has one spelling but for zeros in front.
bool read_number(std::string_view text, std::uint64_t& out) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  return error == std::errc() && end == text.data() + text.size();
}

Result<http::Response> salts(const journal::Journal& journal, std::string_view item) {
  const std::size_t slash = item.find('/');
  std::uint64_t first = 0, count = 0;
  if (slash == std::string_view::npos || !read_number(item.substr(0, slash), first) ||
      !read_number(item.substr(slash + 1), count) || count == 0 || count > kMaxSalts)
    return Error{Code::invalid_input, "salts are asked for as salts/FIRST/COUNT, with a count from 1 to 65536"};
  PARLEY_TRY(std::string bytes, journal.read_salts(first, static_cast<std::size_t>(count)));
  http::Response response = with_type(std::move(bytes), "application/octet-stream");
  response.headers.emplace_back("Cache-Control", "no-store");  // salts go when an object is erased
  return response;
}

}  // namespace

Result<http::Response> log_answer(journal::Journal& journal, const Route& route, Readers readers) {
  if (route.resource == Resource::salts) return salts(journal, route.item);
  if (route.resource == Resource::checkpoint) {
    std::string head = journal.checkpoint();
    if (head.empty()) return Error{Code::not_found, "no head has been signed yet"};
    http::Response response = with_type(std::move(head), "text/plain; charset=utf-8");
    // The head is replaced all the time: it may be kept, but not shown without asking.
    response.headers.emplace_back("Cache-Control", readers == Readers::everybody ? "no-cache" : "private, no-cache");
    return response;
  }
  PARLEY_TRY(const journal::TilePath tile, journal::parse_tile_path(route.item));
  PARLEY_TRY(std::string bytes, journal.read_tile(tile));
  http::Response response = with_type(std::move(bytes), "application/octet-stream");
  response.headers.emplace_back("Cache-Control", readers == Readers::everybody ? kForAll : kForever);
  return response;
}

}  // namespace parley::taxii
