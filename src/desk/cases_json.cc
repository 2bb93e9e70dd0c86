// A case and its import for programs. Objects are counted and not listed: they can be had by the grouping's id, as
// every object.
#include "desk/cases.h"
#include "json/writer.h"

namespace parley::desk {

std::string to_json(const Case& found) {
  return json::ObjectWriter()
      .text("case", found.slug)
      .text("name", found.name)
      .text("journal", found.journal)
      .text("grouping", found.grouping)
      .number("objects", found.objects.size())
      .str();
}

std::string to_json(const ImportedCase& imported) {
  return json::ObjectWriter()
      .text("case", imported.slug)
      .text("name", imported.name)
      .text("grouping", imported.grouping)
      .text("journal", imported.journal)
      .number("objects", imported.objects)
      .number("stored", imported.stored)
      .number("statements", imported.statements)
      .number("propositions", imported.propositions)
      .texts("faults", imported.faults)
      .str();
}

std::string to_json(const accounts::Material& material, const accounts::Statement& statement) {
  return json::ObjectWriter()
      .text("id", statement.name)
      .text("object", statement.id)
      .text("speaker", statement.speaker == accounts::kNone ? "" : material.parties()[statement.speaker].name)
      .text("act", statement.act)
      .text("words", statement.words)
      .flag("optional", statement.optional_reading)
      .number("entry", statement.seq)
      .str();
}

}  // namespace parley::desk
