// What a node says by itself. Identifier and times are taken from what it answers to and from its own receipt, so that
// the same act is the same text however often it is asked for.
#include <algorithm>

#include "group/reckoning.h"

namespace parley::group {

namespace {

// The id follows from who answers, whose message it is and which: a node that restarts between saying a thing
// and knowing that it has said it says the same once more, and the journal takes it as what it has.
Envelope answering(std::string_view type, const Place& original, std::string_view own, Micros received) {
  return {.type = std::string(type),
          .id = derived_id(type, std::string(own) + "\n" + original.author + "\n" + original.id),
          .author = std::string(own),
          .time = received,
          .exercise = original.exercise};
}

std::string acknowledgement_text(const Place& original, const std::string& sha256, std::string_view own,
                                 Micros received) {
  // Repeats the hash of what came, so that both sides can prove afterwards what was received, letter for
  // letter. It says that it is automatic: a machine's receipt must not pass for a person's word.
  return message_text(answering("acknowledgement", original, own, received))
      .text("of_ref", original.id)
      .raw("hashes", json::ObjectWriter().text("SHA-256", sha256).str())
      .text("received", to_string(received))
      .flag("automatic", true)
      .text("handler_role", to_string(Role::duty))
      .str();
}

std::string pong_text(const Place& ping, const std::string& nonce, std::string_view own, Micros received) {
  Envelope envelope = answering("pong", ping, own, received);
  envelope.exercise = false;  // written below, because a pong always says which
  return message_text(envelope).text("ping_ref", ping.id).text("nonce", nonce).flag("exercise", ping.exercise).str();
}

}  // namespace

std::vector<std::string> due_acts(const View& view, std::string_view own) {
  std::vector<std::string> out;
  // Who is no member of the version in force has nothing to say under it.
  if (find_member(view.charter.terms, own) == nullptr) return out;
  for (const InquiryState& inquiry : view.inquiries)
    for (const AskedState& track : inquiry.asked)
      // Only what this party is on record as having received is acknowledged, and nothing that was closed
      // meanwhile.
      if (track.party == own && track.received && !track.acknowledgement && track.stage != InquiryStage::closed)
        out.push_back(acknowledgement_text(inquiry.at, inquiry.inquiry.sha256, own, *track.received));
  for (const RecallState& recall : view.recalls)
    for (const RecallState::Party& party : recall.parties)
      if (party.party == own && party.received && !party.has_acknowledged)
        out.push_back(acknowledgement_text(recall.at, recall.recall.sha256, own, *party.received));
  // Of each party's pings only the last is answered: who pings without end is not answered without end.
  std::map<std::string, const PingState*> last;
  for (const PingState& ping : view.pings)
    if (ping.to == own && ping.received) last[ping.at.author] = &ping;
  for (const auto& [author, ping] : last)
    if (!ping->pong) out.push_back(pong_text(ping->at, ping->nonce, own, *ping->received));
  return out;
}

}  // namespace parley::group
