// What falls due for purging, counted first and listed as far as is wanted. What is kept is shown with its reason,
// because a list of what goes is believed only by who sees what stays and why.
#include "view/retention.h"

#include <fmt/format.h>

#include "text/display.h"
#include "view/lines.h"
#include "view/words.h"

namespace parley::view {
namespace {

// At most so many rows; with none wanted nothing is said of those that are left out, since the counts stand above.
void add_rows(Lines& out, const std::vector<RetentionScreen::Row>& rows, std::size_t most) {
  for (std::size_t i = 0; i < rows.size() && i < most; ++i) {
    const RetentionScreen::Row& one = rows[i];
    out.line(fmt::format("  {}  {}  {}  {}{}", short_time(one.due), text::plain(one.journal), text::plain(one.id),
                         text::plain(one.title), one.kept.empty() ? "" : "  kept: " + text::plain(one.kept)));
  }
  if (most > 0 && rows.size() > most) out.line(fmt::format("  ... and {} more", rows.size() - most));
}

}  // namespace

std::string retention_text(const RetentionScreen& screen, std::size_t most) {
  Lines out;
  if (screen.retention.count() == 0) {
    out.line(fmt::format("{}: the charter names no retention; nothing falls due", text::plain(screen.group)));
    return out.take();
  }
  out.line(fmt::format("{}: content is kept for {}; {}{} past that and due to be purged here",
                       text::plain(screen.group), duration_text(screen.retention), screen.more ? "more than " : "",
                       screen.due.size() == 1 ? "1 object is" : fmt::format("{} objects are", screen.due.size())));
  add_rows(out, screen.due, most);
  // By reason first, since what is kept can be thousands of objects for two reasons.
  for (const auto& [why, count] : screen.kept_for)
    out.line(fmt::format("  kept for \"{}\": {}", group::to_string(why), text::counted(count, "object")));
  add_rows(out, screen.kept, most);
  // Whether a person has to do it, or the node does it by itself, and by whose word.
  out.line(screen.order.empty() ? "  no standing order: it is purged when a person does it"
                                : "  standing order " + text::plain(screen.order));
  return out.take();
}

}  // namespace parley::view
