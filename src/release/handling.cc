// How strictly something is to be handled is said in markings, and in practice in labels, names, properties
// and sentences of all kinds. The idea: reduce a text to its words as a reader sees them (fold.h), join them,
// and see whether what remains is a scale with a level and nothing else. What plainly speaks of handling and
// is not understood must not pass as if it said nothing: it becomes a HandlingWord without a name, which the
// policy refuses.
#include "release/handling.h"

#include <algorithm>
#include <array>
#include <functional>
#include <initializer_list>
#include <span>
#include <vector>

#include "release/escapes.h"
#include "release/flags.h"
#include "release/fold.h"
#include "release/handling_words.h"
#include "release/parts_of_id.h"
#include "release/walk.h"
#include "stix/object.h"

namespace parley::release {
namespace {

// Under which the definitions of TLP 2.0 keep their level; published by the same body as the markings.
constexpr std::string_view kTlp2Extension = "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d";

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool starts_with_word(std::string_view text, std::string_view lower_word) {
  if (text.size() < lower_word.size()) return false;
  for (std::size_t i = 0; i < lower_word.size(); ++i)
    if (lower(text[i]) != lower_word[i]) return false;
  return true;
}
bool is_letter_or_digit(char c) { return (lower(c) >= 'a' && lower(c) <= 'z') || (c >= '0' && c <= '9'); }

// How many characters of these the text begins with.
std::size_t separators(std::string_view text, std::string_view allowed) {
  const std::size_t end = text.find_first_not_of(allowed);
  return end == std::string_view::npos ? text.size() : end;
}

// Removes the word from the front of the text, where it stands there.
bool take(std::string_view& text, std::string_view word) {
  if (!text.starts_with(word)) return false;
  text.remove_prefix(word.size());
  return true;
}
bool take_any(std::string_view& text, std::initializer_list<std::string_view> words) {
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) { return take(text, word); });
}

// A row for each level: how it reads when everything but letters is gone, the name it gets, and its place in
// TLP. The longer word stands before its beginning.
struct Level {
  std::string_view word, name;
  stix::Tlp tlp;
};
constexpr Level kLevels[] = {
    {"amberstrict", "AMBER+STRICT", stix::Tlp::amber_strict},
    {"amber", "AMBER", stix::Tlp::amber},
    {"clear", "CLEAR", stix::Tlp::clear},
    {"white", "CLEAR", stix::Tlp::clear},
    {"green", "GREEN", stix::Tlp::green},
    {"red", "RED", stix::Tlp::red},
};

// Whether a reader takes one for the other: digits stand for the letters that they look like ("r3d", "4mber").
bool reads_as(std::string_view squeezed, std::string_view word) {
  constexpr std::pair<char, std::string_view> kDigits[] = {{'0', "o"}, {'1', "il"}, {'3', "e"},
                                                           {'4', "a"}, {'5', "s"},  {'7', "t"}};
  return std::equal(squeezed.begin(), squeezed.end(), word.begin(), word.end(), [&](char c, char letter) {
    return c == letter || std::any_of(std::begin(kDigits), std::end(kDigits), [&](const auto& one) {
             return one.first == c && one.second.find(letter) != std::string_view::npos;
           });
  });
}

constexpr std::array<std::string_view, 2> kScales = {"tlp", "pap"};

// `squeezed` is what remains of a text without gaps and signs: a scale and its level, and nothing else.
std::optional<HandlingWord> known_word(std::string_view squeezed) {
  // A digit one or a capital i in the place of the l is seen by nobody.
  const bool tlp = take_any(squeezed, {"tlp", "t1p", "tip", "7lp", "trafficlightprotocol", "trafficlight"});
  if (!tlp && !take_any(squeezed, {"pap", "permissibleactionsprotocol"})) return std::nullopt;
  // "TLP 2.0 level: red" is read like "TLP:RED".
  take_any(squeezed, {"version", "v"});
  take_any(squeezed, {"20", "10", "2", "1"});
  take_any(squeezed, {"level", "marking", "colour", "color", "is"});
  for (const Level& level : kLevels) {
    if (!reads_as(squeezed, level.word)) continue;
    if (tlp) return HandlingWord{level.tlp, std::string(to_string(level.tlp))};
    return HandlingWord{std::nullopt, "PAP:" + std::string(level.name)};
  }
  return std::nullopt;
}

