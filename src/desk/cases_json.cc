// A case and its import for programs. Objects are counted and not listed: they can be had by the grouping's id, as
// every object.
#include "desk/case_entry.h"
#include "desk/cases.h"
#include "json/writer.h"

namespace parley::desk {

std::string to_json(const Case& found) {
  return json::ObjectWriter()
      .text("case", found.slug)
      .text("name", found.name)
      .text("journal", found.journal)
      .text("grouping", found.grouping)
      .number("objects", found.object_count())
      .str();
}

namespace {

// The line only where lines mean something.
std::string faults_json(const accounts::Faults& all) {
  std::vector<std::string> faults;
  for (const accounts::Fault& one : all) {
    json::ObjectWriter fault;
    if (one.line > 0) fault.number("line", one.line);
    fault.text("where", one.where).text("what", one.what).flag("fatal", one.fatal);
    faults.push_back(fault.str());
  }
  return json::array_text(faults);
}

// What a check and an import have in common, so that the first tells what the second would.
json::ObjectWriter counted(const CheckedCase& checked) {
  json::ObjectWriter out;
  out.text("case", checked.slug)
      .text("name", checked.name)
      .number("documents", checked.documents)
      .number("parties", checked.parties)
      .number("events", checked.events)
      .number("propositions", checked.propositions)
      .number("statements", checked.statements)
      .number("quotations", checked.quotations)
      .flag("holds", checked.faults.empty())
      .raw("faults", faults_json(checked.faults));
  return out;
}

}  // namespace

std::string to_json(const CheckedCase& checked) { return counted(checked).str(); }

std::string to_json(const ImportedCase& imported) {
  json::ObjectWriter out = counted(imported.checked);
  out.flag("taken", imported.taken)
      .text("grouping", imported.grouping)
      .text("journal", imported.journal)
      .number("objects", imported.objects)
      .number("stored", imported.stored())
      .number("new", imported.fresh)
      .number("changed", imported.changed)
      .number("withdrawn", imported.withdrawn);
  return out.str();
}

std::string to_json(const Entered& entered) {
  json::ObjectWriter out;
  out.text("case", entered.slug)
      .text("journal", entered.journal)
      .text("grouping", entered.grouping)
      .text_if("name", entered.name)
      .flag("taken", entered.taken)
      .number("new", entered.fresh)
      .number("changed", entered.changed)
      .number("withdrawn", entered.withdrawn)
      .raw("faults", faults_json(entered.faults))
      .texts("notes", entered.notes);
  return out.str();
}

std::string to_json(const RemovedCase& removed) {
  return json::ObjectWriter()
      .text("case", removed.removed.slug)
      .text("name", removed.removed.name)
      .text("journal", removed.removed.journal)
      .text("grouping", removed.removed.grouping)
      .number("withdrawn", removed.withdrawn)
      .str();
}

std::string to_json(const accounts::Material& material, const accounts::Statement& statement) {
  json::ObjectWriter out;
  out.text("id", statement.name)
      .text("object", statement.id)
      .text("speaker", statement.speaker == accounts::kNone ? "" : material.parties()[statement.speaker].name)
      .text("act", statement.act)
      .text("words", statement.words)
      .flag("optional", statement.optional_reading)
      .text("party", statement.made_by)
      .texts("recorded_by", statement.authors);
  if (statement.confidence) out.number("confidence", *statement.confidence);
  return out.number("entry", statement.seq).str();
}

}  // namespace parley::desk
