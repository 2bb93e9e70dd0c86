#include <fmt/format.h>

#include <algorithm>

#include "cli/inquiries.h"
#include "desk/inquiries.h"
#include "view/inquiry.h"

namespace parley::cli {
namespace {

void print_inquiry(Context& context, const OpenGroup& group, const group::InquiryState& inquiry) {
  context.console.styled(view::inquiry_text(
      {.inquiry = inquiry,
       .name = group.name_of(),
       .why_not_received =
           [&](const group::AskedState& track) { return desk::Inquiries::why_not_received(group, track); },
       .left =
           [&](const group::AskedState& track) {
             const group::Departure* left = group.view.departure_of(track.party);
             return left != nullptr ? std::optional(left->at.added) : std::nullopt;
           },
       .colours = context.console.streams().colours}));
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
        const group::Departure* left = group.view.departure_of(track.party);
        table.add({short_uuid(inquiry.at.id), shown(group.group.alias), group.name(inquiry.at.author),
                   group.name(track.party), std::string(to_string(track.stage)),
                   fmt::format("{}/{}", open, track.questions.size()),
                   left != nullptr ? "left " + short_time(left->at.added)
                                   : (track.overdue() ? "OVERDUE " : "") + short_time(track.next_due()),
                   (inquiry.at.exercise ? "[EXERCISE] " : "") + shown(inquiry.inquiry.name)});
      }
    }
  if (context.json) return kDone;
  table.print(context.console);
  print_held_up(context);
  return kDone;
}

}  // namespace parley::cli