// Without anything between them, as a level may be torn apart by spaces and signs.
std::string joined(std::span<const std::string> words) {
  std::string all;
  for (const std::string& word : words) all += word;
  return all;
}

// A tag of a taxonomy has a colon or an equals sign; without one these are words of ordinary language.
bool is_other_scale(std::string_view text, std::span<const std::string> words) {
  if (words.size() < 2 || skeleton(text).find_first_of(":=") == std::string::npos) return false;
  return begins_taxonomy(word_key(text));
}

// The markings of TLP, of both versions, as they are looked for in a label.
struct TlpParts {
  PartsOfId parts;
  stix::Tlp level;
};
const std::vector<TlpParts>& tlp_parts() {
  static const std::vector<TlpParts> all = [] {
    std::vector<TlpParts> out;
    for (const stix::TlpMarking& one : stix::tlp_markings()) out.push_back({PartsOfId(one.id), one.level});
    return out;
  }();
  return all;
}

// "R E D", "S.E.C.R.E.T": one word, letter by letter.
std::vector<std::string> without_spelling_out(std::vector<std::string> words) {
  const bool spelled = words.size() > 2 && std::all_of(words.begin(), words.end(),
                                                       [](const std::string& word) { return word.size() == 1; });
  return spelled ? std::vector<std::string>{joined(words)} : words;
}

// "red tlp", "amber (TLP)", "redtlp": the level stands before its scale.
std::optional<HandlingWord> level_before_scale(std::span<const std::string> words) {
  if (words.empty() || words.size() > 3) return std::nullopt;
  const std::string all = joined(words);
  for (const std::string_view scale : kScales)
    if (all.size() > scale.size() && all.ends_with(scale))
      return known_word(std::string(scale) + all.substr(0, all.size() - scale.size()));
  return std::nullopt;
}

// "rougetlp", "tlprot": a scale and a level in some language as one word.
bool is_glued_level(std::span<const std::string> words) {
  if (words.size() != 1) return false;
  const std::string_view word = words[0];
  return std::any_of(kScales.begin(), kScales.end(), [&](std::string_view scale) {
    if (word.size() <= scale.size()) return false;
    return (word.ends_with(scale) && is_other_colour(word.substr(0, word.size() - scale.size()))) ||
           (word.starts_with(scale) && is_other_colour(word.substr(scale.size())));
  });
}

// Whatever stands before, behind or around TLP in a few words is its level in some language: "rouge tlp", "niveau TLP
// vert", "tlp fouo". PAP is a word of its own in too many trades, so there the other word must be a colour.
bool is_level_of_some_language(std::span<const std::string> words) {
  constexpr std::size_t kMostWords = 5;
  if (words.size() < 2 || words.size() > kMostWords) return false;
  const auto stands = [&](std::string_view scale) {
    return std::find(words.begin(), words.end(), scale) != words.end();
  };
  if (stands("tlp") || stands("t1p")) return true;
  return stands("pap") && std::any_of(words.begin(), words.end(), [](const std::string& word) {
           return is_other_colour(word) || known_word("pap" + word);
         });
}

