#include <fmt/format.h>

#include <algorithm>

#include "cli/inquiries.h"
#include "desk/inquiries.h"

namespace parley::cli {
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

void print_inquiry(Context& context, const OpenGroup& group, const group::InquiryState& inquiry) {
  Console& console = context.console;
  console.line(
      fmt::format("{}{}  ({})", inquiry.at.exercise ? "[EXERCISE] " : "", shown(inquiry.inquiry.name), inquiry.at.id));
  const group::Inquiry& asked = inquiry.inquiry;
  console.line(fmt::format("from         {}, severity {}{}, asks for {}", group.name(inquiry.at.author), asked.severity,
                           asked.severity_text.empty() ? "" : " (" + shown(asked.severity_text) + ")",
                           fmt::join(asked.asks, ", ")));
  if (!asked.description.empty()) console.line(fmt::format("known        {}", shown(asked.description)));
  for (const std::string& id : asked.objects) console.line(fmt::format("about        {}", id));
  console.line(fmt::format("basis        {}", asked.basis.empty() ? "not given" : shown(asked.basis)));
  for (const std::string& id : asked.markings) console.line(fmt::format("marked       {}", shown(marking_text(id))));
  console.line(fmt::format("SHA-256      {}", inquiry.inquiry.sha256));
  if (inquiry.inquiry.wished_for) console.line(fmt::format("wished for   {}", short_time(inquiry.inquiry.wished_for)));
  for (const group::AskedState& track : inquiry.asked) {
    console.lines(fmt::format("\nto           {}: {}{}", group.name(track.party), to_string(track.stage),
                              track.overdue() ? ", OVERDUE" : ""));
    console.line(fmt::format("received     {}   acknowledged {}", short_time(track.received),
                             track.acknowledgement ? short_time(track.acknowledged) : "not yet"));
    if (const std::string why = desk::Inquiries::why_not_received(group, track); !why.empty())
      line_in_red(context, fmt::format("             not received, so no clock runs: {}", shown(why)));
    if (track.escalated_contact)
      console.line(fmt::format("escalated to {} ({}), {}", shown(track.escalated_contact->name),
                               to_string(*track.escalated_to), shown(track.escalated_contact->contact_information)));
    if (!track.result.empty()) console.line(fmt::format("result       {}", shown(track.result)));
    Table table({"", "QUESTION", "OUTCOME", "DUE", "ANSWER"});
    for (const auto& one : track.questions) {
      std::string said = !one.answer.text.empty() ? one.answer.text : one.answer.reason;
      if (!one.answer.objects.empty()) said += fmt::format(" [{}]", fmt::join(one.answer.objects, ", "));
      if (one.answer.until) said += "until " + short_time(one.answer.until);
      if (!one.insufficient.empty()) said += "  INSUFFICIENT: " + one.insufficient;
      table.add({std::to_string(one.number), shown(one.text), std::string(to_string(one.outcome)),
                 one.settled() ? (one.late ? "late" : "-") : (one.overdue ? "OVERDUE " : "") + short_time(one.due),
                 shown(said)});
    }
    table.print(console);
  }
  console.line("");
  for (const group::Step& step : inquiry.history)
    console.line(fmt::format("{}  {} {}{}{}", short_time(step.at.added), group.name(step.at.author),
                             done_word(step.what), step.text.empty() ? "" : ": " + shown(step.text),
                             step.received ? "   (the other side had it " + short_time(step.received) + ")" : ""));
  const bool silent = std::any_of(inquiry.asked.begin(), inquiry.asked.end(),
                                  [](const group::AskedState& one) { return one.overdue(); });
  if (silent && inquiry.at.author == group.own && group.view.charter.terms.on_silence != group::OnSilence::nothing)
    console.lines(fmt::format("\nThe charter's consequence of silence: {}. parley inquiry escalate {}",
                              to_string(group.view.charter.terms.on_silence), inquiry.at.id));
}

}  // namespace

int inquiry_status(Context& context, const std::string& what, const std::string& alias) {
  if (!what.empty()) {
    const auto found = desk::Inquiries(*context.node).find(what, alias);
    if (!found.ok()) return context.fail(found.error());
    if (context.json)
      context.console.line(to_json(found->room, found->inquiry));
    else
      print_inquiry(context, found->room, found->inquiry);
    return kDone;
  }
  const auto groups = open_groups(context, alias);
  if (!groups.ok()) return context.fail(groups.error());
  Table table({"INQUIRY", "GROUP", "FROM", "TO", "STAGE", "OPEN", "DUE", "SUBJECT"});
  for (const OpenGroup& group : *groups)
    for (const group::InquiryState& inquiry : group.view.inquiries) {
      if (context.json) {
        context.console.line(to_json(group, inquiry));
        continue;
      }
      for (const group::AskedState& track : inquiry.asked) {
        const auto open = std::count_if(track.questions.begin(), track.questions.end(),
                                        [](const auto& one) { return !one.settled(); });
        table.add({short_uuid(inquiry.at.id), shown(group.group.alias), group.name(inquiry.at.author),
                   group.name(track.party), std::string(to_string(track.stage)),
                   fmt::format("{}/{}", open, track.questions.size()),
                   (track.overdue() ? "OVERDUE " : "") + short_time(track.next_due()),
                   (inquiry.at.exercise ? "[EXERCISE] " : "") + shown(inquiry.inquiry.name)});
      }
    }
  if (context.json) return kDone;
  table.print(context.console);
  print_held_up(context);
  return kDone;
}

}  // namespace parley::cli
