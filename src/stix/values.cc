// Checker: single values, by the kind that the table gives.
#include <cmath>
#include <map>

#include "base/mutex.h"
#include "stix/checker.h"
#include "stix/formats.h"
#include "stix/normalise.h"
#include "stix/vocabulary.h"

namespace parley::stix {
namespace {

using json::element_type;

// Section 2.10: what a double holds exactly.
constexpr std::int64_t kLargestInteger = (std::int64_t{1} << 53) - 1;

// ": low, medium, high", for lists that a sentence can hold. The vocabularies are the program's own, so each text is
// made once.
// The lock is only taken for a value that is wrong.
std::string_view allowed_values(const Vocabulary& vocabulary) {
  constexpr std::size_t kMostNamed = 12;
  static Mutex mutex;
  static std::map<const Vocabulary*, std::string> texts;
  const Lock lock(mutex);
  auto [at, is_new] = texts.try_emplace(&vocabulary);
  if (is_new && vocabulary.values.size() <= kMostNamed)
    for (const std::string_view value : vocabulary.values)
      at->second.append(at->second.empty() ? ": " : ", ").append(value);
  return at->second;
}

// Simdjson has an int64 where the number fits, and a uint64 only beyond that; larger ones have become doubles.
bool is_too_large(json::Element number) {
  if (number.type() == element_type::INT64) {
    const std::int64_t value = number.get_int64().value_unsafe();
    return value > kLargestInteger || value < -kLargestInteger;
  }
  return number.type() == element_type::UINT64;  // simdjson's word for what no int64 holds
}

bool is_empty_list(json::Element value) {
  json::Array array;
  return value.get(array) == simdjson::SUCCESS && array.begin() == array.end();
}

// True for an empty list; anything() says of that one what is wrong with it.
bool is_list_of_strings(json::Element value) {
  json::Array array;
  if (value.get(array) != simdjson::SUCCESS) return false;
  for (const json::Element item : array)
    if (item.type() != element_type::STRING) return false;
  return true;
}

// Steps along a selector before it is called too costly: a hundred thousand times what real objects need, and still
// only some tens of milliseconds.
constexpr std::uint64_t kMaxSelectorSteps = 20'000'000;

// Leap seconds are put in at the end of a month (RFC 3339 appendix D); Timestamp asks for the end of a day only, since
// it must read whatever was stored.
bool is_impossible_leap_second(std::string_view text, const Timestamp& time) {
  if (text.substr(17, 2) != "60") return false;
  // 23:59:60 is counted as the first second of the next day.
  return to_string(Micros{time.seconds * 1'000'000}).substr(8, 2) != "01";
}

// Whether a valid URL is one that somebody made harmless: its scheme, or the brackets in its host.
// The path is left out: "(at)" or "[.]" may well stand there and mean themselves.
bool begins_defanged(std::string_view url) {
  const std::size_t slashes = url.find("//");
  const std::size_t path = slashes == std::string_view::npos ? slashes : url.find('/', slashes + 2);
  bool changed = false;
  (void)refang(url.substr(0, path), changed);
  return changed;
}

// Whether `name` is one of `names`, which are separated by a space.
bool lists_name(std::string_view names, std::string_view name) {
  for (std::size_t at = 0; at <= names.size();) {
    const std::size_t end = std::min(names.find(' ', at), names.size());
    if (names.substr(at, end - at) == name) return true;
    at = end + 1;
  }
  return false;
}

}  // namespace

// A name that the standard has needs no look at its letters.
bool Checker::read_identifier(std::string_view text, std::string_view& type_name, TypeId& type) const {
  if (!split_at_uuid(text, type_name)) return false;
  type = registry_.id_of(type_name);
  return type != TypeId::custom || is_type_name(type_name);
}

// A property that is a list in the table must be one, even with a single member.
void Checker::value(const CompiledProperty& property, json::Element value, const Path& path) {
  if (!property.row.value.is_list) return single(property, value, path);
  json::Array array;
  if (value.get(array) != simdjson::SUCCESS) return wrong_type(property, value, path);
  std::uint32_t index = 0;
  // Items are checked one by one even when the list is wrong in other ways, so that each has its own place in the
  // report.
  for (const json::Element item : array) single(property, item, path.item(index++));
  if (index == 0) findings.add(FindingCode::empty_list, path);
}

// null and the empty list have findings of their own, as their remedy is another: leave the property out.
void Checker::wrong_type(const CompiledProperty& property, json::Element value, const Path& path) {
  if (value.is_null()) return findings.add(FindingCode::null_value, path);
  if (is_empty_list(value)) return findings.add(FindingCode::empty_list, path);
  if (path.is_index)
    return findings.add(FindingCode::wrong_item_type, path, value, {property.section, property.items, {}});
  findings.add(FindingCode::wrong_type, path, value, {property.section, property.expected, {}});
}

// Booleans and numbers are decided here; what is a string or an object in JSON goes to the rules of its kind. An
// object without members is told before its kind is asked: section 2.3 forbids it everywhere.
void Checker::single(const CompiledProperty& property, json::Element value, const Path& path) {
  const Value& rule = property.row.value;
  switch (rule.kind) {
    case Kind::boolean:
      if (value.type() == element_type::BOOL || (rule.or_string && value.type() == element_type::STRING)) return;
      break;
    case Kind::integer:
    case Kind::number:
      return number(property, value, path);
    case Kind::string:
    case Kind::timestamp:
    case Kind::identifier:
    case Kind::open_vocabulary:
    case Kind::enumeration:
    case Kind::hexadecimal:
    case Kind::binary:
      if (value.type() != element_type::STRING) break;
      return string_value(property, value.get_string().value_unsafe(), value, path);
    case Kind::hashes:
    case Kind::dictionary:
    case Kind::part:
    case Kind::extensions:
    case Kind::observables:
    case Kind::any_object: {
      if (value.type() != element_type::OBJECT) break;
      const json::Object object = value.get_object().value_unsafe();
      if (object.begin() == object.end()) return findings.add(FindingCode::empty_dictionary, path);
      if (rule.kind == Kind::hashes) return hashes(property, object, path);
      if (rule.kind == Kind::dictionary) return dictionary(property, object, path);
      if (rule.kind == Kind::part) return part(*property.part, object, path);
      if (rule.kind == Kind::extensions) return extensions(property, object, path);
      if (rule.kind == Kind::observables) return observables(object, path);
      return anything_in(object, path);
    }
    case Kind::stix_object:
      return;  // one by one, when the bundle itself has been looked at
    case Kind::reserved:
      return findings.add(FindingCode::reserved_property, path);
  }
  wrong_type(property, value, path);
}

// What is asked of every string of STIX comes first in the switch; a format is looked for last. Formats that only
// lead to a warning are not even matched when nobody wants warnings.
void Checker::string_value(const CompiledProperty& property, std::string_view text, json::Element value,
                           const Path& path) {
  const Value& rule = property.row.value;
  switch (rule.kind) {
    case Kind::timestamp: {
      Timestamp time;
      if (!Timestamp::parse(text, time) || is_impossible_leap_second(text, time))
        return findings.add(FindingCode::timestamp, path, value);
      // "2026-07-09T18:30:00.123Z" has 24 characters.
      if (rule.needs_millis && text.size() < 24) findings.add(FindingCode::timestamp_precision, path, value);
      return;
    }
    case Kind::identifier:
      return identifier(property, text, value, path);
    case Kind::open_vocabulary:
      return open_vocabulary(property, text, value, path);
    case Kind::enumeration:
      // The allowed values are said when there are few of them, so that nobody has to look them up.
      if (!rule.vocabulary->has(text))
        findings.add(FindingCode::enumeration, path, value,
                     {rule.vocabulary->section, rule.vocabulary->name, allowed_values(*rule.vocabulary)});
      return;
    case Kind::hexadecimal:
      if (!is_hexadecimal(text))
        findings.add(FindingCode::hexadecimal, path, value);
      else if (text.find_first_of("ABCDEF") != std::string_view::npos)
        findings.add(FindingCode::hexadecimal_case, path, value);
      return;
    case Kind::binary:
      if (!is_base64(text)) findings.add(FindingCode::binary, path);
      return;
    default:
      break;
  }
  if (rule.format == Format::none) return;
  if (rule.format == Format::selector) return selector(text, value, path);
  const FormatRule& format = rule_of(rule.format);
  if (!findings.wants(format.code)) return;
  if (!format.matches(text)) return wrong_format(property, text, value, path);
  // A URL can be valid and still be defanged: "hxxp" is a scheme by its letters.
  if (rule.format != Format::url || !findings.wants_warnings || !begins_defanged(text)) return;
  bool changed = false;
  findings.add(FindingCode::defanged_value, path, value, {.first = findings.keep(refang(text, changed))});
}

// A value that was made harmless (hxxp, [.]) is told with what it must have been. Where the object itself says that it
// is defanged (section 3.2), it is not an error that the value is.
void Checker::wrong_format(const CompiledProperty& property, std::string_view text, json::Element value,
                           const Path& path) {
  const FormatRule& format = rule_of(property.row.value.format);
  bool changed = false, says_so = false;
  const std::string refanged = refang(text, changed);
  if (!changed || info(format.code).severity != Severity::error || !format.matches(refanged))
    return findings.add(format.code, path, value, {.section = property.section});
  if (root_.at_key("defanged").get(says_so) == simdjson::SUCCESS && says_so)
    return findings.add(FindingCode::defanged_value, path, value, {.first = findings.keep(refanged)});
  findings.add(format.code, path, value,
               {.section = property.section,
                .first = findings.keep("; it is defanged, and refanged it would be \"" + refanged + "\"")});
}

// In the deprecated container, references are keys of it, but for markings, which are never in there (section 2.13).
void Checker::identifier(const CompiledProperty& property, std::string_view text, json::Element value,
                         const Path& path) {
  std::string_view type_name;
  if (in_container_ && property.row.name != "object_marking_refs" && property.row.name != "marking_ref")
    return local_reference(property, text, value, path);
  TypeId target;
  if (!read_identifier(text, type_name, target)) return findings.add(FindingCode::identifier, path, value);
  const Value& rule = property.row.value;
  if (!rule.targets.has(target) ||
      (target == TypeId::custom && !rule.own_types.empty() && !lists_name(rule.own_types, type_name)))
    findings.add(FindingCode::reference_target, path, value, {property.section, property.targets, {}});
}

// JSON does not tell 5 from 5.0; what counts is that the value is whole (section 2.10).
void Checker::number(const CompiledProperty& property, json::Element value, const Path& path) {
  double number = 0;
  const bool is_number = value.type() == element_type::INT64 || value.type() == element_type::UINT64 ||
                         value.type() == element_type::DOUBLE;
  if (!is_number || value.get(number) != simdjson::SUCCESS) return wrong_type(property, value, path);
  const Value& rule = property.row.value;
  // The range of integers comes before that of the property: a number beyond it cannot be compared exactly.
  if (rule.kind == Kind::integer) {
    if (std::abs(number) > static_cast<double>(kLargestInteger) || is_too_large(value))
      return findings.add(FindingCode::integer_too_large, path, value);
    if (number != std::trunc(number)) return wrong_type(property, value, path);  // 5.0 is a whole number, too
  }
  if (number < rule.lowest || number > rule.highest)
    findings.add(rule.range_advised ? FindingCode::number_implausible : FindingCode::out_of_range, path, value,
                 {property.section, rule.range, {}});
}

// Two warnings for "Tool Kit": it is none of the values, and it is not written as values are.
void Checker::open_vocabulary(const CompiledProperty& property, std::string_view text, json::Element value,
                              const Path& path) {
  if (!findings.wants_warnings) return;
  const Vocabulary& vocabulary = *property.row.value.vocabulary;
  if (vocabulary.has(text)) return;
  findings.add(FindingCode::open_vocabulary, path, value, {vocabulary.section, vocabulary.name, {}});
  if (!is_lowercase_term(text)) findings.add(FindingCode::open_vocabulary_format, path, value);
}

// Section 2.7. Name and value are judged apart, so that a good value under an odd name is not called wrong.
void Checker::hashes(const CompiledProperty& property, json::Object object, const Path& path) {
  NamesMet met;
  bool suspicious = false;
  for (const auto field : object) {
    const Path at = path.member(field.key);
    suspicious = !met.add(name_hash(field.key)) || suspicious;
    if (!is_hash_name(field.key)) {
      findings.add(FindingCode::hash_name, at);
    } else if (!vocabulary::kHashAlgorithm.has(field.key)) {
      // A name of one's own begins with x_ (the example in section 2.7); elsewhere the vocabulary is asked for.
      if (property.row.value.listed_hashes_only)
        findings.add(FindingCode::hash_not_in_vocabulary, at);
      else if (!field.key.starts_with("x_"))
        findings.add(FindingCode::hash_algorithm, at);
    }
    std::string_view text;
    if (field.value.get(text) != simdjson::SUCCESS) {
      findings.add(FindingCode::wrong_type, at, field.value, {.section = "2.7", .first = "a string"});
    } else if (const std::string_view wrong = wrong_hash_form(field.key, text); !wrong.empty()) {
      findings.add(FindingCode::hash_value, at, field.value, {.first = wrong});
    }
  }
  if (suspicious) report_duplicates(object, path);
}

// Section 2.3 for the form of every key, then what the property asks of its own, which is told only when the form is
// right.
void Checker::dictionary(const CompiledProperty& property, json::Object object, const Path& path) {
  const Dictionary& rule = *property.row.value.dictionary;
  NamesMet met;
  bool suspicious = false;
  for (const auto field : object) {
    const Path at = path.member(field.key);
    suspicious = !met.add(name_hash(field.key)) || suspicious;
    if (!is_dictionary_key(field.key))
      findings.add(FindingCode::dictionary_key, at);
    else if (rule.key_ok != nullptr && findings.wants(rule.key_code) && !rule.key_ok(field.key))
      findings.add(rule.key_code, at, {.section = property.section});
    dictionary_value(rule, field.value, at);
  }
  if (suspicious) report_duplicates(object, path);
}

// What is within a value is of no type that the standard gives, so it is looked at as what is somebody's own.
void Checker::dictionary_value(const Dictionary& rule, json::Element value, const Path& path) {
  using Values = Dictionary::Values;
  if (value.is_null()) return findings.add(FindingCode::null_value, path);
  const element_type type = value.type();
  const bool is_integer = type == element_type::INT64 || type == element_type::UINT64;
  bool ok = true;
  switch (rule.values) {
    case Values::any:
      break;
    case Values::strings:
      ok = type == element_type::STRING;
      break;
    case Values::integers:
      ok = is_integer;
      break;
    case Values::integers_or_strings:
      ok = is_integer || type == element_type::STRING;
      break;
    case Values::objects:
      ok = type == element_type::OBJECT;
      break;
    case Values::string_lists:
      // The standard's own examples have strings here.
      if (type == element_type::STRING) return findings.add(FindingCode::header_not_list, path);
      ok = is_list_of_strings(value);
      break;
  }
  if (!ok) return findings.add(FindingCode::dictionary_value, path, value, {.first = rule.expected});
  anything(value, path);
}

// A part is an object within an object: it has a table of its own, and neither a version nor an identifier.
void Checker::part(const CompiledType& type, json::Object object, const Path& path) {
  Members found;
  members(object, type, path, Unknown::custom, found);
  rules(type, found, path);
}

// Section 7.2.3: names and indexes from the STIX object in which the selector stands.
// A selector may walk the whole object, and an object may have as many as fit into it, so the steps of all selectors
// of one object are counted together against a limit.
void Checker::selector(std::string_view text, json::Element value, const Path& path) {
  if (!is_selector(text)) return findings.add(FindingCode::selector, path, value);
  // Before the first member is looked at: each of a million selectors behind the budget would walk them all again.
  if (selector_steps_ > kMaxSelectorSteps) return findings.add(FindingCode::selector_cost, path);
  json::Element at;
  bool found = false;
  // The first step is always a name in the object; each following one goes down from where the last has led.
  for (bool first = true, last = false; !last; first = false) {
    const std::size_t dot = text.find('.');
    last = dot == std::string_view::npos;
    const std::string_view step = text.substr(0, dot);
    text = last ? std::string_view() : text.substr(dot + 1);
    found = false;
    json::Object object = root_;
    // At most nine digits, so that the index cannot overflow.
    if (!first && step.front() == '[') {
      json::Array array;
      if (at.get(array) != simdjson::SUCCESS || step.size() > 11) break;
      std::uint64_t index = 0;
      for (const char c : step.substr(1, step.size() - 2)) index = index * 10 + static_cast<std::uint64_t>(c - '0');
      for (const json::Element item : array) {
        ++selector_steps_;
        if (index-- != 0) continue;
        at = item, found = true;
        break;
      }
    } else {
      if (!first && at.get(object) != simdjson::SUCCESS) break;
      for (const auto field : object) {
        ++selector_steps_;
        if (field.key != step) continue;
        at = field.value, found = true;
        break;
      }
    }
    // Asked behind each step and not for each element: one step costs at most one walk over the list or object that
    // it is in.
    if (selector_steps_ > kMaxSelectorSteps) return findings.add(FindingCode::selector_cost, path);
    if (!found) break;
  }
  if (!found) findings.add(FindingCode::selector_selects_nothing, path, value);
}

// A custom property may be of any type of STIX, which has neither null nor empty lists.
void Checker::custom_value(json::Element value, const Path& path) {
  if (value.is_null()) return findings.add(FindingCode::null_value, path);
  if (is_empty_list(value)) return findings.add(FindingCode::empty_list, path);
  anything(value, path);
}

// What lies deeper may be of a type that is not STIX's, so neither its names nor its gaps are errors.
void Checker::anything(json::Element value, const Path& path) {
  switch (value.type()) {
    case element_type::NULL_VALUE:
      return findings.add(FindingCode::empty_value, path, {.first = "null"});
    case element_type::INT64:
    case element_type::UINT64:
      if (is_too_large(value)) findings.add(FindingCode::integer_too_large, path, value);
      return;
    case element_type::ARRAY: {
      const json::Array array = value.get_array().value_unsafe();
      std::uint32_t index = 0;
      for (const json::Element item : array) anything(item, path.item(index++));
      if (index == 0) findings.add(FindingCode::empty_value, path, {.first = "an empty list"});
      return;
    }
    case element_type::OBJECT:
      return anything_in(value.get_object().value_unsafe(), path);
    default:
      return;
  }
}

// "MUST NOT ... be present in any STIX content" (section 3.8) is a warning here: whether such a name is that of a
// property or just a key, such as of a mapping, nobody but its author knows. Keys come again and again within one feed,
// so the hash of one that is as it should be is remembered; two keys with one place only take turns in it.
void Checker::key_of_own(std::string_view key, std::uint64_t hash, const Path& path) {
  if (!findings.wants_warnings || good_keys_[hash % good_keys_.size()] == hash) return;
  if (is_reserved_name(key))
    findings.add(FindingCode::reserved_inside, path);
  else if (is_lowercase_key(key))
    good_keys_[hash % good_keys_.size()] = hash;
  else if (is_dictionary_key(key))
    findings.add(FindingCode::dictionary_key_case, path);
  else
    findings.add(FindingCode::dictionary_key_form, path);
}

// The same for members. An object without any is told as empty, since no type of STIX has such a value.
void Checker::anything_in(json::Object object, const Path& path) {
  NamesMet met;
  bool suspicious = false, empty = true;
  for (const auto field : object) {
    const Path at = path.member(field.key);
    empty = false;
    const std::uint64_t hash = name_hash(field.key);
    suspicious = !met.add(hash) || suspicious;
    key_of_own(field.key, hash, at);
    anything(field.value, at);
  }
  if (empty) findings.add(FindingCode::empty_value, path, {.first = "an empty object"});
  if (suspicious) report_duplicates(object, path);
}

}  // namespace parley::stix
