// A session is looked up for each request from memory, by a hash; what it may see or do is asked for by the desk. So
// there is nothing to be told here when somebody's rights or password change.
#include "web/service.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/ascii.h"
#include "desk/looking.h"
#include "desk/peers.h"
#include "desk/sign_ins.h"
#include "http/peer.h"
#include "http/text.h"
#include "json/json.h"
#include "json/writer.h"
#include "node/log.h"
#include "web/answer.h"
#include "web/caller.h"
#include "web/files.h"
#include "web/form.h"

namespace parley::web {
namespace {

using http::Method;

// A name and a password; a JSON object of a few members; a report of a browser.
constexpr std::size_t kFormBytes = 8u << 10, kDataBytes = 64u << 10, kReportBytes = 16u << 10;
constexpr std::size_t kMostReported = 50;

Door door_of(node::Node& node, const PublicUrl& url) {
  Door out{.party = node.config().party.name,
           .domain = node.config().journals.domain,
           .origin = url.origin(),
           .fingerprint = {},
           .style = path_of_role("door"),
           .icon = path_of_role("icon")};
  if (const auto known = desk::Peers(node).own_fingerprint()) out.fingerprint = *known;
  return out;
}

http::Response waited(bool lasts, std::string_view mark, bool changed) {
  if (!lasts) return json_error(Error{Code::unauthorized, "this session has ended: sign in again"});
  return json_answer(json::ObjectWriter().text("mark", mark).flag("changed", changed).str());
}

http::Response signed_out() {
  return json_error(Error{Code::unauthorized, "nobody has signed in here, or the session has ended: sign in again"});
}

bool is_get(const http::Request& request) { return request.method == Method::get || request.method == Method::head; }

// Where the form lies; empty where it is not well-formed.
Form form_of(const http::Request& request) {
  auto form = parse_form(request.body);
  return form.ok() ? std::move(*form) : Form();
}

std::string field(const Form& form, std::string_view name) {
  const auto at = form.find(name);
  return at == form.end() ? std::string() : at->second;
}

node::Sessions::From from_of(const http::Request& request) {
  const std::string* agent = request.header("User-Agent");
  return {request.peer, agent == nullptr ? std::string() : *agent};
}

// As it was sent, to come back to.
std::string target_of(const http::Request& request) {
  return request.query.empty() ? request.path : request.path + "?" + request.query;
}

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text)
    if (is_letter(c) || is_digit(c) || std::string_view("-._~/").find(c) != std::string_view::npos)
      out += c;
    else
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
  return out;
}

}  // namespace

Service::Service(node::Node& node, const node::NodeServer* server, const PublicUrl& url, const Waiting::Limits& waiting)
    : node_(node),
      url_(url),
      cookie_("__Host-parley-" + desk::node_digits(node)),
      door_(door_of(node, url)),
      data_(node, server),
      waiting_(node, waiting, [this](bool lasts, std::string_view mark, bool changed) {
        return finished(waited(lasts, mark, changed), nullptr);
      }) {}

http::Handler Service::handler() {
  http::Handler out;
  out.fast = [this](const http::Request& request) -> std::optional<http::Response> {
    auto answer = fast(request);
    if (!answer) return std::nullopt;
    return finished(std::move(*answer), &request);
  };
  out.slow = [this](http::Request&& request) { return finished(slow(request), &request); };
  out.park = [this](const http::Request& request, const http::LateAnswer& answer) { return park(request, answer); };
  out.screen = [this](const http::Request& head) -> std::optional<http::Admittance> { return screen(head); };
  out.is_log_in = [](const http::Request& request) {
    return request.method == Method::post && route_of(request.path).place == Place::sign_in;
  };
  out.log_in_name = [](const http::Request& request) { return field(form_of(request), "name").substr(0, 128); };
  out.refuse = [this](int status, std::string_view why) { return finished(text_answer(status, why), nullptr); };
  out.log = [](std::string_view message) {
    node::log(node::LogLevel::error, "room", {{"problem", std::string(message)}});
  };
  return out;
}

// What every answer has. HEAD is answered as GET; the server leaves the body out.
http::Response Service::finished(http::Response answer, const http::Request* request) const {
  if (request != nullptr) note(*request, answer.status);
  return secured(std::move(answer), url_);
}

// Never the secret of a link, nor what is behind a question mark.
void Service::note(const http::Request& request, int status) const {
  const auto wanted = node_.config().log.requests;
  if (wanted == node::RequestLog::none || (wanted == node::RequestLog::errors && status < 400)) return;
  const bool has_secret = request.path.starts_with("/link/");
  node::log(status >= 500 ? node::LogLevel::error : node::LogLevel::info, "room request",
            {{"method", request.method_text.substr(0, 20)},
             {"path", has_secret ? "/link/..." : request.path.substr(0, 500)},
             {"status", std::to_string(status)},
             {"address", std::string(http::peer_address(request.peer))}});
}

