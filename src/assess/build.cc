// From the records of all parties to one question. What anybody wrote is kept and shown with whose it is;
// what cannot count is marked in words beside it. Nothing is merged: two hypotheses of one name stay two, and
// two parties' conclusions stand side by side. Everything is put in an order that does not depend on the
// order in which journals were read, so that every reader sees the same.
#include "assess/build.h"

#include <fmt/format.h>

#include <algorithm>

#include "text/display.h"

namespace parley::assess {
namespace {

// Fills one question, part by part.
class Builder {
 public:
  Builder(const Versions& versions, const Labels& labels, Question& question)
      : versions_(versions), labels_(labels), rests_on_(versions), question_(question) {}

  // Hypotheses and rows first: ratings, conclusions and outcomes refer to them. Parties last, as they are
  // whoever appears.
  void build() {
    build_rows(question_, versions_, labels_, rests_on_);
    build_matrices(question_, versions_);
    add_conclusions();
    add_outcomes();
    add_parties();
    for (const auto& one : versions_.problems) question_.problems.push_back(one);
    // Said as a problem and not as an error: the matrix can still be filled in and shown.
    if (!question_.can_be_ranked())
      question_.problems.push_back(
          fmt::format("there {} rival {}; a ranking needs at least two beside \"none of these\"",
                      question_.hypotheses.size() == 2 ? "is one" : "are no",
                      question_.hypotheses.size() == 2 ? "hypothesis" : "hypotheses"));
  }

 private:
  template <class Use>
  void each(std::string_view type, const Use& use) {
    for_each_of(question_, versions_, type, use);
  }

  void add_conclusions() {
    // By id and author, since two parties may have used one id.
    std::map<std::pair<std::string, std::string>, const Versions::Entry*> history;
    for (const auto* entry : versions_.all("assessment")) history[{entry->last().id, entry->last().by}] = entry;
    each("assessment", [&](const Record& record, json::Object object) {
      Conclusion one{.by = record.by,
                     .hypothesis = text_of(object, "hypothesis_ref"),
                     .likelihood = text_of(object, "likelihood"),
                     .confidence = text_of(object, "analytic_confidence"),
                     .explanation = text_of(object, "explanation"),
                     .would_change = text_of(object, "would_change"),
                     .rests_on = texts_of(object, "rests_on_refs"),
                     .problem = {},
                     .earlier = {},
                     .origin = record.origin};
      one.from = whole_number(object, "likelihood_from"), one.to = whole_number(object, "likelihood_to");
      // Marked and kept: what a party has said is shown with what is wrong with it.
      check_conclusion(record, one);
      // What the party held before, under the same id. Conclusions that were withdrawn are not current and do not come
      // here.
      for (const Record* before : history[{record.id, record.by}]->versions)
        if (before != &record) one.earlier.push_back({likelihood_of(*before), before->origin.received});
      question_.conclusions.push_back(std::move(one));
    });
    // By party, and of one party what it holds most likely first.
    std::ranges::sort(question_.conclusions, [&](const Conclusion& a, const Conclusion& b) {
      const auto key = [&](const Conclusion& c) {
        return std::make_tuple(labels_.party_name(c.by), -c.to, -c.from, std::string_view(c.origin.id));
      };
      return key(a) < key(b);
    });
    // Last, when all conclusions of each party are there.
    mark_impossible_bands();
  }

  // The word and the numbers must say the same: ICD 203 ties each word to a range, and a reader sees either.
  void check_conclusion(const Record& record, Conclusion& one) {
    std::vector<std::string> problems;
    if (const Withdrawn* gone = question_.withdrawn_of(one.hypothesis))
      problems.push_back(
          fmt::format("hypothesis \"{}\" was withdrawn by {}", gone->label, labels_.party_name(gone->by)));
    else if (!question_.hypothesis_index(one.hypothesis))
      problems.push_back(fmt::format("hypothesis {} is not one of this question", text::short_id(one.hypothesis)));
    if (const Likelihood* known = likelihood_from(one.likelihood)) {
      if (known->from != one.from || known->to != one.to)
        problems.push_back(fmt::format("\"{}\" means {}–{} %, the object says {}–{} %", known->text, known->from,
                                       known->to, one.from, one.to));
      one.likelihood = known->text;
    } else {
      problems.push_back(fmt::format("\"{}\" is no likelihood word of ICD 203", one.likelihood));
    }
    if (const auto way = rests_on_.way(record.id, record.id); !way.empty())
      problems.push_back("it rests on itself: " + in_words(labels_, way));
    one.problem = fmt::format("{}", fmt::join(problems, "; "));
  }

