// Each answer is a desk's, in the desk's own JSON: nothing is computed here. A parameter or member that is not known is
// refused, as a misspelt one would silently mean its default.
#include "web/data.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/ascii.h"
#include "desk/looking.h"
#include "desk/proofs.h"
#include "desk/sign_ins.h"
#include "json/json.h"
#include "json/writer.h"
#include "view/problems.h"
#include "view/status.h"
#include "web/answer.h"
#include "web/form.h"

namespace parley::web {
namespace {

constexpr std::string_view kSee = "see", kPeople = "people";
constexpr std::size_t kMostItems = 500;  // of one answer

Result<Form> parameters(const http::Request& request, std::initializer_list<std::string_view> known) {
  PARLEY_TRY(Form form, parse_form(request.query));
  form.erase("with");  // of every address (Data::answer)
  for (const auto& [name, value] : form)
    if (std::find(known.begin(), known.end(), name) == known.end())
      return Error{Code::invalid_input,
                   fmt::format("there is no parameter \"{}\"; there are {}", name, fmt::join(known, ", "))};
  return form;
}

std::string text_of(const Form& form, std::string_view name) {
  const auto at = form.find(name);
  return at == form.end() ? std::string() : at->second;
}

Result<std::size_t> number_of(const Form& form, std::string_view name, std::size_t otherwise, std::size_t most) {
  const std::string text = text_of(form, name);
  if (text.empty()) return otherwise;
  if (!is_digits(text) || text.size() > 9 || std::stoul(text) > most)
    return Error{Code::invalid_input, fmt::format("{}: a whole number, {} at most", name, most)};
  return std::stoul(text);
}

// An object with these members and no others; the parser has to outlive what is given.
Result<json::Object> object_of(json::Parser& parser, const http::Request& request,
                               std::initializer_list<std::string_view> known) {
  PARLEY_TRY(const json::Element parsed, parser.parse(request.body));
  json::Object object;
  if (parsed.get(object) != simdjson::SUCCESS) return Error{Code::invalid_input, "the body has to be a JSON object"};
  for (const auto [name, value] : object)
    if (std::find(known.begin(), known.end(), name) == known.end())
      return Error{Code::invalid_input,
                   fmt::format("there is no member \"{}\"; there are {}", name, fmt::join(known, ", "))};
  return object;
}

Result<std::string> text_member(json::Object object, std::string_view name) {
  const auto value = json::string_member(object, name);
  if (!value || value->empty()) return Error{Code::invalid_input, fmt::format("{}: a text has to be there", name)};
  return std::string(*value);
}

http::Response done(const Status& done, std::string_view right = {}) {
  return done.ok() ? json_answer("{}") : json_error(done.error(), right);
}

}  // namespace

// The right is asked for by the desk, each time: what was given when somebody signed in may have been taken away since.
http::Response Data::answer(const Route& route, const http::Request& request,
                            const node::Sessions::Session& session) const {
  auto out = answer_alone(route, request, session);
  const auto form = parse_form(request.query);
  if (out.status != 200 || !form.ok() || text_of(*form, "with") != "me" || route.place == Place::me) return out;
  const auto me = answer_alone({Place::me}, request, session);
  if (me.status != 200) return me;
  // Another member behind those of the object.
  std::string body(out.body_text());
  body.pop_back();
  out.body = fmt::format("{}{}\"me\":{}}}", body, body.size() > 1 ? "," : "", me.body_text());
  return out;
}

http::Response Data::answer_alone(const Route& route, const http::Request& request,
                                  const node::Sessions::Session& session) const {
  const auto acting = node_.sessions().acting(session, request.peer);
  if (!acting.ok()) return json_error(acting.error());
  switch (route.place) {
    case Place::me: {
      const auto me = desk::Looking(node_, *acting).me(session);
      return me.ok() ? json_answer(to_json(*me)) : json_error(me.error());
    }
    case Place::home:
      return home(*acting);
    case Place::home_seen:
      return seen(*acting, request);
    case Place::inbox:
      return inbox(*acting, request);
    case Place::message:
      return message(*acting, route, request);
    case Place::status:
      return status(*acting);
    case Place::sessions:
      return sessions(*acting, session);
    case Place::end_session:
      return end_session(*acting, request);
    case Place::sign_out:
      return sign_out(*acting, session);
    case Place::language:
      return choose_language(*acting, request);
    default:
      return json_error(404, "not_found", "there is nothing at this address");
  }
}

// One thing that cannot be found out keeps nothing else back: what is wrong says it.
http::Response Data::home(const node::Acting& acting) const {
  const desk::Looking looking(node_, acting);
  const auto status = looking.status(nullptr);
  if (!status.ok()) return json_error(status.error(), kSee);
  const auto news = looking.news();
  if (!news.ok()) return json_error(news.error(), kSee);
  const auto open = looking.inbox({.open_only = true, .most = 1});
  if (!open.ok()) return json_error(open.error(), kSee);
  desk::Looking::Home home{.now = status->now, .wrong = {}, .due = status->due, .news = *news, .open = open->total};
  for (const node::Problem& one : status->problems)
    home.wrong.push_back({std::string(node::word_of(one.trouble)), one.text});
  for (const auto& problem : desk::NodeStatus(node_).problems())
    for (std::string& one : view::member_problems(problem))
      home.wrong.push_back({"member", std::move(one), problem.group, problem.member.called});
  for (const std::string& one : view::warnings(*status, desk::Proofs(node_).unwitnessed()))
    home.wrong.push_back({"warning", one});
  return json_answer(to_json(home));
}

http::Response Data::seen(const node::Acting& acting, const http::Request& request) const {
  json::Parser parser;
  const auto object = object_of(parser, request, {"journal", "upto"});
  if (!object.ok()) return json_error(object.error());
  const auto journal = text_member(*object, "journal");
  if (!journal.ok()) return json_error(journal.error());
  std::uint64_t upto = 0;
  const auto number = json::member(*object, "upto");
  if (!number || number->get(upto) != simdjson::SUCCESS)
    return json_error(Error{Code::invalid_input, "upto: the number of an entry has to be there"});
  return done(desk::Looking(node_, acting).saw(*journal, upto), kSee);
}

http::Response Data::inbox(const node::Acting& acting, const http::Request& request) const {
  const auto form = parameters(request, {"group", "open", "from", "most"});
  if (!form.ok()) return json_error(form.error());
  const auto from = number_of(*form, "from", 0, 999'999'999), most = number_of(*form, "most", 200, kMostItems);
  if (!from.ok()) return json_error(from.error());
  if (!most.ok()) return json_error(most.error());
  const std::string open = text_of(*form, "open");
  if (!open.empty() && open != "0" && open != "1")
    return json_error(Error{Code::invalid_input, "open: 1 for what waits for an act of ours, 0 for all"});
  const auto page = desk::Looking(node_, acting)
                        .inbox({.group = text_of(*form, "group"),
                                .open_only = open == "1",
                                .from = *from,
                                .most = std::max<std::size_t>(*most, 1)});
  if (!page.ok()) return json_error(page.error(), kSee);
  // What is due stands beside it, since most of what waits is due, too.
  const auto owed = desk::NodeStatus(node_).due();
  if (!owed.ok()) return json_error(owed.error());
  std::vector<std::string> items, due;
  for (const auto& one : page->items) items.push_back(to_json(one));
  for (const auto& one : *owed) due.push_back(to_json(one));
  return json_answer(json::ObjectWriter()
                         .number("total", page->total)
                         .raw("items", json::array_text(items))
                         .raw("due", json::array_text(due))
                         .str());
}

http::Response Data::message(const node::Acting& acting, const Route& route, const http::Request& request) const {
  const auto form = parameters(request, {"group"});
  if (!form.ok()) return json_error(form.error());
  const auto found = desk::Looking(node_, acting).message(route.argument, text_of(*form, "group"));
  return found.ok() ? json_answer(to_json(*found)) : json_error(found.error(), kSee);
}

http::Response Data::status(const node::Acting& acting) const {
  const auto status = desk::Looking(node_, acting).status(server_);
  if (!status.ok()) return json_error(status.error(), kSee);
  return json_answer(to_json(*status, view::warnings(*status, desk::Proofs(node_).unwitnessed())));
}

http::Response Data::sessions(const node::Acting& acting, const node::Sessions::Session& session) const {
  const auto all = desk::SignIns(node_).list(acting);
  if (!all.ok()) return json_error(all.error(), kPeople);
  std::vector<std::string> out;
  for (const auto& one : *all) out.push_back(desk::to_json(one, session.id));
  return json_answer(json::ObjectWriter().raw("sessions", json::array_text(out)).str());
}

http::Response Data::end_session(const node::Acting& acting, const http::Request& request) const {
  json::Parser parser;
  const auto object = object_of(parser, request, {"id"});
  if (!object.ok()) return json_error(object.error());
  const auto id = text_member(*object, "id");
  if (!id.ok()) return json_error(id.error());
  return done(desk::SignIns(node_).end(acting, *id), kPeople);
}

http::Response Data::sign_out(const node::Acting& acting, const node::Sessions::Session& session) const {
  return done(desk::SignIns(node_).sign_out(acting, session));
}

http::Response Data::choose_language(const node::Acting& acting, const http::Request& request) const {
  json::Parser parser;
  const auto object = object_of(parser, request, {"language"});
  if (!object.ok()) return json_error(object.error());
  const auto language = text_member(*object, "language");
  if (!language.ok()) return json_error(language.error());
  return done(desk::Looking(node_, acting).choose_language(*language));
}

}  // namespace parley::web
