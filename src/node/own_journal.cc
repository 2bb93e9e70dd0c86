#include "node/own_journal.h"

#include "group/messages.h"
#include "node/lobby.h"
#include "node/node.h"
#include "pattern/pattern.h"

namespace parley::node {
namespace {

// `signed_before`: a message that others have signed is taken letter for letter, also with names of an older version.
Result<std::vector<journal::NewObject>> admitted(std::span<const std::string> texts, bool signed_before) {
  journal::Intake intake({.warnings = false, .check_pattern = pattern::check_indicator_pattern});
  std::vector<journal::NewObject> objects;
  for (const std::string& text : texts) {
    auto one = intake.admit(text);
    if (!one.object && signed_before && group::read_message(text).ok()) {
      PARLEY_TRY(one.object, intake.read(text));
    }
    if (!one.object) return Error{Code::invalid_input, one.refusal.id + ": " + one.refusal.message};
    objects.push_back(std::move(*one.object));
  }
  return objects;
}

}  // namespace

Result<std::vector<journal::NewObject>> OwnJournal::admit(std::span<const std::string> texts) {
  return admitted(texts, false);
}

Result<std::vector<journal::Outcome>> OwnJournal::append(journal::Journal& journal,
                                                         std::span<const std::string> texts) {
  PARLEY_TRY(const auto objects, admitted(texts, true));
  return journal.append(objects);
}

Result<JournalInfo> OwnJournal::alone(const std::string& name, const std::string& title,
                                      const std::string& description) {
  if (auto there = node_.journal(name); there.ok() || there.error().code != Code::not_found) return there;
  PARLEY_TRY([[maybe_unused]] const auto made, node_.add_journal({.name = name,
                                                                  .id = {},
                                                                  .title = title,
                                                                  .description = description,
                                                                  .alias = {},
                                                                  .outside_read = false,
                                                                  .outside_write = false}));
  return node_.journal(name);
}

std::vector<ObjectGraph::Source> OwnJournal::sources() const {
  std::vector<ObjectGraph::Source> out;
  for (const auto& row : node_.journal_rows()) {
    if (!row.source.empty() || row.root == kLobby) continue;
    const auto info = node_.journal(row.id);
    if (info.ok()) out.push_back({row.id, info->journal, row.root == node_.config().taxii.root});
  }
  return out;
}

}  // namespace parley::node
