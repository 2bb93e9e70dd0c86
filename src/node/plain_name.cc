#include "node/plain_name.h"

#include <fmt/format.h>

#include <algorithm>

#include "names/names.h"

namespace parley::node {

namespace {

// A handle is ASCII, so it can be cut anywhere; a hyphen that stands at the end then goes as well.
std::string cut(std::string_view handle, std::size_t longest) {
  std::string out(handle.substr(0, longest));
  while (out.ends_with('-')) out.pop_back();
  return out;
}

}  // namespace

std::string plain_name(std::string_view text, std::string_view otherwise) {
  return cut(names::handle_of(text, otherwise), 40);
}

// What one of the two does not need of its half is the other's.
std::string journal_name(std::string_view alias, std::string_view party, int number) {
  const std::string behind = number == 1 ? std::string() : fmt::format("-{}", number);
  const std::string of = plain_name(party);
  const std::size_t room = kLongestJournalName - 1 - behind.size();
  const std::string group = cut(alias, std::max(room / 2, room - std::min(room, of.size())));
  return fmt::format("{}.{}{}", group, cut(of, room - group.size()), behind);
}

}  // namespace parley::node
