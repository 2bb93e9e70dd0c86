// Several reports of one utterance, to be counted once.
//
// Reports are joined when a recorder joined them, or when all of this holds: one speaker, one occasion, one side of one
// proposition, different ways to the page, and like words. Likeness of words alone is a habit, and one occasion alone
// is a meeting at which somebody said more than one thing; where nothing is alike, nothing is joined. Cost: the reports
// of one speaker on one occasion about one proposition are compared with each other. Tests: utterances_test.cc.
#include <algorithm>
#include <map>

#include "accounts/model.h"
#include "accounts/text.h"

namespace parley::accounts {
namespace {

constexpr std::size_t kCompared = 64;  // reports of one utterance; more than these is no reporting any more

int side_of_statement(const TakenStance& taken) {
  return static_cast<int>(
      side_of(CellStance{taken.stance, taken.negation, taken.presupposed, taken.in_part, false, {}}));
}

// Statements that report one utterance; joining is transitive.
class Groups {
 public:
  void join(StatementIndex a, StatementIndex b) { up_[find(a)] = find(b); }
  StatementIndex find(StatementIndex at) {
    const auto slot = up_.try_emplace(at, at).first;
    if (slot->second == at) return at;
    const StatementIndex root = find_root(slot->second);
    up_[at] = root;
    return root;
  }
  const std::map<StatementIndex, StatementIndex>& members() const { return up_; }

 private:
  StatementIndex find_root(StatementIndex at) const {
    for (auto slot = up_.find(at); slot != up_.end() && slot->second != at; slot = up_.find(at)) at = slot->second;
    return at;
  }
  std::map<StatementIndex, StatementIndex> up_;
};

struct Report {
  StatementIndex statement = kNone;
  DocumentIndex document = kNone;
  std::vector<PartyIndex> channel = {};
  std::set<std::uint64_t> words = {};

  bool same_way(const Report& other) const { return document == other.document && channel == other.channel; }
  // Most of the words of the longer one.
  bool alike(const Report& other) const {
    const auto common = static_cast<std::size_t>(
        std::count_if(words.begin(), words.end(), [&](std::uint64_t word) { return other.words.contains(word); }));
    return common >= 2 && common * 5 >= std::max(words.size(), other.words.size()) * 3;
  }
};

Report report_of(const Material& material, StatementIndex index) {
  const Statement& statement = material.statements()[index];
  Report out{.statement = index, .document = statement.document};
  for (const Link& link : statement.chain) out.channel.push_back(link.party);
  const std::string text = statement.words.empty() ? joined(statement.content_spans) : statement.words;
  for (const Word& word : words_of(text))
    if (!word.weak) out.words.insert(word.stem);
  return out;
}

void join_reports(const Material& material, const std::vector<StatementIndex>& statements, Groups& groups) {
  if (statements.size() < 2) return;
  std::vector<Report> reports;
  for (const StatementIndex index : statements) {
    // Each is compared with each, so a case could make it cost as much as it likes.
    if (reports.size() == kCompared) break;
    reports.push_back(report_of(material, index));
  }
  for (std::size_t i = 0; i < reports.size(); ++i)
    for (std::size_t j = i + 1; j < reports.size(); ++j)
      // Two statements that came the same way are two sentences of one report.
      if (!reports[i].same_way(reports[j]) && reports[i].alike(reports[j]))
        groups.join(reports[i].statement, reports[j].statement);
}

std::vector<Utterance> found_in(const Comparison::Impl& of) {
  // One speaker on one occasion, on one side of one proposition; the stance itself where no side is taken. Sorted, as
  // of a large case a map of them would cost more than all that is done with it.
  std::vector<std::tuple<PartyIndex, EventIndex, PropositionIndex, int, Stance, StatementIndex>> reports;
  for (const StatementIndex index : of.counted) {
    const Statement& statement = of.material.statements()[index];
    if (statement.speaker == kNone || statement.occasion == kNone || of.left_out(statement)) continue;
    for (const TakenStance& taken : statement.stances) {
      if (taken.stance == Stance::silent || taken.proposition == kNone) continue;
      const int side = side_of_statement(taken);
      reports.emplace_back(of.material.resolved(statement.speaker), statement.occasion, taken.proposition, side,
                           side == 0 ? taken.stance : Stance::unknown, index);
    }
  }
  std::sort(reports.begin(), reports.end());
  reports.erase(std::unique(reports.begin(), reports.end()), reports.end());
  const auto key = [](const auto& one) {
    return std::tie(std::get<0>(one), std::get<1>(one), std::get<2>(one), std::get<3>(one), std::get<4>(one));
  };
  Groups groups;
  std::vector<StatementIndex> list;
  for (std::size_t begin = 0; begin < reports.size();) {
    const std::size_t first = begin;
    for (list.clear(); begin < reports.size() && key(reports[begin]) == key(reports[first]); ++begin)
      list.push_back(std::get<5>(reports[begin]));
    join_reports(of.material, list, groups);
  }
  std::set<StatementIndex> asserted;
  for (const StatementIndex index : of.counted) {
    for (const StatementIndex other : of.material.statements()[index].same_utterance) {
      // A recorder may have joined it with a statement that is turned off, or is not here.
      if (other >= of.added.size() || !of.added[other] || other == index) continue;
      groups.join(index, other);
      asserted.insert(index), asserted.insert(other);
    }
  }
  std::map<StatementIndex, Utterance> found;
  std::vector<StatementIndex> members;
  for (const auto& [statement, up] : groups.members()) members.push_back(statement);
  for (const StatementIndex statement : members) {
    Utterance& utterance = found[groups.find(statement)];
    utterance.statements.push_back(statement);
    utterance.asserted = utterance.asserted || asserted.contains(statement);
  }
  std::vector<Utterance> out;
  for (auto& [root, utterance] : found)
    if (utterance.statements.size() > 1) out.push_back(std::move(utterance));
  std::sort(out.begin(), out.end(), [](const Utterance& a, const Utterance& b) { return a.statements < b.statements; });
  return out;
}

}  // namespace

// Kept until a statement is added: every cell on a page asks for it.
const std::vector<Utterance>& Comparison::utterances() const {
  if (!impl_->utterances) impl_->utterances = found_in(*impl_);
  return *impl_->utterances;
}

}  // namespace parley::accounts
