// The reader for what other parties hand over. It remembers which names were asked for, so that done() can
// refuse every other; and it keeps the first error, so that a caller reads all members in one row without a
// check behind each.
#include "group/fields.h"

#include <fmt/format.h>

#include <algorithm>

#include "text/code_point.h"

namespace parley::group {
namespace {

// C0 and C1 control characters, marks of direction and embeddings (Unicode Standard Annex 9), and the line
// and paragraph separators: each can make a text look as if something else stood there.
bool is_control(char32_t c, Lines lines) {
  if (c == '\n' || c == '\t') return lines == Lines::one;
  if (c < 0x20 || (c >= 0x7f && c < 0xa0)) return true;
  if (c == 0x61c || c == 0x200e || c == 0x200f || c == 0x2028 || c == 0x2029) return true;
  return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

}  // namespace

// Also false where the bytes are no UTF-8, since nothing can be said of what they would show.
bool has_no_controls(std::string_view text, Lines lines) {
  while (!text.empty()) {
    const text::CodePoint c = text::front(text);
    if (!c.valid || is_control(c.value, lines)) return false;
    text.remove_prefix(c.bytes);
  }
  return true;
}

Fields::Fields(json::Element value, std::string where) : where_(std::move(where)) {
  is_object_ = value.get(object_) == simdjson::SUCCESS;
  if (!is_object_) error_ = Error{Code::invalid_input, where_ + " is not an object"};
}

// Only the first counts: what is read behind a fault is often a consequence of it.
void Fields::fail(std::string_view name, std::string_view what) {
  if (!error_) error_ = Error{Code::invalid_input, fmt::format("{}: \"{}\" {}", where_, name, what)};
}

// Named here once and for all: whether or not it is there, it is known.
std::optional<json::Element> Fields::find(std::string_view name, Need need) {
  known_.push_back(name);
  if (!is_object_) return std::nullopt;
  const auto value = json::member(object_, name);
  if (!value && need == Need::required) fail(name, "is missing");
  return value;
}

// An empty text is refused: an optional member that says nothing is left out, so that there is one way to say
// nothing.
void Fields::text(std::string_view name, std::string& out, std::size_t max_bytes, Need need, Lines lines) {
  const auto value = find(name, need);
  if (!value) return;
  std::string_view text;
  if (value->get(text) != simdjson::SUCCESS) return fail(name, "is not a string");
  if (text.empty()) return fail(name, "is empty");
  if (text.size() > max_bytes) return fail(name, fmt::format("is longer than {} bytes", max_bytes));
  if (!has_no_controls(text, lines)) return fail(name, "has control characters");
  out = text;
}

// Without a default: what may be missing has its default in `out` already, and it stays.
void Fields::number(std::string_view name, std::int64_t& out, std::int64_t least, std::int64_t most, Need need) {
  const auto value = find(name, need);
  if (!value) return;
  std::int64_t number = 0;
  if (value->get(number) != simdjson::SUCCESS || number < least || number > most)
    return fail(name, fmt::format("is not a whole number from {} to {}", least, most));
  out = number;
}

// What is missing leaves `out` as it was, which the caller has set to what silence means.
void Fields::flag(std::string_view name, bool& out, Need need) {
  const auto value = find(name, need);
  if (value && value->get(out) != simdjson::SUCCESS) fail(name, "is not true or false");
}

// Bounded before it is read on: a list of a million items costs no more than one of `most`.
void Fields::list(std::string_view name, std::size_t most, const std::function<void(json::Element, std::size_t)>& each,
                  Need need) {
  const auto value = find(name, need);
  if (!value) return;
  json::Array array;
  if (value->get(array) != simdjson::SUCCESS) return fail(name, "is not a list");
  std::size_t index = 0;
  for (const json::Element item : array) {
    if (index == most) return fail(name, fmt::format("has more than {} items", most));
    each(item, index++);
    if (!ok()) return;
  }
  if (index == 0) fail(name, "is an empty list");
}

// Each once, as a list of words is a set: a word that stands there twice would be two texts for one meaning.
void Fields::texts(std::string_view name, std::vector<std::string>& out, std::size_t most, std::size_t max_bytes,
                   Need need) {
  out.clear();
  list(
      name, most,
      [&](json::Element item, std::size_t) {
        std::string_view text;
        if (item.get(text) != simdjson::SUCCESS || text.empty() || text.size() > max_bytes ||
            !has_no_controls(text, Lines::one))
          return fail(name, fmt::format("has an item that is not a text of 1 to {} bytes without control characters",
                                        max_bytes));
        if (std::find(out.begin(), out.end(), text) != out.end())
          return fail(name, fmt::format("has \"{}\" twice", text));
        out.emplace_back(text);
      },
      need);
}

// For members whose form this class does not know. The name counts as known all the same.
std::optional<json::Element> Fields::raw(std::string_view name, Need need) { return find(name, need); }

// The name is cut and made plain, because it is somebody else's and is about to be shown.
Status Fields::done() {
  if (error_) return *error_;
  for (const auto& [name, value] : object_)
    if (std::find(known_.begin(), known_.end(), name) == known_.end())
      return Error{Code::invalid_input, fmt::format("{}: \"{}\" is not known here, and what is unknown means no",
                                                    where_, plain(name.substr(0, 80), Lines::one))};
  return {};
}

}  // namespace parley::group
