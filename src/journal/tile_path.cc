// Paths of C2SP tlog-tiles, "Merkle Tree" and "Log entries".
//
// Paths arrive in requests and are turned into file names, so parsing accepts exactly the spelling
// that to_string() gives: no dots, no empty element, no needless zero, no second spelling of the
// same tile. Nothing that passes can leave the folder.
#include <algorithm>
#include <charconv>
#include <string>

#include "base/ascii.h"
#include "journal/merkle.h"

namespace parley::journal {
namespace {

// tlog-tiles allows levels 0 to 63; no tree of below 2^63 entries has a tile above level 7.
constexpr int kMaxLevel = 63;

// A decimal number without needless zeroes, from `low` to `high`.
bool parse_number(std::string_view text, int low, int high, int& out) {
  if (!is_digits(text) || text.size() > 3 || (text.size() > 1 && text[0] == '0')) return false;
  std::from_chars(text.data(), text.data() + text.size(), out);
  return out >= low && out <= high;
}

// Takes what stands before the next '/' off `rest`.
std::string_view take_element(std::string_view& rest) {
  const std::size_t slash = std::min(rest.find('/'), rest.size());
  const std::string_view element = rest.substr(0, slash);
  rest.remove_prefix(std::min(slash + 1, rest.size()));
  return element;
}

// "x001/x234/067" in three-digit groups, all but the last marked by an x. False for any other spelling.
bool parse_index(std::string_view& rest, std::string_view& last, std::uint64_t& out) {
  out = 0;
  // Six groups are 10^18 tiles, more than 2^63 entries can fill.
  for (int groups = 0; groups < 6; ++groups) {
    std::string_view element = take_element(rest);
    const bool more = element.starts_with('x');
    if (more) element.remove_prefix(1);
    const std::string_view digits = element.substr(0, 3);
    if (digits.size() != 3 || !is_digits(digits)) return false;
    // A leading group of zeros would be a second spelling of the same number.
    if (more && (element.size() != 3 || (groups == 0 && digits == "000"))) return false;
    for (const char c : digits) out = out * 10 + static_cast<std::uint64_t>(c - '0');
    if (!more) {
      last = element.substr(3);
      return true;
    }
  }
  return false;
}

}  // namespace

std::string to_string(const TilePath& tile) {
  std::string groups;
  std::uint64_t index = tile.index;
  do {
    std::string group = std::to_string(1000 + index % 1000).substr(1);
    groups = groups.empty() ? std::move(group) : "x" + group + "/" + groups;
    index /= 1000;
  } while (index != 0);
  std::string out =
      "tile/" + (tile.level == TilePath::kEntries ? "entries" : std::to_string(tile.level)) + "/" + groups;
  if (tile.width != 256) out += ".p/" + std::to_string(tile.width);
  return out;
}

Result<TilePath> parse_tile_path(std::string_view text) {
  const Error refused{Code::invalid_input, "not the path of a tile: \"" + std::string(text.substr(0, 80)) + "\""};
  std::string_view rest = text;
  if (text.ends_with('/') || take_element(rest) != "tile") return refused;
  TilePath tile;
  const std::string_view level = take_element(rest);
  if (level == "entries")
    tile.level = TilePath::kEntries;
  else if (!parse_number(level, 0, kMaxLevel, tile.level))
    return refused;
  std::string_view suffix;
  if (!parse_index(rest, suffix, tile.index)) return refused;
  if (suffix.empty()) {
    if (!rest.empty()) return refused;
    return tile;
  }
  if (suffix != ".p" || !parse_number(rest, 1, 255, tile.width)) return refused;
  return tile;
}

}  // namespace parley::journal
