// Who is in, for programs. Nothing in it opens anything, but for a link that was made by this very call.
#include "desk/sign_ins.h"
#include "json/writer.h"

namespace parley::desk {

std::string to_json(const SignIns::Session& session, std::string_view own) {
  return json::ObjectWriter()
      .text("id", session.id)
      .text("user", session.user)
      .text("since", to_string(session.since))
      .text("last_used", to_string(session.last_used))
      .text("idle_ends", to_string(session.idle_ends))
      .text("ends", to_string(session.ends))
      .text("from", session.from.address)
      .text("agent", session.from.agent)
      .flag("this", session.id == own)
      .str();
}

std::string to_json(const SignIns::Link& link) {
  return json::ObjectWriter()
      .text("user", link.user)
      .text("url", link.url)
      .text("id", link.id)
      .number("minutes", link.minutes)
      .str();
}

}  // namespace parley::desk
