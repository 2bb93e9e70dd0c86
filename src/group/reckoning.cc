// The fold from all members' messages to what holds at a moment. It is done anew for each view, from messages
// that State has read and checked once; nothing is carried over from one moment to the next, so a late entry
// cannot find a result that was computed without it.
//
// Every member computes this from the same entries and must come to the same: so nothing here may depend on
// the order in which entries arrived, on this node's clock (but for what is overdue now), or on who computes
// it. Where an order is needed it is that of authors and numbers.
#include "group/reckoning.h"

#include <algorithm>
#include <limits>

namespace parley::group {
namespace {

constexpr std::int64_t kSecond = 1'000'000;
constexpr std::int64_t kRenewAhead =
    14ll * 86'400 * kSecond;  // a contact is due for renewal this long before it expires

// What a message is said about, when that is another message.
std::string_view referred_to(const Body& body) {
  if (const auto* one = std::get_if<Acknowledgement>(&body)) return one->of;
  if (const auto* one = std::get_if<Reply>(&body)) return one->inquiry;
  if (const auto* one = std::get_if<Progress>(&body)) return one->inquiry;
  if (const auto* one = std::get_if<Pong>(&body)) return one->ping;
  if (const auto* one = std::get_if<RecallAnswer>(&body)) return one->recall;
  return {};
}

}  // namespace

Reckoning::Reckoning(const State& state, Micros now) : state_(state), now_(now) {}

View State::view(Micros now) const { return Reckoning(*this, now).run(); }

// Charters first, since they say who is a member; then the messages of members; then who has left, which
// stops clocks; then contacts, whom a silence leads to; then the matters themselves. What refers to nothing,
// and what is another's, is named last, as it needs all messages.
View Reckoning::run() {
  out_.faults = state_.faults_;
  charters();
  collect();
  departures();
  contacts();
  pings();
  each<Notification>([&](const Fed& fed, const Notification& body) { out_.notifications.push_back({fed.at, body}); });
  recalls();
  inquiries();
  misplaced();
  relayed();
  finish();
  return std::move(out_);
}

void Reckoning::fault(const Place& at, std::string_view code, std::string message) {
  out_.faults.push_back({at, std::string(code), std::move(message)});
}

// --- charters

// By time and terms: of one version, however many have brought it, one candidate with all of its signatures.
Reckoning::Candidates Reckoning::charters_brought() {
  Candidates out;
  for (const auto& [author, messages] : state_.messages_) {
    for (const Fed& fed : messages) {
      const auto* charter = std::get_if<Charter>(&fed.message.body);
      if (charter == nullptr || charter->terms.id != state_.first_.terms.id) continue;
      const std::string terms = terms_text(charter->terms);
      if (terms == terms_text(state_.first_.terms)) continue;
      auto [at, is_new] = out.try_emplace({charter->terms.modified, terms}, Candidate{*charter, {}});
      if (!is_new) {
        auto merged = merge_charters(at->second.charter, *charter);
        if (merged.ok())
          at->second.charter = std::move(*merged);
        else
          fault(fed.at, "charter-conflict", merged.error().message);
      }
      if (find_signature(*charter, author) != nullptr) at->second.in_own_journal.insert(author);
    }
  }
  return out;
}

// Who has not signed it yet, or not where everybody can see it.
std::vector<std::string> Reckoning::missing_in(const Candidate& candidate) const {
  std::vector<std::string> missing;
  for (const Member& member : candidate.charter.terms.members) {
    // Who is new has no journal in the group that it could say it in before the version is in force.
    const bool goes_on = find_member(counted_.back().terms, member.identity_id) != nullptr;
    if (find_signature(candidate.charter, member.identity_id) == nullptr ||
        (goes_on && !candidate.in_own_journal.contains(member.identity_id)))
      missing.push_back(member.identity_id);
  }
  return missing;
}

// A new version counts when everybody signed it and each member that goes on holds its own signature in its own
// journal.
// Own journals count and not merely a complete text, because a member may have been told of it by one member
// only: what stands in its own journal everybody can see.
void Reckoning::charters() {
  Candidates candidates = charters_brought();
  // Earlier versions than the one that we began with: what was said under them is judged by them.
  for (const auto& [key, candidate] : candidates)
    if (candidate.charter.complete() && is_successor(candidate.charter.terms, state_.first_.terms) &&
        (counted_.empty() || is_successor(counted_.back().terms, candidate.charter.terms)))
      counted_.push_back(candidate.charter);
  counted_.push_back(state_.first_);
  // In the order of their times, each of which must follow the one before.
  for (auto& [key, candidate] : candidates) {
    if (!is_successor(counted_.back().terms, candidate.charter.terms)) continue;
    std::vector<std::string> missing = missing_in(candidate);
    if (missing.empty())
      counted_.push_back(std::move(candidate.charter));
    else
      out_.pending.push_back({std::move(candidate.charter), std::move(missing)});
  }
  out_.charter = counted_.back();
  // What a later version has overtaken is not under way any more.
  std::erase_if(out_.pending,
                [&](const PendingCharter& one) { return !is_successor(out_.charter.terms, one.charter.terms); });
  for (const PendingCharter& one : out_.pending)
    for (const std::string& member : one.missing)
      out_.due.push_back({.kind = Due::Kind::sign_charter,
                          .who = member,
                          .to = {},
                          .id = one.charter.terms.id,
                          .title = one.charter.terms.name,
                          .questions = {},
                          .due = {},
                          .exercise = one.charter.terms.exercise});
  // A row for each member even when nothing is to be counted: that somebody was never late is worth seeing.
  for (const Member& member : out_.charter.terms.members) {
    out_.timeliness.emplace_back().party = member.identity_id;
    out_.exercise_timeliness.emplace_back().party = member.identity_id;
  }
}

// Of any version that counted: what somebody said while it was a member stays said.
bool Reckoning::is_member(std::string_view identity) const {
  return std::any_of(counted_.begin(), counted_.end(),
                     [&](const Charter& one) { return find_member(one.terms, identity) != nullptr; });
}

// The version that the author had signed in its own journal before it said this.
// A promise is judged by the terms under which it was made, and not by those that somebody agreed to later.
const Charter& Reckoning::in_force(const Place& at) const {
  const Charter* out = &counted_.front();
  const auto messages = state_.messages_.find(at.author);
  if (messages == state_.messages_.end()) return *out;
  for (const Fed& fed : messages->second) {
    if (fed.at.seq >= at.seq) break;
    const auto* charter = std::get_if<Charter>(&fed.message.body);
    if (charter == nullptr) continue;
    for (const Charter& one : counted_)
      if (one.terms.modified == charter->terms.modified && one.terms.modified > out->terms.modified) out = &one;
  }
  return *out;
}

std::optional<AnswerTime> Reckoning::agreed(const Place& at, std::string_view severity) const {
  for (const AnswerTime& one : in_force(at).terms.answer_times)
    if (one.severity == severity) return one;
  return std::nullopt;
}

std::optional<Micros> Reckoning::received(const Place& at, std::string_view holder) const {
  return state_.received_at_(at.author, at.seq, holder);
}

// --- messages

// The indexes point into State, which does not change while a view is computed.
void Reckoning::collect() {
  for (const auto& [author, messages] : state_.messages_) {
    if (!is_member(author)) {
      if (!messages.empty()) fault(messages.front().at, "not-a-member", "its author is not a member of the group");
      continue;
    }
    for (const Fed& fed : messages) {
      if (std::holds_alternative<Charter>(fed.message.body)) continue;
      // In a group for exercises nothing real may be said, or somebody would act on it.
      if (out_.charter.terms.exercise && !fed.at.exercise) {
        fault(fed.at, "exercise-mixed", "the group is for exercises, and this is not marked as one");
        continue;
      }
      all_.push_back(&fed);
      by_id_.emplace(fed.at.id, &fed);
      const std::string_view about = referred_to(fed.message.body);
      if (!about.empty()) referring_.emplace(about, &fed);
      if (fed.says == nullptr) continue;
      const Fed& of = messages[fed.of];
      later_.emplace(of.at.id, &fed);
      out_.later.push_back({fed.at, of.at, *fed.says});
      ++timeliness(author, fed.at.exercise).said_later[fed.says->what];
    }
  }
}

// Who signs a version of the charter after it left is a member again.
// The last farewell counts: who came back and left again is gone.
void Reckoning::departures() {
  std::map<std::string, const Fed*> last;
  each<Notification>([&](const Fed& fed, const Notification& body) {
    if (body.leaves) last[fed.at.author] = &fed;
  });
  for (const auto& one : last) {
    const std::string& author = one.first;
    const Fed& left = *one.second;
    const auto& messages = state_.messages_.at(author);
    const bool is_back = std::any_of(messages.begin(), messages.end(), [&](const Fed& later) {
      const auto* charter = std::get_if<Charter>(&later.message.body);
      return later.at.seq > left.at.seq && charter != nullptr && find_signature(*charter, author) != nullptr;
    });
    if (!is_back) out_.departures.push_back({author, left.at});
  }
}

const Departure* View::departure_of(std::string_view party) const {
  for (const Departure& one : departures)
    if (one.party == party) return &one;
  return nullptr;
}

// A party that has left answers nothing more, so it must not become later and later.
Micros Reckoning::clock_of(std::string_view party) const {
  const Departure* left = out_.departure_of(party);
  return left != nullptr ? std::min(now_, left->at.added) : now_;
}

// The newest of each party and role, also when it is revoked: it then hides the one before it and is not
// shown.
void Reckoning::contacts() {
  std::map<std::pair<std::string, Role>, const Fed*> newest;
  std::map<std::pair<std::string, std::string>, const Fed*> positions;
  each<Contact>([&](const Fed& fed, const Contact& contact) {
    if (contact.party != fed.at.author) return fault(fed.at, "foreign-object", "a party names only its own contacts");
    newest[{fed.at.author, contact.role}] = &fed;
  });
  for (const auto& [key, fed] : newest) {
    if (fed->message.revoked) continue;
    const auto& contact = std::get<Contact>(fed->message.body);
    out_.contacts.push_back({fed->at, contact, fed->message.created, contact.valid_until <= now_});
    if (contact.valid_until.value - now_.value < kRenewAhead)
      out_.due.push_back({.kind = Due::Kind::renew_contact,
                          .who = fed->at.author,
                          .to = {},
                          .id = fed->at.id,
                          .title = std::string(to_string(contact.role)) + " contact",
                          .questions = {},
                          .due = contact.valid_until,
                          .overdue = contact.valid_until <= now_,
                          .exercise = fed->at.exercise});
  }
  // What the charter asks for and a member has not named is due, without a time.
  for (const Member& member : out_.charter.terms.members)
    for (const std::string& role : out_.charter.terms.contact_roles) {
      const bool is_named = std::any_of(out_.contacts.begin(), out_.contacts.end(), [&](const ContactState& one) {
        return one.at.author == member.identity_id && to_string(one.contact.role) == role;
      });
      if (!is_named)
        out_.due.push_back({.kind = Due::Kind::renew_contact,
                            .who = member.identity_id,
                            .to = {},
                            .id = out_.charter.terms.id,
                            .title = role + " contact",
                            .questions = {},
                            .due = {},
                            .exercise = out_.charter.terms.exercise});
    }
  each<Position>([&](const Fed& fed, const Position&) { positions[{fed.at.author, fed.at.id}] = &fed; });
  for (const auto& [key, fed] : positions) out_.positions.push_back({fed->at, std::get<Position>(fed->message.body)});
}

// The round trip is measured on one clock, that of the one who pings; the pong's own claim of a time is not
// looked at. The nonce must be the same, so that nobody can answer before it was asked.
void Reckoning::pings() {
  each<Ping>([&](const Fed& fed, const Ping& ping) {
    for (const std::string& to : ping.to) {
      if (to == fed.at.author || !is_member(to)) {
        fault(fed.at, "not-a-member", "it pings " + to + ", which is no other member");
        continue;
      }
      PingState state{
          .at = fed.at, .to = to, .nonce = ping.nonce, .received = received(fed.at, to), .pong = {}, .round_trip = {}};
      each_of<Pong>(referring_, fed.at.id, [&](const Fed& reply, const Pong& pong) {
        if (reply.at.author != to || pong.nonce != ping.nonce || mixes(fed, reply) || state.pong) return;
        state.pong = reply.at;
        if (const auto back = received(reply.at, fed.at.author))
          state.round_trip = std::chrono::microseconds(std::max<std::int64_t>(0, back->value - fed.at.added.value));
      });
      Timeliness& figures = timeliness(to, fed.at.exercise);
      ++figures.pings;
      if (state.pong) ++figures.pongs;
      out_.pings.push_back(std::move(state));
    }
  });
}

// How one member stands to a recall. Of several answers the last stands: who refused may confirm later.
RecallState::Party Reckoning::recall_at(const std::string& member, const Fed& fed, const Recall& recall,
                                        const std::optional<AnswerTime>& time) {
  RecallState::Party party;
  party.party = member;
  party.received = received(fed.at, party.party);
  if (party.received) party.outcome = RecallOutcome::silent;
  if (party.received && time) party.due = Micros{party.received->value + time->answer.count() * kSecond};
  each_of<Acknowledgement>(referring_, fed.at.id, [&](const Fed& reply, const Acknowledgement& body) {
    if (reply.at.author == party.party && !mixes(fed, reply) && body.sha256 == recall.sha256 && !party.has_acknowledged)
      party.has_acknowledged = true, party.acknowledged = received(reply.at, fed.at.author);
  });
  each_of<RecallAnswer>(referring_, fed.at.id, [&](const Fed& reply, const RecallAnswer& body) {
    if (reply.at.author != party.party || mixes(fed, reply)) return;
    party.outcome = body.confirmed ? RecallOutcome::confirmed : RecallOutcome::refused;
    party.reason = body.reason, party.done = body.done, party.answer = reply.at;
    party.answered = received(reply.at, fed.at.author);
  });
  const bool answered = party.outcome == RecallOutcome::confirmed || party.outcome == RecallOutcome::refused;
  party.overdue = !answered && party.due && clock_of(party.party) > *party.due;
  silences(party, fed, time);
  owe_consultation(fed, party.party, recall.object, party.silences);
  count_recall(party, fed, recall);
  return party;
}

// Into the figures of the member, and among what is due when it is silent.
void Reckoning::count_recall(const RecallState::Party& party, const Fed& fed, const Recall& recall) {
  Timeliness& figures = timeliness(party.party, fed.at.exercise);
  if (party.received) ++figures.recalls;
  if (party.outcome == RecallOutcome::confirmed) ++figures.recalls_confirmed;
  if (party.outcome == RecallOutcome::refused) ++figures.recalls_refused;
  if (party.outcome != RecallOutcome::silent) return;
  ++figures.recalls_silent;
  out_.due.push_back({.kind = Due::Kind::recall_answer,
                      .who = party.party,
                      .to = fed.at.author,
                      .id = fed.at.id,
                      .title = recall.object,
                      .questions = {},
                      .due = party.due,
                      .overdue = party.overdue,
                      .exercise = fed.at.exercise});
}

// A recall goes to every other member, since everybody could read what was released.
void Reckoning::recalls() {
  each<Recall>([&](const Fed& fed, const Recall& recall) {
    // Whatever was once in the author's journal counts, erased or not: erasing is what a recall often wishes
    // for.
    if (!state_.ids_.contains(KeySet::key_of(fed.at.author, recall.object)))
      return fault(fed.at, "recall-of-foreign",
                   "only who released an object can recall it, and " + recall.object + " is not in this journal");
    RecallState state{.at = fed.at, .recall = recall, .parties = {}};
    const auto time = agreed(fed.at, recall.severity);
    for (const Member& member : out_.charter.terms.members)
      if (member.identity_id != fed.at.author)
        state.parties.push_back(recall_at(member.identity_id, fed, recall, time));
    const auto add_later = [&](const Place& of) {
      each_later(of, [&](const Fed& said) { state.about.push_back(said.at); });
    };
    add_later(fed.at);
    const auto [begin, end] = referring_.equal_range(fed.at.id);
    for (auto at = begin; at != end; ++at) {
      state.about.push_back(at->second->at);
      add_later(at->second->at);
    }
    out_.recalls.push_back(std::move(state));
  });
}

// What names another member as its author must be what that member's own journal says.
// Asked at the end, when every journal has been taken in: the author's own entry may have come later than the
// copy.
void Reckoning::relayed() {
  for (const State::Relayed& one : state_.relayed_) {
    if (!is_member(one.at.author)) continue;
    if (is_member(one.author)) {
      if (!state_.texts_.contains(one.text_key))
        fault(one.at, "foreign-object", "it names " + one.author + " as its author, whose own journal does not say so");
    } else if (one.is_message) {
      fault(one.at, "foreign-object",
            "a message in the name of " + one.author + ", which is not a member of the group");
    }
  }
}

// Exercises are counted apart: a drill must not make a party look late, or better than it is.
Timeliness& Reckoning::timeliness(std::string_view party, bool exercise) {
  auto& figures = exercise ? out_.exercise_timeliness : out_.timeliness;
  for (Timeliness& one : figures)
    if (one.party == party) return one;
  return figures.emplace_back(Timeliness{.party = std::string(party), .median_answer = {}});
}

// Everything that is a list gets an order that does not depend on how the entries came.
void Reckoning::finish() {
  std::erase_if(out_.due, [&](const Due& one) { return out_.departure_of(one.who) != nullptr; });
  const auto by_place = [](const auto& a, const auto& b) {
    return std::tie(a.at.author, a.at.seq, a.at.id) < std::tie(b.at.author, b.at.seq, b.at.id);
  };
  std::stable_sort(out_.faults.begin(), out_.faults.end(), [](const Fault& a, const Fault& b) {
    return std::tie(a.at.author, a.at.seq, a.code, a.message) < std::tie(b.at.author, b.at.seq, b.code, b.message);
  });
  std::stable_sort(out_.positions.begin(), out_.positions.end(), by_place);
  std::stable_sort(out_.due.begin(), out_.due.end(), [](const Due& a, const Due& b) {
    constexpr Micros kNever{std::numeric_limits<std::int64_t>::max()};
    return a.due.value_or(kNever) < b.due.value_or(kNever);
  });
  for (auto* figures : {&out_.timeliness, &out_.exercise_timeliness}) {
    for (Timeliness& one : *figures) {
      auto& times = answer_times_[one.party + (figures == &out_.timeliness ? "" : "/exercise")];
      if (times.empty()) continue;
      std::sort(times.begin(), times.end());
      one.median_answer = std::chrono::duration_cast<std::chrono::seconds>(times[times.size() / 2]);
    }
  }
}

}  // namespace parley::group
