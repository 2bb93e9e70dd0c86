// Places and parsers for everything in this folder that goes through JSON. One text holds the place of the
// moment and is cut back when a step ends, so that walking a large object allocates next to nothing.
#include "release/walk.h"

#include <charconv>

namespace parley::release {
namespace {

// The parsers of one thread; the first `used` are leased.
struct Pool {
  std::vector<std::unique_ptr<json::Parser>> parsers;
  std::size_t used = 0;
};

// A simdjson parser owns the memory of what it parsed, and parsing again overwrites it. So whoever needs two
// objects at once leases two parsers, and they are kept for the next time.
Pool& pool() {
  thread_local Pool pool;
  return pool;
}

// "[12]" or "[12].rest" -> 12 and "rest".
// No leading zeros (STIX 2.1 section 7.2.3.1): "[01]" selects nothing.
bool split_index(std::string_view text, std::size_t& index, std::string_view& rest) {
  const std::size_t close = text.find(']');
  if (!text.starts_with('[') || close == std::string_view::npos || close < 2 || (text[1] == '0' && close > 2))
    return false;
  const auto read = std::from_chars(text.data() + 1, text.data() + close, index);
  if (read.ec != std::errc() || read.ptr != text.data() + close) return false;
  rest = text.substr(close + 1);
  if (rest.empty()) return true;
  if (rest.size() == 1 || rest.front() != '.') return false;
  rest.remove_prefix(1);
  return true;
}

// A name may have dots in it, so every member whose name begins the selector is tried.
void select(json::Element value, std::string_view selector, Place& place, std::vector<std::string>& found) {
  if (selector.empty()) return found.push_back(place.pointer());
  json::Array array;
  json::Object object;
  if (value.get_array().get(array) == simdjson::SUCCESS) {
    std::size_t index = 0;
    std::string_view rest;
    json::Element item;
    if (!split_index(selector, index, rest) || array.at(index).get(item) != simdjson::SUCCESS) return;
    const Place::Step step(place, index);
    return select(item, rest, place, found);
  }
  if (value.get_object().get(object) != simdjson::SUCCESS) return;
  for (const auto field : object) {
    const std::string_view name = field.key;
    if (!selector.starts_with(name)) continue;
    const bool whole = selector.size() == name.size();
    if (!whole && (selector[name.size()] != '.' || selector.size() == name.size() + 1)) continue;
    const Place::Step step(place, name);
    select(field.value, whole ? std::string_view() : selector.substr(name.size() + 1), place, found);
  }
}

}  // namespace

// RFC 6901 section 3: a tilde and a slash in a name are escaped, or the pointer would name another place.
void append_pointer(std::string& pointer, std::string_view name) {
  pointer += '/';
  for (const char c : name) {
    if (c == '~')
      pointer += "~0";
    else if (c == '/')
      pointer += "~1";
    else
      pointer += c;
  }
}

Place::Step::Step(Place& place, std::string_view name) : place_(place), before_(place.text_.size()) {
  append_pointer(place.text_, name);
}
Place::Step::Step(Place& place, std::size_t index) : place_(place), before_(place.text_.size()) {
  // Room for the largest 64-bit number.
  char digits[20];
  const auto end = std::to_chars(digits, digits + sizeof digits, index).ptr;
  place.text_ += '/';
  place.text_.append(digits, end);
}

std::vector<std::string> selected(json::Element object, std::string_view selector) {
  std::vector<std::string> found;
  Place place;
  if (!selector.empty()) select(object, selector, place, found);
  return found;
}

ParserLease::ParserLease() {
  Pool& mine = pool();
  if (mine.used == mine.parsers.size()) mine.parsers.push_back(std::make_unique<json::Parser>());
  parser_ = mine.parsers[mine.used++].get();
}
// Leases end in the reverse order of their beginning, as local variables do, so a count is enough.
ParserLease::~ParserLease() { --pool().used; }

}  // namespace parley::release
