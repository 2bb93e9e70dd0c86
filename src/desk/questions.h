// Questions: rival hypotheses, the evidence, this party's ratings and conclusion, and the matrix of all parties.
//
// Every act appends one object to a journal of this party's; nothing is changed in place. What is rated or concluded
// again is a new version of the same object: the one before stays in the journal, and a view shows what it replaced.
//
// A desk is made for one piece of work and used by one thread.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "assess/view.h"
#include "desk/cases.h"
#include "desk/deliberation.h"
#include "desk/question_object.h"

namespace parley::desk {

// A journal that does not open, and why: what is shown was computed without it.
struct LeftOut {
  std::string journal, why;
};

// What a person says, as he says it: a question, a row or a hypothesis is meant by its short name, its id or the
// beginning of one. `journal` empty: the one for deliberation.
struct NewQuestion {
  std::string journal, name, text, description = {};
  std::vector<std::string> about = {};  // ids of the objects that it is about
};
struct NewHypothesis {
  std::string journal, question, name, text, description = {};
};
struct NewEvidence {
  // What it shows: an id that a journal here has, or the beginning of one; or a statement, as parley compare calls it
  // ("c22", or "lake-tarn:c22" where several cases have one). Empty: the row is in words, those of `text`.
  std::string journal, question, object = {};
  std::string name = {};  // empty: the next of E1, E2, ...
  std::string text = {};
  std::vector<std::string> sources = {};  // words, or ids
  // The parties that hold the sources: one for all of them, or one for each, where "-" is nobody.
  std::vector<std::string> controlled_by = {};
};
// What stands in one cell: a word, a likelihood ratio, or both; neither takes back what stood there.
struct Cell {
  std::string hypothesis;
  std::optional<assess::Consistency> word = {};
  std::optional<double> ratio = {};
};
struct NewRating {
  std::string journal, question, evidence;
  std::vector<Cell> cells = {};
  std::string reliability = {};  // of the source, "A" to "F"; empty: as it was
  int credibility = 0;           // of the item, 1 to 6; 0: as it was
  std::string explanation = {};  // empty: as it was
};
// Takes back what this party said of a row: under these hypotheses, or, of none, everything with the grades.
struct TakenBack {
  std::string journal, question, evidence;
  std::vector<std::string> hypotheses = {};
};
// Other words for what this party put: a hypothesis, a row, or the question itself. What is empty stays as it is.
struct Rewording {
  std::string journal, question, what;
  std::string text = {}, name = {}, description = {};
  std::vector<std::string> sources = {}, controlled_by = {};  // of a row; all that it has
};
// `what`: as above.
struct Withdrawal {
  std::string journal, question, what;
};
struct NewConclusion {
  std::string journal, question, hypothesis, likelihood;  // a word of ICD 203
  std::string confidence = {}, explanation = {}, would_change = {};
  std::vector<std::string> rests_on = {};  // rows, or ids of objects
};
struct NewOutcome {
  std::string journal, question, hypothesis;
  std::string known = {};  // since when; empty: now
  std::string explanation = {};
  std::vector<std::string> rests_on = {};
};

struct KeptEvidence {
  Kept kept;
  std::string name, object;              // of the row; the whole id
  std::vector<std::string> same_object;  // names of the rows that show the same object already
};
struct KeptRating {
  Kept kept;
  bool changes = false;  // it follows a rating of this row that there was
};
// A new version of something that was there.
struct KeptChange {
  Kept kept;
  std::string type, name;              // "question", "hypothesis" or "evidence"; as it is called now
  std::vector<std::string> judged_by;  // names of the parties that had rated it or concluded on it
  std::vector<std::string> released;   // journals of groups in which it stands as it was
};
struct KeptConclusion {
  Kept kept;
  assess::Likelihood likelihood;
};
struct QuestionSummary {
  std::string id, name, text, by;
  assess::Origin origin;
  std::size_t hypotheses = 0, rows = 0;
  std::vector<std::string> rated_by;  // names of parties
};

// From what a page of a question is made: what a reader needs to hold a printed one against his own copies.
struct QuestionProvenance {
  // The signed head of a journal in which something of it lies.
  struct Head {
    std::string journal;
    std::uint64_t entries = 0;
    std::string root;  // base64, as the head has it; empty: nothing was signed yet
  };
  Micros made{};
  std::string party;        // whose node made it
  std::vector<Head> heads;  // by name
  std::string marking;      // desk/shown_marking.h
  std::size_t marked = 0, objects = 0;
};

class Questions {
 public:
  explicit Questions(node::Node& node) : node_(node) {}

