// Answers as a person types them in one line: the number of the question, "=", and what there is to say to it.
#include <charconv>

#include "desk/inquiries.h"
#include "desk/typed.h"

namespace parley::desk {
namespace {

using group::Answer, group::Outcome;

// "2=text" -> 2 and the text; "2" -> 2. The number is at the front, so that a text may have any character in it.
Result<std::pair<std::int64_t, std::string>> numbered(const std::string& text, bool needs_text) {
  const std::size_t equals = text.find('=');
  const std::string_view digits = std::string_view(text).substr(0, equals);
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error != std::errc{} || end != digits.data() + digits.size() || number < 1 ||
      (needs_text && equals == std::string::npos))
    return Error{Code::invalid_input, "\"" + text + "\" does not begin with the number of a question" +
                                          (needs_text ? " and \"=\", such as 2=text" : "")};
  return std::pair{number, equals == std::string::npos ? std::string() : text.substr(equals + 1)};
}

// Puts what was typed to where an answer of this outcome has it.
using Put = Status (*)(Answer& answer, std::string text, Micros now);

Status put_object(Answer& answer, std::string text, Micros) {
  answer.objects = {std::move(text)};
  return {};
}

Status put_text(Answer& answer, std::string text, Micros) {
  answer.text = std::move(text);
  return {};
}

Status put_reason(Answer& answer, std::string text, Micros) {
  answer.reason = std::move(text);
  return {};
}

// A day or a time from now, as everywhere on the command line (desk/typed.h).
Status put_time(Answer& answer, std::string text, Micros now) {
  PARLEY_TRY(answer.until, parse_when(text, now));
  return {};
}

}  // namespace

// A row for each option of the command line: the texts, the outcome that they mean, and where the text belongs in the
// answer. The order of the rows is that in which faults are found, and has no other meaning.
Result<std::vector<Answer>> Inquiries::read_answers(const TypedAnswers& typed, Micros now) {
  const struct {
    const std::vector<std::string>& texts;
    Outcome outcome;
    Put put;  // null: there is nothing to say
  } kinds[] = {{typed.with, Outcome::answered, put_object},
               {typed.answered, Outcome::answered, put_text},
               {typed.refused, Outcome::refused, put_reason},
               {typed.not_known, Outcome::not_known, nullptr},
               {typed.later, Outcome::later, put_time}};
  std::vector<Answer> out;
  for (const auto& [texts, outcome, put] : kinds)
    for (const std::string& text : texts) {
      PARLEY_TRY(auto one, numbered(text, put != nullptr));
      Answer answer;
      answer.question = one.first;
      answer.outcome = outcome;
      if (put != nullptr) PARLEY_TRY_STATUS(put(answer, std::move(one.second), now));
      out.push_back(std::move(answer));
    }
  return out;
}

}  // namespace parley::desk
