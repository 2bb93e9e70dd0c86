// Questions: rival hypotheses, the evidence, this party's ratings and conclusion, and the matrix of all parties.
//
// Every act appends one object to a journal of this party's; nothing is changed in place. What is rated or concluded
// again is a new version of the same object: the one before stays in the journal, and a view shows what it replaced.
//
// A desk is made for one piece of work and used by one thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "assess/view.h"
#include "desk/deliberation.h"

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
  std::string journal, question, object;  // an id that a journal here has, or the beginning of one
  std::string name = {};                  // empty: the next of E1, E2, ...
  std::string text = {}, source = {};     // `source`: words, or an id
  std::string controlled_by = {};         // the party that holds the source
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
  std::string name, object;  // of the row; the whole id
};
struct KeptRating {
  Kept kept;
  bool changes = false;  // it follows a rating of this row that there was
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
  // These two need the right to conclude: they are the party's word, not a note for itself.
  Result<KeptConclusion> conclude(const node::Acting& acting, const NewConclusion& conclusion);
  Result<Kept> tell_outcome(const node::Acting& acting, const NewOutcome& outcome);

  Result<std::vector<QuestionSummary>> list();
  Result<assess::View> view(std::string_view question, const assess::ViewOptions& options);

  // The journals that did not open while this desk worked, each once.
  const std::vector<LeftOut>& left_out() const { return left_out_; }

 private:
  struct Work;
  class Object;

  using Visit = std::function<Status(const store::CollectionRow&, const journal::Entry&)>;
  Status for_each_entry(const journal::Query& query, const Visit& visit);
  // The objects of all journals that questions are made of.
  Result<assess::Desk> read();
  Result<Work> begin(const std::string& question);
  // The object that a person means, in any journal.
  Result<std::string> find_object(const std::string& typed);
  std::optional<std::string> own_object(const assess::Desk& desk, std::string_view type,
                                        const std::vector<std::pair<std::string_view, std::string>>& values) const;
  Result<Kept> append(const node::Acting& acting, node::Act act, std::string_view what, const std::string& journal,
                      const Object& object);

  node::Node& node_;
  std::vector<LeftOut> left_out_;
};

std::string to_json(const QuestionSummary& question);
std::string to_json(const assess::View& view);

}  // namespace parley::desk
