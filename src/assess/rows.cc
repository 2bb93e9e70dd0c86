// What is judged: the rival hypotheses and the rows of evidence, with their earlier wordings, and those that their
// authors withdrew. A withdrawn one is not rated any more by anybody, so it is told who had rated it: nobody can take
// a rival out of others' matrices unseen.
#include <fmt/format.h>

#include <algorithm>

#include "assess/build.h"
#include "text/display.h"

namespace parley::assess {
namespace {

constexpr std::pair<std::string_view, std::string_view> kKinds[] = {{"evidence", "rows of evidence"},
                                                                    {"hypothesis", "hypotheses"}};

// Calls use(object) if the text is one.
template <class Use>
void with_object(json::Parser& parser, const std::string& text, const Use& use) {
  const auto parsed = parser.parse(text);
  json::Object object;
  if (parsed.ok() && parsed->get(object) == simdjson::SUCCESS) use(object);
}

// What a version says, apart from what it is called.
// With the object that a row shows: the same words about another object are another row.
std::string substance_of(json::Object object) {
  return fmt::format("{}\n{}\n{}", text_of(object, "text"), text_of(object, "description"),
                     text_of(object, "object_ref"));
}

// Fills hypotheses, rows and what was withdrawn. Histories are looked up first, since wordings come from them.
class RowBuilder {
 public:
  RowBuilder(Question& question, const Versions& versions, const Labels& labels, const RestsOn& rests_on)
      : question_(question), versions_(versions), labels_(labels), rests_on_(rests_on) {}

  void build() {
    for (const auto& [type, plural] : kKinds)
      for (const auto* entry : versions_.chosen(type)) histories_[entry->last().id] = entry;
    add_hypotheses();
    add_rows();
    mark_same_objects();
    add_withdrawn();
  }

 private:
  // Names are what people type, so equal ones must be told apart - by the first digits of the identifier - and people
  // told that they are.
  template <class T>
  void settle_labels(std::vector<T>& list, std::string_view what) {
    std::map<std::string, int> count;
    for (const T& one : list) ++count[one.label];
    for (T& one : list)
      if (count[one.label] > 1) one.label += "·" + one.id.substr(one.id.find("--") + 2, 4);
    for (const auto& [label, n] : count)
      if (n > 1)
        question_.problems.push_back(
            fmt::format("{} {} are called \"{}\"; their identifiers tell them apart", n, what, label));
    std::ranges::sort(list, [](const T& a, const T& b) {
      return a.label != b.label ? text::natural_less(a.label, b.label) : a.id < b.id;
    });
  }

  // The wordings before the last one, each once, and since when the words mean what they mean now: another short name
  // changes nothing that was rated.
  template <class T>
  void add_wordings(T& one) {
    json::Parser parser;
    std::string wording, substance;
    for (const Record* record : histories_.at(one.id)->versions)
      with_object(parser, record->text, [&](json::Object object) {
        const std::string now = fmt::format("{}: {}", text_of(object, "name"), text_of(object, "text"));
        const std::string says = substance_of(object);
        if (!wording.empty() && now != wording) one.earlier.push_back({wording, worded_});
        // By the time of its author, since ratings are compared with it by the times that their authors give.
        if (!wording.empty() && says != substance) one.reworded = record->origin.said;
        if (now != wording) worded_ = record->origin.received;
        wording = now, substance = says;
      });
  }

  // "None of these" is always there and always last, without anybody having to write it: rivals that are all
  // wrong must be able to lose.
  void add_hypotheses() {
    const std::string none = none_of_these_id(question_.id);
    for_each_of(question_, versions_, "hypothesis", [&](const Record& record, json::Object object) {
      if (record.id == none) return;  // it is there without an object
      Hypothesis one{.id = record.id,
                     .label = text_of(object, "name"),
                     .text = text_of(object, "text"),
                     .by = record.by,
                     .is_none_of_these = false};
      add_wordings(one);
      question_.hypotheses.push_back(std::move(one));
    });
    settle_labels(question_.hypotheses, "hypotheses");
    question_.hypotheses.push_back(
        {.id = none, .label = "none", .text = "None of these", .by = {}, .is_none_of_these = true});
  }

