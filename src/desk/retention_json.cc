// Retention for programs. The digest of a list is what a purge of it is recorded under.
#include "desk/retention.h"
#include "json/writer.h"

namespace parley::desk {
namespace {

// A writer and no text, since the lists of what is due and of what is kept have the same members, and the second has
// more.
json::ObjectWriter item_json(const node::Retention::Item& item) {
  json::ObjectWriter line;
  line.text("journal", item.journal_name)
      .number("entry", item.entry)
      .text("id", item.id)
      .text("version", item.version)
      .text("due", to_string(item.due));
  return line;
}

}  // namespace

std::string to_json(const Retention::Line& line) {
  std::vector<std::string> due, kept;
  for (const auto& one : line.list.due) due.push_back(item_json(one).str());
  for (const auto& one : line.list.kept)
    kept.push_back(item_json(one.item).text("kept_for", to_string(one.why.why)).text("by", one.why.by).str());
  json::ObjectWriter counts;
  // Counts by reason stand beside the list, which may be cut short.
  for (const auto& [why, count] : line.list.kept_for) counts.number(to_string(why), count);
  json::ObjectWriter out;
  out.text("group", line.list.alias)
      .text("charter", line.list.charter)
      .number("retention_seconds", static_cast<std::uint64_t>(line.list.retention.count()))
      .text("at", to_string(line.list.at))
      .number("due", line.list.due.size())
      .flag("more", line.list.more)
      .text("sha256", line.list.digest())
      .raw("kept_for", counts.str())
      .raw("objects", json::array_text(due))
      .raw("kept", json::array_text(kept));
  // Only where somebody has ordered the purging to go on by itself.
  if (line.order)
    out.raw("order", json::ObjectWriter()
                         .text("by", line.order->by)
                         .text("known", line.order->known)
                         .text("at", to_string(line.order->at))
                         .text("rests_because", line.rests_because)
                         .str());
  return out.str();
}

// A hold that is over has who ended it and when; one that lasts has neither.
std::string to_json(const Retention::Hold& hold) {
  json::ObjectWriter out;
  out.number("number", hold.row.number)
      .text("group", hold.group)
      .text("what", hold.row.what)
      .text("reason", hold.row.reason)
      .text("by", hold.row.by)
      .text("known", hold.row.known)
      .text("at", to_string(hold.row.at));
  if (hold.row.released) out.text("released", to_string(*hold.row.released)).text("released_by", hold.row.released_by);
  return out.str();
}

// "purged" is missing where the node stopped in the middle of a purge: nobody knows how many went.
std::string to_json(const Retention::Recorded& recorded) {
  const store::RetentionRecordRow& row = recorded.row;
  json::ObjectWriter out;
  out.number("number", row.number)
      .text("at", to_string(row.at))
      .text("group", recorded.group)
      .text("act", row.act)
      .text("by", row.by)
      .text("known", row.known)
      .text("what", row.what)
      .number("objects", row.objects);
  if (row.purged) out.number("purged", *row.purged);
  return out.str();
}

}  // namespace parley::desk
