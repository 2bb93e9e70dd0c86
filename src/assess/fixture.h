// For tests: objects of a question, written as a party's node writes them, and a desk that takes them in.
#pragma once

#include <fmt/format.h>

#include "assess/assess.h"
#include "stix/parley.h"

namespace parley::assess::testing {

inline const std::string kRuritania = "identity--11111111-1111-4111-8111-111111111111";
inline const std::string kGraustark = "identity--22222222-2222-4222-8222-222222222222";

// "hypothesis", 3 -> "hypothesis--00000000-0000-4000-8000-000000000003"
inline std::string id_of(std::string_view type, int number) {
  return fmt::format("{}--00000000-0000-4000-8000-{:012}", type, number);
}
inline const std::string kQuestionId = id_of("question", 1);
inline std::string none() { return none_of_these_id(kQuestionId); }
inline std::string hypothesis(int number) { return id_of("hypothesis", number); }
inline std::string evidence(int number) { return id_of("evidence", number); }

class Case {
 public:
  // A question with `hypotheses` rivals H1.. and `rows` rows E1.., all by Ruritania.
  explicit Case(int hypotheses = 2, int rows = 3) {
    name(kRuritania, "Ruritania"), name(kGraustark, "Graustark");
    put(kRuritania, kQuestionId, R"("name":"grid","text":"Who attacked the grid?")");
    for (int i = 1; i <= hypotheses; ++i)
      put(kRuritania, hypothesis(i),
          fmt::format(R"("question_ref":"{}","name":"H{}","text":"Hypothesis {}")", kQuestionId, i, i));
    for (int i = 1; i <= rows; ++i) row(i);
  }

  void row(int number, const std::string& more = R"("source_name":"the press")", std::string object = {}) {
    if (object.empty()) object = id_of("report", number);
    put(kRuritania, evidence(number),
        fmt::format(R"("question_ref":"{}","object_ref":"{}","name":"E{}","text":"Item {}"{}{})", kQuestionId, object,
                    number, number, more.empty() ? "" : ",", more));
  }
  // A row with several sources, "the note" or "the note@Graustark" where that party holds it.
  void row_from(int number, const std::vector<std::string>& sources) {
    std::string list;
    for (const auto& one : sources) {
      const auto at = one.find('@');
      const std::string held_by = at == std::string::npos             ? ""
                                  : one.substr(at + 1) == "Graustark" ? kGraustark
                                                                      : kRuritania;
      list += fmt::format(R"({}{{"source_name":"{}"{}}})", list.empty() ? "" : ",", one.substr(0, at),
                          held_by.empty() ? "" : fmt::format(R"(,"controlled_by_ref":"{}")", held_by));
    }
    row(number, fmt::format(R"("sources":[{}])", list));
  }
  void withdraw(const std::string& party, const std::string& id, const std::string& body) {
    put(party, id, body + R"(,"revoked":true)");
  }
  // "II" or "4.5" for each of H1, H2, ... and, one more, for none-of-these; "" leaves a cell out.
  void rate(const std::string& party, int row_number, const std::vector<std::string>& words,
            const std::string& more = {}, int object = 0) {
    std::string list;
    for (std::size_t i = 0; i < words.size(); ++i) {
      if (words[i].empty()) continue;
      const bool last = i + 1 == words.size() && known_hypothesis(i + 1) == false;
      const auto word = consistency_from(words[i]);
      list += fmt::format(R"({}{{"hypothesis_ref":"{}",{}}})", list.empty() ? "" : ",",
                          last ? none() : hypothesis(static_cast<int>(i) + 1),
                          word ? fmt::format(R"("consistency":"{}")", word_of(*word))
                               : fmt::format(R"("likelihood_ratio":{})", words[i]));
    }
    rate_raw(party, row_number, fmt::format(R"("ratings":[{}]{}{})", list, more.empty() ? "" : ",", more), object);
  }
  void rate_raw(const std::string& party, int row_number, const std::string& body, int object = 0) {
    const int number = (party == kRuritania ? 1000 : 2000) + row_number + 100 * object;
    put(party, id_of("evidence-rating", number),
        fmt::format(R"("question_ref":"{}","evidence_ref":"{}",{})", kQuestionId, evidence(row_number), body));
  }
  void name(const std::string& party, const std::string& name) {
    put(party, party, fmt::format(R"("name":"{}")", name));
  }

  // Each object a second later than the one before.
  void put(const std::string& party, const std::string& id, const std::string& body,
           const std::string& journal_of = {}) {
    put_plain(party, id, fmt::format(R"("extensions":{},{})", stix::kParleyExtensions, body), journal_of);
  }
  // The same without the extension of Parley's own types.
  void put_plain(const std::string& party, const std::string& id, const std::string& body,
                 const std::string& journal_of = {}) {
    const std::string& owner = journal_of.empty() ? party : journal_of;
    const std::string time = to_string(Micros{kStart + 1'000'000 * ++tick_});
    texts_.push_back(
        {owner,
         fmt::format(
             R"({{"type":"{}","spec_version":"2.1","id":"{}","created_by_ref":"{}","created":"2026-01-01T00:00:00.000Z","modified":"{}",{}}})",
             id.substr(0, id.find("--")), id, party, time, body),
         Micros{kStart + 1'000'000 * tick_}});
  }
  Micros now() const { return Micros{kStart + 1'000'000 * tick_}; }

  struct Text {
    std::string owner, text;
    Micros received;
  };
  std::vector<Text>& texts() { return texts_; }
  Desk desk() const {
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < texts_.size(); ++i) order.push_back(i);
    return desk(order);
  }
  // Handed in in another order; where each stands in its journal stays the same.
  Desk desk(const std::vector<std::size_t>& order) const {
    Desk desk;
    for (const std::size_t i : order)
      PARLEY_CHECK(desk.add({.party = texts_[i].owner,
                             .journal = texts_[i].owner == kRuritania ? "ours" : "theirs",
                             .seq = i,
                             .received = texts_[i].received,
                             .text = texts_[i].text})
                       .ok());
    return desk;
  }
  Question question() const {
    auto made = desk().question(kQuestionId);
    PARLEY_CHECK(made.ok());
    return std::move(*made);
  }

 private:
  static constexpr std::int64_t kStart = 1'767'225'600'000'000;  // 2026-01-01
  bool known_hypothesis(std::size_t number) const {
    for (const Text& one : texts_)
      if (one.text.find(fmt::format(R"("id":"{}")", hypothesis(static_cast<int>(number)))) != std::string::npos)
        return true;
    return false;
  }
  std::vector<Text> texts_;
  int tick_ = 0;
};

}  // namespace parley::assess::testing
