// What the room is shown beside the lists and messages that commands print as well: the same writers where there are
// some.
#include "desk/looking.h"
#include "json/writer.h"

namespace parley::desk {

std::string to_json(const Looking::Me& me) {
  json::ObjectWriter line;
  line.text("user", me.user)
      .text("name", me.user)
      .text("party", me.party)
      .text("party_key", me.party_key)
      .text("node", me.node)
      .text("fingerprint", me.fingerprint)
      .texts("rights", me.rights)
      .text("language", me.language.empty() ? "en" : me.language)
      .text("session", me.session.id)
      .text("signed_in_at", to_string(me.session.since))
      .text("idle_ends", to_string(me.session.idle_ends))
      .text("ends", to_string(me.session.ends));
  if (me.session.before)
    line.raw("last", json::ObjectWriter()
                         .text("at", to_string(*me.session.before))
                         .text("from", me.session.before_address)
                         .str());
  else
    line.raw("last", "null");
  return line.text("now", to_string(me.now)).str();
}

std::string to_json(const Looking::News& news) {
  std::vector<std::string> journals;
  std::uint64_t sum = 0;
  for (const auto& one : news.journals) {
    sum += one.is_new();
    journals.push_back(json::ObjectWriter()
                           .text("from", one.from)
                           .text("journal", one.journal)
                           .number("entries", one.entries)
                           .number("seen", one.seen)
                           .number("new", one.is_new())
                           .str());
  }
  return json::ObjectWriter()
      .text("group", news.group)
      .number("new", sum)
      .raw("journals", json::array_text(journals))
      .str();
}

std::string to_json(const Looking::Home& home) {
  std::vector<std::string> wrong, due, news;
  for (const auto& one : home.wrong)
    wrong.push_back(json::ObjectWriter().text("kind", one.kind).text("problem", one.problem).str());
  for (const auto& one : home.due) due.push_back(to_json(one));
  for (const auto& one : home.news) news.push_back(to_json(one));
  return json::ObjectWriter()
      .text("now", to_string(home.now))
      .raw("wrong", json::array_text(wrong))
      .raw("due", json::array_text(due))
      .raw("new", json::array_text(news))
      .str();
}

}  // namespace parley::desk
