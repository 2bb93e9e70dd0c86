#include "cli/witnesses.h"

#include "desk/proofs.h"
#include "node/outside_witnesses.h"

#include <fmt/format.h>

namespace parley::cli {
namespace {

std::string who_lacks(const node::OutsideWitnesses::Witnessing& witnessing) {
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

std::string witnessing_text(const node::OutsideWitnesses::Witnessing& witnessing) {
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

std::vector<std::string> late_witnesses(Context& context) {
  std::vector<std::string> out;
  for (const desk::Unwitnessed& one : desk::Proofs(*context.node).unwitnessed())
    out.push_back(
        fmt::format("{}: the journal of {} has entries since {} that the outside witnesses have not cosigned: {}",
                    shown(one.group), one.member, short_time(one.witnessing.waiting), witnessing_text(one.witnessing)));
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