// --- who may come in

std::optional<http::Response> Service::refused(const http::Request& request, const Route& route) const {
  const std::string* host = request.header("Host");
  if (host == nullptr || !url_.is_host(*host)) return page_answer(other_address_page(door_, language_of(request)), 421);
  const bool data = is_data(route.place) || request.path.starts_with("/room/");
  const auto no = [&](int status, std::string_view code, std::string_view why) {
    return data ? json_error(status, code, why) : text_answer(status, why);
  };
  if (route.place == Place::none) return no(404, "not_found", "there is nothing at this address");
  if (!takes(route.place, request.method)) {
    auto out = no(405, "wrong_method", "this address takes " + methods_of(route.place));
    out.headers.emplace_back("Allow", methods_of(route.place));
    return out;
  }
  // A report changes nothing, and browsers send it by ways of their own.
  if (route.place == Place::csp) return std::nullopt;
  if (!is_get(request)) {
    const std::string why = why_not_ours(request, url_, data ? Sent::data : Sent::form);
    if (!why.empty()) return no(403, "not_from_here", why);
  } else if (data && is_read_by_others(request)) {
    return no(403, "not_from_here", "another site's page may not read this");
  }
  return std::nullopt;
}

// A body is asked for its header first; nobody is let in who would be refused behind it.
http::Admittance Service::screen(const http::Request& head) {
  const Route route = route_of(head.path);
  auto no = refused(head, route);
  if (!no && is_get(head)) no = text_answer(400, "A GET has no body here.");
  std::string sender;
  if (!no && is_data(route.place) && route.place != Place::csp) {
    const auto session = session_of(head, Use::looks);
    if (session)
      sender = session->user;
    else
      no = signed_out();
  }
  if (no) return {.refused = finished(std::move(*no), &head)};
  return {.refused = {},
          .body_bytes = route.place == Place::csp ? kReportBytes
                        : is_data(route.place)    ? kDataBytes
                                                  : kFormBytes,
          .sender = std::move(sender)};
}

// --- who is in

std::string Service::secret_of(const http::Request& request) const {
  return cookie(request.headers, cookie_).value_or(std::string());
}

std::optional<Service::Session> Service::session_of(const http::Request& request, Use use) const {
  return node_.sessions().find(secret_of(request), use);
}

// Without Domain, and so for this name alone; without a time, and so gone with the browser at the latest.
std::string Service::cookie_line(std::string_view secret) const {
  return fmt::format("{}={}; Path=/; Secure; HttpOnly; SameSite=Strict{}", cookie_, secret,
                     secret.empty() ? "; Max-Age=0" : "");
}

// --- the halves

std::optional<http::Response> Service::fast(const http::Request& request) {
  const Route route = route_of(request.path);
  if (auto no = refused(request, route)) return no;
  switch (route.place) {
    case Place::file:
      return file(route, request);
    case Place::page:
      return page(request);
    case Place::sign_in:
      if (is_get(request)) return sign_in_form(request);
      return std::nullopt;  // a password is hashed
    case Place::link:
      if (is_get(request)) return link_form(route, request);
      return std::nullopt;
    case Place::csp:
      return report(request);
    default:
      break;
  }
  if (!session_of(request, Use::looks)) return signed_out();
  return std::nullopt;
}

http::Response Service::slow(const http::Request& request) {
  const Route route = route_of(request.path);
  if (route.place == Place::sign_in) return sign_in(request);
  if (route.place == Place::link) return use_link(route, request);
  // What a page asks by itself is no use of the session: an open window would never end.
  const bool by_itself = request.header("Parley-Unattended") != nullptr;
  const auto session = session_of(request, by_itself ? Use::looks : Use::counts);
  if (!session) return signed_out();
  auto out = data_.answer(route, request, *session);
  if (route.place == Place::sign_out && out.status == 200) out.headers.emplace_back("Set-Cookie", cookie_line({}));
  return out;
}

// The only request that waits. It is asked by the page, and so never a use of the session.
bool Service::park(const http::Request& request, const http::LateAnswer& answer) {
  if (route_of(request.path).place != Place::changes) return false;
  const auto form = parse_form(request.query);
  waiting_.hold(secret_of(request), form.ok() ? field(*form, "after") : std::string(), answer);
  return true;
}

// --- pages and files

