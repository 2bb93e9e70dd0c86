// Selectors (STIX 2.1 section 7.2.3.1) name a property by its path, "external_references.[0].url". One selector lies
// above another when it is that one's beginning up to a dot. Changes work on single pairs of marking and selector, in
// the order in which they stand, and put the pairs of one marking together again at the end.
#include "stix/markings.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/uuid.h"

namespace parley::stix {

namespace {

// What tells a marking from a language, where a caller gives either by name (is_marking_id()).
constexpr std::string_view kMarkingPrefix = "marking-definition--";

// One marking at one selector.
struct Pair {
  std::string marking;
  bool is_language;
  std::string selector;
};

// The UUID's version is not asked for: markings of TLP have version 4, others whatever their maker chose.
bool is_marking_id(std::string_view text) {
  return text.starts_with(kMarkingPrefix) && is_uuid(text.substr(kMarkingPrefix.size()));
}

// The shape of a language tag (RFC 5646 section 2.1): parts of one to eight letters and digits, the first of letters.
// Only to tell a language from the identifier of a marking; whether it is a good tag is asked by the checker.
bool is_language_tag(std::string_view text) {
  std::size_t length = 0;
  bool first = true;
  for (const char c : text) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (c == '-' ? length == 0 : !letter && (first || c < '0' || c > '9')) return false;
    length = c == '-' ? 0 : length + 1;
    first = first && c != '-';
    if (length > 8) return false;
  }
  return length > 0;
}

// One by one: an object has a handful of markings and selectors.
bool contains(const std::vector<std::string>& all, std::string_view one) {
  return std::find(all.begin(), all.end(), one) != all.end();
}

// At a dot, so that "name" does not lie above "names".
bool lies_above(std::string_view above, std::string_view below) {
  return below.size() > above.size() && below.starts_with(above) && below[above.size()] == '.';
}

// Whether the rest of a selector leads to something in `value`.
// Names may have dots in them, among the properties of somebody's own: so each member whose name begins the selector
// is tried, and not only the part up to the first dot. The parser's limit on depth bounds the recursion.
bool selects(json::Element value, std::string_view rest) {
  if (rest.empty()) return true;
  json::Array array;
  if (value.get_array().get(array) == simdjson::SUCCESS) {
    // "[01]" is refused: one element has one selector.
    const std::size_t close = rest.find(']');
    if (rest.front() != '[' || close == std::string_view::npos || close < 2) return false;
    std::size_t index = 0;
    const auto read = std::from_chars(rest.data() + 1, rest.data() + close, index);
    if (read.ec != std::errc() || read.ptr != rest.data() + close || (rest[1] == '0' && close > 2)) return false;
    json::Element item;
    if (array.at(index).get(item) != simdjson::SUCCESS) return false;
    rest.remove_prefix(close + 1);
    if (!rest.empty() && (rest.front() != '.' || rest.size() == 1)) return false;
    return selects(item, rest.empty() ? rest : rest.substr(1));
  }
  json::Object object;
  if (value.get_object().get(object) != simdjson::SUCCESS) return false;
  for (const auto [name, member] : object) {
    if (rest == name) return true;
    if (lies_above(name, rest) && rest.size() > name.size() + 1 && selects(member, rest.substr(name.size() + 1)))
      return true;
  }
  return false;
}

// A selector that leads nowhere is refused (section 7.2.3.1): the marking would protect nothing, and nobody would
// see it.
Status no_such(std::string_view selector) {
  return Error{Code::invalid_input, fmt::format("the selector \"{}\" selects nothing in this object", selector)};
}

// A list of strings. A single string counts as a list of one: better a marking that is badly written than one
// overlooked.
Result<std::vector<std::string>> read_strings(json::Element list, std::string_view name) {
  std::string_view single;
  if (list.get_string().get(single) == simdjson::SUCCESS) return std::vector{std::string(single)};
  json::Array array;
  if (list.get_array().get(array) != simdjson::SUCCESS)
    return Error{Code::invalid_input, fmt::format("\"{}\" is not a list", name)};
  std::vector<std::string> strings;
  for (const json::Element item : array) {
    std::string_view text;
    if (item.get_string().get(text) != simdjson::SUCCESS)
      return Error{Code::invalid_input, fmt::format("\"{}\" holds something that is not a string", name)};
    strings.emplace_back(text);
  }
  return strings;
}

// Strict on purpose: a marking that cannot be read means that nobody knows what may be shared, which must not be
// taken for "not marked".
Result<GranularMarking> read_granular(json::Element one) {
  json::Object object;
  if (one.get_object().get(object) != simdjson::SUCCESS)
    return Error{Code::invalid_input, "a granular marking is not an object"};
  GranularMarking marking;
  marking.marking_ref = json::string_member(object, "marking_ref").value_or("");
  marking.lang = json::string_member(object, "lang").value_or("");
  if (marking.marking_ref.empty() == marking.lang.empty()) {
    return Error{Code::invalid_input, "a granular marking has not exactly one of \"marking_ref\" and \"lang\""};
  }
  const auto selectors = json::member(object, "selectors");
  if (!selectors) return Error{Code::invalid_input, "a granular marking has no \"selectors\""};
  PARLEY_TRY(marking.selectors, read_strings(*selectors, "selectors"));
  return marking;
}

// Each selector of a granular marking becomes a pair of its own, so that one can go while the others stay.
std::vector<Pair> taken_apart(const std::vector<GranularMarking>& granular) {
  std::vector<Pair> pairs;
  for (const GranularMarking& one : granular) {
    const bool is_language = one.marking_ref.empty();
    for (const std::string& selector : one.selectors)
      pairs.push_back({is_language ? one.lang : one.marking_ref, is_language, selector});
  }
  return pairs;
}

// The way back. It may join what came as two markings with one name, and that says the same.
std::vector<GranularMarking> put_together(const std::vector<Pair>& pairs) {
  std::vector<GranularMarking> granular;
  for (const Pair& pair : pairs) {
    // One marking once, with all of its selectors, in the order in which it first stood: a change of one pair leaves
    // the rest of the text alone.
    const auto name = pair.is_language ? &GranularMarking::lang : &GranularMarking::marking_ref;
    auto there = std::find_if(granular.begin(), granular.end(),
                              [&](const GranularMarking& one) { return one.*name == pair.marking; });
    if (there == granular.end()) {
      there = granular.emplace(granular.end());
      (*there).*name = pair.marking;
    }
    if (!contains(there->selectors, pair.selector)) there->selectors.push_back(pair.selector);
  }
  return granular;
}

// Asked only before something is added: what is on an object already can be removed however it looks.
Status check_markings(const std::vector<std::string>& markings, bool languages_too) {
  for (const std::string& marking : markings) {
    if (is_marking_id(marking) || (languages_too && is_language_tag(marking))) continue;
    return Error{Code::invalid_input, fmt::format("\"{}\" is not the identifier of a marking{}", marking,
                                                  languages_too ? " and not a language tag" : "")};
  }
  return {};
}

// Removing a marking that is not there is an error, and from an object without any it is not: so the cases of
// python-stix2 have it.
Status change_object_markings(std::vector<std::string>& refs, MarkingChange change,
                              const std::vector<std::string>& markings) {
  if (change == MarkingChange::clear || change == MarkingChange::set) refs.clear();
  if (change == MarkingChange::clear) return {};
  if (change != MarkingChange::remove) {
    PARLEY_TRY_STATUS(check_markings(markings, false));
    for (const std::string& marking : markings) {
      if (!contains(refs, marking)) refs.push_back(marking);
    }
    return {};
  }
  if (refs.empty()) return {};
  for (const std::string& marking : markings) {
    if (!contains(refs, marking))
      return Error{Code::not_found, fmt::format("the object is not marked with \"{}\"", marking)};
  }
  std::erase_if(refs, [&](const std::string& ref) { return contains(markings, ref); });
  return {};
}

// "Set" is "clear" and then "add", but for the question whether there was anything to clear.
Status change_granular(std::vector<Pair>& pairs, MarkingChange change, const std::vector<std::string>& markings,
                       const std::vector<std::string>& selectors, const MarkingOptions& options) {
  const bool takes_away = change != MarkingChange::add;
  if (takes_away && !pairs.empty()) {
    // A pair goes only when both its selector and its marking were named; "set" and "clear" ask for the selector
    // alone, and for the kind.
    const std::size_t removed = std::erase_if(pairs, [&](const Pair& pair) {
      if (!contains(selectors, pair.selector)) return false;
      if (change == MarkingChange::remove) return contains(markings, pair.marking);
      return pair.is_language ? options.lang : options.marking_ref;
    });
    if (removed == 0 && change != MarkingChange::set)
      return Error{Code::not_found, "there is no such marking at these selectors"};
  }
  if (change == MarkingChange::add || change == MarkingChange::set) {
    PARLEY_TRY_STATUS(check_markings(markings, true));
    for (const std::string& marking : markings) {
      for (const std::string& selector : selectors) pairs.push_back({marking, !is_marking_id(marking), selector});
    }
  }
  return {};
}

}  // namespace

