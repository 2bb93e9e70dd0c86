#include "pattern/contract.h"

#include <optional>

#include "base/bytes.h"
#include "json/json.h"
#include "pattern/explain.h"
#include "pattern/matcher.h"
#include "pattern/normal_form.h"
#include "pattern/pattern.h"

// Questions and answers as lines of JSON, one each: what test vectors are run through, and what commands ask. A line
// that cannot be read gets an answer as well, with the error in it, so that the numbers of lines in and out always
// agree.
namespace parley::pattern {
namespace {

// The object is left open: each caller adds its own members and the brace that closes it.
std::string begin_line(std::uint64_t line) { return "{\"line\":" + std::to_string(line); }

void add_string(std::string& out, std::string_view name, std::string_view value) {
  out += ",\"";
  out += name;
  out += "\":";
  append_json_string(out, value);
}

Result<ObservationExpression> parse_member(json::Object object, std::string_view name) {
  const auto text = json::string_member(object, name);
  if (!text) return Error{Code::invalid_input, "the line has no string \"" + std::string(name) + "\""};
  return parse(*text);
}

}  // namespace

// Tables of cases ask about one pattern many times in a row, so the last one compiled is kept.
struct LineService::Impl {
  json::Parser parser;
  std::string compiled_text;  // of `matcher`
  std::optional<Matcher> matcher;

  // What it returns points into the parser and dies with the next line.
  Result<json::Object> read(std::string_view text) {
    PARLEY_TRY(const json::Element element, parser.parse(text));
    json::Object object;
    if (element.get(object) != simdjson::SUCCESS) return Error{Code::invalid_input, "the line is not a JSON object"};
    return object;
  }

  // The text is remembered last: when a pattern cannot be compiled, the matcher before it stays and still belongs to
  // the text beside it.
  Result<const Matcher*> compile(std::string_view pattern) {
    if (!matcher || compiled_text != pattern) {
      PARLEY_TRY(const auto parsed, parse(pattern));
      PARLEY_TRY(auto made, Matcher::compile(parsed));
      matcher.emplace(std::move(made));
      compiled_text = pattern;
    }
    return &*matcher;
  }

  // The middle of an answer line: the result and the ids of one binding, in the order in which the observations were
  // given.
  Result<std::string> matched(std::string_view text) {
    PARLEY_TRY(const json::Object row, read(text));
    const auto pattern = json::string_member(row, "pattern");
    if (!pattern) return Error{Code::invalid_input, "the line has no string \"pattern\""};
    PARLEY_TRY(const Matcher* compiled, compile(*pattern));
    json::Array observed;
    if (row["observed"].get(observed) != simdjson::SUCCESS)
      return Error{Code::invalid_input, "the line has no array \"observed\""};
    PARLEY_TRY(const auto observations, read_observations(observed));
    PARLEY_TRY(const auto match, compiled->match(observations));
    std::string ids;
    for (const std::size_t n : match.observations) {
      if (!ids.empty()) ids += ',';
      append_json_string(ids, observations[n].id);
    }
    return std::string(match.matched ? ",\"result\":\"match\"" : ",\"result\":\"no-match\"") + ",\"matched\":[" + ids +
           "]";
  }

