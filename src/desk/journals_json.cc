// Journals for programs. A journal that cannot be opened has a "problem" in the place of its counts, and stays in the
// list.
#include "desk/journals.h"
#include "json/writer.h"

namespace parley::desk {
namespace {

json::ObjectWriter row_json(const store::CollectionRow& row) {
  json::ObjectWriter line;
  line.text("journal", row.name)
      .text("collection", row.id)
      .text("root", row.root)
      .text("title", row.title)
      .text("alias", row.alias)
      .text("origin", row.origin)
      .text("outside", outside_word(row))
      .text("created", to_string(row.created));
  return line;
}

// Of a journal without entries there is no such time.
void put_last_added(json::ObjectWriter& out, const journal::Journal::Statistics& statistics) {
  if (statistics.entries > 0) out.text("last_added", to_string(statistics.last_added));
}

}  // namespace

std::string to_json(const store::CollectionRow& row) { return row_json(row).str(); }

std::string to_json(const Journals::Line& line) {
  json::ObjectWriter out = row_json(line.row);
  if (!line.problem.empty()) return out.text("problem", line.problem).str();
  out.number("objects", line.statistics.objects).number("entries", line.statistics.entries);
  put_last_added(out, line.statistics);
  return out.str();
}

std::string to_json(const Journals::Details& details) {
  const auto& statistics = details.line.statistics;
  json::ObjectWriter out = row_json(details.line.row);
  if (statistics.entries > 0) out.text("first_added", to_string(statistics.first_added));
  put_last_added(out, statistics);
  return out.text("description", details.line.row.description)
      .text("address", details.address)
      .text("verifier_key", details.verifier_key)
      .number("entries", statistics.entries)
      .number("objects", statistics.objects)
      .number("erased", statistics.erased)
      .number("published", statistics.published)
      .number("indexed", statistics.indexed)
      .number("segment_bytes", statistics.segment_bytes)
      .text("checkpoint", details.checkpoint)
      .str();
}

std::string to_json(const Journals::Verified& verified) {
  return json::ObjectWriter()
      .text("journal", verified.name)
      .flag("holds", true)
      .number("entries", verified.statistics.entries)
      .number("erased", verified.statistics.erased)
      .str();
}

std::string to_json(const std::string& journal, const journal::Journal::RebuildReport& report) {
  return json::ObjectWriter()
      .text("journal", journal)
      .number("entries", report.entries)
      .number("differences", report.differences)
      .text("first_difference", report.first_difference)
      .str();
}

}  // namespace parley::desk
