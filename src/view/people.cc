// Users on a terminal: who may do what, how each proves who he is, and who gave it. A secret is printed only by the
// call that made it, with the words that it is shown only now.
#include "view/people.h"

#include <fmt/format.h>

#include "view/lines.h"

namespace parley::view {
namespace {

// The day in UTC: when an account was made is asked for by day.
std::string day_of(Micros time) { return to_string(time).substr(0, 10); }

// "main: read+write, tips: write"
std::string rights_text(const std::vector<desk::People::OnJournal>& rights) {
  std::vector<std::string> parts;
  for (const auto& right : rights) {
    std::vector<std::string_view> what;
    if (right.read) what.push_back("read");
    if (right.write) what.push_back("write");
    if (right.remove) what.push_back("delete");
    parts.push_back(fmt::format("{}: {}", right.journal, fmt::join(what, "+")));
  }
  return fmt::format("{}", fmt::join(parts, ", "));
}

// "say in lake-tarn, confirm"
// Acts for the whole node have no place behind them.
std::string acts_text(const std::vector<desk::People::Allowed>& acts) {
  std::vector<std::string> parts;
  for (const auto& one : acts)
    parts.push_back(
        fmt::format("{}{}{}", node::word_of(one.act), one.place_name.empty() ? "" : " in ", one.place_name));
  return fmt::format("{}", fmt::join(parts, ", "));
}

// Behind the name, wherever users are told apart by reading it.
std::string marked_name(const desk::People::Line& one) {
  if (one.alike.empty()) return one.name;
  return fmt::format("{} [looks like \"{}\"]", one.name, fmt::join(one.alike, "\", \""));
}

std::string_view role_word(const desk::People::Line& one) { return one.administrator ? "administrator" : "client"; }
std::string_view password_word(const desk::People::Line& one) { return one.has_password ? "set" : "none"; }

void add_password(Lines& out, const std::string& made) {
  if (!made.empty()) out.line(fmt::format("  password  {}   (shown only now)", made));
}

}  // namespace

std::string people_text(const std::vector<desk::People::Line>& people) {
  text::Table table({"USER", "ROLE", "PASSWORD", "ADDED", "ACTS", "RIGHTS"});
  for (const auto& one : people)
    table.add({marked_name(one), std::string(role_word(one)), std::string(password_word(one)), day_of(one.created),
               one.administrator ? "all" : acts_text(one.acts),
               one.administrator ? "everything" : rights_text(one.rights)});
  return Lines().table(table).take();
}

// Tokens by their ids, which say nothing of the secret; the id is what revokes one.
std::string tokens_text(const std::vector<desk::People::Token>& tokens) {
  text::Table table({"TOKEN", "USER", "ADDED", "EXPIRES", "LABEL"});
  for (const auto& one : tokens)
    table.add({one.id, one.user, day_of(one.created), one.expires ? day_of(*one.expires) : "never", one.label});
  return Lines().table(table).take();
}

// Everything that decides whether this person can be somebody's second person is here: the uid, and who gave him what
// and when (docs/rights.md).
std::string person_text(const desk::People::Shown& person) {
  const desk::People::Line& line = person.line;
  const std::string acts = acts_text(line.acts), collections = rights_text(line.rights);
  Lines out;
  out.line(fmt::format("user         {}", marked_name(line)));
  out.line(fmt::format("role         {}", role_word(line)));
  out.line(fmt::format("password     {}", password_word(line)));
  out.line(fmt::format("tokens       {}", person.tokens));
  out.line(fmt::format("uid          {}", person.uid ? std::to_string(*person.uid) : "none"));
  out.line(fmt::format("acts         {}", line.administrator ? "all" : acts.empty() ? "none" : acts));
  out.line(fmt::format("collections  {}", line.administrator    ? "all: read, write, delete"
                                          : collections.empty() ? "none"
                                                                : collections));
  for (const auto& one : person.given)
    out.line(fmt::format("given        {}{}{} by {} on {}", one.what, one.detail.empty() ? "" : " ", one.detail, one.by,
                         day_of(one.at)));
  return out.take();
}

std::string kept_text(const desk::People::Kept& kept) {
  Lines out;
  out.line(fmt::format("{} user \"{}\"", kept.is_new ? "Added" : "Changed", kept.name));
  add_password(out, kept.made);
  return out.take();
}

// "Who changed it himself": from now on the password is nobody's who made the account, and that decides who can be a
// second person.
std::string own_password_text(const desk::People::Own& own) {
  Lines out;
  out.line(fmt::format("Changed your password, \"{}\"", own.name));
  add_password(out, own.made);
  return out.take();
}

std::string new_token_text(const desk::People::NewToken& token) {
  Lines out;
  out.line(
      fmt::format("Added token {} for user \"{}\"; send it as: Authorization: Bearer TOKEN", token.id, token.user));
  out.line(fmt::format("  token  {}   (shown only now)", token.secret));
  return out.take();
}

}  // namespace parley::view