// The first selector that leads nowhere decides, and the message names it.
Status check_selectors(json::Element object, const std::vector<std::string>& selectors) {
  for (const std::string& selector : selectors) {
    if (selector.empty() || !selects(object, selector)) return no_such(selector);
  }
  return {};
}

// A property that is not there is an empty list here; one that cannot be read is an error, as in read_granular().
Result<Markings> read_markings(json::Element element) {
  json::Object object;
  if (element.get_object().get(object) != simdjson::SUCCESS) return Error{Code::invalid_input, "an object is expected"};
  Markings markings;
  if (const auto refs = json::member(object, "object_marking_refs")) {
    PARLEY_TRY(markings.object_marking_refs, read_strings(*refs, "object_marking_refs"));
  }
  if (const auto granular = json::member(object, "granular_markings")) {
    json::Array array;
    if (granular->get_array().get(array) != simdjson::SUCCESS)
      return Error{Code::invalid_input, "\"granular_markings\" is not a list"};
    for (const json::Element one : array) {
      PARLEY_TRY(GranularMarking marking, read_granular(one));
      markings.granular.push_back(std::move(marking));
    }
  }
  return markings;
}

// A selector has the markings of what lies above it (inherited): whoever reads one part must know what holds for the
// whole. Those of what lies below are wanted when somebody passes the part on.
Result<std::set<std::string>> get_markings(json::Element object, const std::vector<std::string>& selectors,
                                           const MarkingOptions& options) {
  PARLEY_TRY_STATUS(check_selectors(object, selectors));
  PARLEY_TRY(const Markings all, read_markings(object));
  std::set<std::string> found;
  if (selectors.empty() || (options.inherited && options.object_level)) {
    found.insert(all.object_marking_refs.begin(), all.object_marking_refs.end());
  }
  for (const auto& [marking, is_language, place] : taken_apart(all.granular)) {
    if (!(is_language ? options.lang : options.marking_ref)) continue;
    for (const std::string& selector : selectors) {
      const bool holds = place == selector || (options.inherited && lies_above(place, selector)) ||
                         (options.descendants && lies_above(selector, place));
      if (holds) found.insert(marking);
    }
  }
  return found;
}

