// What a party thinks before it says anything stands in journals that no outside client can be given
// (is_closed_journal() is what the rest of the node asks). A folder from before there was a journal for it
// may have such objects in an open one: open_deliberation() finds them, so that people are told. Nothing is
// moved: entries stay where they were appended.
#include "node/deliberation.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "accounts/load.h"
#include "journal/journal.h"
#include "node/journals.h"
#include "node/own_journal.h"
#include "stix/parley.h"

namespace parley::node {

bool is_closed_journal(std::string_view name) {
  return name == kDeliberation || name == kDrafts || name == "sightings" || name == kAudit;
}

Result<JournalInfo> deliberation_journal(Node& node) {
  PARLEY_TRY(auto info, OwnJournal(node).alone(std::string(kDeliberation), "Deliberation",
                                               "What this party makes of things: cases, questions, ratings"));
  if (info.row.outside_read || info.row.outside_write)
    return Error{Code::forbidden,
                 fmt::format("journal \"{0}\" is open to outside clients, and deliberation is not for them; close it "
                             "with parley journal set {0} --outside none, or say with --journal where this goes",
                             kDeliberation)};
  return info;
}

namespace {

// A case is a grouping with an external reference whose source_name begins so (accounts/load.h), in quotes as it
// stands in the text. The other groupings in a journal are ordinary threat intelligence.
bool is_case(std::string_view grouping) {
  return grouping.find(fmt::format("\"{}", accounts::kCaseSource)) != std::string_view::npos;
}

// By type, groupings only where they are cases.
Result<std::map<std::string, std::uint64_t>> count(const journal::Journal& journal) {
  journal::Query query;
  query.types = {"grouping"};
  for (const auto table : {stix::account_objects(), stix::assessment_objects()})
    for (const stix::ObjectType* type : table) query.types.emplace_back(type->name);
  std::map<std::string, std::uint64_t> counts;
  for (journal::Seq from = 0;;) {
    PARLEY_TRY(const journal::Page page, journal.read(query, from, {.objects = 5000}));
    for (const journal::Entry& entry : page.entries) {
      if (entry.type != "grouping")
        ++counts[std::string(entry.type)];
      else if (is_case(entry.text))
        ++counts["case"];
    }
    if (!page.more) return counts;
    from = page.next;
  }
}

// Who may read a collection: by a right, or because an administrator may do everything.
Result<std::vector<std::string>> readers_of(Node& node, const std::string& collection) {
  PARLEY_TRY(const auto rights, node.access().rights_table().list());
  PARLEY_TRY(const auto users, node.access().users());
  std::set<std::string> readers;
  for (const auto& right : rights)
    if (right.read && (right.collection == collection || right.collection == "*")) readers.insert(right.user);
  for (const auto& user : users)
    if (user.administrator) readers.insert(user.name);
  return std::vector<std::string>(readers.begin(), readers.end());
}

}  // namespace

Result<std::vector<OpenDeliberation>> open_deliberation(Node& node) {
  std::vector<OpenDeliberation> out;
  for (const auto& row : node.journals().rows()) {
    if (!row.outside_read || row.root != node.config().taxii.root || !row.source.empty()) continue;
    const auto info = node.journals().open(row.id);
    if (!info.ok()) continue;  // closed: nobody reads it, and it is named elsewhere
    PARLEY_TRY(auto objects, count(*info->journal));
    if (objects.empty()) continue;
    PARLEY_TRY(auto readers, readers_of(node, row.id));
    out.push_back({row.name, std::move(objects), std::move(readers)});
  }
  return out;
}

}  // namespace parley::node