  void add_rows() {
    for_each_of(question_, versions_, "evidence", [&](const Record& record, json::Object object) {
      Row row{.id = record.id,
              .label = text_of(object, "name"),
              .text = text_of(object, "text"),
              .by = record.by,
              .object_id = text_of(object, "object_ref"),
              .object_type = {},
              .object_label = {},
              .sources = {},
              .problem = {},
              .same_object = {}};
      // Where the object is not here its type still shows, as it stands in the id.
      if (const auto shown = labels_.texts.find(row.object_id); shown != labels_.texts.end()) {
        row.object_type = shown->second.type;
        row.object_label = shown->second.label;
      } else {
        row.object_type = row.object_id.substr(0, row.object_id.find("--"));
      }
      add_sources(row, object);
      // A row always says something: its own words, which may be all that it has; else what its object is called, else
      // the object's id.
      if (row.text.empty()) row.text = row.object_label.empty() ? text::short_id(row.object_id) : row.object_label;
      mark_circle(row);
      add_wordings(row);
      question_.rows.push_back(std::move(row));
    });
    settle_labels(question_.rows, "rows of evidence");
  }

  // One source stands in the row itself, several in a list; what is said of the row holds for those of which nothing is
  // said. A statement whose source nobody names comes from who made it.
  void add_sources(Row& row, json::Object object) {
    keys_.clear();
    const std::string held_by = text_of(object, "controlled_by_ref");
    add_source(row, object, held_by);
    for (const json::Object one : objects_of(object, "sources")) add_source(row, one, held_by);
    if (!row.sources.empty()) return;
    const auto shown = labels_.texts.find(row.object_id);
    const std::string speaker = shown == labels_.texts.end() ? std::string() : shown->second.speaker;
    if (speaker.empty() && held_by.empty()) return;
    put_source(row, speaker, {}, held_by);
  }

  void add_source(Row& row, json::Object object, const std::string& held_by_else) {
    const std::string ref = text_of(object, "source_ref"), words = text_of(object, "source_name");
    if (ref.empty() && words.empty()) return;
    std::string held_by = text_of(object, "controlled_by_ref");
    if (held_by.empty()) held_by = held_by_else;
    put_source(row, ref, words, held_by);
  }

  // Rows have one source in common when they have one reference, or exactly the same words for it. Words get a mark in
  // front, so that no text can be taken for an identifier.
  void put_source(Row& row, const std::string& ref, const std::string& words, const std::string& held_by) {
    RowSource one{.key = {}, .label = words, .held_by = held_by, .side = {}};
    if (!ref.empty()) {
      one.key = labels_.resolved(ref);
      if (one.label.empty()) one.label = labels_.party_name(one.key);
    } else if (!words.empty()) {
      one.key = "text:" + words;
    }
    // Who holds a source can shape what it says, so that decides before whose word it is.
    one.side = labels_.side_of(held_by.empty() ? ref : held_by);
    if (one.side.empty()) one.side = held_by;
    if (keys_.insert(one.key).second) row.sources.push_back(std::move(one));
  }

  // A question that rests on its own conclusion, over however many steps, proves itself; such a row is shown
  // and not counted.
  void mark_circle(Row& row) {
    const auto way =
        row.object_id == question_.id ? std::vector{question_.id} : rests_on_.way(row.object_id, question_.id);
    if (!way.empty()) row.problem = "it rests on this very question: " + in_words(labels_, way);
  }

  // It is allowed, as two sentences of one report can be two rows; but what is one thing must not count twice unseen.
  void mark_same_objects() {
    std::map<std::string, std::vector<std::size_t>> showing;
    for (std::size_t r = 0; r < question_.rows.size(); ++r)
      if (!question_.rows[r].object_id.empty()) showing[question_.rows[r].object_id].push_back(r);
    for (const auto& [object, rows] : showing) {
      if (rows.size() < 2) continue;
      std::vector<std::string> names;
      for (const std::size_t r : rows) {
        names.push_back(question_.rows[r].label);
        for (const std::size_t other : rows)
          if (other != r) question_.rows[r].same_object.push_back(other);
      }
      question_.problems.push_back(fmt::format("{} show one and the same object, {}: what it says may count {} times",
                                               fmt::join(names, ", "), in_words(labels_, {object}), rows.size()));
    }
  }

