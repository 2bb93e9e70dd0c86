// The node shows first who it is, then asks who comes: a person who signs in at a stranger's door gives away the
// password. Of what was wrong nothing is said but that it was not right.
#include "web/door.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "page/html.h"
#include "web/form.h"

namespace parley::web {
namespace {

using page::Element;
using page::Html;

struct Words {
  std::string_view marking, clear, this_is, at, is_it_ours, compare, no_card, fingerprint, afterwards, no_password;
  std::string_view title, who, name, password, sign_in, next, refused, too_many, cannot;
  std::string_view link_title, link_as, link_until, link_kept, link_button, link_other;
  std::string_view over_title, over, over_why, over_who, over_tell, over_new, over_password;
  std::string_view elsewhere_title, elsewhere, elsewhere_at, elsewhere_why;
  std::string_view now, other_language, other;
  std::array<std::string_view, 12> months;
};

constexpr Words kEnglish = {
    .marking = "Marking of this page",
    .clear = "nothing of anybody is shown before you sign in",
    .this_is = "This node is ",
    .at = ", at ",
    .is_it_ours = "Is this our own node?",
    .compare = "Compare with the card at your desk. If one figure differs, do not sign in; call the operator.",
    .no_card = "This node has no card yet, so there is no fingerprint to compare: look at the address of this page.",
    .fingerprint = "Fingerprint of this node",
    .afterwards = "After you have signed in, the page “You” says when and from where you last did.",
    .no_password = "No password yet, or forgotten? The operator makes a link for one sign-in on the node: ",
    .title = "Sign in",
    .who = "Who are you?",
    .name = "Name",
    .password = "Password",
    .sign_in = "Sign in",
    .next = "You then come to the page that you asked for.",
    .refused = "That did not fit. We do not say which part.",
    .too_many = "There were too many attempts. Try again in a minute.",
    .cannot = "Nobody can sign in at the moment, because it cannot be recorded. parley status says why.",
    .link_title = "Sign in by a link",
    .link_as = "You will be signed in as ",
    .link_until = "This link works once, until ",
    .link_kept = ". Opening it has not used it up; the button does.",
    .link_button = "Sign in as {}",
    .link_other = "If you are somebody else, close this page and tell the operator.",
    .over_title = "The link is used up",
    .over = "This link signs nobody in.",
    .over_why = "It was used, or is older than 15 minutes, or was never made here.",
    .over_who = "Was it not you who used it?",
    .over_tell =
        "Then somebody else is signed in in your name. Tell the operator now: he can end that session on the node.",
    .over_new = "A new one is made on the node with ",
    .over_password = "Sign in with a password",
    .elsewhere_title = "Not here",
    .elsewhere = "This is not the address of the room.",
    .elsewhere_at = "It answers at ",
    .elsewhere_why = " and nowhere else, so that no other page can pass itself off as it.",
    .now = "Now ",
    .other_language = "Deutsch",
    .other = "de",
    .months = {"January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
               "November", "December"},
};
constexpr Words kGerman = {
    .marking = "Kennzeichnung dieser Seite",
    .clear = "vor der Anmeldung ist nichts von irgendwem zu sehen",
    .this_is = "Dieser Knoten ist ",
    .at = ", unter ",
    .is_it_ours = "Ist das unser eigener Knoten?",
    .compare =
        "Vergleichen Sie mit der Karte an Ihrem Platz. Weicht eine Ziffer ab, melden Sie sich nicht an; rufen Sie "
        "den Betrieb.",
    .no_card =
        "Dieser Knoten hat noch keine Karte, also gibt es keinen Fingerabdruck zu vergleichen: Achten Sie auf die "
        "Adresse dieser Seite.",
    .fingerprint = "Fingerabdruck dieses Knotens",
    .afterwards = "Nach der Anmeldung sagt die Seite „Konto“, wann und von wo Sie es zuletzt getan haben.",
    .no_password =
        "Noch kein Kennwort, oder vergessen? Der Betrieb macht auf dem Knoten einen Link für eine Anmeldung: ",
    .title = "Anmelden",
    .who = "Wer sind Sie?",
    .name = "Name",
    .password = "Kennwort",
    .sign_in = "Anmelden",
    .next = "Danach kommen Sie auf die Seite, die Sie wollten.",
    .refused = "Das passte nicht. Welcher Teil, sagen wir nicht.",
    .too_many = "Es waren zu viele Versuche. Versuchen Sie es in einer Minute noch einmal.",
    .cannot = "Zurzeit kann sich niemand anmelden, weil es nicht aufgezeichnet werden kann. parley status sagt, warum.",
    .link_title = "Anmelden mit einem Link",
    .link_as = "Sie werden angemeldet als ",
    .link_until = "Dieser Link gilt einmal, bis ",
    .link_kept = ". Das Öffnen hat ihn nicht verbraucht; der Knopf tut es.",
    .link_button = "Als {} anmelden",
    .link_other = "Sind Sie jemand anders, so schließen Sie diese Seite und sagen Sie es dem Betrieb.",
    .over_title = "Der Link ist verbraucht",
    .over = "Dieser Link meldet niemanden an.",
    .over_why = "Er wurde benutzt, ist älter als 15 Minuten oder wurde nie hier gemacht.",
    .over_who = "Haben nicht Sie ihn benutzt?",
    .over_tell =
        "Dann ist jemand anders in Ihrem Namen angemeldet. Sagen Sie es jetzt dem Betrieb: er kann die Sitzung "
        "auf dem Knoten beenden.",
    .over_new = "Einen neuen macht man auf dem Knoten mit ",
    .over_password = "Mit Kennwort anmelden",
    .elsewhere_title = "Nicht hier",
    .elsewhere = "Das ist nicht die Adresse des Raums.",
    .elsewhere_at = "Er antwortet unter ",
    .elsewhere_why = " und sonst nirgends, damit sich keine andere Seite für ihn ausgeben kann.",
    .now = "Jetzt ",
    .other_language = "English",
    .other = "en",
    .months = {"Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober",
               "November", "Dezember"},
};

const Words& words(std::string_view language) { return language == "de" ? kGerman : kEnglish; }

std::string clock_of(Micros at) { return to_string(at).substr(11, 8) + " UTC"; }

// "6 November 2025", "6. November 2025"; the month by its number in the timestamp.
std::string date_of(Micros at, const Words& in) {
  const std::string text = to_string(at);
  const auto month = static_cast<std::size_t>((text[5] - '0') * 10 + (text[6] - '0') - 1) % 12;
  const std::string day = text[8] == '0' ? text.substr(9, 1) : text.substr(8, 2);
  return fmt::format("{}{} {} {}", day, &in == &kGerman ? "." : "", in.months[month], text.substr(0, 4));
}

void put_head(Html& html, const Door& door, std::string_view title) {
  const Element head(html, "head");
  html.single("meta", {{"charset", "utf-8"}});
  html.single("meta", {{"name", "viewport"}, {"content", "width=device-width, initial-scale=1"}});
  html.single("meta", {{"name", "color-scheme"}, {"content", "light dark"}});
  html.element("title", fmt::format("{} – {}", title, door.party));
  if (!door.icon.empty()) html.single("link", {{"rel", "icon"}, {"type", "image/svg+xml"}, {"href", door.icon}});
  if (!door.style.empty()) html.single("link", {{"rel", "stylesheet"}, {"href", door.style}});
}

void put_marking(Html& html, const Words& in) {
  const Element bar(html, "div", {{"class", "tlp"}, {"role", "region"}, {"aria-label", std::string(in.marking)}});
  html.element("b", "TLP:CLEAR");
  html.text(" ");
  html.element("span", in.clear);
}

// A heading with a sentence under it, in which something may stand out.
void put_heading(Html& html, std::string_view heading, const std::vector<std::pair<std::string_view, bool>>& sentence) {
  const Element top(html, "header", {{"class", "doorhead"}});
  html.element("span", "", {{"class", "sq"}, {"aria-hidden", "true"}});
  const Element block(html, "div");
  html.element("h1", heading);
  const Element line(html, "p", {{"class", "soft"}});
  for (const auto& [text, strong] : sentence) {
    if (strong)
      html.element("b", text);
    else
      html.text(text);
  }
}

void put_node(Html& html, const Door& door, const Words& in) {
  put_heading(html, door.party,
              {{in.this_is, false}, {door.domain, true}, {in.at, false}, {door.origin, true}, {".", false}});
}

void put_foot(Html& html, const Seen& seen, const Words& in, std::string_view here) {
  const Element foot(html, "footer", {{"class", "doorfoot small soft"}});
  {
    const Element line(html, "p");
    html.text(in.now);
    html.element("time", clock_of(seen.now), {{"datetime", to_string(seen.now).substr(0, 19) + "Z"}});
    html.text(fmt::format(", {}.", date_of(seen.now, in)));
  }
  const Element line(html, "p");
  html.element("a", in.other_language,
               {{"href", fmt::format("{}?language={}", here, in.other)},
                {"lang", std::string(in.other)},
                {"hreflang", std::string(in.other)}});
}

void put_fingerprint(Html& html, const Door& door, const Words& in, bool with_notes) {
  const Element section(html, "section", {{"aria-labelledby", "own"}});
  html.element("h2", in.is_it_ours, {{"id", "own"}});
  html.element("p", door.fingerprint.empty() ? in.no_card : in.compare, {{"class", "small soft"}});
  if (!door.fingerprint.empty()) {
    const Element list(html, "ol", {{"class", "finger"}, {"aria-label", std::string(in.fingerprint)}});
    for (std::string_view rest = door.fingerprint; !rest.empty();) {
      const std::size_t end = std::min(rest.find_first_of(" -"), rest.size());
      if (end > 0) html.element("li", rest.substr(0, end));
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
  }
  if (!with_notes) return;
  html.element("p", in.afterwards, {{"class", "small soft doornote"}});
  const Element note(html, "p", {{"class", "small soft doornote"}});
  html.text(in.no_password);
  html.element("span", "parley room link NAME", {{"class", "mono"}});
  html.text(".");
}

void put_refusal(Html& html, const Words& in, Said said) {
  if (said == Said::nothing) return;
  const Element box(html, "div", {{"class", "lock"}, {"role", "alert"}});
  html.element("b", "!");
  html.element("p",
               said == Said::refused    ? in.refused
               : said == Said::too_many ? in.too_many
                                        : in.cannot,
               {{"class", "small"}});
}

// `grid` puts what is between heading and foot; null: nothing stands there.
template <class Heading, class Grid>
std::string document(const Door& door, std::string_view language, std::string_view title, const Heading& heading,
                     const Grid& rest) {
  Html html;
  {
    const Element root(html, "html", {{"lang", std::string(language)}});
    put_head(html, door, title);
    const Element body(html, "body", {{"class", "signin"}});
    put_marking(html, words(language));
    const Element main(html, "main", {{"id", "main"}, {"class", "door"}});
    heading(html);
    rest(html);
  }
  return "<!doctype html>\n" + html.take() + "\n";
}

}  // namespace

// What the address says goes first, then what the browser prefers, which lists languages in their order.
std::string_view language_of(const http::Request& request) {
  if (const auto form = parse_form(request.query); form.ok())
    if (const auto at = form->find("language"); at != form->end() && !at->second.empty())
      return at->second == "de" ? "de" : "en";
  const std::string* field = request.header("Accept-Language");
  if (field == nullptr) return "en";
  const std::string list = "," + to_lower(*field);
  const auto place = [&](std::string_view tag) {
    std::size_t first = std::string::npos;
    for (const char* const lead : {",", ", "}) first = std::min(first, list.find(lead + std::string(tag)));
    return first;
  };
  return place("de") < place("en") ? "de" : "en";
}

std::string sign_in_page(const Door& door, const Seen& seen, std::string_view next, std::string_view name, Said said) {
  const Words& in = words(seen.language);
  const auto form = [&](Html& html) {
    const Element form(html, "form", {{"aria-labelledby", "who"}, {"method", "post"}, {"action", "/sign-in"}});
    html.element("h2", in.who, {{"id", "who"}});
    put_refusal(html, in, said);
    {
      const Element row(html, "div");
      html.element("label", in.name, {{"for", "name"}});
      html.single("input", {{"id", "name"},
                            {"name", "name"},
                            {"type", "text"},
                            {"value", std::string(name)},
                            {"autocomplete", "username"},
                            {"autocapitalize", "none"},
                            {"spellcheck", "false"},
                            page::flag("required")});
    }
    {
      const Element row(html, "div");
      html.element("label", in.password, {{"for", "password"}});
      html.single("input", {{"id", "password"},
                            {"name", "password"},
                            {"type", "password"},
                            {"autocomplete", "current-password"},
                            page::flag("required")});
    }
    html.single("input", {{"type", "hidden"}, {"name", "next"}, {"value", std::string(next)}});
    html.element("button", in.sign_in, {{"class", "btn do wide"}, {"type", "submit"}});
    if (next != "/") html.element("p", in.next, {{"class", "small soft"}});
  };
  return document(
      door, seen.language, in.title, [&](Html& html) { put_node(html, door, in); },
      [&](Html& html) {
        {
          const Element grid(html, "div", {{"class", "doorgrid"}});
          put_fingerprint(html, door, in, true);
          form(html);
        }
        put_foot(html, seen, in, "/sign-in");
      });
}

std::string link_page(const Door& door, const Seen& seen, std::string_view user, std::string_view token, Micros until) {
  const Words& in = words(seen.language);
  const auto form = [&](Html& html) {
    const Element form(html, "form",
                       {{"aria-labelledby", "who"}, {"method", "post"}, {"action", fmt::format("/link/{}", token)}});
    html.element("h2", std::string(in.link_as) + std::string(user), {{"id", "who"}});
    {
      const Element line(html, "p", {{"class", "soft"}});
      html.text(in.link_until);
      html.element("b", clock_of(until));
      html.text(in.link_kept);
    }
    html.element("button", fmt::format(fmt::runtime(in.link_button), user),
                 {{"class", "btn do wide"}, {"type", "submit"}});
    html.element("p", in.link_other, {{"class", "small soft"}});
  };
  return document(
      door, seen.language, in.link_title, [&](Html& html) { put_node(html, door, in); },
      [&](Html& html) {
        {
          const Element grid(html, "div", {{"class", "doorgrid"}});
          put_fingerprint(html, door, in, false);
          form(html);
        }
        put_foot(html, seen, in, "");
      });
}

std::string link_over_page(const Door& door, const Seen& seen) {
  const Words& in = words(seen.language);
  return document(
      door, seen.language, in.over_title,
      [&](Html& html) {
        put_heading(html, in.over, {{in.over_why, false}});
      },
      [&](Html& html) {
        {
          const Element grid(html, "div", {{"class", "doorgrid"}});
          {
            const Element section(html, "section", {{"aria-labelledby", "else"}});
            html.element("h2", in.over_who, {{"id", "else"}});
            html.element("p", in.over_tell, {{"class", "small soft"}});
          }
          const Element act(html, "div", {{"class", "act"}});
          {
            const Element line(html, "p", {{"class", "soft"}});
            html.text(in.over_new);
            html.element("span", "parley room link NAME", {{"class", "mono"}});
            html.text(".");
          }
          html.element("a", in.over_password, {{"class", "btn wide"}, {"href", "/sign-in"}});
        }
        put_foot(html, seen, in, "");
      });
}

// Without the style sheet, which this address does not serve.
std::string other_address_page(const Door& door, std::string_view language) {
  const Words& in = words(language);
  Door plain = door;
  plain.style.clear();
  plain.icon.clear();
  return document(
      plain, language, in.elsewhere_title,
      [&](Html& html) {
        put_heading(html, in.elsewhere, {{in.elsewhere_at, false}, {door.origin, true}, {in.elsewhere_why, false}});
      },
      [](Html&) {});
}

}  // namespace parley::web
