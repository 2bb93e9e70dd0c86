// Cases on a terminal. What stands in a case are others' words, often long: each line is cut to a few terminal lines,
// since the whole of it is in --json and on the page of a comparison.
#include "view/case.h"

#include <fmt/format.h>

#include <algorithm>

#include "text/display.h"
#include "view/lines.h"

namespace parley::view {
namespace {

// Whoever has more to mend reads them all with --json; the first say what kind of mistake it is.
constexpr std::size_t kShownFaults = 20;

}  // namespace

std::string cases_text(const std::vector<desk::Case>& cases) {
  text::Table table({"CASE", "JOURNAL", "OBJECTS", "NAME"});
  for (const desk::Case& one : cases)
    table.add({one.slug, one.journal, text::with_commas(one.objects.size()), text::fitted(one.name, 200)});
  return Lines().table(table).take();
}

// What was new is told apart from what the case has, so that an import which changed nothing is seen to have changed
// nothing.
std::string imported_text(const desk::ImportedCase& imported) {
  Lines out;
  out.line(fmt::format(
      "Case \"{}\" in journal \"{}\": {}, {}, {}; new are {} of {}", imported.slug, imported.journal,
      text::counted(imported.statements, "statement"), text::counted(imported.propositions, "proposition"),
      text::counted(imported.documents, "document"), imported.stored, text::counted(imported.objects, "object")));
  return out.line("Compare with: parley compare " + imported.slug).take();
}

std::string faults_text(const desk::ImportedCase& imported) {
  Lines out;
  const auto& faults = imported.faults;
  for (std::size_t i = 0; i < std::min(faults.size(), kShownFaults); ++i)
    out.line(text::fitted("does not hold: " + faults[i], 400));
  if (faults.size() > kShownFaults)
    out.line(fmt::format("and {} more; --json shows all", faults.size() - kShownFaults));
  return out.take();
}

// In the order in which a case is read: the documents, what happened, what can be said of it, and who said what.
// Columns are fixed widths, because names of a case are short and the lists long.
std::string case_text(const desk::Case& found, const accounts::Material& material, std::size_t columns) {
  Lines out;
  const auto line = [&](const std::string& text) { out.line(text::fitted(text, columns * 4)); };
  line(fmt::format("{}  {}", found.slug, found.name));
  out.lines(fmt::format("journal {}, grouping {}\n", found.journal, found.grouping));
  for (const auto& document : material.documents())
    line(fmt::format("document     {:10} {} ({}, SHA-256 {})", document.name, document.title,
                     text::counted(document.text.size(), "byte"), document.sha256));
  for (const auto& event : material.events())
    line(fmt::format("event        {:10} {}{}", event.name, event.title, event.when.empty() ? "" : ", " + event.when));
  for (const auto& proposition : material.propositions())
    line(fmt::format("proposition  {:10} {}", proposition.name, proposition.text));
  for (const auto& statement : material.statements()) {
    // A statement can name a speaker of whom the case knows nothing else.
    const std::string speaker = statement.speaker == accounts::kNone ? "?" : material.parties()[statement.speaker].name;
    line(fmt::format("statement    {:10} {} {}: {}{}", statement.name, speaker, statement.act, statement.words,
                     statement.optional_reading ? "  (optional)" : ""));
  }
  return out.take();
}

}  // namespace parley::view
