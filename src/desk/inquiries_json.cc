// Inquiries for programs: the inquiry as it stands at this party, one entry for each party that was asked, and every
// step of its history. Times are those of the entries and receipts, and what is due is computed for the moment of
// the look.
#include "desk/inquiries.h"

namespace parley::desk {
namespace {

// A question with the answer that counts now. What was said before it stands in the history.
std::string question_json(const group::QuestionState& one, bool has_left) {
  json::ObjectWriter line;
  line.number("number", one.number).text("text", one.text).text("outcome", to_string(one.outcome));
  if (one.reply) line.text("reply", one.reply->id), put_later(line, one.reply->later);
  line.text_if("answer", one.answer.text);
  line.text_if("reason", one.answer.reason);
  if (!one.answer.objects.empty()) line.texts("object_refs", one.answer.objects);
  if (one.answer.until) line.text("until", to_string(*one.answer.until));
  line.text_if("insufficient", one.insufficient);
  if (one.answered) line.text("answered", to_string(*one.answered));
  // From who has left nothing is due any more; whether it was late by then stays.
  if (one.due && !has_left) line.text("due", to_string(*one.due));
  return line.flag("overdue", one.overdue && !has_left).flag("late", one.late).str();
}

std::string silences_json(const std::vector<group::Silence>& silences) {
  std::vector<std::string> out;
  for (const group::Silence& one : silences) out.push_back(to_json(one));
  return json::array_text(out);
}

// One party that was asked: what arrived there, what is open and since when it is late. A member that has left the
// group owes nothing, so its deadlines are left out, while what it did before stays.
std::string asked_json(const GroupRoom& room, const group::AskedState& track) {
  const group::Departure* left = room.view.departure_of(track.party);
  std::vector<std::string> questions;
  for (const auto& one : track.questions) questions.push_back(question_json(one, left != nullptr));
  json::ObjectWriter line;
  line.text("party", track.party).text("stage", to_string(track.stage));
  if (left != nullptr) line.text("left", to_string(left->at.added));
  line.text_if("not_received", Inquiries::why_not_received(room, track));
  if (track.received) line.text("received", to_string(*track.received));
  if (track.acknowledgement) line.text("acknowledgement", track.acknowledgement->id);
  if (track.acknowledge_due && left == nullptr) line.text("acknowledge_due", to_string(*track.acknowledge_due));
  if (track.escalated_to) line.text("escalated_to", to_string(*track.escalated_to));
  line.text_if("result", track.result);
  if (!track.silences.empty()) line.raw("silences", silences_json(track.silences));
  return line.flag("overdue", track.overdue() && left == nullptr).raw("questions", json::array_text(questions)).str();
}

// Who said what, in which entry of his journal, and, where that is known, when it arrived.
std::string step_json(const group::Step& step) {
  json::ObjectWriter line;
  line.text("who", step.at.author)
      .text("what", step.what)
      .text("id", step.at.id)
      .number("entry", step.at.seq)
      .text("added", to_string(step.at.added));
  line.text_if("text", step.text);
  if (step.received) line.text("received", to_string(*step.received));
  put_later(line, step.at.later);
  return line.str();
}

}  // namespace

std::string to_json(const group::Silence& silence) {
  std::vector<std::string> questions;
  for (const std::int64_t one : silence.questions) questions.push_back(std::to_string(one));
  json::ObjectWriter line;
  line.text("since", to_string(silence.since)).raw("questions", json::array_text(questions));
  line.text("consequence", to_string(silence.consequence)).flag("lasts", silence.lasts);
  if (silence.to_role) line.text("to_role", to_string(*silence.to_role));
  if (silence.contact)
    line.text("contact", silence.contact->name).text("contact_information", silence.contact->contact_information);
  if (silence.consult_by) line.text("consult_by", to_string(*silence.consult_by));
  return line.str();
}

std::string to_json(const GroupRoom& room, const group::InquiryState& inquiry) {
  std::vector<std::string> asked, history;
  for (const group::AskedState& track : inquiry.asked) asked.push_back(asked_json(room, track));
  for (const group::Step& step : inquiry.history) history.push_back(step_json(step));
  const group::Inquiry& said = inquiry.inquiry;
  json::ObjectWriter line;
  line.text("group", room.group.alias)
      .text("id", inquiry.at.id)
      .text("from", inquiry.at.author)
      .text("name", said.name)
      .text("description", said.description)
      .text("basis", said.basis)
      .text("severity", said.severity)
      .text("severity_text", said.severity_text)
      .texts("asks", said.asks)
      .texts("about", said.objects)
      .texts("object_marking_refs", said.markings)
      .text("sha256", said.sha256)
      .flag("exercise", inquiry.at.exercise)
      .flag("closed", inquiry.closed.has_value());
  put_later(line, inquiry.at.later);
  return line.raw("asked", json::array_text(asked)).raw("history", json::array_text(history)).str();
}

}  // namespace parley::desk
