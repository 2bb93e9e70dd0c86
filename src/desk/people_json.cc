// People for programs. No secret is in any of it but a password or token that was made by this very call, since nobody
// can be shown it later.
#include "desk/people.h"
#include "json/writer.h"

namespace parley::desk {
namespace {

// Journals by their collection ids, which stay when a name is changed, with the name of now beside it.
std::string rights_json(const std::vector<People::OnJournal>& rights) {
  std::vector<std::string> out;
  for (const auto& one : rights)
    out.push_back(json::ObjectWriter()
                      .text("collection", one.collection)
                      .text("journal", one.journal)
                      .flag("read", one.read)
                      .flag("write", one.write)
                      .flag("delete", one.remove)
                      .str());
  return json::array_text(out);
}

// Places by their ids as well, for the same reason.
std::string acts_json(const std::vector<People::Allowed>& acts) {
  std::vector<std::string> out;
  for (const auto& one : acts)
    out.push_back(json::ObjectWriter()
                      .text("act", node::word_of(one.act))
                      .text("place", one.place)
                      .text("place_name", one.place_name)
                      .str());
  return json::array_text(out);
}

// Who gave what and when, so that a program can find all that one person has given.
std::string given_json(const std::vector<People::Given>& given) {
  std::vector<std::string> out;
  for (const auto& one : given)
    out.push_back(json::ObjectWriter()
                      .text("what", one.what)
                      .text("detail", one.detail)
                      .text("by", one.by)
                      .text("at", to_string(one.at))
                      .str());
  return json::array_text(out);
}

}  // namespace

std::string to_json(const People::Kept& kept) {
  return json::ObjectWriter()
      .text("user", kept.name)
      .flag("new", kept.is_new)
      .flag("administrator", kept.administrator)
      .texts("looks_like", kept.alike)
      .text_if("password", kept.made)
      .str();
}

std::string to_json(const People::Own& own) {
  return json::ObjectWriter().text("user", own.name).text_if("password", own.made).str();
}

std::string to_json(const People::NewToken& token) {
  return json::ObjectWriter().text("id", token.id).text("user", token.user).text("token", token.secret).str();
}

std::string to_json(const People::Token& token) {
  json::ObjectWriter line;
  line.text("id", token.id)
      .text("user", token.user)
      .text("label", token.label)
      .text("created", to_string(token.created));
  if (token.expires) line.text("expires", to_string(*token.expires));
  return line.str();
}

std::string to_json(const People::Line& line) {
  return json::ObjectWriter()
      .text("user", line.name)
      .texts("looks_like", line.alike)
      .flag("administrator", line.administrator)
      .flag("has_password", line.has_password)
      .text("created", to_string(line.created))
      .raw("acts", acts_json(line.acts))
      .raw("rights", rights_json(line.rights))
      .str();
}

std::string to_json(const People::Shown& shown) {
  json::ObjectWriter line;
  line.text("user", shown.line.name)
      .texts("looks_like", shown.line.alike)
      .flag("administrator", shown.line.administrator)
      .flag("has_password", shown.line.has_password)
      .number("tokens", shown.tokens);
  if (shown.uid) line.number("uid", *shown.uid);
  return line.text("created", to_string(shown.line.created))
      .raw("acts", acts_json(shown.line.acts))
      .raw("rights", rights_json(shown.line.rights))
      .raw("given", given_json(shown.given))
      .str();
}

}  // namespace parley::desk