  std::string likelihood_of(const Record& record) {
    // An earlier version is shown by its word and hypothesis, so that people see what somebody thought
    // before.
    json::Parser parser;
    const auto parsed = parser.parse(record.text);
    if (!parsed.ok()) return "?";
    const json::Object object = parsed->get_object().value_unsafe();
    const std::string word = text_of(object, "likelihood");
    const Likelihood* known = likelihood_from(word);
    // An earlier version may name a hypothesis that this question does not have; "?" stands for it then.
    const std::string hypothesis = text_of(object, "hypothesis_ref");
    const bool is_known = question_.hypothesis_index(hypothesis) || question_.withdrawn_of(hypothesis) != nullptr;
    return fmt::format("{} {}", is_known ? question_.called(hypothesis) : "?",
                       known != nullptr ? known->text : std::string_view(word));
  }

  // Percent; anything else counts as 0, which is then named as not being what the word means.
  static int whole_number(json::Object object, std::string_view name) {
    const auto value = json::member(object, name);
    std::int64_t number = 0;
    if (!value || value->get(number) != simdjson::SUCCESS || number < 0 || number > 100) return 0;
    return static_cast<int>(number);
  }

  // The bands of one party over rival hypotheses must be able to add up to 100 %, and come from one row of words.
  void mark_impossible_bands() {
    std::map<std::string, std::pair<int, std::set<int>>> of_party;  // lowest sum, rows of words
    for (const Conclusion& one : question_.conclusions) {
      const Likelihood* known = likelihood_from(one.likelihood);
      if (known == nullptr) continue;
      // The lowest ends are added: more than 100 % cannot be true whatever the exact values are.
      of_party[one.by].first += known->from;
      if (known->from != 45) of_party[one.by].second.insert(known->row);  // both rows say "roughly even"
    }
    for (const auto& [party, sums] : of_party) {
      if (sums.first > 100)
        question_.problems.push_back(fmt::format("{}: the likelihoods of rival hypotheses come to at least {} %",
                                                 labels_.party_name(party), sums.first));
      if (sums.second.size() > 1)
        question_.problems.push_back(
            fmt::format("{}: likelihood words of both rows of ICD 203 are mixed", labels_.party_name(party)));
    }
  }

  // What held is a party's word, too; where parties differ that is said and nobody is preferred.
  void add_outcomes() {
    each("outcome", [&](const Record& record, json::Object object) {
      Outcome one{.by = record.by,
                  .hypothesis = text_of(object, "hypothesis_ref"),
                  .known = text_of(object, "known"),
                  .explanation = text_of(object, "explanation"),
                  .known_at = {},
                  .problem = {},
                  .origin = record.origin};
      const auto known = Timestamp::parse(one.known);
      if (known.ok())
        one.known_at = known->micros();
      else
        one.problem = "the time since when it is known cannot be read: " + known.error().message;
      // One that was withdrawn was one of this question when it was ranked, and that is what is looked back on.
      if (!question_.hypothesis_index(one.hypothesis) && question_.withdrawn_of(one.hypothesis) == nullptr)
        one.problem = fmt::format("hypothesis {} is not one of this question", text::short_id(one.hypothesis));
      question_.outcomes.push_back(std::move(one));
    });
    std::ranges::sort(question_.outcomes, [](const Outcome& a, const Outcome& b) {
      return std::tie(a.known_at, a.origin.id, a.by) < std::tie(b.known_at, b.origin.id, b.by);
    });
    for (const Outcome& one : question_.outcomes)
      if (one.hypothesis != question_.outcomes.front().hypothesis) {
        question_.problems.push_back("the parties do not agree on what held in the end");
        break;
      }
  }

  // Whoever wrote, judged, holds a source or has one on its side. Matrices are put in the same order as parties, which
  // pages rely on when they give each party its place.
  void add_parties() {
    std::set<std::string> ids{question_.by};
    for (const auto& one : question_.hypotheses) ids.insert(one.by);
    for (const auto& one : question_.rows) {
      ids.insert(one.by);
      for (const RowSource& source : one.sources) ids.insert(source.held_by), ids.insert(source.side);
    }
    for (const auto& one : question_.withdrawn) {
      ids.insert(one.by);
      ids.insert(one.judged_by.begin(), one.judged_by.end());
    }
    for (const auto& one : question_.matrices) ids.insert(one.party);
    for (const auto& one : question_.conclusions) ids.insert(one.by);
    for (const auto& one : question_.outcomes) ids.insert(one.by);
    ids.erase(std::string());
    for (const auto& id : ids) question_.parties.push_back({id, labels_.party_name(id)});
    const auto by_name = [&](const std::string& a, const std::string& b) {
      return std::make_pair(labels_.party_name(a), a) < std::make_pair(labels_.party_name(b), b);
    };
    std::ranges::sort(question_.parties, [&](const Party& a, const Party& b) { return by_name(a.id, b.id); });
    std::ranges::sort(question_.matrices, [&](const Matrix& a, const Matrix& b) { return by_name(a.party, b.party); });
  }