  // "H1=II", "H1=4.5", "H1=C,4.5"; "H1=-" takes back. invalid_input says what a rating can be.
  static Result<Cell> read_cell(std::string_view text);

  // Conflict when there is a question of that name.
  Result<Kept> put(const node::Acting& acting, const NewQuestion& question);
  // Conflict when the question has a hypothesis of that name.
  Result<Kept> add_hypothesis(const node::Acting& acting, const NewHypothesis& hypothesis);
  // Conflict when the question has a row of that name.
  Result<KeptEvidence> add_evidence(const node::Acting& acting, const NewEvidence& evidence);
  // What this party said before of the row, and does not say anew, stays.
  Result<KeptRating> rate(const node::Acting& acting, const NewRating& rating);
  // not_found when there is nothing of the kind to take back.
  Result<KeptRating> take_back(const node::Acting& acting, const TakenBack& what);
  // These two are for who put it: forbidden of what another party put. What it said stays in the journal.
  Result<KeptChange> reword(const node::Acting& acting, const Rewording& rewording);
  Result<KeptChange> withdraw(const node::Acting& acting, const Withdrawal& withdrawal);
  // These two need the right to conclude: they are the party's word, not a note for itself.
  Result<KeptConclusion> conclude(const node::Acting& acting, const NewConclusion& conclusion);
  Result<Kept> tell_outcome(const node::Acting& acting, const NewOutcome& outcome);

  Result<std::vector<QuestionSummary>> list();
  Result<assess::View> view(std::string_view question, const assess::ViewOptions& options);
  // Fails when a journal cannot be read.
  Result<QuestionProvenance> provenance(const assess::View& view);

  // The journals that did not open while this desk worked, each once.
  const std::vector<LeftOut>& left_out() const { return left_out_; }

 private:
  struct Work;
  struct Put;

  using Visit = std::function<Status(const store::CollectionRow&, const journal::Entry&)>;
  Status for_each_entry(const journal::Query& query, const Visit& visit);
  // The objects of all journals that questions are made of.
  Result<assess::Desk> read();
  Result<Work> begin(const std::string& question);
  // The object that a person means, in any journal or case.
  Result<std::string> find_object(const std::string& typed);
  Result<std::string> object_by_name(const std::string& typed) const;
  using Named = std::map<std::string, std::set<std::string>>;  // by id, the cases that have it
  Result<Named> named_in_cases(const std::string& name, const std::vector<Case>& cases) const;
  Status add_sources(QuestionObject& object, const Work& work, const std::vector<std::string>& sources,
                     const std::vector<std::string>& controlled_by);
  // This party's objects of a type whose properties have these values.
  using Values = std::vector<std::pair<std::string_view, std::string>>;
  std::vector<assess::Desk::Text> own_objects(const assess::Desk& desk, std::string_view type,
                                              const Values& values) const;
  std::optional<std::string> own_object(const assess::Desk& desk, std::string_view type, const Values& values) const;
  // What this party put and `typed` means: the question, a hypothesis, or a row.
  Result<Put> own_put(const Work& work, const std::string& typed);
  Result<KeptChange> change(const node::Acting& acting, std::string_view what, const std::string& journal,
                            const Put& before, const QuestionObject& object);
  Result<Kept> append(const node::Acting& acting, node::Act act, std::string_view what, const std::string& journal,
                      const QuestionObject& object);
  Result<Kept> append(const node::Acting& acting, node::Act act, std::string_view what, const std::string& journal,
                      const std::vector<QuestionObject>& objects);

  node::Node& node_;
  std::vector<LeftOut> left_out_;
};

std::string to_json(const KeptEvidence& row);
std::string to_json(const KeptRating& rating);
std::string to_json(const KeptChange& change);
std::string to_json(const KeptConclusion& conclusion);
std::string to_json(const QuestionSummary& question);
std::string to_json(const assess::View& view);

}  // namespace parley::desk