// The id of a marking where only a word is expected: of TLP it is the level, by its UUID alone and whatever stands
// around it; of another nobody here knows what it means.
std::optional<HandlingWord> marking_id_word(std::string_view text) {
  constexpr std::size_t kMost = 200, kUuid = 32;  // a longer text is no label
  if (text.size() < kUuid || text.size() > kMost) return std::nullopt;
  std::string read(text);
  std::transform(read.begin(), read.end(), read.begin(), lower);
  const std::string folded = skeleton(text);
  std::optional<stix::Tlp> level;
  for (const auto& one : tlp_parts())
    if (one.parts.has_whole(read) || one.parts.has_whole(folded))
      level = std::max(level.value_or(one.level), one.level);
  if (level) return HandlingWord{*level, std::string(to_string(*level))};
  const auto is_around = [](char c) { return !is_letter_or_digit(c) && (c & 0x80) == 0; };
  while (!read.empty() && is_around(read.front())) read.erase(0, 1);
  while (!read.empty() && is_around(read.back())) read.pop_back();
  return read.starts_with("marking-definition--") && stix::is_identifier(read) ? std::optional(HandlingWord{})
                                                                               : std::nullopt;
}

bool is_classification(std::span<const std::string> words) {
  // A marking is short; a sentence that happens to consist of such words is none.
  constexpr std::size_t kMostWords = 8;
  if (words.size() > kMostWords) return false;
  bool has_level = false;
  for (const std::string& word : words) {
    const auto says = what_says(word);
    if (says != Says::level && says != Says::beside) return false;
    has_level |= says == Says::level;
  }
  return has_level;
}

// Two of the header, of a text as it stands.
std::optional<HandlingWord> plain_handling_word(std::string_view text);
std::optional<HandlingWord> plain_label_word(std::string_view text);

// What nobody here can read is the strictest, then what is no level of TLP.
bool is_stricter(const HandlingWord& one, const HandlingWord& other) {
  if (one.name.empty() != other.name.empty()) return one.name.empty();
  if (one.tlp.has_value() != other.tlp.has_value()) return !one.tlp;
  return one.tlp > other.tlp;
}

// A text that has escapes says what it says as it stands and what it says behind them: the stricter counts.
template <class Read>
std::optional<HandlingWord> strictest(std::string_view text, const Read& read) {
  std::optional<HandlingWord> found = read(text);
  const BehindEscapes behind = behind_escapes(text);
  for (const std::string& reading : behind.readings)
    if (auto other = read(reading); other && (!found || is_stricter(*other, *found))) found = std::move(other);
  return found;
}

// `text` is the whole of a name or statement that says a level.
std::optional<stix::Tlp> whole_level(std::string_view text) {
  const auto word = handling_word(text);
  return word ? word->tlp : std::nullopt;
}

// Names of properties, and beginnings of labels, behind which stands how to handle something: "x_classification",
// "acme_sensitivity", "handling:".
constexpr std::string_view kSayingNames[] = {"classification", "sensitivity",   "confidentiality",
                                             "handling",       "releasability", "distribution",
                                             "dissemination",  "sharing",       "marking"};

bool may_say_handling(std::string_view name) {
  return std::any_of(std::begin(kSayingNames), std::end(kSayingNames), [&](std::string_view one) {
    return std::search(name.begin(), name.end(), one.begin(), one.end(),
                       [](char a, char b) { return lower(a) == b; }) != name.end();
  });
}

// "sharing: none": to nobody. A classification or a handling of "none" is another thing.
bool is_for_nobody(std::string_view name, std::string_view value) {
  constexpr std::string_view kNames[] = {"releasability", "distribution", "dissemination", "sharing"};
  const std::string key = word_key(value), what = word_key(name);
  if (std::none_of(std::begin(kNames), std::end(kNames),
                   [&](std::string_view one) { return what.find(one) != std::string::npos; }))
    return false;
  return key == "none" || key == "nobody" || key == "no" || key == "never" || key == "no-one";
}

// What stands behind a name that speaks of handling: "handling: red", and "handling: rouge" as well.
std::optional<HandlingWord> said_of_handling(std::string_view value) {
  if (auto said = plain_label_word(value)) return said;
  return is_other_colour(word_key(value)) ? std::optional(HandlingWord{}) : std::nullopt;
}

