// Inquiries: what was asked, what each asked party owes, which clock runs.
//
// Where the order between two members' journals matters, the asker's clock decides it: its own entries by their date
// added, the other's by when the asker cosigned them. What is insufficient is named by reply, so no clock is needed for
// that.
#include <algorithm>
#include <limits>

#include "group/reckoning.h"

namespace parley::group {
namespace {

constexpr std::int64_t kSecond = 1'000'000;
constexpr Micros kNever{std::numeric_limits<std::int64_t>::max()};

Micros after(Micros start, std::chrono::seconds time) { return {start.value + time.count() * kSecond}; }

// What names no party, or no question, is about all of them.
bool is_about(const Progress& progress, std::string_view party) { return !progress.party || *progress.party == party; }
bool is_about(const Progress& progress, std::int64_t question) {
  return progress.questions.empty() ||
         std::find(progress.questions.begin(), progress.questions.end(), question) != progress.questions.end();
}
bool is_asked(const Inquiry& inquiry, std::string_view party) {
  return std::find(inquiry.to.begin(), inquiry.to.end(), party) != inquiry.to.end();
}

}  // namespace

void Reckoning::inquiries() {
  each<Inquiry>([&](const Fed& fed, const Inquiry&) { out_.inquiries.push_back(inquiry(fed)); });
}

// One inquiry may ask several parties; each of them has a track of its own, with its own clock, since each
// received it at its own time.
InquiryState Reckoning::inquiry(const Fed& fed) {
  const auto& body = std::get<Inquiry>(fed.message.body);
  InquiryState out{.at = fed.at, .inquiry = body, .asked = {}, .closed = {}, .history = {}};
  for (const std::string& party : body.to) {
    if (party == fed.at.author || !is_member(party)) {
      fault(fed.at, "not-a-member", "it asks " + party + ", which is no other member");
      continue;
    }
    out.asked.push_back(asked(fed, body, party));
  }
  // Closed as a whole only by the asker, and by a close that names no party.
  each_of<Progress>(referring_, fed.at.id, [&](const Fed& said, const Progress& progress) {
    if (said.at.author == fed.at.author && !mixes(fed, said) && progress.stage == Stage::close && !progress.party &&
        !out.closed)
      out.closed = said.at;
  });
  history(out, fed);
  for (const AskedState& track : out.asked) {
    owed(out, track), count(out, track);
    owe_consultation(fed, track.party, body.name, track.silences);
  }
  return out;
}

// The order matters: questions() needs the receipt, stage_of() the questions, and what follows from silence
// the stage and what is overdue. A closed track has nothing overdue any more; that a time had passed before
// stays in `silences`.
AskedState Reckoning::asked(const Fed& fed, const Inquiry& inquiry, const std::string& party) {
  AskedState out;
  out.party = party;
  out.received = received(fed.at, party);
  const auto time = agreed(fed.at, inquiry.severity);
  acknowledge(out, fed, inquiry.sha256, time);
  progress(out, fed);
  questions(out, fed, inquiry, time);
  out.stage = stage_of(out, fed);
  if (out.stage == InquiryStage::closed) {
    out.acknowledge_overdue = false;
    for (QuestionState& one : out.questions) one.overdue = false;
  }
  silences(out, fed, time);
  // The charter's own escalation counts like a person's, but is not said where everything has been answered
  // meanwhile.
  if (out.stage != InquiryStage::answered && is_escalated(out.silences)) out.stage = InquiryStage::escalated;
  return out;
}

// The first acknowledgement with the right hash counts. Who has replied has plainly received it, so nothing
// is overdue even when no acknowledgement was ever said.
void Reckoning::acknowledge(AskedState& out, const Fed& fed, std::string_view sha256,
                            const std::optional<AnswerTime>& agreed) {
  bool replied = false;
  each_of<Reply>(referring_, fed.at.id, [&](const Fed& reply, const Reply&) {
    replied = replied || (reply.at.author == out.party && !mixes(fed, reply));
  });
  each_of<Acknowledgement>(referring_, fed.at.id, [&](const Fed& reply, const Acknowledgement& body) {
    if (reply.at.author != out.party || mixes(fed, reply) || out.acknowledgement) return;
    if (body.sha256 != sha256)
      return fault(reply.at, "acknowledged-other", "the hash that it acknowledges is not that of the inquiry");
    out.acknowledgement = reply.at;
    out.acknowledged = received(reply.at, fed.at.author);
  });
  if (out.received && agreed) out.acknowledge_due = after(*out.received, agreed->acknowledge);
  out.acknowledge_overdue =
      !out.acknowledgement && !replied && out.acknowledge_due && clock_of(out.party) > *out.acknowledge_due;
}

// Either side may report; only the asker may escalate. The contact is the one of now, as it is who can be
// asked today.
void Reckoning::progress(AskedState& out, const Fed& fed) {
  each_of<Progress>(referring_, fed.at.id, [&](const Fed& said, const Progress& body) {
    const bool by_asker = said.at.author == fed.at.author;
    if ((!by_asker && said.at.author != out.party) || mixes(fed, said) || !is_about(body, out.party)) return;
    if (body.stage == Stage::result) out.result = body.description;
    if (body.stage != Stage::escalate || !by_asker) return;
    out.escalated = said.at;
    out.escalated_to = body.to_role;
    for (const ContactState& contact : out_.contacts)
      if (contact.at.author == out.party && contact.contact.role == body.to_role && !contact.expired)
        out.escalated_contact = contact.contact;
  });
}

void Reckoning::questions(AskedState& out, const Fed& fed, const Inquiry& inquiry,
                          const std::optional<AnswerTime>& agreed) {
  for (const Question& one : inquiry.questions) out.questions.push_back(question(out, fed, one, agreed));
}

// Two passes: first what was replied, where the last word stands; then what the asker said of it, which may
// start a new clock. Both go through the entries in the order of their journals, so that every member
// computes the same.
QuestionState Reckoning::question(const AskedState& track, const Fed& fed, const Question& asked,
                                  const std::optional<AnswerTime>& agreed) {
  QuestionState out;
  out.number = asked.number;
  out.text = asked.text;
  std::optional<Micros> first_settled;  // when the asker had the first answer that was more than "later"
  bool is_settled = false;
  each_of<Reply>(referring_, fed.at.id, [&](const Fed& said, const Reply& reply) {
    if (said.at.author != track.party || mixes(fed, said)) return;
    for (const Answer& answer : reply.answers) {
      if (answer.question != asked.number) continue;
      out.reply = said.at, out.answer = answer, out.outcome = answer.outcome;
      out.answered = received(said.at, fed.at.author);
      // "Later" is a promise and not an answer: it does not settle anything, and cannot hide a delay.
      if (answer.outcome == Outcome::later || is_settled) continue;
      is_settled = true;
      first_settled = out.answered;
    }
  });
  // What runs: from the receipt of the inquiry, or of what made a new beginning.
  std::optional<Micros> start = track.received;
  each_of<Progress>(referring_, fed.at.id, [&](const Fed& said, const Progress& body) {
    if (said.at.author != fed.at.author || mixes(fed, said) || !is_about(body, track.party)) return;
    // Insufficient is said of a certain reply. When a later reply has come since, the question is answered
    // again and only the clock has moved; when it names the last one, the question is open.
    if (body.stage == Stage::insufficient && out.reply && is_about(body, asked.number)) {
      const bool judged = std::any_of(body.replies.begin(), body.replies.end(),
                                      [&](const std::string& id) { return id == out.reply->id; });
      bool about_earlier = false;
      for (const std::string& id : body.replies)
        each_of<Reply>(by_id_, id, [&](const Fed& reply, const Reply&) {
          about_earlier = about_earlier || (reply.at.author == track.party && reply.at.seq <= out.reply->seq);
        });
      if (judged) out.insufficient = body.description;
      if (judged || about_earlier) start = received(said.at, track.party);
    } else if (body.stage == Stage::escalate) {
      const bool after_answer = out.settled() && out.answered && *out.answered <= said.at.added;
      // Until the asked party has it, the clock that ran before runs on.
      if (const auto had = received(said.at, track.party); had && !after_answer) start = had;
    }
  });
  // Without a time in the charter nothing is ever overdue, and a "later" only moves the time on, never back.
  if (start && agreed) out.due = after(*start, agreed->answer);
  if (out.outcome == Outcome::later && out.answer.until)
    out.due = std::max(out.due.value_or(*out.answer.until), *out.answer.until);
  out.overdue = !out.settled() && out.due && clock_of(track.party) > *out.due;
  // Late is judged by the first clock alone: it stays late however the matter went on, and no new clock makes
  // it good.
  if (track.received && agreed) {
    const Micros first_due = after(*track.received, agreed->answer);
    out.late = is_settled ? first_settled && *first_settled > first_due : clock_of(track.party) > first_due;
  }
  return out;
}

// From the end of the way to its beginning; the first that is true is the stage.
InquiryStage Reckoning::stage_of(const AskedState& out, const Fed& fed) const {
  bool closed = false;
  each_of<Progress>(referring_, fed.at.id, [&](const Fed& said, const Progress& body) {
    closed = closed || (body.stage == Stage::close && said.at.author == fed.at.author && !mixes(fed, said) &&
                        is_about(body, out.party));
  });
  if (closed) return InquiryStage::closed;
  const bool settled =
      std::all_of(out.questions.begin(), out.questions.end(), [](const QuestionState& one) { return one.settled(); });
  if (settled) return InquiryStage::answered;
  if (out.escalated) return InquiryStage::escalated;
  if (std::any_of(out.questions.begin(), out.questions.end(),
                  [](const QuestionState& one) { return !one.insufficient.empty(); }))
    return InquiryStage::insufficient;
  if (out.acknowledgement) return InquiryStage::acknowledged;
  return out.received ? InquiryStage::received : InquiryStage::sent;
}

// One order for both sides, on the asker's clock: its own words by the date that it added them, the other's
// by when it had them. What it has not had yet comes last.
void Reckoning::history(InquiryState& out, const Fed& fed) {
  const std::string& asker = fed.at.author;
  struct Line {
    Micros when;  // on the asker's clock
    Step step;
  };
  std::vector<Line> lines;
  const auto add = [&](const Place& at, std::string what, std::string text) {
    const bool by_asker = at.author == asker;
    std::optional<Micros> other;
    if (!by_asker)
      other = received(at, asker);
    else if (out.asked.size() == 1)
      other = received(at, out.asked.front().party);
    lines.push_back({by_asker ? at.added : other.value_or(kNever), {at, std::move(what), std::move(text), other}});
  };
  const auto add_later = [&](const Place& of) {
    each_later(of, [&](const Fed& said) { add(said.at, said.says->what, said.says->text); });
  };
  add(fed.at, "asked", out.inquiry.name);
  add_later(fed.at);
  const auto [begin, end] = referring_.equal_range(fed.at.id);
  for (auto it = begin; it != end; ++it) {
    const Fed& said = *it->second;
    if (mixes(fed, said) || (said.at.author != asker && !is_asked(out.inquiry, said.at.author))) continue;
    if (std::holds_alternative<Acknowledgement>(said.message.body)) add(said.at, "acknowledged", "");
    if (const auto* progress = std::get_if<Progress>(&said.message.body))
      add(said.at, std::string(to_string(progress->stage)), progress->description);
    if (const auto* reply = std::get_if<Reply>(&said.message.body)) {
      std::string text;
      for (const Answer& one : reply->answers)
        text += (text.empty() ? "" : ", ") + std::to_string(one.question) + " " + std::string(to_string(one.outcome));
      add(said.at, "replied", std::move(text));
    }
    add_later(said.at);
  }
  // Behind the question, whatever the times say: a cosignature's is a whole second, rounded down.
  std::stable_sort(std::next(lines.begin()), lines.end(), [](const Line& a, const Line& b) {
    return std::tie(a.when, a.step.at.author, a.step.at.seq) < std::tie(b.when, b.step.at.author, b.step.at.seq);
  });
  for (Line& line : lines) out.history.push_back(std::move(line.step));
}

// Everything that refers to a message must refer to one that there is, that its author may speak about, and
// that is of the same kind, exercise or real. Several members may have used one id, so it is enough that one
// of those fits. A mix of exercise and reality is named before anything else, as it is the most dangerous.
template <class IsOriginal, class MaySpeak>
void Reckoning::refers(const Fed& said, std::string_view id, const IsOriginal& is_original, const MaySpeak& may_speak) {
  bool found = false, may = false, mixed = false;
  const auto [begin, end] = by_id_.equal_range(id);
  for (auto at = begin; at != end; ++at) {
    if (!is_original(*at->second)) continue;
    found = true;
    if (!may_speak(*at->second)) continue;
    if (mixes(*at->second, said))
      mixed = true;
    else
      may = true;
  }
  if (may) return;
  if (mixed)
    fault(said.at, "exercise-mixed",
          said.at.exercise ? "an exercise about something real" : "something real about an exercise");
  else if (found)
    fault(said.at, "not-asked", "it is about " + std::string(id) + ", which did not ask this party");
  else
    fault(said.at, "unknown-reference", "it is about " + std::string(id) + ", which no member has said");
}

void Reckoning::misplaced() {
  const auto is_inquiry = [](const Fed& fed) { return std::holds_alternative<Inquiry>(fed.message.body); };
  const auto is_recall = [](const Fed& fed) { return std::holds_alternative<Recall>(fed.message.body); };
  const auto is_ping = [](const Fed& fed) { return std::holds_alternative<Ping>(fed.message.body); };
  each<Reply>([&](const Fed& said, const Reply& reply) {
    refers(said, reply.inquiry, is_inquiry, [&](const Fed& original) {
      const auto& inquiry = std::get<Inquiry>(original.message.body);
      if (!is_asked(inquiry, said.at.author)) return false;
      for (const Answer& answer : reply.answers)
        if (std::none_of(inquiry.questions.begin(), inquiry.questions.end(),
                         [&](const Question& one) { return one.number == answer.question; }))
          fault(said.at, "no-such-question", "there is no question " + std::to_string(answer.question));
      return true;
    });
  });
  each<Progress>([&](const Fed& said, const Progress& progress) {
    refers(said, progress.inquiry, is_inquiry, [&](const Fed& original) {
      const bool by_asker = original.at.author == said.at.author;
      // Reports are for both sides; to judge, escalate and close is the asker's.
      if (progress.stage == Stage::status || progress.stage == Stage::result)
        return by_asker || is_asked(std::get<Inquiry>(original.message.body), said.at.author);
      return by_asker;
    });
  });
  each<Acknowledgement>([&](const Fed& said, const Acknowledgement& body) {
    refers(
        said, body.of, [&](const Fed& original) { return is_inquiry(original) || is_recall(original); },
        [&](const Fed& original) {
          if (is_recall(original)) return original.at.author != said.at.author;
          return is_asked(std::get<Inquiry>(original.message.body), said.at.author);
        });
  });
  each<RecallAnswer>([&](const Fed& said, const RecallAnswer& body) {
    refers(said, body.recall, is_recall, [&](const Fed& original) { return original.at.author != said.at.author; });
  });
  each<Pong>([&](const Fed& said, const Pong& pong) {
    refers(said, pong.ping, is_ping, [&](const Fed& original) {
      const auto& to = std::get<Ping>(original.message.body).to;
      return std::find(to.begin(), to.end(), said.at.author) != to.end();
    });
  });
}

// Nothing is owed before it was received, and nothing of what was closed.
void Reckoning::owed(const InquiryState& inquiry, const AskedState& track) {
  if (!track.received || track.stage == InquiryStage::closed) return;
  const Due base{.kind = Due::Kind::answer,
                 .who = track.party,
                 .to = inquiry.at.author,
                 .id = inquiry.at.id,
                 .title = inquiry.inquiry.name,
                 .questions = {},
                 .due = {},
                 .exercise = inquiry.at.exercise};
  if (!track.acknowledgement) {
    Due due = base;
    due.kind = Due::Kind::acknowledge, due.due = track.acknowledge_due, due.overdue = track.acknowledge_overdue;
    out_.due.push_back(std::move(due));
  }
  std::map<Micros, Due> by_time;  // questions with one due time are one thing to do
  for (const QuestionState& question : track.questions) {
    if (question.settled()) continue;
    Due& due = by_time.try_emplace(question.due.value_or(kNever), base).first->second;
    due.questions.push_back(question.number);
    due.due = question.due;
    due.overdue = due.overdue || question.overdue;
  }
  for (auto& [time, due] : by_time) out_.due.push_back(std::move(due));
}

// Figures for both sides alike. An acknowledgement that the asker has not had yet counts as in time: what is
// on its way is nobody's fault so far.
void Reckoning::count(const InquiryState& inquiry, const AskedState& track) {
  if (!track.received) return;
  Timeliness& figures = timeliness(track.party, inquiry.at.exercise);
  ++figures.asked;
  if (track.acknowledge_due) {
    if (!track.acknowledgement)
      figures.acknowledgements_missing += track.acknowledge_overdue ? 1 : 0;
    else if (!track.acknowledged || *track.acknowledged <= *track.acknowledge_due)
      ++figures.acknowledged_in_time;
    else
      ++figures.acknowledged_late;
  }
  auto& times = answer_times_[track.party + (inquiry.at.exercise ? "/exercise" : "")];
  for (const QuestionState& one : track.questions) {
    ++figures.questions;
    const bool settled = one.outcome != Outcome::open && one.outcome != Outcome::later;
    switch (one.outcome) {
      case Outcome::open:
        ++figures.open;
        break;
      case Outcome::answered:
        ++figures.answered;
        break;
      case Outcome::refused:
        ++figures.refused;
        break;
      case Outcome::not_known:
        ++figures.not_known;
        break;
      case Outcome::later:
        ++figures.later;
        break;
    }
    // Two clocks may disagree by more than the answer took; less than nothing is shown as nothing.
    if (settled && one.answered)
      times.emplace_back(std::max<std::int64_t>(0, one.answered->value - track.received->value));
    if (!one.due) continue;
    if (settled)
      ++(one.late ? figures.late : figures.in_time);
    else if (one.late)
      ++figures.overdue;
  }
}

}  // namespace parley::group