// Without markings the question is whether there is any at all. With several, one is enough for the whole object,
// and at selectors all must be there.
Result<bool> is_marked(json::Element object, const std::vector<std::string>& markings,
                       const std::vector<std::string>& selectors, const MarkingOptions& options) {
  PARLEY_TRY(const std::set<std::string> found, get_markings(object, selectors, options));
  if (markings.empty()) return !found.empty();
  const auto holds = [&](const std::string& marking) { return found.contains(marking); };
  return selectors.empty() ? std::any_of(markings.begin(), markings.end(), holds)
                           : std::all_of(markings.begin(), markings.end(), holds);
}

// Nothing of the object is changed: the new markings are returned, and whoever stores them makes a new version.
Result<Markings> change_markings(json::Element object, MarkingChange change, const std::vector<std::string>& markings,
                                 const std::vector<std::string>& selectors, const MarkingOptions& options) {
  PARLEY_TRY_STATUS(check_selectors(object, selectors));
  PARLEY_TRY(Markings all, read_markings(object));
  if (selectors.empty()) {
    PARLEY_TRY_STATUS(change_object_markings(all.object_marking_refs, change, markings));
    return all;
  }
  // With selectors only granular markings change, and without them only those of the object: neither moves into the
  // other.
  std::vector<Pair> pairs = taken_apart(all.granular);
  PARLEY_TRY_STATUS(change_granular(pairs, change, markings, selectors, options));
  all.granular = put_together(pairs);
  return all;
}

}  // namespace parley::stix
