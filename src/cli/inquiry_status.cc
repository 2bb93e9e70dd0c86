#include <fmt/format.h>

#include <algorithm>

#include "cli/inquiries.h"
#include "view/inquiry.h"

namespace parley::cli {
namespace {

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
  context.console.styled(view::inquiry_text(
      {.inquiry = inquiry,
       .name = group.name_of(),
       .why_not_received = [&](const group::AskedState& track) { return why_not_received(group, track); },
       .own = group.own,
       .on_silence = group.view.charter.terms.on_silence,
       .colours = context.console.streams().colours}));
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
