#include <fmt/format.h>

#include <algorithm>

#include "cli/inquiries.h"

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

std::string question_json(const group::QuestionState& one) {
  JsonLine line;
  line.number("number", static_cast<std::uint64_t>(one.number))
      .text("text", one.text)
      .text("outcome", to_string(one.outcome));
  if (one.reply) line.text("reply", one.reply->id);
  if (!one.answer.text.empty()) line.text("answer", one.answer.text);
  if (!one.answer.reason.empty()) line.text("reason", one.answer.reason);
  if (!one.answer.objects.empty()) line.raw("object_refs", json::string_array_text(one.answer.objects));
  if (one.answer.until) line.text("until", to_string(*one.answer.until));
  if (!one.insufficient.empty()) line.text("insufficient", one.insufficient);
  if (one.answered) line.text("answered", to_string(*one.answered));
  if (one.due) line.text("due", to_string(*one.due));
  return line.flag("overdue", one.overdue).flag("late", one.late).str();
}

// Why what was asked has not arrived, when they said that they take no more: no clock runs until it has.
std::string why_not_received(const OpenGroup& group, const group::AskedState& track) {
  const node::MemberView* asked = node::member_of(group.group, track.party);
  return track.received || asked == nullptr ? std::string() : asked->takes_no_more;
}

std::string inquiry_json(const OpenGroup& group, const group::InquiryState& inquiry) {
  std::vector<std::string> asked, history;
  for (const group::AskedState& track : inquiry.asked) {
    std::vector<std::string> questions;
    for (const auto& one : track.questions) questions.push_back(question_json(one));
    JsonLine line;
    line.text("party", track.party).text("stage", to_string(track.stage));
    if (const std::string why = why_not_received(group, track); !why.empty()) line.text("not_received", why);
    if (track.received) line.text("received", to_string(*track.received));
    if (track.acknowledgement) line.text("acknowledgement", track.acknowledgement->id);
    if (track.acknowledge_due) line.text("acknowledge_due", to_string(*track.acknowledge_due));
    if (track.escalated_to) line.text("escalated_to", to_string(*track.escalated_to));
    if (!track.result.empty()) line.text("result", track.result);
    asked.push_back(line.flag("overdue", track.overdue()).raw("questions", json_array(questions)).str());
  }
  for (const group::Step& step : inquiry.history) {
    JsonLine line;
    line.text("who", step.at.author)
        .text("what", step.what)
        .text("id", step.at.id)
        .number("entry", step.at.seq)
        .text("added", to_string(step.at.added));
    if (!step.text.empty()) line.text("text", step.text);
    if (step.received) line.text("received", to_string(*step.received));
    history.push_back(line.str());
  }
  return JsonLine()
      .text("group", group.group.alias)
      .text("id", inquiry.at.id)
      .text("from", inquiry.at.author)
      .text("name", inquiry.inquiry.name)
      .text("description", inquiry.inquiry.description)
      .text("basis", inquiry.inquiry.basis)
      .text("severity", inquiry.inquiry.severity)
      .text("severity_text", inquiry.inquiry.severity_text)
      .raw("asks", json::string_array_text(inquiry.inquiry.asks))
      .raw("about", json::string_array_text(inquiry.inquiry.objects))
      .raw("object_marking_refs", json::string_array_text(inquiry.inquiry.markings))
      .text("sha256", inquiry.inquiry.sha256)
      .flag("exercise", inquiry.at.exercise)
      .flag("closed", inquiry.closed.has_value())
      .raw("asked", json_array(asked))
      .raw("history", json_array(history))
      .str();
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
    if (const std::string why = why_not_received(group, track); !why.empty())
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

Result<FoundInquiry> find_inquiry(Context& context, const std::string& what, const std::string& alias) {
  PARLEY_TRY(auto groups, open_groups(context, alias));
  std::optional<FoundInquiry> found;
  for (OpenGroup& group : groups) {
    const auto inquiry = find_message(group.view.inquiries, what, "inquiry");
    if (!inquiry.ok()) {
      if (inquiry.error().code == Code::conflict) return inquiry.error();
      continue;
    }
    if (found)
      return Error{Code::conflict, "more than one group has an inquiry \"" + what + "\"; say which with --group"};
    group::InquiryState copy = **inquiry;
    found = FoundInquiry{std::move(group), std::move(copy)};
  }
  if (!found) return Error{Code::not_found, "there is no inquiry \"" + what + "\"; parley inquiry status lists them"};
  return std::move(*found);
}

int inquiry_status(Context& context, const std::string& what, const std::string& alias) {
  if (!what.empty()) {
    const auto found = find_inquiry(context, what, alias);
    if (!found.ok()) return context.fail(found.error());
    if (context.json)
      context.console.line(inquiry_json(found->group, found->inquiry));
    else
      print_inquiry(context, found->group, found->inquiry);
    return kDone;
  }
  const auto groups = open_groups(context, alias);
  if (!groups.ok()) return context.fail(groups.error());
  Table table({"INQUIRY", "GROUP", "FROM", "TO", "STAGE", "OPEN", "DUE", "SUBJECT"});
  for (const OpenGroup& group : *groups)
    for (const group::InquiryState& inquiry : group.view.inquiries) {
      if (context.json) {
        context.console.line(inquiry_json(group, inquiry));
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
