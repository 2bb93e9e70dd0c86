// The node shows first who it is, then asks who comes: a person who signs in at a stranger's door gives away the
// password. Of what was wrong nothing is said but that it was not right.
#include "web/door.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/ascii.h"
#include "base/bytes.h"
#include "base/hash.h"
#include "door.css.h"
#include "page/html.h"

namespace parley::web {
namespace {

struct Words {
  std::string_view title, is_it_ours, compare, no_card, who, name, password, sign_in, how_without, refused, too_many,
      link_over, cannot, link_title, link_for, link_use, link_note, at;
};

constexpr Words kEnglish = {
    .title = "Sign in",
    .is_it_ours = "Is this our own node?",
    .compare = "Compare these figures with the card at your desk. If one differs, do not sign in; call the operator.",
    .no_card = "This node has no card yet, so there is no fingerprint to compare. Look at the address of this page.",
    .who = "Who are you?",
    .name = "Name",
    .password = "Password",
    .sign_in = "Sign in",
    .how_without = "Whoever has no password yet gets a link that is good once: parley room link, on the machine of the "
                   "node.",
    .refused = "That was not right. We do not say which part.",
    .too_many = "There were too many attempts. Try again in a minute.",
    .link_over = "This link was used before, is older than 15 minutes, or was made before the node was started. "
                 "parley room link makes another.",
    .cannot = "Nobody can sign in at the moment: it cannot be recorded. parley status says why.",
    .link_title = "A link that is good once",
    .link_for = "With it you sign in as",
    .link_use = "Sign in",
    .link_note = "Opening this page has not used it up; the button does.",
    .at = "node",
};
constexpr Words kGerman = {
    .title = "Anmelden",
    .is_it_ours = "Ist das unser eigener Knoten?",
    .compare = "Vergleichen Sie diese Ziffern mit der Karte an Ihrem Platz. Weicht eine ab, melden Sie sich nicht an und "
               "rufen Sie den Betrieb an.",
    .no_card = "Dieser Knoten hat noch keine Karte, also gibt es keinen Fingerabdruck zu vergleichen. Achten Sie auf die "
               "Adresse dieser Seite.",
    .who = "Wer sind Sie?",
    .name = "Name",
    .password = "Passwort",
    .sign_in = "Anmelden",
    .how_without = "Wer noch kein Passwort hat, bekommt einen Link, der einmal gilt: parley room link, auf der Maschine "
                   "des Knotens.",
    .refused = "Das war nicht richtig. Wir sagen nicht, welcher Teil.",
    .too_many = "Es waren zu viele Versuche. Versuchen Sie es in einer Minute noch einmal.",
    .link_over = "Dieser Link wurde schon benutzt, ist älter als 15 Minuten oder wurde vor dem Start des Knotens "
                 "gemacht. parley room link macht einen neuen.",
    .cannot = "Zurzeit kann sich niemand anmelden: Es kann nicht aufgezeichnet werden. parley status sagt, warum.",
    .link_title = "Ein Link, der einmal gilt",
    .link_for = "Damit melden Sie sich an als",
    .link_use = "Anmelden",
    .link_note = "Diese Seite zu öffnen hat ihn nicht verbraucht; der Knopf tut es.",
    .at = "Knoten",
};

const Words& words(std::string_view language) { return language == "de" ? kGerman : kEnglish; }

std::string_view sentence(const Words& in, Said said) {
  switch (said) {
    case Said::refused:
      return in.refused;
    case Said::too_many:
      return in.too_many;
    case Said::link_over:
      return in.link_over;
    case Said::cannot:
      return in.cannot;
    case Said::nothing:
      break;
  }
  return {};
}

std::string frame(const Door& door, std::string_view language, std::string_view title, const std::string& main) {
  page::Html html;
  {
    const page::Element root(html, "html", {{"lang", std::string(language)}});
    {
      const page::Element head(html, "head");
      html.single("meta", {{"charset", "utf-8"}});
      html.single("meta", {{"name", "viewport"}, {"content", "width=device-width, initial-scale=1"}});
      html.single("meta", {{"name", "robots"}, {"content", "noindex"}});
      html.element("title", fmt::format("{} – {}", title, door.party));
      html.single("link", {{"rel", "stylesheet"}, {"href", door.style}});
    }
    const page::Element body(html, "body");
    const page::Element all(html, "main");
    {
      const page::Element top(html, "header");
      html.element("h1", door.party);
      const page::Element where(html, "p");
      html.element("bdi", door.origin);
      html.text(fmt::format(" · {} {}", words(language).at, door.node));
    }
    html.insert(main);
  }
  return "<!doctype html>\n" + html.take() + "\n";
}

void put_fingerprint(page::Html& html, const Door& door, const Words& in) {
  const page::Element section(html, "section", {{"aria-labelledby", "ours"}});
  html.element("h2", in.is_it_ours, {{"id", "ours"}});
  html.element("p", door.fingerprint.empty() ? in.no_card : in.compare);
  if (door.fingerprint.empty()) return;
  const page::Element list(html, "ol", {{"class", "figures"}});
  for (std::string_view rest = door.fingerprint; !rest.empty();) {
    const std::size_t end = std::min(rest.find_first_of(" -"), rest.size());
    if (end > 0) html.element("li", rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
}

void put_alert(page::Html& html, const Words& in, Said said) {
  if (said != Said::nothing) html.element("p", sentence(in, said), {{"role", "alert"}});
}

}  // namespace

// The first of the two that is named without a weight of 0 is preferred: browsers list languages in their order.
std::string_view language_of(const http::Request& request) {
  const std::string* field = request.header("Accept-Language");
  if (field == nullptr) return "en";
  const std::string list = "," + to_lower(*field);
  const auto place = [&](std::string_view tag) {
    for (const char* const lead : {",", ", "})
      if (const std::size_t at = list.find(lead + std::string(tag)); at != std::string::npos) return at;
    return std::string::npos;
  };
  return place("de") < place("en") ? "de" : "en";
}

std::string sign_in_page(const Door& door, std::string_view language, std::string_view next, std::string_view name,
                         Said said) {
  const Words& in = words(language);
  page::Html html;
  put_fingerprint(html, door, in);
  {
    const page::Element form(html, "form",
                             {{"method", "post"}, {"action", "/sign-in"}, {"aria-labelledby", "who"}});
    html.element("h2", in.who, {{"id", "who"}});
    put_alert(html, in, said);
    html.element("label", in.name, {{"for", "name"}});
    html.single("input", {{"id", "name"},
                          {"name", "name"},
                          {"value", std::string(name)},
                          {"autocomplete", "username"},
                          {"autocapitalize", "none"},
                          {"spellcheck", "false"},
                          page::flag("required"),
                          page::flag("autofocus", name.empty())});
    html.element("label", in.password, {{"for", "password"}});
    html.single("input", {{"id", "password"},
                          {"name", "password"},
                          {"type", "password"},
                          {"autocomplete", "current-password"},
                          page::flag("required"),
                          page::flag("autofocus", !name.empty())});
    html.single("input", {{"type", "hidden"}, {"name", "next"}, {"value", std::string(next)}});
    html.element("button", in.sign_in, {{"type", "submit"}});
    html.element("p", in.how_without, {{"class", "small"}});
  }
  return frame(door, language, in.title, html.take());
}

std::string link_page(const Door& door, std::string_view language, std::string_view user, std::string_view token) {
  const Words& in = words(language);
  page::Html html;
  put_fingerprint(html, door, in);
  if (user.empty()) {
    const page::Element section(html, "section");
    html.element("h2", in.link_title);
    put_alert(html, in, Said::link_over);
  } else {
    const page::Element form(html, "form",
                             {{"method", "post"}, {"action", fmt::format("/link/{}", token)}, {"aria-labelledby", "who"}});
    html.element("h2", in.link_title, {{"id", "who"}});
    {
      const page::Element line(html, "p");
      html.text(std::string(in.link_for) + " ");
      html.element("b", user);
      html.text(".");
    }
    html.element("button", in.link_use, {{"type", "submit"}});
    html.element("p", in.link_note, {{"class", "small"}});
  }
  return frame(door, language, in.link_title, html.take());
}

std::string_view door_style() { return kDoorStyle; }
std::string door_style_path() { return fmt::format("/assets/door.{}.css", to_hex(sha256(door_style())).substr(0, 12)); }

}  // namespace parley::web
