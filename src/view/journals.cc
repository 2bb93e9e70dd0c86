// Journals on a terminal. One that cannot be opened has its reason in the place of its title: it stands in the list,
// since leaving it out would say that nothing is missing.
#include "view/journals.h"

#include <fmt/format.h>

#include "view/lines.h"

namespace parley::view {

using text::counted, text::human_bytes, text::with_commas;

std::string journals_text(const std::vector<desk::Journals::Line>& journals) {
  text::Table table({"JOURNAL", "COLLECTION", "ALIAS", "OUTSIDE", "OBJECTS", "ENTRIES", "LAST ADDED", "TITLE"});
  // Unknown counts are question marks: zero would say that the journal is empty.
  for (const auto& [row, statistics, problem] : journals) {
    const std::string outside(desk::outside_word(row));
    if (problem.empty())
      table.add({row.name, row.id, row.alias, outside, with_commas(statistics.objects), with_commas(statistics.entries),
                 statistics.entries > 0 ? to_string(statistics.last_added).substr(0, 19) + "Z" : "-", row.title});
    else
      table.add({row.name, row.id, row.alias, outside, "?", "?", "damaged", problem});
  }
  return Lines().table(table).take();
}

// The origin and the verifier key are what somebody outside needs to check a proof, so they are printed whole and can
// be copied.
std::string journal_text(const desk::Journals::Details& details) {
  const auto& row = details.line.row;
  const auto& statistics = details.line.statistics;
  Lines out;
  out.line(fmt::format("journal      {}  \"{}\"", row.name, row.title));
  if (!row.description.empty()) out.line(fmt::format("             {}", row.description));
  out.line(fmt::format("collection   {}{}", row.id, row.alias.empty() ? "" : "  alias " + row.alias));
  out.line(fmt::format("address      {}", details.address));
  out.line(fmt::format("outside      {}", desk::outside_word(row)));
  out.line(fmt::format("origin       {}", row.origin));
  out.line(fmt::format("verifier     {}", details.verifier_key));
  out.line(fmt::format("entries      {}  ({}, {} erased, {})", with_commas(statistics.entries),
                       counted(statistics.objects, "object"), with_commas(statistics.erased),
                       human_bytes(statistics.segment_bytes)));
  if (statistics.entries > 0)
    out.line(fmt::format("added        {} to {}", to_string(statistics.first_added), to_string(statistics.last_added)));
  out.line(fmt::format("signed head  {}", counted(statistics.published, "entry", "entries")));
  // The head as it was signed (C2SP tlog-checkpoint), so that it can be handed to anybody who checks it.
  if (!details.checkpoint.empty()) out.lines("\n" + details.checkpoint);
  return out.take();
}

// What to do next depends on whether outside clients can be given anything of it at all.
std::string added_text(const store::CollectionRow& journal) {
  Lines out;
  out.line(fmt::format("Made journal \"{}\": collection {} under /{}/", journal.name, journal.id, journal.root));
  if (journal.outside_read || journal.outside_write)
    out.line(fmt::format("Give rights on it with: parley user set NAME --read {}", journal.name));
  else
    out.line("It is this party's alone: no outside client reads it or adds to it");
  return out.take();
}

// Says what was checked, since "holds" alone would leave open whether the erased entries were looked at.
std::string verified_text(const desk::Journals::Verified& verified) {
  const auto& statistics = verified.statistics;
  return Lines()
      .line(fmt::format("journal \"{}\" holds: {}, every commitment, leaf, tile and the signed head agree{}",
                        verified.name, counted(statistics.entries, "entry", "entries"),
                        statistics.erased > 0
                            ? fmt::format("; the content of {} was erased, {} stands", statistics.erased,
                                          statistics.erased == 1 ? "its leaf" : "each leaf")
                            : ""))
      .take();
}

std::string rebuilt_text(const std::string& journal, const journal::Journal::RebuildReport& report) {
  return Lines()
      .line(fmt::format(
          "journal \"{}\": every index built anew from {}; {}", journal, counted(report.entries, "entry", "entries"),
          report.differences == 0 ? "the old ones were the same"
                                  : fmt::format("the old ones differed in {}, first: {}",
                                                counted(report.differences, "place"), report.first_difference)))
      .take();
}

}  // namespace parley::view
