// Notices and totals for programs. A notice is told when it is met, in a line of its own; the totals are the last line,
// and say where the import was stopped if it was.
#include "desk/importing.h"
#include "json/writer.h"

namespace parley::desk {

std::string to_json(const Importing::Notice& notice) {
  return json::ObjectWriter()
      .text(notice.what, notice.id)
      .text("file", notice.file)
      .number("line", notice.line)
      .text("message", notice.message)
      .str();
}

std::string to_json(const Importing& done, const Importing::Wanted& wanted) {
  const Importing::Totals& totals = done.totals();
  json::ObjectWriter line;
  line.text("journal", done.journal())
      .flag("dry_run", wanted.dry_run)
      .number("objects", totals.seen)
      .number("stored", totals.stored)
      .number("already_there", totals.already_there)
      .number("conflicts", totals.conflicts)
      .number("new_versions", totals.new_versions)
      .number("version_added", totals.version_added)
      .number("defanged", totals.defanged)
      .number("refused", totals.refused)
      .number("empty_envelopes", totals.empty_envelopes)
      .number("bytes", totals.bytes);
  if (done.was_stopped()) line.flag("stopped", true).text("place", done.place());
  return line.str();
}

}  // namespace parley::desk
