// Retention says what may go by its age; this says what must stay all the same. The idea: a matter stays as
// long as something in it is unfinished or young, and whatever an unfinished matter names stays with it,
// however old it is. What is not known - when this node had an entry, what an object names - keeps, and never
// lets go.
#include "group/retention.h"

#include <fmt/format.h>

#include <algorithm>

namespace parley::group {
namespace {

// What these keep has been named by somebody, and so it keeps what it names in its turn.
bool leads_on(KeptFor why) {
  return why == KeptFor::open_inquiry || why == KeptFor::recall || why == KeptFor::deliberation || why == KeptFor::hold;
}

// Not closed, and with a question to somebody that is not settled. Who has left answers nothing more, and what it owed
// stays open until the asker closes it.
bool is_open(const InquiryState& inquiry) {
  if (inquiry.closed) return false;
  return std::any_of(inquiry.asked.begin(), inquiry.asked.end(), [](const AskedState& track) {
    return track.stage != InquiryStage::closed &&
           std::any_of(track.questions.begin(), track.questions.end(), [](const auto& one) { return !one.settled(); });
  });
}

// Also when a member has not received it: it still has to be told.
bool is_unanswered(const RecallState& recall) {
  return std::any_of(recall.parties.begin(), recall.parties.end(), [](const RecallState::Party& party) {
    return party.outcome == RecallOutcome::silent || party.outcome == RecallOutcome::not_received;
  });
}

}  // namespace

// The first reason stays, so that people see the same one each time; only a reason that reaches further
// replaces one that does not.
void Keeping::keep(const std::string& id, const Kept& why) {
  const auto [at, is_new] = by_id_.try_emplace(id, why);
  if (!is_new && leads_on(why.why) && !leads_on(at->second.why)) at->second = why;
}

// All messages of a matter go together: a reply to an inquiry that is gone would stand there as a fault.
void Keeping::keep_matter(const std::vector<Place>& said, const Had& had, Micros cutoff,
                          const std::optional<Kept>& open) {
  const bool is_young = std::any_of(said.begin(), said.end(), [&](const Place& one) {
    const auto when = had(one.author, one.seq);
    return !when || *when > cutoff;
  });
  if (!open && !is_young) return;
  for (const Place& one : said) keep(one.id, open.value_or(Kept{KeptFor::same_matter, said.front().id}));
}

void Keeping::keep_state(const View& view, const Had& had, Micros cutoff) {
  for (const InquiryState& one : view.inquiries) {
    std::vector<Place> said = {one.at};
    for (const Step& step : one.history) said.push_back(step.at);
    keep_matter(said, had, cutoff, is_open(one) ? std::optional(Kept{KeptFor::open_inquiry, one.at.id}) : std::nullopt);
  }
  for (const RecallState& one : view.recalls) {
    std::vector<Place> said = {one.at};
    said.insert(said.end(), one.about.begin(), one.about.end());
    const bool is_open_recall = is_unanswered(one);
    const Kept kept{KeptFor::recall, one.at.id};
    keep_matter(said, had, cutoff, is_open_recall ? std::optional(kept) : std::nullopt);
    // What is recalled must be here as long as somebody has to say what it did with it.
    if (is_open_recall) keep(one.recall.object, kept);
  }
  for (const PingState& one : view.pings) {
    std::vector<Place> said = {one.at};
    if (one.pong) said.push_back(*one.pong);
    keep_matter(said, had, cutoff, {});
  }
  // What was said of a message later would say it of nothing.
  std::map<std::pair<std::string, std::string>, std::vector<Place>> later;
  for (const LaterState& one : view.later) {
    auto& said = later[{one.of.author, one.of.id}];
    if (said.empty()) said.push_back(one.of);
    said.push_back(one.at);
  }
  for (const auto& [of, said] : later) keep_matter(said, had, cutoff, {});
  // By place: an earlier version of the same contact has the same id and may go.
  for (const ContactState& one : view.contacts) keep(one.at, {KeptFor::contact, one.at.id});
}

// Breadth first, all ids of one step in one question, because each question reads the journals once. It ends,
// since each id comes into `found` at most once: after that it leads on.
void Keeping::follow(const Names& names) {
  std::vector<std::string> next;
  for (const auto& [id, kept] : by_id_)
    if (leads_on(kept.why)) next.push_back(id);
  while (!next.empty()) {
    std::vector<std::string> found;
    for (const auto& [from, to] : names(next)) {
      const auto at = by_id_.find(from);
      if (at == by_id_.end() || !leads_on(at->second.why)) continue;
      const auto [kept, is_new] = by_id_.try_emplace(to, at->second);
      // What was kept for something that ends earlier is named now by something that leads on.
      if (!is_new && leads_on(kept->second.why)) continue;
      kept->second = at->second;
      found.push_back(to);
    }
    next = std::move(found);
  }
}

// Charters and records of releases stay whatever else: without them nothing could be said about who was
// allowed to read what.
std::optional<Kept> Keeping::why(const Place& at, std::string_view type) const {
  if (type == "charter" || type == "release") return Kept{KeptFor::record, {}};
  if (all_) return all_;
  if (const auto found = by_id_.find(at.id); found != by_id_.end()) return found->second;
  if (const auto found = by_place_.find({at.author, at.seq}); found != by_place_.end()) return found->second;
  return std::nullopt;
}

std::string_view to_string(KeptFor why) {
  switch (why) {
    case KeptFor::record:
      return "record";
    case KeptFor::contact:
      return "contact";
    case KeptFor::open_inquiry:
      return "open inquiry";
    case KeptFor::same_matter:
      return "same matter";
    case KeptFor::recall:
      return "recall";
    case KeptFor::deliberation:
      return "deliberation";
    case KeptFor::hold:
      return "hold";
    case KeptFor::stopped:
      return "stopped";
    case KeptFor::left:
      return "left";
  }
  return "";
}

std::string sentence(const Kept& kept) {
  switch (kept.why) {
    case KeptFor::record:
      return "charters and the records of releases stay";
    case KeptFor::contact:
      return "the contact in that role";
    case KeptFor::open_inquiry:
      return "an open inquiry: " + kept.by;
    case KeptFor::same_matter:
      return "what was said of it last is not due yet: " + kept.by;
    case KeptFor::recall:
      return "a recall that not all have answered: " + kept.by;
    case KeptFor::deliberation:
      return "this party's deliberation: " + kept.by;
    case KeptFor::hold:
      return kept.by.empty() ? "a hold" : "a hold: " + kept.by;
    case KeptFor::stopped:
      return "its journal is not read on, and may be evidence";
    case KeptFor::left:
      return "this party has left the group, and its journal there takes no entry that would say so";
  }
  return "";
}

}  // namespace parley::group
