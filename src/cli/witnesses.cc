#include "cli/witnesses.h"

#include <fmt/format.h>

namespace parley::cli {
namespace {

constexpr std::int64_t kMinute = 60'000'000;

std::string who_lacks(const node::Groups::Witnessing& witnessing) {
  std::string out;
  for (const auto& one : witnessing.witnesses) {
    if (one.size >= witnessing.published) continue;
    const std::string why = !one.problem.empty()      ? one.problem
                            : one.witness.url.empty() ? "it is not asked by the nodes"
                                                      : "";
    out += fmt::format("{}{}{}", out.empty() ? "" : ", ", shown(one.witness.key.name),
                       why.empty() ? "" : " (" + shown(why) + ")");
  }
  return out;
}

}  // namespace

std::string witnessing_text(const node::Groups::Witnessing& witnessing) {
  if (witnessing.quorum == 0) return "no outside witnesses";
  std::string out;
  if (witnessing.size > 0)
    out = fmt::format("witnessed by {} of {} ({} asked for): entries 0..{} since {}",
                      witnessing.count_over(witnessing.size), witnessing.witnesses.size(), witnessing.quorum,
                      witnessing.size - 1, short_time(witnessing.since));
  else
    out = fmt::format("not yet witnessed: by {} of {} ({} asked for)", witnessing.count_over(1),
                      witnessing.witnesses.size(), witnessing.quorum);
  const std::string lacking = who_lacks(witnessing);
  if (!lacking.empty() && witnessing.published > 0)
    out += fmt::format("; the newest head, over {} entries, lacks {}", witnessing.published, lacking);
  return out;
}

std::string witnessing_json(const node::Groups::Witnessing& witnessing) {
  std::vector<std::string> witnesses;
  for (const auto& one : witnessing.witnesses) {
    JsonLine line;
    line.text("witness", one.witness.key.name)
        .text("key", one.witness.key.to_string())
        .text("url", one.witness.url)
        .number("size", one.size);
    if (one.since) line.text("since", to_string(*one.since));
    witnesses.push_back(line.flag("newest", one.size >= witnessing.published).text("problem", one.problem).str());
  }
  JsonLine out;
  out.number("asked_for", witnessing.quorum)
      .number("published", witnessing.published)
      .number("witnessed", witnessing.size);
  if (witnessing.since) out.text("since", to_string(*witnessing.since));
  if (witnessing.waiting) out.text("waiting_since", to_string(*witnessing.waiting));
  return out.raw("witnesses", json_array(witnesses)).str();
}

std::vector<std::string> late_witnesses(Context& context) {
  std::vector<std::string> out;
  const int minutes = context.node->config().peers.witness_age_minutes;
  for (const node::GroupView& view : context.node->groups().groups()) {
    if (view.left) continue;
    for (const node::MemberView& member : view.members) {
      const auto witnessing = context.node->groups().witnessing(view, member);
      if (witnessing.quorum == 0 || !witnessing.waiting || now().value - witnessing.waiting->value <= minutes * kMinute)
        continue;
      out.push_back(
          fmt::format("{}: the journal of {} has entries since {} that the outside witnesses have not cosigned: {}",
                      shown(view.alias), member.called, short_time(witnessing.waiting), witnessing_text(witnessing)));
    }
  }
  return out;
}

int print_witness_lines(Context& context, const node::GroupView& group) {
  for (const auto& signature : group.charter.signatures) {
    const auto& key = signature.journal_key;
    if (context.json)
      context.console.line(JsonLine()
                               .text("member", signature.identity_id)
                               .text("origin", key.name)
                               .text("verifier_key", key.to_string())
                               .str());
    else
      context.console.line("log " + key.to_string());
  }
  return kDone;
}

}  // namespace parley::cli
