// Shells put what they are offered into a command line, and some of these names were chosen by other parties. So a name
// is handed out only when it is one word of visible characters, without what a shell would take for something else.
#include "desk/names.h"

#include <algorithm>

#include "desk/cases.h"
#include "desk/groups.h"
#include "desk/people.h"
#include "desk/questions.h"
#include "desk/releases.h"
#include "node/charters.h"
#include "node/journals.h"
#include "node/membership.h"
#include "node/peers.h"

namespace parley::desk {
namespace {

// More than any name that is typed; a longer one would only fill the screen of who presses the tab key.
constexpr std::size_t kLongest = 200;

bool is_plain_word(std::string_view name) {
  // Whatever a shell expands, splits at, or ends a command with.
  constexpr std::string_view kShells = "\"'\\$`!&;|<>(){}[]*?#~";
  const auto is_bad = [&](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte <= 0x20 || byte >= 0x7F || kShells.find(c) != kShells.npos;
  };
  return !name.empty() && name.size() <= kLongest && !name.starts_with('-') &&
         std::none_of(name.begin(), name.end(), is_bad);
}

// The beginning of the id's UUID, by which people type it.
std::string short_name(std::string_view id) {
  const std::size_t dashes = id.find("--");
  return std::string(dashes == id.npos ? id : id.substr(dashes + 2, 8));
}

// What was said in groups: of each the newest first, since that is what is answered.
template <class Each>
Result<std::vector<std::string>> said(node::Node& node, const Each& each) {
  PARLEY_TRY(const auto rooms, Groups(node).rooms());
  std::vector<std::string> out;
  // By the first eight digits, as the lists show them; two that begin alike are told apart by typing more.
  for (const GroupRoom& room : rooms)
    for (const auto& one : each(room.view)) out.push_back(short_name(one.at.id));
  return out;
}

// The same for every kind: the rows as the desk lists them, and of each what people type for it.
template <class Rows, class Name>
Result<std::vector<std::string>> each_name(const Result<Rows>& rows, const Name& name) {
  if (!rows.ok()) return rows.error();
  std::vector<std::string> out;
  for (const auto& row : *rows) out.push_back(name(row));
  return out;
}

// Each kind is listed by who keeps it, so that what is offered is what the command then finds.
Result<std::vector<std::string>> all(node::Node& node, std::string_view kind) {
  if (kind == "journals") return each_name(Result(node.journals().rows()), [](const auto& row) { return row.name; });
  if (kind == "groups")
    return each_name(Result(node.membership().groups()), [](const auto& group) { return group.alias; });
  if (kind == "charters")
    return each_name(Result(node.charters().proposals()), [](const auto& one) { return one.alias; });
  if (kind == "peers") return each_name(Result(node.peers().list()), [](const auto& peer) { return peer.alias; });
  if (kind == "users") return each_name(People(node).list(), [](const auto& user) { return user.name; });
  if (kind == "tokens") return each_name(People(node).tokens(), [](const auto& token) { return token.id; });
  if (kind == "cases") return each_name(Cases(node).list(), [](const auto& one) { return one.slug; });
  if (kind == "questions") return each_name(Questions(node).list(), [](const auto& one) { return one.name; });
  if (kind == "releases")
    return each_name(Releases(node).pending(), [](const auto& one) { return one.waiting.name(); });
  // By the beginnings of their ids, as these messages have no short names.
  if (kind == "inquiries") return said(node, [](const group::View& view) { return view.inquiries; });
  if (kind == "recalls") return said(node, [](const group::View& view) { return view.recalls; });
  return Error{Code::not_found, "there are no names of the kind \"" + std::string(kind) + "\""};
}

}  // namespace

Result<std::vector<std::string>> names(node::Node& node, std::string_view kind) {
  PARLEY_TRY(auto found, all(node, kind));
  // In one place and for all kinds, so that none can be forgotten.
  std::erase_if(found, [](const std::string& name) { return !is_plain_word(name); });
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

}  // namespace parley::desk
