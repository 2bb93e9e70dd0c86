// What the room is shown beside the lists and messages that commands print as well: the same writers where there are
// some.
#include "desk/looking.h"

#include <algorithm>

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
      .texts("groups", me.groups)
      .text("language", me.language.empty() ? "en" : me.language)
      .text("session", me.session.id)
      .text("signed_in_at", to_string(me.session.since))
      .text("idle_ends", to_string(me.session.idle_ends))
      .text("ends", to_string(me.session.ends));
  if (me.session.before)
    line.raw(
        "last",
        json::ObjectWriter().text("at", to_string(*me.session.before)).text("from", me.session.before_address).str());
  else
    line.raw("last", "null");
  return line.text("now", to_string(me.now)).str();
}

std::string to_json(const Looking::News& news) {
  std::vector<std::string> journals, items;
  for (const auto& one : news.journals)
    if (one.is_new() > 0)
      journals.push_back(json::ObjectWriter()
                             .text("party", one.from)
                             .text("journal", one.journal)
                             .number("from", one.seen + 1)
                             .number("upto", one.entries)
                             .str());
  for (const auto& one : news.items) items.push_back(to_json(one));
  const std::uint64_t entries = news.entries();
  return json::ObjectWriter()
      .text("group", news.group)
      .raw("journals", json::array_text(journals))
      .number("entries", entries)
      .raw("items", json::array_text(items))
      .number("more", entries - std::min<std::uint64_t>(entries, items.size()))
      .str();
}

// As the command prints it, with what only this node knows of it behind.
std::string to_json(const Looking::Message& message) {
  json::ObjectWriter line;
  line.text("group", message.said.group).text("from", message.said.author).text("added", to_string(message.said.added));
  put_later(line, message.said.later);
  line.raw("object", message.said.text)
      .text("from_name", message.said.author_name)
      .flag("own", message.own)
      .key("names")
      .open('{');
  for (const auto& [id, name] : message.names) line.text(id, name);
  line.close();
  return line.key("marking")
      .open('{')
      .text("tlp", message.marking)
      .number("marked", message.marking.empty() ? 0 : 1)
      .number("objects", 1)
      .close()
      .str();
}

std::string to_json(const Looking::Home& home) {
  std::vector<std::string> wrong, due, news, heard;
  for (const auto& one : home.wrong)
    wrong.push_back(json::ObjectWriter()
                        .text("kind", one.kind)
                        .text("problem", one.problem)
                        .text_if("group", one.group)
                        .text_if("party", one.party)
                        .str());
  for (const auto& one : home.due) due.push_back(to_json(one));
  for (const auto& one : home.news) {
    if (one.entries() > 0) news.push_back(to_json(one));
    // Silence must be told from being cut off: when each was heard last stands there, whatever is new.
    for (const auto& journal : one.journals)
      if (journal.entries > 0)
        heard.push_back(json::ObjectWriter()
                            .text("group", one.group)
                            .text("party", journal.from)
                            .text("last", to_string(journal.last))
                            .str());
  }
  return json::ObjectWriter()
      .text("now", to_string(home.now))
      .raw("wrong", json::array_text(wrong))
      .raw("due", json::array_text(due))
      .raw("new", json::array_text(news))
      .raw("heard", json::array_text(heard))
      .number("open", home.open)
      .str();
}

}  // namespace parley::desk
