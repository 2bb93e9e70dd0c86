// A question with its rival hypotheses, the evidence, and each party's matrix over them, read from the objects of one
// or several journals. Nothing here decides between the parties: every judgement keeps who made it, where it stands and
// what it replaced. What is computed from it is in ranking.h, sensitivity.h, overlay.h and outcome.h.
//
// Nothing that comes in is dropped in silence: what cannot count is kept as a problem or a marked cell, in words.
// Not thread-safe; a value.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "assess/scales.h"
#include "base/result.h"
#include "base/time.h"

namespace parley::assess {

// One object as it lies in a journal: this party's own, or the mirror of another's.
struct Source {
  std::string_view party;    // identity whose journal it is, which is who signed it
  std::string_view journal;  // its name
  std::uint64_t seq = 0;
  Micros received{};
  std::string_view text;  // JSON
};

// Where a judgement stands. `signed_by_author`: it lies in the journal of the party that it names as its author;
// otherwise it is a copy in somebody else's journal, which proves only that they have it.
struct Origin {
  std::string id, journal;
  std::uint64_t seq = 0;
  Micros received{};
  bool signed_by_author = false;
  Micros said{};  // the time of the version, as its author gives it
};

struct Party {
  std::string id, name;
};

// What stood somewhere before: in a cell, a grade, a conclusion, or the words of a row or hypothesis. Values as people
// read them: "II", "LR 4", "B", "-", "H1: Unit 9".
struct Earlier {
  std::string value;
  Micros received{};
};

struct Hypothesis {
  std::string id, label, text, by;      // `label`: the short name, made unambiguous; `by`: a party's id
  bool is_none_of_these = false;        // always there, always last; nobody needs to write it down
  std::vector<Earlier> earlier = {};    // its wordings before this one, oldest first
  std::optional<Micros> reworded = {};  // since when it says what it says now, if it once said something else
};

// Where a row comes from. A row may have several sources, and stands as long as one of them does.
struct RowSource {
  std::string key;      // the same wherever this source is named; empty: it is not named, only who holds it
  std::string label;    // as people read it
  std::string held_by;  // the party that holds it and could withhold or shape it; an id, empty: not said
  std::string side;     // the party whose side it is on: who holds it, or for whom it speaks; empty: nobody's
};

struct Row {
  std::string id, label, text, by;
  // Type and label are empty when the object is not in the journals read.
  std::string object_id, object_type, object_label;
  std::vector<RowSource> sources;        // empty: not said
  std::string problem;                   // why it does not count, such as a circle
  std::vector<std::size_t> same_object;  // other rows that show the same object
  std::vector<Earlier> earlier = {};
  std::optional<Micros> reworded = {};

  std::string source() const;  // "the note, the log"; empty: not said
};

// A row or hypothesis that its author withdrew. It takes part in nothing any more; what others had said of it stays in
// their journals.
struct Withdrawn {
  std::string type, id, label, text, by;  // `type`: "evidence" or "hypothesis"
  Micros received{};
  std::vector<std::string> judged_by;  // ids of other parties whose latest word rates it or concludes on it
};

struct Rating {
  std::optional<Consistency> word;
  std::optional<double> ratio;
  std::string problem;           // something stands here that does not count: an unknown word, a ratio of zero
  std::vector<Earlier> earlier;  // oldest first
  Origin origin;

  bool counts() const { return word.has_value() || ratio.has_value(); }
  bool is_mapped() const { return !word && ratio; }
  // Requires counts(). The word, or the one that the ratio maps to.
  Consistency value() const { return word ? *word : mapped(*ratio); }
  std::string text() const;  // "II", "LR 4", "C LR 4", "" when nothing counts
};

struct Grades {
  char reliability = 0;  // 'A'..'F'; 0: not given
  int credibility = 0;   // 1..6; 0: not given
  std::string problem, explanation;
  std::vector<Earlier> earlier;
  std::string text() const;  // "B2", "B-", "-" when neither
};

// One party's judgement of every cell.
struct Matrix {
  std::string party;
  std::vector<std::vector<Rating>> cells;  // [row][hypothesis]
  std::vector<Grades> grades;              // [row]

