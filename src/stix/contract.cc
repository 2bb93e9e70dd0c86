#include "stix/contract.h"

#include <fmt/format.h>

#include "base/bytes.h"
#include "json/canonical.h"
#include "stix/identifier.h"
#include "stix/markings.h"

// The same functions as others use, behind lines of text: this is what the published vectors of STIX libraries are
// run through. Each answer carries the number of its line, and a refusal the kind of error that the vectors expect.
namespace parley::stix {

namespace {

// One a thread, as a line takes less time than a new parser.
json::Parser& parser() {
  thread_local json::Parser one;
  return one;
}

// For text from the input, which may have any characters.
std::string quoted_json(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

template <class Strings>
std::string list(const Strings& strings) {
  std::string out = "[";
  for (const std::string& one : strings) {
    if (out.size() > 1) out += ',';
    append_json_string(out, one);
  }
  return out + "]";
}

// A line of output: its number in the input, and one member with what was found.
std::string answer(std::uint64_t n, std::string_view name, std::string_view value) {
  return fmt::format("{{\"line\":{},\"{}\":{}}}", n, name, value);
}

// The object lives in the parser of this thread and is gone with the next text that it parses.
Result<json::Object> parse_object(std::string_view text) {
  PARLEY_TRY(const json::Element value, parser().parse(text));
  json::Object object;
  if (value.get_object().get(object) != simdjson::SUCCESS) return Error{Code::invalid_input, "an object is expected"};
  return object;
}

// No id and no error is an answer as well: not every object has an id that follows from its content.
Result<std::optional<std::string>> id_of(std::string_view text) {
  PARLEY_TRY(const json::Element value, parser().parse(text));
  return deterministic_id(value);
}

// The input is a text within a text: what is to be put into canonical form need not be an object.
Result<std::string> canonical_of(std::string_view text) {
  PARLEY_TRY(const json::Object object, parse_object(text));
  const auto input = json::string_member(object, "input");
  if (!input) return Error{Code::invalid_input, "\"input\" is missing or not a string"};
  return json::canonical(*input);
}

// What `mark` was asked, and what kind of error a refusal is.
struct MarkCase {
  std::string_view op;
  json::Element object;
  bool whole_object = true;  // selectors: null
  std::vector<std::string> selectors;
  std::vector<std::string> markings;
  MarkingOptions options;
  bool granular_only = false;
};
// The kind is what a vector compares; the message is for people.
struct Refusal {
  std::string_view kind;
  std::string message;
};

// The names of errors are those of the OASIS python-stix2 library.
constexpr std::string_view kBadSelector = "InvalidSelectorError";
constexpr std::string_view kNotThere = "MarkingNotFoundError";
constexpr std::string_view kBadValue = "InvalidValueError";

// A string or a list of strings; false for anything else.
// python-stix2 takes a single string where a list is meant, and so do its cases.
bool read_names(json::Element value, std::vector<std::string>& names) {
  std::string_view one;
  if (value.get_string().get(one) == simdjson::SUCCESS) {
    names.emplace_back(one);
    return true;
  }
  json::Array array;
  if (value.get_array().get(array) != simdjson::SUCCESS) return false;
  for (const json::Element item : array) {
    if (item.get_string().get(one) != simdjson::SUCCESS) return false;
    names.emplace_back(one);
  }
  return true;
}

// The caller has made sure that every option is a boolean, so the value is taken without a check.
void read_option(json::Object options, std::string_view name, bool& option) {
  if (const auto value = json::member(options, name)) option = value->get_bool().value_unsafe();
}

// A null selector means the whole object; an empty list of selectors means nothing at all and is refused.
std::optional<Refusal> read_case(json::Object row, MarkCase& asked) {
  asked.op = json::string_member(row, "op").value_or("");
  const auto object = json::member(row, "object");
  if (!object || !object->is_object()) return Refusal{kBadValue, "\"object\" is missing or not an object"};
  asked.object = *object;
  asked.granular_only = json::string_member(row, "layer") == "granular";
  asked.options.object_level = !asked.granular_only;
  if (const auto selectors = json::member(row, "selectors"); selectors && !selectors->is_null()) {
    asked.whole_object = false;
    if (!read_names(*selectors, asked.selectors))
      return Refusal{kBadSelector, "\"selectors\" is neither a string nor a list of strings"};
  }
  if (const auto marking = json::member(row, "marking"); marking && !marking->is_null()) {
    if (!read_names(*marking, asked.markings))
      return Refusal{kBadValue, "\"marking\" is neither a string nor a list of strings"};
  }
  // An option that is not given keeps the default of stix/markings.h, which is that of python-stix2.
  json::Object options;
  if (const auto given = json::member(row, "options"); given && given->get_object().get(options) == simdjson::SUCCESS) {
    for (const auto [name, value] : options) {
      if (!value.is_bool()) return Refusal{kBadValue, fmt::format("the option \"{}\" is not a boolean", name)};
    }
    read_option(options, "inherited", asked.options.inherited);
    read_option(options, "descendants", asked.options.descendants);
    read_option(options, "marking_ref", asked.options.marking_ref);
    read_option(options, "lang", asked.options.lang);
  }
  // A granular marking is always of a part: without a selector there is none.
  if (asked.selectors.empty() && (!asked.whole_object || asked.granular_only))
    return Refusal{kBadSelector, "there is no selector"};
  if (auto checked = check_selectors(asked.object, asked.selectors); !checked.ok())
    return Refusal{kBadSelector, checked.error().message};
  return std::nullopt;
}

// A list without members is null here, because the property is absent then: STIX has no empty lists.
std::string markings_text(const Markings& markings) {
  // The properties in the order of the standard, and each granular marking with the one of the two names that it has.
  std::string granular;
  for (const GranularMarking& one : markings.granular) {
    const bool by_reference = !one.marking_ref.empty();
    granular += fmt::format("{}{{\"{}\":{},\"selectors\":{}}}", granular.empty() ? "[" : ",",
                            by_reference ? "marking_ref" : "lang",
                            quoted_json(by_reference ? one.marking_ref : one.lang), list(one.selectors));
  }
  return fmt::format("{{\"object_marking_refs\":{},\"granular_markings\":{}}}",
                     markings.object_marking_refs.empty() ? "null" : list(markings.object_marking_refs),
                     granular.empty() ? "null" : granular + "]");
}

// The answer as JSON text: a list, a boolean, or the two properties with markings after a change.
Result<std::string> mark(const MarkCase& asked) {
  // The two questions first, then the four changes; each fails with the code from which the kind of error is made.
  if (asked.op == "get_markings") {
    PARLEY_TRY(const auto found, get_markings(asked.object, asked.selectors, asked.options));
    return list(found);
  }
  if (asked.op == "is_marked") {
    PARLEY_TRY(const bool marked, is_marked(asked.object, asked.markings, asked.selectors, asked.options));
    return std::string(marked ? "true" : "false");
  }
  // By the names of the functions of python-stix2.
  constexpr std::pair<std::string_view, MarkingChange> kChanges[] = {{"add_markings", MarkingChange::add},
                                                                     {"remove_markings", MarkingChange::remove},
                                                                     {"set_markings", MarkingChange::set},
                                                                     {"clear_markings", MarkingChange::clear}};
  for (const auto& [op, change] : kChanges) {
    if (asked.op != op) continue;
    PARLEY_TRY(const Markings changed,
               change_markings(asked.object, change, asked.markings, asked.selectors, asked.options));
    return markings_text(changed);
  }
  return Error{Code::invalid_input, fmt::format("\"{}\" is not an operation", asked.op)};
}

// Unlike other errors it has the kind in a member of its own, so that a vector need not compare sentences.
std::string refusal_line(std::uint64_t n, const Refusal& refusal) {
  return fmt::format("{{\"line\":{},\"error\":{},\"message\":{}}}", n, quoted_json(refusal.kind),
                     quoted_json(refusal.message));
}

}  // namespace

// "null" is an answer, too: an object without contributing properties has no id of version 5.
std::string id_line(std::string_view text, std::uint64_t n) {
  const auto id = id_of(text);
  if (!id.ok()) return answer(n, "error", quoted_json(id.error().message));
  return answer(n, "id", id->has_value() ? quoted_json(**id) : "null");
}

// The canonical form is itself put into quotes: a line must stay one line whatever the form contains.
std::string canonical_line(std::string_view text, std::uint64_t n) {
  const auto canonical = canonical_of(text);
  return canonical.ok() ? answer(n, "canonical", quoted_json(*canonical))
                        : answer(n, "error", quoted_json(canonical.error().message));
}

// Code::not_found is the only code that the vectors tell apart; every other refusal of a change is a wrong value.
std::string mark_line(std::string_view text, std::uint64_t n) {
  const auto row = parse_object(text);
  if (!row.ok()) return refusal_line(n, {kBadValue, row.error().message});
  MarkCase asked;
  if (const auto refused = read_case(*row, asked)) return refusal_line(n, *refused);
  const auto result = mark(asked);
  if (!result.ok())
    return refusal_line(n, {result.error().code == Code::not_found ? kNotThere : kBadValue, result.error().message});
  return answer(n, "result", *result);
}

// For callers that have text and no lines.
Result<std::optional<std::string>> id_of_text(std::string_view sco) {
  PARLEY_TRY(const auto value, parser().parse(sco));
  return deterministic_id(value);
}

Result<std::string> canonical_text(std::string_view text) { return json::canonical(text); }

}  // namespace parley::stix
