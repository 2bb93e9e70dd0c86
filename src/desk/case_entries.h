// Inside of this folder: the entries of a case by their short names.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace parley::desk {

// A case is small enough to be searched from end to end. Nothing when there is none, which the callers below put into
// words.
template <class Entry>
Entry* find_entry(std::vector<Entry>& list, std::string_view name) {
  const auto at = std::find_if(list.begin(), list.end(), [&](const Entry& one) { return one.id == name; });
  return at == list.end() ? nullptr : &*at;
}

template <class Entry>
Result<Entry*> entry_of(std::vector<Entry>& list, std::string_view kind, const std::string& name) {
  if (Entry* const found = find_entry(list, name)) return found;
  return Error{Code::not_found, fmt::format("the case has no {} \"{}\"", kind, name)};
}

// Looks within one kind of thing: whether a name may stand for things of two kinds is asked of the whole case
// afterwards.
template <class Entry>
Status is_new(std::vector<Entry>& list, std::string_view kind, const std::string& name) {
  if (name.empty()) return Error{Code::invalid_input, fmt::format("name: a {} needs a short name", kind)};
  if (find_entry(list, name) == nullptr) return {};
  return Error{Code::conflict, fmt::format("name: the case has a {} \"{}\" already", kind, name)};
}

// What still names it is not looked for here: check_case() finds that when the whole case is checked after the change.
template <class Entry>
Status take_out(std::vector<Entry>& list, std::string_view kind, const std::string& name) {
  PARLEY_TRY(Entry* const found, entry_of(list, kind, name));
  list.erase(list.begin() + (found - list.data()));
  return {};
}

// "post.txt" -> "post"
inline std::string name_of_file(const std::string& file) {
  const std::string last = file.substr(file.rfind('/') == std::string::npos ? 0 : file.rfind('/') + 1);
  return last.substr(0, last.rfind('.'));
}

}  // namespace parley::desk
