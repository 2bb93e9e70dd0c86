// For each question the clock is followed from one beginning to the next, since every one of them may have run out: the
// receipt of the inquiry, an answer that was held to be insufficient, an escalation by a person, a "later". What ends a
// clock is dated as everywhere here (inquiries.cc): the asker's own words by its date added, the other's by when the
// asker cosigned them. A silence makes no new beginning, so that nobody gains time by it; a person's escalation does.
#include "group/silence.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "group/reckoning.h"

namespace parley::group {
namespace {

constexpr std::int64_t kSecond = 1'000'000;

// Agreed times are whole seconds, and times of entries are microseconds.
Micros after(Micros start, std::chrono::seconds time) { return {start.value + time.count() * kSecond}; }

// What stops or starts the clock of one question, and when.
struct Turn {
  enum class What { settled, later, insufficient, escalated } what;
  std::optional<Micros> when;  // nothing: the asker has not had it yet
  std::optional<Micros> from;  // of a new beginning: when the asked party had it; of "later": until when
  Place at;
};

// What the asker has not had yet comes behind everything else, and then has no time to compare.
bool comes_first(const Turn& a, const Turn& b) {
  constexpr Micros kNever{std::numeric_limits<std::int64_t>::max()};
  const Micros one = a.when.value_or(kNever), other = b.when.value_or(kNever);
  return std::tie(one, a.at.author, a.at.seq) < std::tie(other, b.at.author, b.at.seq);
}

// The times that passed before there was what settles the question, or made a new beginning.
// Follows one question's clock: `due` is the end of the clock that runs, is_open whether it runs at all. At
// each turn it is asked whether the clock had run out by then; "insufficient" is no such turn, since the
// question was settled before it.
std::vector<Micros> passed(std::vector<Turn> turns, std::optional<Micros> start, std::chrono::seconds answer) {
  std::stable_sort(turns.begin(), turns.end(), comes_first);
  std::vector<Micros> out;
  const auto due_from = [&](std::optional<Micros> from) { return from ? std::optional(after(*from, answer)) : from; };
  std::optional<Micros> due = due_from(start);
  bool is_open = true;
  for (const Turn& turn : turns) {
    if (turn.what != Turn::What::insufficient && is_open && due && turn.when && *turn.when > *due) out.push_back(*due);
    switch (turn.what) {
      case Turn::What::settled:
        is_open = false;
        break;
      // A new time can only put off the end and never bring it forward, and a question that is settled has none.
      case Turn::What::later:
        if (is_open && turn.from) due = std::max(due.value_or(*turn.from), *turn.from);
        break;
      case Turn::What::insufficient:
        is_open = true, due = due_from(turn.from);
        break;
      case Turn::What::escalated:
        if (is_open) due = due_from(turn.from);
        break;
    }
  }
  return out;
}

bool names(const std::vector<std::string>& ids, std::string_view id) {
  return std::find(ids.begin(), ids.end(), id) != ids.end();
}

}  // namespace

// What happened to one question, as far as its clock is concerned.
std::vector<Micros> Reckoning::passed_times(const AskedState& track, const Fed& fed, std::int64_t number,
                                            std::chrono::seconds answer) const {
  std::vector<Turn> turns;
  std::vector<std::string> replies;  // that say something to this question
  each_of<Reply>(referring_, fed.at.id, [&](const Fed& said, const Reply& reply) {
    if (said.at.author != track.party || mixes(fed, said)) return;
    for (const Answer& one : reply.answers) {
      if (one.question != number) continue;
      replies.push_back(said.at.id);
      const bool is_later = one.outcome == Outcome::later;
      turns.push_back({is_later ? Turn::What::later : Turn::What::settled, received(said.at, fed.at.author),
                       is_later ? one.until : std::nullopt, said.at});
    }
  });
  each_of<Progress>(referring_, fed.at.id, [&](const Fed& said, const Progress& body) {
    if (said.at.author != fed.at.author || mixes(fed, said) || (body.party && *body.party != track.party)) return;
    const auto had = received(said.at, track.party);
    const bool is_about = body.questions.empty() ||
                          std::find(body.questions.begin(), body.questions.end(), number) != body.questions.end();
    // Closed by the asker: from then on nothing is owed, whatever came before.
    if (body.stage == Stage::close)
      turns.push_back({Turn::What::settled, said.at.added, {}, said.at});
    else if (body.stage == Stage::escalate && had)
      turns.push_back({Turn::What::escalated, had, had, said.at});  // until it arrives, the clock before runs on
    else if (body.stage == Stage::insufficient && is_about &&
             std::any_of(replies.begin(), replies.end(),
                         [&](const std::string& id) { return names(body.replies, id); }))
      turns.push_back({Turn::What::insufficient, said.at.added, had, said.at});
  });
  return passed(std::move(turns), track.received, answer);
}

// One silence for each time that passed, with all questions that had that time: people are told one thing and
// not ten. Times that passed stay after the answer has come; only what still lasts leads to somebody else.
void Reckoning::silences(AskedState& out, const Fed& fed, const std::optional<AnswerTime>& time) {
  if (!time || !out.received) return;
  std::map<std::pair<Micros, bool>, Silence> by_time;  // and whether it lasts
  const auto add = [&](Micros since, bool lasts, std::int64_t question) {
    const auto [at, is_new] = by_time.try_emplace({since, lasts});
    if (is_new) at->second = consequence(fed, out.party, since, Role::policy, *time, lasts);
    auto& questions = at->second.questions;
    if (std::find(questions.begin(), questions.end(), question) == questions.end()) questions.push_back(question);
  };
  for (const QuestionState& one : out.questions) {
    for (const Micros since : passed_times(out, fed, one.number, time->answer))
      if (!one.overdue || since != *one.due) add(since, false, one.number);
    if (one.overdue) add(*one.due, true, one.number);
  }
  const bool was_late = out.acknowledged && out.acknowledge_due && *out.acknowledged > *out.acknowledge_due;
  if (out.acknowledge_overdue || was_late)
    out.silences.push_back(consequence(fed, out.party, *out.acknowledge_due, Role::technical, *time, !was_late));
  for (auto& [key, silence] : by_time) out.silences.push_back(std::move(silence));
  std::stable_sort(out.silences.begin(), out.silences.end(),
                   [](const Silence& a, const Silence& b) { return a.since < b.since; });
}

void Reckoning::silences(RecallState::Party& out, const Fed& fed, const std::optional<AnswerTime>& time) {
  if (!time || !out.due) return;
  const bool was_late = out.answered && *out.answered > *out.due;
  if (out.overdue || was_late)
    out.silences.push_back(consequence(fed, out.party, *out.due, Role::policy, *time, out.overdue));
}

// By the version of the charter under which it was asked, as the times are.
Silence Reckoning::consequence(const Fed& fed, const std::string& party, Micros since, Role role,
                               const AnswerTime& time, bool lasts) const {
  Silence out{.since = since, .consequence = in_force(fed.at).terms.on_silence, .lasts = lasts};
  if (out.consequence == OnSilence::consult) out.consult_by = after(since, time.acknowledge);
  if (out.consequence != OnSilence::escalate) return out;
  out.to_role = role;
  for (const ContactState& one : out_.contacts)
    if (one.at.author == party && one.contact.role == role && !one.expired) out.contact = one.contact;
  return out;
}

// What `party` has said of the matter since: of the inquiry itself, or in a notification or position that names it.
// What the asker has not had yet counts: on its way is said.
bool Reckoning::has_consulted(const Fed& fed, const std::string& party, Micros since) const {
  bool out = false;
  const auto look = [&](const Fed& said) {
    if (said.at.author != party || mixes(fed, said)) return;
    const auto when = party == fed.at.author ? std::optional(said.at.added) : received(said.at, fed.at.author);
    out = out || !when || *when > since;
  };
  each_of<Progress>(referring_, fed.at.id, [&](const Fed& said, const Progress&) { look(said); });
  each<Notification>([&](const Fed& said, const Notification& body) {
    if (names(body.objects, fed.at.id)) look(said);
  });
  each<Position>([&](const Fed& said, const Position& body) {
    if (names(body.objects, fed.at.id)) look(said);
  });
  return out;
}

// Each side owes the other a word, until it has said one or what is owed has come.
void Reckoning::owe_consultation(const Fed& fed, const std::string& party, const std::string& title,
                                 const std::vector<Silence>& all) {
  const Silence* silence = lasting(all);
  if (silence == nullptr || !silence->consult_by) return;
  if (out_.departure_of(party) != nullptr || out_.departure_of(fed.at.author) != nullptr) return;
  for (const auto& [who, to] : {std::pair(party, fed.at.author), std::pair(fed.at.author, party)})
    if (!has_consulted(fed, who, silence->since))
      out_.due.push_back({.kind = Due::Kind::consult,
                          .who = who,
                          .to = to,
                          .id = fed.at.id,
                          .title = title,
                          .questions = silence->questions,
                          .due = silence->consult_by,
                          .overdue = now_ > *silence->consult_by,
                          .exercise = fed.at.exercise});
}

// A silence that has ended has led to nobody any more.
bool is_escalated(const std::vector<Silence>& silences) {
  return std::any_of(silences.begin(), silences.end(), [](const Silence& one) { return one.lasts && one.to_role; });
}

// The last one, as the latest time that passed is the one that counts now.
const Silence* lasting(const std::vector<Silence>& silences) {
  const Silence* out = nullptr;
  for (const Silence& one : silences)
    if (one.lasts) out = &one;
  return out;
}

// Only numbers, times and words of ours: it stands in mails and on screens without being escaped.
std::string sentence(const Silence& silence) {
  std::string out = silence.questions.empty()
                        ? fmt::format("nothing was said by {}", to_string(silence.since))
                        : fmt::format("no answer to question{} {} by {}", silence.questions.size() == 1 ? "" : "s",
                                      fmt::join(silence.questions, ", "), to_string(silence.since));
  const bool lasts = silence.lasts;
  if (silence.to_role)
    out +=
        fmt::format("; by the charter it {} to the {} contact", lasts ? "goes" : "went", to_string(*silence.to_role));
  if (silence.to_role && lasts && !silence.contact) out += ", and that party has named none";
  if (silence.consult_by)
    out += fmt::format("; by the charter both sides {} each other by {}", lasts ? "consult" : "were to consult",
                       to_string(*silence.consult_by));
  return out;
}

}  // namespace parley::group