std::optional<HandlingWord> level_and_colour(std::span<const std::string> words) {
  if (words.size() != 2) return std::nullopt;
  const bool first = is_level_word(words[0]);
  if (!first && !is_level_word(words[1])) return std::nullopt;
  const std::string& colour = words[first ? 1 : 0];
  for (const std::string_view level : {"red", "amber"})
    if (reads_as(colour, level)) return known_word("tlp" + std::string(level));
  return is_other_colour(colour) ? std::optional(HandlingWord{}) : std::nullopt;
}

// The words of a label without the punctuation at and in them ("RED!", "red?", "%red%").
std::vector<std::string> bare_words(std::string_view text) {
  std::vector<std::string> words = words_of(text);
  for (std::string& word : words) std::erase_if(word, [](char c) { return (c & 0x80) == 0 && !is_letter_or_digit(c); });
  std::erase_if(words, [](const std::string& word) { return word.empty(); });
  return without_spelling_out(std::move(words));
}

// Without what says nothing beside a level: "le niveau rouge", "red only".
std::vector<std::string> without_small_words(std::vector<std::string> words) {
  std::erase_if(words, [](const std::string& word) { return is_small_word(word); });
  return words;
}

// A red, orange or yellow disc, square or heart is its word, wherever that could stand: "(🔴)", "niveau 🔴",
// "TLP:🟠". Skeletons have no ornaments. Several side by side are the strictest. Nothing: there is none.
std::optional<std::string> with_words_for_signs(std::string_view text) {
  constexpr std::size_t kMost = 200;  // in bytes
  if (text.size() > kMost) return std::nullopt;
  std::string out;
  bool any = false, after_red = false, after_amber = false;
  const auto end_run = [&] {
    if (after_red || after_amber) out += after_red ? " red " : " amber ";
    after_red = after_amber = false;
  };
  for (std::size_t at = 0; at < text.size();) {
    const char32_t point = next_point(text, at);
    const bool red = point == 0x1F534 || point == 0x1F7E5 || point == 0x2764 || point == 0x2B55 || point == 0x1F6D1;
    const bool amber = point == 0x1F7E0 || point == 0x1F7E1 || point == 0x1F7E7 || point == 0x1F7E8;
    any |= red || amber;
    after_red |= red;
    after_amber |= amber;
    if (red || amber || is_invisible(point) || point == ' ' || (point >= 0xFE00 && point <= 0xFE0F)) {
      if (point == ' ' && !after_red && !after_amber) out += ' ';
      continue;
    }
    end_run();
    append_point(out, point);
  }
  end_run();
  return any ? std::optional(out) : std::nullopt;
}

