#include "page/html.h"

#include <fmt/format.h>

#include "base/hash.h"
#include "base/result.h"
#include "brief.css.h"
#include "fonts.css.h"
#include "pictures.css.h"
#include "question.css.h"
#include "script.js.h"
#include "style.css.h"
#include "text/code_point.h"
#include "text/display.h"
#include "tokens.css.h"

// Names of elements and attributes are literals of this program and are written as they are. Everything else goes
// through append_escaped(), which is the only way to get text into a page: that is how a name such as "<script>"
// stays a name.
namespace parley::page {

// All five characters in every place: then nobody has to know whether the text ends up between tags or in quotes.
void append_escaped(std::string& out, std::string_view text) {
  for (const char c : text::plain(text, text::Lines::many)) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
}

// An attribute without a value is written by its name alone, which HTML reads as an empty value.
void Html::tag(std::string_view name, std::initializer_list<Attribute> attributes) {
  out_ += '<';
  out_ += name;
  for (const Attribute& one : attributes) {
    if (!one.present) continue;
    out_ += ' ';
    out_ += one.name;
    if (one.value.empty()) continue;
    out_ += "=\"";
    append_escaped(out_, one.value);
    out_ += '"';
  }
  out_ += '>';
}

Html& Html::open(std::string_view name, std::initializer_list<Attribute> attributes) {
  tag(name, attributes);
  open_.push_back(name);
  return *this;
}
// A page that is not closed properly is a mistake of ours and never of the input, so it stops the process.
Html& Html::close() {
  PARLEY_CHECK(!open_.empty());
  out_ += "</";
  out_ += open_.back();
  out_ += '>';
  open_.pop_back();
  return *this;
}
Html& Html::text(std::string_view text) {
  append_escaped(out_, text);
  return *this;
}
Html& Html::element(std::string_view name, std::string_view content, std::initializer_list<Attribute> attributes) {
  open(name, attributes);
  text(content);
  return close();
}
// HTML has no closing tag for these (HTML Living Standard, section 13.1.2, void elements), so nothing stays open.
Html& Html::single(std::string_view name, std::initializer_list<Attribute> attributes) {
  tag(name, attributes);
  return *this;
}
Html& Html::line() {
  out_ += '\n';
  return *this;
}
// The only way past append_escaped(): whoever calls it answers for the markup.
Html& Html::insert(std::string_view finished) {
  out_ += finished;
  return *this;
}
std::string Html::take() {
  PARLEY_CHECK(open_.empty());
  return std::move(out_);
}

namespace {

// Millimetres at the foot of the first sheet: what "of 12" takes in, and twice as far up as its middle stands.
constexpr double kNumber = 7.4, kGap = .6, kFootUp = 12.4;

// A text as a string of CSS. Everything but letters, digits and spaces goes by its number, so that no text ends the
// string, the rule or the element.
std::string css_string(std::string_view text) {
  std::string out = "\"";
  const std::string plain = text::plain(text);
  for (std::string_view rest = plain; !rest.empty();) {
    const auto point = text::front(rest);
    const bool stays = point.value == ' ' || (point.value >= '0' && point.value <= '9') ||
                       (point.value >= 'A' && point.value <= 'Z') || (point.value >= 'a' && point.value <= 'z');
    if (stays)
      out += static_cast<char>(point.value);
    else
      out += fmt::format("\\{:06x} ", static_cast<std::uint32_t>(point.value));
    rest.remove_prefix(point.bytes);
  }
  return out + "\"";
}

// The foot of the printed pages after the brief, which has a bar of its own.
// Both texts go through css_string(): a name must not end the string that it stands in.
std::string running_foot(std::string_view running, std::string_view title, const Frame& frame) {
  std::string out = fmt::format(
      "@page {{ @bottom-left {{ content: {}; font: 640 6.4pt \"Parley Sans\", sans-serif; color: #131518; "
      "padding-left: 12mm; }} "
      "@bottom-right {{ content: {} \" \\0000b7  page \" counter(page) \" of \" counter(pages); "
      "font: 6.4pt \"Parley Sans\", sans-serif; color: #3f4348; padding-right: 12mm; }} }} "
      "@page :first {{ @bottom-left {{ content: none; }} @bottom-right {{ content: none; }} }}\n",
      css_string(running), css_string(title));
  if (!frame.first_is_numbered) return out;
  // Only the boxes in a page's margin know how many pages there are (CSS Paged Media Module Level 3, section 4), and
  // the first page has no margin. So its box is pulled up onto the foot of the sheet, where the text before it leaves
  // room. A browser without such boxes prints "page 1".
  return out + fmt::format(
                   "@page :first {{ @bottom-{} {{ content: \"of \" counter(pages); width: {}mm; margin-top: -{}mm; "
                   "padding: 0; text-align: {}; vertical-align: middle; font: 6.4pt \"Parley Sans\", sans-serif; "
                   "color: #3f4348; }} }}\n"
                   "@media print {{ html, body, .sheet {{ background: none; }} .bar.foot > :last-child {{ "
                   "padding-inline-end: {}mm; }} }}\n",
                   frame.from_right ? "left" : "right", kNumber + 12, kFootUp, frame.from_right ? "right" : "left",
                   kNumber + kGap);
}

}  // namespace

// The hashes are those of the very bytes between the tags (CSP level 2, script-src with a hash). Anything else that
// would run, be styled, be loaded or be sent is forbidden by the policy in the page itself, because a saved file has
// no server to send headers. Fonts may only come out of the style sheet itself.
std::string document(std::string_view title, std::string_view main, const Frame& frame) {
  // Of the texts exactly as they are put between the tags below: one more byte there, and no browser would apply the
  // style or run the script.
  const auto hash = [](std::string_view text) { return to_base64(sha256(text)); };
  std::string safe_title, language;
  append_escaped(safe_title, title);
  append_escaped(language, frame.language);
  std::string style = kFonts;
  if (frame.look == Look::records) {
    style += kStyle;
  } else {
    style += kTokens, style += kBrief, style += kPictures, style += kQuestion;
    if (!frame.running.empty()) style += running_foot(frame.running, title, frame);
  }
  return fmt::format(
      "<!doctype html>\n<html lang=\"{}\"{}><head><meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; font-src data:; style-src "
      "'sha256-{}'; "
      "script-src 'sha256-{}'; base-uri 'none'; form-action 'none'\">\n"
      "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><meta name=\"color-scheme\" "
      "content=\"light dark\">\n"
      "<meta name=\"referrer\" "
      "content=\"no-referrer\"><title>{}</title>\n<style>{}</style></head>\n<body>\n{}\n<script>{}</script></body></"
      "html>\n",
      language, frame.from_right ? " dir=\"rtl\"" : "", hash(style), hash(kScript), safe_title, style, main, kScript);
}

// "." begins a number and is itself written by its number, so the mapping can be read backwards.
std::string anchor(std::string_view prefix, std::string_view text) {
  std::string out(prefix);
  for (const char c : text) {
    const bool stays =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    // Everything else by its number, so that two texts never share an anchor.
    if (stays)
      out += c;
    else
      out += fmt::format(".{:02x}", static_cast<unsigned char>(c));
  }
  return out;
}

// What is no time is shown as it is: better a strange text than a wrong date.
std::string readable_time(std::string_view timestamp) {
  // English, as all of Parley's pages are; the month as a word, since 7/9 is two dates.
  static constexpr const char* kMonths[] = {"January", "February", "March",     "April",   "May",      "June",
                                            "July",    "August",   "September", "October", "November", "December"};
  // Long enough for a second and a "Z"; all places that are read below lie within it.
  if (timestamp.size() < 20 || timestamp[10] != 'T') return std::string(timestamp);
  const int month = (timestamp[5] - '0') * 10 + (timestamp[6] - '0'),
            day = (timestamp[8] - '0') * 10 + (timestamp[9] - '0');
  if (month < 1 || month > 12) return std::string(timestamp);
  return fmt::format("{} {} {}, {} UTC", day, kMonths[month - 1], timestamp.substr(0, 4), timestamp.substr(11, 5));
}

}  // namespace parley::page