  Result<bool> are_equivalent(std::string_view text) {
    PARLEY_TRY(const json::Object row, read(text));
    // The error says which of the two patterns is wrong.
    PARLEY_TRY(const auto a, parse_member(row, "a").in("a"));
    PARLEY_TRY(const auto b, parse_member(row, "b").in("b"));
    return equivalent(a, b);
  }
};

LineService::LineService() : impl_(std::make_unique<Impl>()) {}
LineService::~LineService() = default;

// A line that is no question has column 0, which no error of a pattern has.
std::string LineService::check_line(std::uint64_t line, std::string_view text) {
  SyntaxError error;
  const auto row = impl_->read(text);
  const auto pattern = row.ok() ? json::string_member(*row, "pattern") : std::nullopt;
  if (!row.ok())
    error = {0, 0, row.error().message};
  else if (!pattern)
    error = {0, 0, "the line has no string \"pattern\""};
  ObservationExpression parsed;
  std::string out = begin_line(line);
  if (pattern && parse(*pattern, parsed, &error)) return out + ",\"valid\":true}";
  out += ",\"valid\":false,\"error\":{\"column\":" + std::to_string(error.column);
  add_string(out, "message", error.message);
  return out + "}}";
}

// "error" and an empty list, so that every answer has the same members.
std::string LineService::match_line(std::uint64_t line, std::string_view text) {
  std::string out = begin_line(line);
  const auto result = impl_->matched(text);
  if (result.ok()) return out + *result + "}";
  out += ",\"result\":\"error\",\"matched\":[]";
  add_string(out, "error", result.error().message);
  return out + "}";
}

// null: the question could not be decided, which is neither yes nor no.
std::string LineService::equivalent_line(std::uint64_t line, std::string_view text) {
  std::string out = begin_line(line);
  const auto result = impl_->are_equivalent(text);
  if (result.ok()) return out + (*result ? ",\"equivalent\":true}" : ",\"equivalent\":false}");
  out += ",\"equivalent\":null";
  add_string(out, "error", result.error().message);
  return out + "}";
}

// These go by the lines as well, so that a command can never say something else than the contract does.
// An answer of null leaves `holds` empty, so a caller can tell "different" from "not decided".
Answer are_equivalent(std::string_view a, std::string_view b) {
  std::string question = "{\"a\":";
  append_json_string(question, a);
  add_string(question, "b", b);
  Answer out;
  out.line = LineService().equivalent_line(1, question + "}");
  // Read from the answer line, as a script would.
  const bool same = out.line.find("\"equivalent\":true") != std::string::npos;
  if (same || out.line.find("\"equivalent\":false") != std::string::npos) out.holds = same;
  return out;
}

// Parsed to find mistakes where they are, in the file that was given, and not in the list made of all of them.
Status ObservedTexts::add(std::string_view text) {
  json::Parser parser;
  PARLEY_TRY([[maybe_unused]] const auto value, parser.parse(text));
  if (!list_.empty()) list_ += ',';
  list_ += text;
  return {};
}

// The ids are taken without a check, as the line is our own and has only strings in that list.
Answer ObservedTexts::match(std::string_view pattern) const {
  std::string question = "{\"pattern\":";
  append_json_string(question, pattern);
  Answer out;
  out.line = LineService().match_line(1, question + ",\"observed\":[" + list_ + "]}");
  json::Parser parser;
  const auto value = parser.parse(out.line);
  json::Object verdict;
  if (!value.ok() || value->get(verdict) != simdjson::SUCCESS) return out;
  // The verdict is read back from the line, as any other reader of it would.
  const std::string_view result = json::string_member(verdict, "result").value_or("error");
  if (result != "error") out.holds = result == "match";
  json::Array matched;
  if (verdict["matched"].get(matched) == simdjson::SUCCESS)
    for (const json::Element id : matched) out.matched.emplace_back(id.get_string().value_unsafe());
  return out;
}

namespace {

// People get the pattern back with a mark under the place.
Result<ObservationExpression> parse_for_people(std::string_view pattern) {
  ObservationExpression parsed;
  SyntaxError error;
  if (!parse(pattern, parsed, &error)) return Error{Code::invalid_input, error.with_caret(pattern)};
  return parsed;
}

}  // namespace

Result<std::string> format(std::string_view pattern) {
  PARLEY_TRY(const auto parsed, parse_for_people(pattern));
  return to_text(parsed);
}

Result<std::string> explain(std::string_view pattern) {
  PARLEY_TRY(const auto parsed, parse_for_people(pattern));
  return in_words(parsed) + "\n\n" + as_tree(parsed);
}

}  // namespace parley::pattern