// From this year on a year beside an embargo is when it ends; an earlier one is what people call an embargo of that
// year.
bool is_year_to_come(std::string_view word) {
  constexpr std::string_view kFirst = "2026";
  return word.size() == kFirst.size() && word >= kFirst && word < "2200" &&
         std::all_of(word.begin(), word.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// "embargo until 2027", "embargo: 2027-01-01", "under embargo". The word alone may be what an object is about.
bool is_embargo(std::span<const std::string> words, std::string_view plain) {
  constexpr std::string_view kUntil[] = {"until", "till",    "til",   "to",  "through", "bis",
                                         "jusqu", "jusquau", "hasta", "ate", "fino",    "finoal",
                                         "tot",   "до",      "durch", "do",  "expires", "ends"};
  if (words.empty() || words.size() > 8) return false;
  if (words.size() == 1) return words[0] == "embargoed";
  const auto is_until = [&](const std::string& word) {
    return std::any_of(std::begin(kUntil), std::end(kUntil),
                       [&](std::string_view one) { return word == word_key(one); });
  };
  const auto begins_date = [](const std::string& word) { return word.front() >= '0' && word.front() <= '9'; };
  // "gesperrt bis 2027", "until 2027 withheld": in any order, with a date behind the "until".
  const bool holds =
      std::any_of(words.begin(), words.end(), [](const std::string& one) { return is_holding_word(one); });
  for (std::size_t i = 0; holds && i + 1 < words.size(); ++i)
    if (is_until(words[i]) && words[i] != "to" &&
        std::any_of(words.begin() + static_cast<std::ptrdiff_t>(i) + 1, words.end(), begins_date))
      return true;
  // "embargo-2027", "2027 embargo".
  if (words.size() <= 4 && (words.front().starts_with("embargo") || words.back().starts_with("embargo")) &&
      std::any_of(words.begin(), words.end(), [](const std::string& one) { return is_year_to_come(one); }))
    return true;
  if ((words[0] == "under" || words[0] == "unter" || words[0] == "sous") && words[1].starts_with("embargo"))
    return true;
  if (!words[0].starts_with("embargo") && words[0] != "sperrfrist" && words[0] != word_key("эмбарго")) return false;
  const bool date = words[1].front() >= '0' && words[1].front() <= '9';
  if (date && (words[0] == "sperrfrist" || plain.find_first_of(":=") != std::string_view::npos)) return true;
  return is_until(words[1]);
}

// "red" where it is already known that a level of TLP stands there.
std::optional<stix::Tlp> bare_level(std::optional<std::string_view> word) {
  if (!word) return std::nullopt;
  return whole_level("tlp:" + std::string(*word));
}

}  // namespace

// In running text: only what says TLP, with a separator, and a level that ends there. "amber" is looked at
// before it is accepted, because "+STRICT" behind it makes another level.
std::optional<WrittenLevel> written_level(std::string_view text) {
  struct Word {
    std::string_view text;
    stix::Tlp level;
  };
  static constexpr std::array<Word, 5> kWords = {{{"clear", stix::Tlp::clear},
                                                  {"white", stix::Tlp::clear},
                                                  {"green", stix::Tlp::green},
                                                  {"amber", stix::Tlp::amber},
                                                  {"red", stix::Tlp::red}}};
  if (!starts_with_word(text, "tlp")) return std::nullopt;
  std::size_t at = 3;
  const std::size_t gap = separators(text.substr(at), " :-_=/.");
  if (gap == 0) return std::nullopt;
  at += gap;
  for (const auto& [word, level] : kWords) {
    if (!starts_with_word(text.substr(at), word)) continue;
    const std::size_t end = at + word.size();
    if (level == stix::Tlp::amber) {
      const std::size_t strict = end + separators(text.substr(end), " +-_");
      if (strict > end && starts_with_word(text.substr(strict), "strict"))
        return WrittenLevel{stix::Tlp::amber_strict, strict + 6};
    }
    if (end < text.size() && is_letter_or_digit(text[end])) return std::nullopt;
    return WrittenLevel{level, end};
  }
  return std::nullopt;
}

std::string_view to_string(stix::Tlp level) {
  switch (level) {
    case stix::Tlp::clear:
      return "TLP:CLEAR";
    case stix::Tlp::green:
      return "TLP:GREEN";
    case stix::Tlp::amber:
      return "TLP:AMBER";
    case stix::Tlp::amber_strict:
      return "TLP:AMBER+STRICT";
    case stix::Tlp::red:
      return "TLP:RED";
  }
  return "";
}

namespace {

// From the most certain to the least: a scale and a level; the same behind other words; a scale whose level
// nobody knows; other scales, phrases and classifications.
std::optional<HandlingWord> plain_handling_word(std::string_view text) {
  if (auto meant = marking_id_word(text)) return meant;
  const std::vector<std::string> words = without_spelling_out(words_of(text));
  if (words.empty()) return std::nullopt;
  if (auto known = known_word(joined(words))) return known;
  if (auto known = level_before_scale(words)) return known;
  if (words.size() == 2 && words[0] == "amber" && words[1] == "strict")
    return HandlingWord{stix::Tlp::amber_strict, std::string(to_string(stix::Tlp::amber_strict))};
  // Behind the name of a taxonomy or of a tool: misp:tlp="red".
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string_view word = words[i];
    const bool begins = word.starts_with("tlp") || word.starts_with("pap") || word.starts_with("traffic") ||
                        word.starts_with("permissible");
    if (!begins) continue;
    if (auto known = known_word(joined(std::span(words).subspan(i)))) return known;
    for (std::size_t count = 1; i + count < words.size(); ++count)  // a level, and more words behind it
      if (known_word(joined(std::span(words).subspan(i, count)))) return HandlingWord{};
  }
  // A scale without a level that is known. PAP is also a word of network protocols: there a colon makes the scale.
  const std::string plain = skeleton(text);
  for (const std::string_view scale : {"tlp", "pap"})
    for (std::size_t at = plain.find(scale); at != std::string::npos; at = plain.find(scale, at + 1)) {
      if (at > 0 && is_letter_or_digit(plain[at - 1])) continue;
      const std::size_t next = plain.find_first_not_of(' ', at + scale.size());
      const bool whole = words.front() == scale && scale == "tlp";
      if (whole || (next != std::string::npos && (plain[next] == ':' || plain[next] == '='))) return HandlingWord{};
    }
  if (is_level_of_some_language(words) || is_glued_level(words)) return HandlingWord{};
  // The scale in Cyrillic letters, as skeletons have it: its levels are words of many languages.
  if (words.size() > 1 && std::any_of(words.begin(), words.end(), [](const std::string& word) {
        return word == word_key("тлп") || word == word_key("ТЛП");
      }))
    return HandlingWord{};
  if (is_other_scale(text, words) || is_handling_phrase(text) || is_classification(words) ||
      what_says(word_key(text)) == Says::whole)
    return HandlingWord{};
  return std::nullopt;
}

// Only the two levels that are stricter than what a group usually lets flow: "green" or "white" as a label
// may be anything.
std::optional<HandlingWord> plain_label_word(std::string_view text) {
  if (const auto read = with_words_for_signs(text)) return plain_label_word(*read);
  const std::vector<std::string> words = bare_words(text), meant = without_small_words(words);
  if (meant.size() == 1)
    for (const std::string_view level : {"red", "amber"})
      if (reads_as(meant[0], level)) return known_word("tlp" + std::string(level));
  if (auto level = level_and_colour(meant)) return level;
  if (meant.size() == 1 && is_level_and_colour(meant[0])) return HandlingWord{};
  if (is_no_foreign(joined(words))) return HandlingWord{};
  const std::string plain = skeleton(text);
  if (is_embargo(words, plain)) return HandlingWord{};
  const std::size_t sign = plain.find_first_of(":=");
  if (sign != std::string::npos && may_say_handling(std::string_view(plain).substr(0, sign))) {
    if (is_for_nobody(plain.substr(0, sign), plain.substr(sign + 1))) return HandlingWord{};
    if (auto said = said_of_handling(std::string_view(plain).substr(sign + 1))) return said;
  }
  return plain_handling_word(text);
}

// Whether a text can begin with the name of a scale, by its first two letters: nearly none does, and every string of an
// object is asked. What is not ASCII may look like anything.
bool may_begin_scale(std::string_view text) {
  char first = 0;
  for (const char c : text) {
    if ((c & 0x80) != 0) return true;
    if (!is_letter_or_digit(c)) continue;
    const char letter = lower(c);
    if (first != 0) return std::string_view(first == 't' ? "lr1i" : "ae").find(letter) != std::string_view::npos;
    if (letter != 't' && letter != 'p') return false;
    first = letter;
  }
  return false;
}

// Only a quick look before the words are made: what it lets through is read properly.
bool may_name_scale(std::string_view name) {
  for (std::size_t i = 0; i + 2 < name.size() || (i < name.size() && (name[i] & 0x80) != 0); ++i) {
    if ((name[i] & 0x80) != 0) return true;
    if (starts_with_word(name.substr(i), "tlp") || starts_with_word(name.substr(i), "pap")) return true;
  }
  return false;
}

std::optional<HandlingWord> plain_whole_level_word(std::string_view text) {
  constexpr std::size_t kMost = 200;  // in bytes: invisible characters in between count
  if (text.size() > kMost || !may_begin_scale(text)) return std::nullopt;
  return known_word(joined(words_of(text)));
}

// Of a name that says a scale, such as x_tlp, any value counts: one that is no level is then unknown, and
// unknown means no.
std::optional<HandlingWord> plain_handling_value(std::string_view name, std::string_view value) {
  // Only a value that says a level or forbids: "handling" may be what a program does with an error.
  if (may_say_handling(name)) {
    if (is_for_nobody(name, value)) return HandlingWord{};
    if (auto said = said_of_handling(value)) return said;
  }
  if (!may_name_scale(name)) return std::nullopt;
  const std::vector<std::string> words = words_of(name);
  for (const std::string_view scale : {"tlp", "pap"}) {
    if (std::find(words.begin(), words.end(), scale) == words.end()) continue;
    if (auto said = plain_handling_word(value); said && !said->name.empty()) return said;
    if (auto said = plain_handling_word(std::string(scale) + ":" + std::string(value))) return said;
    return HandlingWord{};
  }
  return std::nullopt;
}

}  // namespace

