// From what a page of a question is made: every object of which something is shown, wherever it lies, decides on the
// marking, and the heads are those of the journals in which they lie.
#include <set>

#include "desk/questions.h"
#include "desk/shown_marking.h"
#include "journal/note.h"
#include "node/journals.h"

namespace parley::desk {
namespace {

// Ids of all that the page shows. "None of these" is no object, and a row in words names none: the empty ids go at the
// end.
std::set<std::string> shown_in(const assess::Question& question) {
  std::set<std::string> ids{question.id};
  for (const auto& one : question.hypotheses)
    if (!one.is_none_of_these) ids.insert(one.id);
  for (const auto& one : question.rows) ids.insert(one.id), ids.insert(one.object_id);
  for (const auto& matrix : question.matrices)
    for (const auto& row : matrix.cells)
      for (const auto& cell : row) ids.insert(cell.origin.id);
  for (const auto& one : question.conclusions) ids.insert(one.origin.id);
  for (const auto& one : question.outcomes) ids.insert(one.origin.id);
  for (const auto& one : question.withdrawn) ids.insert(one.id);
  ids.erase(std::string());
  return ids;
}

}  // namespace

Result<QuestionProvenance> Questions::provenance(const assess::View& view) {
  const auto ids = shown_in(view.question);
  ShownMarking marking;
  std::set<std::string> journals;  // ids
  journal::Query query;
  query.ids = {ids.begin(), ids.end()};
  // What was said before stands on the page as well.
  query.versions = {.last = false, .first = false, .all = true, .exact = {}};
  PARLEY_TRY_STATUS(for_each_entry(query, [&](const store::CollectionRow& row, const journal::Entry& entry) -> Status {
    marking.take(entry.id, entry.text);
    journals.insert(row.id);
    return {};
  }));
  QuestionProvenance out{.made = node_.time(),
                         .party = node_.config().party.name,
                         .heads = {},
                         .marking = marking.strictest(),
                         .marked = marking.marked(),
                         .objects = marking.objects()};
  // In the order of the journals, so that two pages of one question have their heads in one order.
  for (const auto& row : node_.journals().rows()) {
    if (!journals.contains(row.id)) continue;
    PARLEY_TRY(const auto info, node_.journals().open(row.id));
    QuestionProvenance::Head head{.journal = row.name, .entries = 0, .root = {}};
    // A journal whose first head is not signed yet has none.
    if (const auto note = journal::Note::parse(info.journal->checkpoint()); note.ok())
      if (const auto checkpoint = journal::Checkpoint::parse(note->text); checkpoint.ok())
        head.entries = checkpoint->size, head.root = to_base64(checkpoint->root);
    out.heads.push_back(std::move(head));
  }
  return out;
}

}  // namespace parley::desk