  const Versions& versions_;
  const Labels& labels_;
  const RestsOn rests_on_;
  Question& question_;
};

}  // namespace

// What comes later replaces what was told by the same or by a lesser teller. Of what two of a kind tell with one time
// the greater text stands, so that the order in which journals are read decides nothing.
void Labels::learn(const std::string& id, Text text, Teller teller, Micros version) {
  const auto told = std::make_pair(teller, version);
  const auto known = told_.find(id);
  // By rank of the teller, then by time, then by the text itself.
  if (known != told_.end() && std::tie(known->second, texts[id]) > std::tie(told, text)) return;
  told_[id] = told;
  texts[id] = std::move(text);
}

// A few steps: whoever made a circle of them gets any of them, and nobody waits.
std::string Labels::resolved(const std::string& id) const {
  std::string at = id;
  for (int steps = 0; steps < 8; ++steps) {
    const auto text = texts.find(at);
    if (text == texts.end() || text->second.same_as.empty()) break;
    at = text->second.same_as;
  }
  return at;
}

// Follows "speaks for" as resolved() follows "same as", and as few steps. An identity that speaks for nobody has a side
// only when it is a party itself.
std::string Labels::side_of(const std::string& id) const {
  std::string at = resolved(id);
  bool speaks_for_another = false;
  for (int steps = 0; steps < 8; ++steps) {
    const auto text = texts.find(at);
    if (text == texts.end() || text->second.speaks_for.empty()) break;
    at = resolved(text->second.speaks_for);
    speaks_for_another = true;
  }
  return speaks_for_another || parties.contains(at) || given.contains(at) ? at : std::string();
}

// The name that an identity object gives, else one from elsewhere, such as a card, else the id.
std::string Labels::party_name(const std::string& id) const {
  if (const auto text = texts.find(id); text != texts.end()) return text->second.label;
  if (const auto name = given.find(id); name != given.end()) return name->second;
  return text::short_id(id);
}

// An object that is not in the journals read is called by the beginning of its id.
std::string in_words(const Labels& labels, const std::vector<std::string>& way) {
  std::vector<std::string> out;
  for (const auto& id : way) {
    const auto found = labels.texts.find(id);
    out.push_back(found == labels.texts.end() ? text::short_id(id)
                                              : fmt::format("{} \"{}\"", found->second.type, found->second.label));
  }
  return fmt::format("{}", fmt::join(out, " → "));
}

const std::string& Question::party_name(const std::string& id_wanted) const {
  for (const Party& party : parties)
    if (party.id == id_wanted) return party.name;
  return id_wanted;
}
// Tens of hypotheses and rows: a look through all of them is as fast as any index.
std::optional<std::size_t> Question::hypothesis_index(std::string_view id_wanted) const {
  for (std::size_t i = 0; i < hypotheses.size(); ++i)
    if (hypotheses[i].id == id_wanted) return i;
  return std::nullopt;
}
std::optional<std::size_t> Question::row_index(std::string_view id_wanted) const {
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (rows[i].id == id_wanted) return i;
  return std::nullopt;
}
const Matrix* Question::matrix_of(std::string_view party) const {
  for (const Matrix& one : matrices)
    if (one.party == party) return &one;
  return nullptr;
}
const Withdrawn* Question::withdrawn_of(std::string_view id_wanted) const {
  for (const Withdrawn& one : withdrawn)
    if (one.id == id_wanted) return &one;
  return nullptr;
}
// What nothing here names is called by its id, so that a sentence about it still says what it is about.
std::string Question::called(const std::string& id_wanted) const {
  if (const auto row = row_index(id_wanted)) return rows[*row].label;
  if (const auto hypothesis = hypothesis_index(id_wanted)) return hypotheses[*hypothesis].label;
  const Withdrawn* gone = withdrawn_of(id_wanted);
  return gone != nullptr ? gone->label + " (withdrawn)" : id_wanted;
}

Result<Question> build_question(const std::vector<Record>& records, const Labels& labels, std::string_view id,
                                std::optional<Micros> as_of) {
  // Everything is put together anew for each moment that is asked for: of what was received later no version takes
  // part. Labels are the exception, as they are those that are known now.
  const Versions versions(records, as_of);
  for (const Record* record : versions.current("question")) {
    if (record->id != id) continue;
    json::Parser parser;
    PARLEY_TRY(const json::Element value, parser.parse(record->text));
    const json::Object object = value.get_object().value_unsafe();
    Question question{.id = record->id,
                      .name = text_of(object, "name"),
                      .text = text_of(object, "text"),
                      .description = text_of(object, "description"),
                      .by = record->by,
                      .origin = record->origin,
                      .parties = {},
                      .hypotheses = {},
                      .rows = {},
                      .matrices = {},
                      .conclusions = {},
                      .outcomes = {},
                      .withdrawn = {},
                      .problems = {}};
    Builder(versions, labels, question).build();
    return question;
  }
  return Error{Code::not_found, fmt::format("there is no question \"{}\"{}", id, as_of ? " at that time" : "")};
}

}  // namespace parley::assess
