// A long list of a text apart from the rest, to be read element by element: parsed at once, a text takes several times
// its own size.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parley::json {

struct ListElement {
  std::string_view text;
  std::uint32_t line = 1;  // of the whole, on which it begins
};
struct ListCut {
  std::vector<ListElement> elements;  // views into the text
  std::string rest;                   // the text with nothing but line ends where they were
};

// Of the first member of that name of the outermost object. Brackets, commas and strings alone are looked at: when the
// rest and each element are JSON, the text is. Nothing when it is not plainly one with such a list: then it is to be
// parsed whole, which says what is wrong with it.
std::optional<ListCut> cut_list(std::string_view text, std::string_view name);

}  // namespace parley::json