  void add_withdrawn() {
    json::Parser parser;
    for (const auto& [type, plural] : kKinds)
      for (const auto* entry : versions_.chosen(type)) {
        if (!entry->last().revoked) continue;
        Withdrawn one{.type = std::string(type),
                      .id = entry->last().id,
                      .label = {},
                      .text = {},
                      .by = entry->last().by,
                      .received = entry->last().origin.received,
                      .judged_by = {}};
        bool is_of_this = false;
        // The last version may be bare: what it said is what the version before it says.
        for (const Record* record : entry->versions)
          with_object(parser, record->text, [&](json::Object object) {
            is_of_this = is_of_this || text_of(object, "question_ref") == question_.id;
            if (auto name = text_of(object, "name"); !name.empty()) one.label = std::move(name);
            if (auto text = text_of(object, "text"); !text.empty()) one.text = std::move(text);
          });
        if (is_of_this) question_.withdrawn.push_back(std::move(one));
      }
    std::ranges::stable_sort(question_.withdrawn, [](const Withdrawn& a, const Withdrawn& b) {
      return a.label != b.label ? text::natural_less(a.label, b.label) : a.id < b.id;
    });
    for (Withdrawn& one : question_.withdrawn) tell_who_judged(one);
  }

  // Whose latest word rates it or concludes on it, as a problem of the question: they are told how to keep the rival.
  void tell_who_judged(Withdrawn& one) {
    std::set<std::string> judged_by;
    for_each_of(question_, versions_, "evidence-rating", [&](const Record& record, json::Object object) {
      bool rates_it = text_of(object, "evidence_ref") == one.id;
      for (const json::Object cell : objects_of(object, "ratings"))
        rates_it = rates_it || text_of(cell, "hypothesis_ref") == one.id;
      if (rates_it) judged_by.insert(record.by);
    });
    for_each_of(question_, versions_, "assessment", [&](const Record& record, json::Object object) {
      if (text_of(object, "hypothesis_ref") == one.id) judged_by.insert(record.by);
    });
    // Its author's own ratings of it are withdrawn with it and need no telling.
    judged_by.erase(one.by);
    if (judged_by.empty()) return;
    one.judged_by = {judged_by.begin(), judged_by.end()};
    std::vector<std::string> names;
    for (const auto& id : one.judged_by) names.push_back(labels_.party_name(id));
    question_.problems.push_back(
        fmt::format("{} \"{}\" was withdrawn by {}; {} had judged it, and can put it again as {} own",
                    one.type == "evidence" ? "row" : one.type, one.label, labels_.party_name(one.by),
                    fmt::join(names, " and "), names.size() == 1 ? "its" : "their"));
  }

  Question& question_;
  const Versions& versions_;
  const Labels& labels_;
  const RestsOn& rests_on_;
  std::map<std::string, const Versions::Entry*> histories_;  // by id
  Micros worded_{};                                          // since when the wording in hand stands
  std::set<std::string> keys_;                               // of the row in hand: each source once
};

}  // namespace

std::string Row::source() const {
  std::vector<std::string_view> out;
  for (const RowSource& one : sources)
    if (!one.label.empty()) out.push_back(one.label);
  return fmt::format("{}", fmt::join(out, ", "));
}

std::string Question::held_by(const Row& row) const {
  std::set<std::string> out;
  for (const RowSource& one : row.sources)
    if (!one.held_by.empty()) out.insert(party_name(one.held_by));
  return fmt::format("{}", fmt::join(out, ", "));
}

void build_rows(Question& question, const Versions& versions, const Labels& labels, const RestsOn& rests_on) {
  RowBuilder(question, versions, labels, rests_on).build();
}

}  // namespace parley::assess
