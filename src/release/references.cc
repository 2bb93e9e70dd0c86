// An identifier is found by the two hyphens in its middle, which are rare in anything else.
#include "release/references.h"

#include <algorithm>

#include "base/uuid.h"
#include "release/walk.h"

namespace parley::release {
namespace {

constexpr std::size_t kUuidLength = 36;
// The longest name of a type (STIX 2.1 section 3.1). Without a bound, identifiers that are written one behind the other
// would each be looked at back to the first.
constexpr std::size_t kTypeLength = 250;

// More than the standard allows in the name of a type: a tool that writes capitals or underscores
// names an object all the same.
bool is_type_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

// Calls found(id) for each identifier in `text`; the id is in lower case and goes with the call.
template <class Found>
void scan(std::string_view text, const Found& found) {
  std::string id;         // one for all
  std::size_t ended = 0;  // the identifier before: whatever follows it without a gap is a word of its own
  for (std::size_t at = text.find("--"), next = 0; at != std::string_view::npos; at = text.find("--", next)) {
    next = at + 1;
    if (!is_uuid(text.substr(at + 2, kUuidLength))) continue;
    std::size_t begin = at;
    while (begin > ended && at - begin < kTypeLength && is_type_letter(text[begin - 1])) --begin;
    next = ended = at + 2 + kUuidLength;
    if (begin == at) continue;
    id.assign(text.substr(begin, at + 2 + kUuidLength - begin));
    std::transform(id.begin(), id.end(), id.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    found(std::string_view(id));
  }
}

}  // namespace

std::vector<std::string> identifiers_in(std::string_view text) {
  std::vector<std::string> ids;
  scan(text, [&](std::string_view id) { ids.emplace_back(id); });
  return ids;
}

void each_identifier(std::string_view text, const std::function<void(std::string_view id)>& found) {
  scan(text, found);
}

// The object's own id is left out only where it stands as its id: an object that names itself elsewhere says
// something.
std::vector<Mention> mentions(json::Element object) {
  std::vector<Mention> all;
  Place place;
  // Several times in one text is one mention: what counts is that the place names it.
  const auto add = [&](std::string_view text, bool is_name) {
    scan(text, [&](std::string_view id) {
      const bool whole = id.size() == text.size();
      if (all.empty() || all.back().id != id || all.back().pointer != place.pointer())
        all.push_back({place.pointer(), std::string(id), is_name || !whole});
    });
  };
  std::string_view own;
  if (object.at_key("id").get_string().get(own) != simdjson::SUCCESS) own = {};
  for_each_value(object, place, "", [&](std::string_view name, json::Element value, bool in_list) {
    if (!in_list) add(name, true);
    if (value.is_string()) add(std::string_view(value), false);
  });
  std::erase_if(all, [&](const Mention& one) { return one.id == own && one.pointer == "/id"; });
  return all;
}

}  // namespace parley::release
