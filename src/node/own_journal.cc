// One admission for all doors: whether an object comes from a command, a desk or a POST, it is checked by the
// same rules, so that nothing gets into a journal by a side door.
#include "node/own_journal.h"

#include <algorithm>

#include "group/messages.h"
#include "node/deliberation.h"
#include "node/journals.h"
#include "node/lobby.h"
#include "node/node.h"
#include "pattern/pattern.h"

namespace parley::node {
namespace {

journal::Intake new_intake() {
  return journal::Intake({.warnings = false, .check_pattern = pattern::check_indicator_pattern});
}

// `signed_before`: a message that others have signed is taken letter for letter, also with names of an older version.
// All or none: the first that is refused ends it, before anything is appended.
Result<std::vector<journal::NewObject>> admitted(std::span<const std::string> texts, bool signed_before) {
  journal::Intake intake = new_intake();
  std::vector<journal::NewObject> objects;
  for (const std::string& text : texts) {
    auto one = intake.admit(text);
    // Its rules are those of the version under which it was signed, and changing a letter would break the
    // signature.
    if (!one.object && signed_before && group::read_message(text).ok()) {
      PARLEY_TRY(one.object, intake.read(text));
    }
    if (!one.object) return Error{Code::invalid_input, one.refusal.id + ": " + one.refusal.message};
    objects.push_back(std::move(*one.object));
  }
  return objects;
}

}  // namespace

Result<journal::NewObject> OwnJournal::admit_one(std::string_view text) {
  auto admission = new_intake().admit(text);
  if (!admission.object) return Error{Code::invalid_input, admission.refusal.message};
  return std::move(*admission.object);
}

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
  const auto rows = node_.journals().rows();
  // By its name only: another journal that has it as an alias may be open, and Journals::add() says that it is taken.
  if (std::any_of(rows.begin(), rows.end(), [&](const auto& row) { return row.name == name; }))
    return node_.journals().open(name);
  PARLEY_TRY([[maybe_unused]] const auto made, node_.journals().add({.name = name,
                                                                     .id = {},
                                                                     .title = title,
                                                                     .description = description,
                                                                     .alias = {},
                                                                     .outside_read = false,
                                                                     .outside_write = false}));
  return node_.journals().open(name);
}

Result<JournalInfo> OwnJournal::drafts() {
  return alone(std::string(kDrafts), "Drafts", "What this party has not said yet");
}

// The lobby has texts of others in envelopes, and the audit journal names objects without being about their
// matter.
std::vector<ObjectGraph::Source> OwnJournal::sources() const {
  std::vector<ObjectGraph::Source> out;
  for (const auto& row : node_.journals().rows()) {
    if (!row.source.empty() || row.root == kLobby || row.name == kAudit) continue;
    const auto info = node_.journals().open(row.id);
    if (info.ok()) out.push_back({row.id, info->journal, row.root == node_.config().taxii.root});
  }
  return out;
}

}  // namespace parley::node