Seen Service::seen(const http::Request& request) const { return {language_of(request), node_.time()}; }

http::Response Service::file(const Route& route, const http::Request& request) const {
  if (const EmbeddedFile* found = find_file(route.argument)) return file_answer(*found, request);
  if (route.argument != "/favicon.ico") return text_answer(404, "There is no such file.");
  // A browser asks for a picture of its own accord; that there is none is no fault.
  return {204, {}, std::string(), nullptr};
}

// The application for who is in; the door for everybody else, and from there back to where he wanted to go.
http::Response Service::page(const http::Request& request) const {
  if (session_of(request, Use::counts)) return file_answer(index_file(), request);
  const std::string next = next_page(target_of(request));
  return redirect(next == "/" ? "/sign-in" : "/sign-in?next=" + escaped(next));
}

http::Response Service::sign_in_form(const http::Request& request) const {
  const auto form = parse_form(request.query);
  const std::string next = next_page(form.ok() ? field(*form, "next") : std::string());
  if (session_of(request, Use::looks)) return redirect(next);
  return page_answer(sign_in_page(door_, seen(request), next, {}, Said::nothing));
}

// --- coming in

// The session of before ends: whoever signs in anew is not to leave one behind. What was not right is not said.
http::Response Service::come_in(const http::Request& request, const Result<node::Sessions::Begun>& begun,
                                const std::string& next) {
  if (!begun.ok()) return text_answer(503, begun.error().message);
  if (const auto before = session_of(request, Use::looks))
    if (const auto acting = node_.sessions().acting(*before, request.peer); acting.ok())
      (void)desk::SignIns(node_).sign_out(*acting, *before);
  auto out = redirect(next);
  out.headers.emplace_back("Set-Cookie", cookie_line(begun->secret));
  return out;
}

http::Response Service::sign_in(const http::Request& request) {
  const Form form = form_of(request);
  const std::string name = field(form, "name"), next = next_page(field(form, "next"));
  const auto begun = desk::SignIns(node_).by_password(from_of(request), name, field(form, "password"));
  if (begun.ok()) return come_in(request, begun, next);
  const bool put_off = begun.error().code == Code::unavailable;
  const bool refused = begun.error().code == Code::forbidden || begun.error().code == Code::invalid_input;
  const bool too_many = put_off && begun.error().message.starts_with("too many");
  const Said said = refused ? Said::refused : too_many ? Said::too_many : Said::cannot;
  auto out = page_answer(sign_in_page(door_, seen(request), next, name, said), refused ? 403 : too_many ? 429 : 503);
  if (!refused) out.headers.emplace_back("Retry-After", "60");
  return out;
}

http::Response Service::link_form(const Route& route, const http::Request& request) const {
  const auto link = desk::SignIns(node_).look_at_link(route.argument);
  if (!link.ok()) return page_answer(link_over_page(door_, seen(request)), 404);
  return page_answer(link_page(door_, seen(request), link->user, route.argument, link->until));
}

http::Response Service::use_link(const Route& route, const http::Request& request) {
  const auto begun = desk::SignIns(node_).by_link(from_of(request), route.argument);
  if (!begun.ok() && begun.error().code == Code::forbidden)
    return page_answer(link_over_page(door_, seen(request)), 403);
  return come_in(request, begun, "/");
}

// --- what browsers report

// A line in the log for each kind, and no more: anybody can send any number. Nothing of the report is kept but the
// directive, since an address in it may have the secret of a link.
http::Response Service::report(const http::Request& request) {
  json::Parser parser;
  std::string directive = "unknown";
  if (const auto parsed = parser.parse(request.body); parsed.ok()) {
    json::Object object;
    json::Element inner;
    if (parsed->get(object) == simdjson::SUCCESS && object["csp-report"].get(inner) == simdjson::SUCCESS)
      for (const char* const name : {"effective-directive", "violated-directive"})
        if (const std::string found = json::text_member(inner, name); !found.empty() && directive == "unknown")
          directive = found.substr(0, found.find(' '));
  }
  const bool plain = directive.size() <= 40 &&
                     std::all_of(directive.begin(), directive.end(), [](char c) { return is_letter(c) || c == '-'; });
  if (!plain) directive = "unknown";
  bool is_new = false;
  {
    const Lock lock(mutex_);
    is_new = reported_.size() < kMostReported && reported_.insert(directive).second;
  }
  if (is_new)
    node::log(node::LogLevel::warning, "room",
              {{"problem", "a browser reports that a page went against its own policy"}, {"directive", directive}});
  return {204, {}, std::string(), nullptr};
}

}  // namespace parley::web