std::optional<HandlingWord> handling_word(std::string_view text) { return strictest(text, plain_handling_word); }

// A label that is wrapped deeper than anybody looks says something that nobody can read.
std::optional<HandlingWord> label_word(std::string_view text) {
  auto found = strictest(text, plain_label_word);
  if (!found && behind_escapes(text).deeper) return HandlingWord{};
  return found;
}

std::optional<HandlingWord> whole_level_word(std::string_view text) {
  constexpr std::size_t kMost = 2000;  // in bytes: each character may be an escape
  return text.size() > kMost ? std::nullopt : strictest(text, plain_whole_level_word);
}

std::optional<HandlingWord> handling_value(std::string_view name, std::string_view value) {
  return strictest(name, [&](std::string_view read_name) {
    return strictest(value, [&](std::string_view read_value) { return plain_handling_value(read_name, read_value); });
  });
}

std::string word_of_definition(std::string_view definition) {
  if (const auto level = level_of_definition(definition)) return std::string(to_string(*level));
  const ParserLease parser;
  const auto parsed = parser->parse(definition);
  json::Object object, part;
  if (!parsed.ok() || parsed->get_object().get(object) != simdjson::SUCCESS) return {};
  if (const auto word = handling_word(json::string_member(object, "name").value_or(""))) return word->name;
  if (object.at_key("definition").get_object().get(part) != simdjson::SUCCESS) return {};
  if (const auto word = handling_word(json::string_member(part, "statement").value_or(""))) return word->name;
  if (const auto level = json::string_member(part, "pap"))
    if (const auto word = handling_value("pap", *level)) return word->name;
  return {};
}

// The places where tools put it, from the standard's own to a mere name. The id comes first: a definition
// under one of the standard's ids means that level whatever else it says.
std::optional<stix::Tlp> level_of_definition(std::string_view definition) {
  const ParserLease parser;
  const auto parsed = parser->parse(definition);
  json::Object object;
  if (!parsed.ok() || parsed->get_object().get(object) != simdjson::SUCCESS) return std::nullopt;
  if (const auto* standard = stix::tlp_marking(json::string_member(object, "id").value_or(""))) return standard->level;
  json::Object part;
  if (object.at_key("definition").get_object().get(part) == simdjson::SUCCESS) {
    if (const auto level = bare_level(json::string_member(part, "tlp"))) return level;
    if (const auto level = whole_level(json::string_member(part, "statement").value_or(""))) return level;
  }
  if (object.at_key("extensions").get_object().get(part) == simdjson::SUCCESS &&
      part.at_key(kTlp2Extension).get_object().get(part) == simdjson::SUCCESS)
    if (const auto level = bare_level(json::string_member(part, "tlp_2_0"))) return level;
  return whole_level(json::string_member(object, "name").value_or(""));
}

}  // namespace parley::release
