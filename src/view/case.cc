// Cases on a terminal. What stands in a case are others' words, often long: each line is cut to a few terminal lines,
// since the whole of it is in --json and on the page of a comparison.
#include "view/case.h"

#include <fmt/format.h>

#include <algorithm>

#include "accounts/readings.h"
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
    table.add({one.slug, one.journal, text::with_commas(one.object_count()), text::fitted(one.name, 200)});
  return Lines().table(table).take();
}

namespace {

// How much a case has, in the same words wherever one is named.
std::string contents(const desk::CheckedCase& checked) {
  return fmt::format("{}, {}, {}", text::counted(checked.statements, "statement"),
                     text::counted(checked.propositions, "proposition"), text::counted(checked.documents, "document"));
}

}  // namespace

// What was new is told apart from what the case has, so that an import which changed nothing is seen to have changed
// nothing.
std::string imported_text(const desk::ImportedCase& imported) {
  const desk::CheckedCase& checked = imported.checked;
  Lines out;
  if (!imported.taken) {
    out.line(fmt::format("Nothing was stored: case \"{}\" has {}", checked.slug,
                         text::counted(checked.faults.size(), "fault")));
    return out.take();
  }
  const std::string fresh =
      imported.fresh == 0 ? std::string("nothing is new")
      : imported.fresh == imported.objects
          ? fmt::format("{}, all new", text::counted(imported.objects, "object"))
          : fmt::format("{}, {} of them new", text::counted(imported.objects, "object"), imported.fresh);
  out.line(
      fmt::format("Case \"{}\" in journal \"{}\": {}; {}", checked.slug, imported.journal, contents(checked), fresh));
  if (imported.changed > 0) out.line(text::counted(imported.changed, "object") + " in a new version");
  if (imported.withdrawn > 0)
    out.line(text::counted(imported.withdrawn, "object") + " withdrawn: the file no longer has " +
             (imported.withdrawn == 1 ? "it" : "them"));
  return out.line("Compare with: parley compare " + checked.slug).take();
}

// What a withdrawal does not do is said with it: nothing that was released comes back by it.
std::string removed_text(const desk::RemovedCase& removed) {
  return Lines()
      .line(fmt::format("Withdrew case \"{}\" in journal \"{}\": {}. The versions stay in the journal, and what was "
                        "released of it stays released",
                        removed.removed.slug, removed.removed.journal, text::counted(removed.withdrawn, "object")))
      .take();
}

// The count of quotations is told, since that each was found in its document is what the check is for.
std::string checked_text(const desk::CheckedCase& checked) {
  Lines out;
  std::string all = contents(checked);
  for (const auto& [count, one, many] : {std::tuple(checked.parties, "party", "parties"),
                                         {checked.events, "event", "events"},
                                         {checked.quotations, "quotation found", "quotations found"}})
    if (count > 0) all += ", " + text::counted(count, one, many);
  out.line(fmt::format("Case \"{}\": {}", checked.slug, all));
  return out.line(checked.faults.empty() ? std::string("No faults") : text::counted(checked.faults.size(), "fault"))
      .take();
}

// As compilers write it, FILE:LINE: what, so that editors go there; 400 columns of each, as a fault can quote a
// document.
std::string faults_text(const accounts::Faults& found, const std::string& file) {
  const accounts::Faults faults = accounts::told_once(found);
  Lines out;
  for (std::size_t i = 0; i < std::min(faults.size(), kShownFaults); ++i) {
    const accounts::Fault& one = faults[i];
    const std::string place = one.line > 0 ? fmt::format("{}:{}", file, one.line) : file;
    out.line(text::fitted(fmt::format("{}: {}: {}", place, one.where, one.what), 400));
  }
  if (faults.size() > kShownFaults)
    out.line(fmt::format("And {} more; --json shows all", faults.size() - kShownFaults));
  return out.take();
}

// Notes come first: they say what was understood of what was typed.
std::string entered_text(const desk::Entered& entered) {
  Lines out;
  for (const std::string& note : entered.notes) out.line(note);
  const std::string what = entered.name.empty() ? fmt::format("Case \"{}\"", entered.slug)
                                                : fmt::format("\"{}\" in case \"{}\"", entered.name, entered.slug);
  if (!entered.taken)
    return out.line(fmt::format("Nothing was stored: {} has {}", what, text::counted(entered.faults.size(), "fault")))
        .take();
  if (entered.fresh + entered.changed + entered.withdrawn == 0) return out.line(what + ": nothing changed").take();
  std::string all;
  for (const auto& [count, word] :
       {std::pair(entered.fresh, "new"), {entered.changed, "in a new version"}, {entered.withdrawn, "withdrawn"}})
    if (count > 0) all += fmt::format("{}{} {}", all.empty() ? "" : ", ", text::with_commas(count), word);
  return out.line(fmt::format("{}: {}, in journal \"{}\"", what, all, entered.journal)).take();
}

// In the order in which a case is read: the documents, what happened, what can be said of it, and who said what.
// Columns are fixed widths, because names of a case are short and the lists long.
std::string case_text(const desk::Case& found, const accounts::Material& material, std::size_t columns) {
  Lines out;
  const auto line = [&](const std::string& text) { out.line(text::fitted(text, columns * 4)); };
  const auto named = [](const std::string& name) { return text::padded(text::plain(name), 10); };
  line(fmt::format("{}  {}", found.slug, found.name));
  out.lines(fmt::format("journal {}, grouping {}\n", found.journal, found.grouping));
  for (const auto& document : material.documents())
    line(fmt::format("document     {} {} ({}, SHA-256 {})", named(document.name), document.title,
                     text::counted(document.text.size(), "byte"), document.sha256));
  for (const auto& event : material.events())
    line(fmt::format("event        {} {}{}", named(event.name), event.title,
                     event.when.empty() ? "" : ", " + event.when));
  for (const auto& proposition : material.propositions())
    line(fmt::format("proposition  {} {}", named(proposition.name), proposition.text));
  for (const auto& statement : material.statements()) {
    // A statement can name a speaker of whom the case knows nothing else.
    const std::string speaker = statement.speaker == accounts::kNone ? "?" : material.parties()[statement.speaker].name;
    std::string notes = statement.optional_reading ? "  (optional)" : "";
    if (!statement.authors.empty() || statement.confidence)
      notes += "  (" + accounts::recorded_in_words(material, statement) + ")";
    line(fmt::format("statement    {} {} {}: {}{}", named(statement.name), speaker, statement.act, statement.words,
                     notes));
  }
  return out.take();
}

}  // namespace parley::view
