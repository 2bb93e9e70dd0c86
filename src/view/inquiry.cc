// Inquiries on a terminal. Both sides see the same text: what was asked, what each party has answered, what is due and
// since when it is late. Times are those of the entries and receipts, and a clock that does not run is told with its
// reason, since otherwise a party looks late that was never reached.
#include "view/inquiry.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "view/lines.h"
#include "view/words.h"

namespace parley::view {
namespace {

// What a step of the history is in a sentence about who did it.
std::string_view done_word(std::string_view what) {
  static constexpr std::pair<std::string_view, std::string_view> kWords[] = {
      {"status", "reported"},
      {"result", "gave the result"},
      {"insufficient", "held answers insufficient"},
      {"escalate", "escalated"},
      {"close", "closed it"}};
  for (const auto& [word, done] : kWords)
    if (word == what) return done;
  return what;
}

// A settled question owes nothing, and only tells if it was late. From who has left nothing is due.
std::string due_text(const group::QuestionState& one, bool has_left) {
  if (one.settled()) return one.late ? "late" : "-";
  if (has_left) return "-";
  return (one.overdue ? "OVERDUE " : "") + short_time(one.due);
}

// When a party left the group: nothing is due from it any more. Nothing: it has not.
std::optional<Micros> left_at(const desk::GroupRoom& room, const group::AskedState& track) {
  const group::Departure* left = room.view.departure_of(track.party);
  return left != nullptr ? std::optional(left->at.added) : std::nullopt;
}

// What was asked, by whom, on what grounds.
void add_asked(Lines& out, const desk::GroupRoom& room, const group::InquiryState& inquiry) {
  out.line(fmt::format("{}{}  ({})", inquiry.at.exercise ? "[EXERCISE] " : "",
                       text::fitted(inquiry.inquiry.name, kMostOfAText), inquiry.at.id));
  const group::Inquiry& asked = inquiry.inquiry;
  out.line(
      fmt::format("from         {}, severity {}{}, asks for {}", room.name(inquiry.at.author), asked.severity,
                  asked.severity_text.empty() ? "" : " (" + text::fitted(asked.severity_text, kMostOfASentence) + ")",
                  fmt::join(asked.asks, ", ")));
  if (inquiry.at.later)
    out.line(fmt::format("since then   {}", text::fitted(later_text(inquiry.at.later), kMostOfAText)));
  if (!asked.description.empty())
    out.line(fmt::format("known        {}", text::fitted(asked.description, kMostOfAText)));
  for (const std::string& id : asked.objects) out.line(fmt::format("about        {}", id));
  out.line(fmt::format("basis        {}", asked.basis.empty() ? "not given" : text::fitted(asked.basis, kMostOfAText)));
  for (const std::string& id : asked.markings) out.line(fmt::format("marked       {}", text::plain(marking_text(id))));
  // Two people who read this to each other can make sure that they speak of the same text.
  out.line(fmt::format("SHA-256      {}", inquiry.inquiry.sha256));
  if (inquiry.inquiry.wished_for) out.line(fmt::format("wished for   {}", short_time(inquiry.inquiry.wished_for)));
  if (std::ranges::none_of(room.view.charter.terms.answer_times,
                           [&](const group::AnswerTime& time) { return time.severity == asked.severity; }))
    out.line(fmt::format("no time      the charter agrees no answer time for severity {}, so no clock runs",
                         asked.severity));
}

// Each question with what was said to it, and until when it is owed.
text::Table questions_table(const group::AskedState& track, bool has_left) {
  text::Table table({"", "QUESTION", "OUTCOME", "DUE", "ANSWER"});
  for (const auto& one : track.questions) {
    // The words of the answer, or the reason for which there is none; then objects that were given with it, until
    // when it is put off, and what the asker says against it.
    std::string said = !one.answer.text.empty() ? one.answer.text : one.answer.reason;
    if (!one.answer.objects.empty()) said += fmt::format(" [{}]", fmt::join(one.answer.objects, ", "));
    if (one.answer.until) said += "until " + short_time(one.answer.until);
    if (!one.insufficient.empty()) said += "  INSUFFICIENT: " + one.insufficient;
    // What the correction of a reply says may be about one of its answers only; the history has its words.
    table.add({std::to_string(one.number), text::fitted(one.text, kMostOfAText), std::string(to_string(one.outcome)),
               due_text(one, has_left),
               text::fitted(said, kMostOfAText) + (one.reply ? later_mark(one.reply->later) : std::string())});
  }
  return table;
}

// Where it stands with one party that was asked.
void add_track(Lines& out, const desk::GroupRoom& room, const group::AskedState& track, bool colours) {
  const auto left = left_at(room, track);
  out.lines(fmt::format("\nto           {}: {}{}", room.name(track.party), to_string(track.stage),
                        left              ? fmt::format(", left the group {}: nothing is due from it", short_time(left))
                        : track.overdue() ? ", OVERDUE"
                                          : ""));
  out.line(fmt::format("received     {}   acknowledged {}", short_time(track.received),
                       track.acknowledgement ? short_time(track.acknowledged) : "not yet"));
  if (const std::string why = desk::Inquiries::why_not_received(room, track); !why.empty())
    out.in_colour(fmt::format("             not received, so no clock runs: {}", text::plain(why)), text::Colour::red,
                  colours);
  if (track.escalated_contact)
    out.line(fmt::format("escalated to {} ({}), {}", text::plain(track.escalated_contact->name),
                         to_string(*track.escalated_to), text::plain(track.escalated_contact->contact_information)));
  // A silence that is over stays on the record, with how it ended.
  for (const group::Silence& one : track.silences) {
    out.line(fmt::format("silence      {}{}", group::sentence(one), one.lasts ? "" : " (it is over)"));
    if (one.lasts && one.contact)
      out.line(fmt::format("             {} ({}), {}", text::plain(one.contact->name), to_string(*one.to_role),
                           text::plain(one.contact->contact_information)));
  }
  if (!track.result.empty()) out.line(fmt::format("result       {}", text::fitted(track.result, kMostOfAText)));
  out.table(questions_table(track, left.has_value()));
}

}  // namespace

// One block for each party that was asked, then the history of all of them in one sequence: it is one inquiry, and what
// one was told may explain what another answered.
std::string inquiry_text(const desk::GroupRoom& room, const group::InquiryState& inquiry, bool colours) {
  Lines out;
  add_asked(out, room, inquiry);
  for (const group::AskedState& track : inquiry.asked) add_track(out, room, track, colours);
  out.line("");
  for (const group::Step& step : inquiry.history)
    // With the id, by which a reply is judged and what was said is corrected.
    out.line(fmt::format("{}  {}  {} {}{}{}{}", short_time(step.at.added), short_uuid(step.at.id),
                         room.name(step.at.author), done_word(step.what),
                         step.text.empty() ? "" : ": " + text::fitted(step.text, kMostOfAText),
                         later_mark(step.at.later),
                         step.received ? "   (the other side had it " + short_time(step.received) + ")" : ""));
  return out.take();
}

namespace {

// How many answers of the party, and whether the inquiry, had something said of them later, by the word.
std::map<std::string, std::uint64_t> later_counts(const group::InquiryState& inquiry, const group::AskedState& track) {
  std::map<std::string, std::uint64_t> out;
  for (const group::Step& step : inquiry.history)
    if (step.at.later && step.what != step.at.later->what &&
        (step.at.author == track.party || step.at.id == inquiry.at.id))
      ++out[step.at.later->what];
  return out;
}
std::string counts_text(const std::map<std::string, std::uint64_t>& counts) {
  std::string out;
  for (const auto& [what, count] : counts) out += fmt::format("{}{} {}", out.empty() ? "" : ", ", count, what);
  return out.empty() ? out : " (" + out + ")";
}

std::vector<std::string> asked_row(const desk::GroupRoom& room, const group::InquiryState& inquiry,
                                   const group::AskedState& track) {
  const auto open = std::count_if(track.questions.begin(), track.questions.end(),
                                  [](const group::QuestionState& one) { return !one.settled(); });
  const auto left = left_at(room, track);
  return {short_uuid(inquiry.at.id),
          text::plain(room.group.alias),
          room.name(inquiry.at.author),
          room.name(track.party),
          std::string(to_string(track.stage)) + counts_text(later_counts(inquiry, track)),
          fmt::format("{}/{}", open, track.questions.size()),
          left ? "left " + short_time(left) : (track.overdue() ? "OVERDUE " : "") + short_time(track.next_due()),
          (inquiry.at.exercise ? "[EXERCISE] " : "") + text::fitted(inquiry.inquiry.name, kMostOfASentence)};
}

}  // namespace

std::string inquiries_text(const std::vector<desk::GroupRoom>& rooms) {
  text::Table table({"INQUIRY", "GROUP", "FROM", "TO", "STAGE", "OPEN", "DUE", "SUBJECT"});
  for (const desk::GroupRoom& room : rooms)
    for (const group::InquiryState& inquiry : room.view.inquiries)
      for (const group::AskedState& track : inquiry.asked) table.add(asked_row(room, inquiry, track));
  return Lines().table(table).take();
}

// Shown before an escalation is said: it gives the other side its whole time again, which is the opposite of what an
// impatient person wants.
std::string new_clocks_text(const desk::GroupRoom& room, const std::vector<desk::Inquiries::NewClock>& clocks) {
  Lines out;
  for (const auto& one : clocks)
    out.line(fmt::format(
        "Question {} to {} is due {} ({}). Once they have received the escalation, they have {} again.", one.question,
        room.name(one.party), short_time(one.due), distance_text(one.due, room.now), duration_text(one.again)));
  return out.take();
}

}  // namespace parley::view
