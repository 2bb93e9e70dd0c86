// From records to one question: desk.cc collects; build.cc, rows.cc and ratings.cc put together.
#pragma once

#include "assess/records.h"

namespace parley::assess {

// What is known of any object that a question mentions.
struct Labels {
  struct Text {
    std::string type, label;
    std::string speaks_for, same_as;  // of an identity: ids
    std::string speaker;              // of a statement: an id
    auto operator<=>(const Text&) const = default;
  };
  // Who says it: the party of whom it is said, its author in the author's own journal, anybody else. The first is
  // believed before the others, whatever they write later.
  enum class Teller : std::uint8_t { anybody, author, itself };
  void learn(const std::string& id, Text text, Teller teller, Micros version);

  std::map<std::string, Text> texts;         // by id
  std::map<std::string, std::string> given;  // names of parties from elsewhere
  std::set<std::string> parties;             // who wrote something

  std::string party_name(const std::string& id) const;
  // `id` without the other names of one party ("same_as").
  std::string resolved(const std::string& id) const;
  // The party for which `id` speaks in the end, or itself when it is a party; empty: nobody's side.
  std::string side_of(const std::string& id) const;

 private:
  std::map<std::string, std::pair<Teller, Micros>> told_;
};

Result<Question> build_question(const std::vector<Record>& records, const Labels& labels, std::string_view id,
                                std::optional<Micros> as_of);

// Calls use(record, object) for the current objects of a type that belong to the question.
template <class Use>
void for_each_of(const Question& question, const Versions& versions, std::string_view type, const Use& use) {
  json::Parser parser;
  for (const Record* record : versions.current(type)) {
    const auto parsed = parser.parse(record->text);
    json::Object object;
    if (parsed.ok() && parsed->get(object) == simdjson::SUCCESS && text_of(object, "question_ref") == question.id)
      use(*record, object);
  }
}

// "report "Outage" → question "grid"": ids by what they are called.
std::string in_words(const Labels& labels, const std::vector<std::string>& way);

// rows.cc: fills question.hypotheses, .rows and .withdrawn.
void build_rows(Question& question, const Versions& versions, const Labels& labels, const RestsOn& rests_on);

// ratings.cc: fills question.matrices from the evidence-rating objects in `versions`, in the order of the parties' ids.
void build_matrices(Question& question, const Versions& versions);

}  // namespace parley::assess