  bool rates_anything() const;  // false of a party that took everything back
};

// One party's conclusion on one hypothesis. Several of one party stand side by side.
struct Conclusion {
  std::string by, hypothesis;  // ids
  std::string likelihood;      // the word as people read it
  int from = 0, to = 0;        // percent, as the object says
  std::string confidence;      // low, moderate, high; empty: not said
  std::string explanation, would_change;
  std::vector<std::string> rests_on;  // ids
  std::string problem;
  std::vector<Earlier> earlier;
  Origin origin;
};

// What held in the end, according to a party.
struct Outcome {
  std::string by, hypothesis, known, explanation;
  Micros known_at{};
  std::string problem;
  Origin origin;
};

struct Question {
  std::string id, name, text, description, by;
  Origin origin;
  std::vector<Party> parties;          // everybody who judged or wrote something here, in the order of their names
  std::vector<Hypothesis> hypotheses;  // by name; none-of-these last
  std::vector<Row> rows;               // by name
  std::vector<Matrix> matrices;        // of parties that rate something or once did, in the order of `parties`
  std::vector<Conclusion> conclusions;
  std::vector<Outcome> outcomes;
  std::vector<Withdrawn> withdrawn;   // by name
  std::vector<std::string> problems;  // sentences

  const std::string& party_name(const std::string& id) const;  // the id when nobody names it
  std::optional<std::size_t> hypothesis_index(std::string_view id) const;
  std::optional<std::size_t> row_index(std::string_view id) const;
  const Matrix* matrix_of(std::string_view party) const;
  const Withdrawn* withdrawn_of(std::string_view id) const;  // null: there is none
  // The names of the parties that hold the row's sources: "Graustark, Ruritania"; empty: not said.
  std::string held_by(const Row& row) const;
  // The short name of a row or hypothesis, withdrawn or not; the id of anything else.
  std::string called(const std::string& id) const;
  // Two rivals beside none-of-these: below that there is nothing to rank.
  bool can_be_ranked() const { return hypotheses.size() >= 3; }
};

// Whether the row or the hypothesis was reworded after this was said, so that it may be about other words. By the times
// that their authors give.
bool is_of_other_words(const Question& question, std::size_t row, std::size_t hypothesis, const Rating& rating);

// The identifier of "none of these" for a question: the same for everybody, without an object.
std::string none_of_these_id(std::string_view question_id);

// Takes the objects of journals in any order and makes questions of them.
class Desk {
 public:
  Desk();
  ~Desk();
  Desk(Desk&&) noexcept;
  Desk& operator=(Desk&&) noexcept;

  // The types that are to be handed in; of others only those in wanted().
  static std::vector<std::string> types();
  // Fails with invalid_input when it is no STIX object; the same object again changes nothing.
  Status add(const Source& source);
  // A party's name when no identity object gives it.
  void name_party(std::string_view id, std::string_view name);
  // Objects that rows, sources and conclusions refer to and that were not handed in yet, in order, each once.
  std::vector<std::string> wanted() const;

  struct Listed {
    std::string id, name, text, by;
    Origin origin;
  };
  std::vector<Listed> questions() const;
  // What `text` means: an id, an unambiguous beginning of an id or of its UUID, or a short name. `type` (one of
  // types()) narrows it down, and so does `question` (an id). Fails with not_found, or conflict naming the candidates.
  Result<std::string> find(std::string_view type, std::string_view text, std::string_view question = {}) const;
  struct Text {
    std::string text;
    Origin origin;
  };
  // The latest version of each object of a type by this author, withdrawn ones left out.
  std::vector<Text> texts_by(std::string_view type, std::string_view author) const;
  // As of a moment, if given: of what was received after it nothing is seen.
  Result<Question> question(std::string_view id, std::optional<Micros> as_of = std::nullopt) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace parley::assess
