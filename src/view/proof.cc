// Proofs in words: what was written and for whom it is enough, and what a check has found. The words are careful about
// who is proved: a file holds together by itself, but only a key that came by another way says whose it is.
#include "view/proof.h"

#include <fmt/format.h>

#include "view/lines.h"
#include "view/words.h"

namespace parley::view {

std::string quorum_text(const desk::Proof& proof) {
  if (proof.quorum_met()) return {};
  return fmt::format("not yet cosigned by the witnesses: {} of {}", proof.witnesses, proof.quorum);
}

std::string proof_text(const desk::Proof& proof, const std::string& file) {
  Lines out;
  out.line(fmt::format("Wrote {}: {} is entry {} of {}", file, proof.id, proof.entry, proof.origin));
  if (proof.members > 0)
    out.line(fmt::format("Its head is cosigned by {} of the group, who thereby say that they hold it",
                         text::counted(proof.members, "other member")));
  if (proof.witnesses > 0)
    out.line(fmt::format("and by {} of {}", proof.witnesses,
                         text::counted(proof.witnesses_named, "outside witness", "outside witnesses")));
  if (!proof.quorum_met()) out.line(quorum_text(proof) + "; the file asks only for those that are there");
  // A key that comes with the file proves nothing: whoever made up the one could make up the other.
  out.line(fmt::format("Give the reader this key by another way than the file: {}", proof.verifier_key));
  return out.take();
}

namespace {

// By the names in the keys, which the reader knows from his policy or from the witnesses themselves.
std::string names(const std::vector<journal::VerifierKey>& keys) {
  std::vector<std::string> out;
  for (const auto& key : keys) out.push_back(key.name);
  return fmt::format("{}", fmt::join(out, ", "));
}

std::string names(const std::vector<journal::Verified>& witnesses) {
  std::vector<std::string> out;
  for (const auto& witness : witnesses) out.push_back(witness.key.name);
  return fmt::format("{}", fmt::join(out, ", "));
}

}  // namespace

// From the most important to the detail, and each line says no more than was checked. What holds only by the key in the
// file is told as that.
std::string report_text(const journal::ProofReport& report) {
  Lines out;
  out.line(report.log_key_pinned
               ? "The proof holds."
               : "The proof holds together, but who made it is not shown: its key comes from the file itself.");
  if (report.object_shown)
    out.line(fmt::format("  object    {}, as in the file", report.object_id));
  else
    out.line("  object    not shown: its content was erased, or this is the entry of an erasure");
  out.line(fmt::format("  said by   {}, entry {}, {} at {}", report.origin, report.index, to_string(report.kind),
                       to_string(report.date_added)));
  out.line(fmt::format("  under     a signed head of {}{}", text::counted(report.size, "entry", "entries"),
                       report.later_size ? fmt::format(", extended by one of {}", *report.later_size) : ""));
  out.line(fmt::format("  witnesses {}", report.witnesses.empty() ? "none has cosigned" : names(report.witnesses)));
  // Whose policy it was: one that came with the file asks only for what the file has.
  if (report.quorum.threshold > 0)
    out.line(fmt::format("  asked for {}{}", report.quorum.to_string(), report.policy_pinned ? "  (your policy)" : ""));
  // Named in the policy and not needed for its quorum: missing, and no fault.
  if (!report.absent.empty())
    out.line(fmt::format("  lacking   {}, without whom it is satisfied", names(report.absent)));
  out.line(fmt::format("  key       {}{}", report.log_key, report.log_key_pinned ? "  (the one you gave)" : ""));
  if (!report.log_key_pinned)
    out.line("            compare it with the one that the party gave you by another way, or give it here with --key");
  return out.take();
}

// That somebody is not known to hold it is a line as well; it is never shown as "does not hold it", which nobody here
// can know.
std::string holders_text(const std::vector<desk::Holding>& holders) {
  text::Table table({"GROUP", "BY", "ENTRY", "HELD BY", "SINCE", "COSIGNED HEAD"});
  for (const desk::Holding& one : holders) {
    const std::string_view not_known = one.is_witness ? "not known to have cosigned it" : "not known to hold it";
    table.add({text::plain(one.group), one.author_name, std::to_string(one.entry),
               (one.is_witness ? "witness " : "") + text::plain(one.holder_name),
               one.since ? short_time(one.since) : std::string(not_known),
               one.size > 0 ? "over " + text::counted(one.size, "entry", "entries") : "-"});
  }
  return Lines().table(table).take();
}

}  // namespace parley::view
