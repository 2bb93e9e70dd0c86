#include "view/sign_ins.h"

#include <fmt/format.h>

#include "view/lines.h"
#include "view/words.h"

namespace parley::view {

std::string link_text(const desk::SignIns::Link& link) {
  Lines out;
  out.line(link.url);
  out.line(fmt::format("signs in \"{}\" once, within {} minutes. It is shown now and never again.", link.user,
                       link.minutes));
  return out.take();
}

std::string sessions_text(const std::vector<desk::SignIns::Session>& sessions) {
  if (sessions.empty()) return "Nobody has signed in\n";
  text::Table table({"session", "user", "since", "last used", "ends at the latest", "from", "with"});
  for (const auto& one : sessions)
    table.add({one.id, one.user, short_time(one.since), short_time(one.last_used), short_time(one.ends),
               one.from.address, one.from.agent});
  return Lines().table(table).take();
}

}  // namespace parley::view
