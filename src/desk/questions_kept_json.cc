// What an act on a question came to, for programs: where it stands, as every act has it, and what the person is told.
#include "desk/questions.h"
#include "json/writer.h"

namespace parley::desk {
namespace {

// What every act says, behind which comes what this one has to say.
json::ObjectWriter kept_json(const Kept& kept) {
  json::ObjectWriter out;
  out.text("id", kept.id)
      .text("journal", kept.journal)
      .number("entry", kept.entry)
      .text("date_added", to_string(kept.date_added));
  return out;
}

}  // namespace

std::string to_json(const KeptEvidence& row) {
  return kept_json(row.kept)
      .text("name", row.name)
      .text("object", row.object)
      .texts("same_object_as", row.same_object)
      .str();
}

std::string to_json(const KeptRating& rating) { return kept_json(rating.kept).flag("changes", rating.changes).str(); }

std::string to_json(const KeptConclusion& conclusion) {
  return kept_json(conclusion.kept)
      .text("likelihood", conclusion.likelihood.word)
      .number("from", conclusion.likelihood.from)
      .number("to", conclusion.likelihood.to)
      .str();
}

std::string to_json(const KeptChange& change) {
  return kept_json(change.kept)
      .text("type", change.type)
      .text("name", change.name)
      .texts("judged_by", change.judged_by)
      .texts("stands_as_it_was_in", change.released)
      .str();
}

}  // namespace parley::desk
