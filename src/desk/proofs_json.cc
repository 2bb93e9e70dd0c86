// Proofs for programs: what was written and where, what a check has found, and who holds what.
#include "desk/proofs.h"
#include "json/writer.h"

namespace parley::desk {
namespace {

// "a, b": as the terminal has them; each name is a key's, which has no comma.
template <class List, class Name>
std::string joined(const List& list, const Name& name) {
  std::string out;
  for (const auto& one : list) out += (out.empty() ? "" : ", ") + name(one);
  return out;
}

}  // namespace

std::string to_json(const Proof& proof, std::string_view file) {
  return json::ObjectWriter()
      .text_if("file", file)
      .text("id", proof.id)
      .number("entry", proof.entry)
      .text("origin", proof.origin)
      .text("verifier_key", proof.verifier_key)
      .number("members", proof.members)
      .number("witnesses", proof.witnesses)
      .number("quorum", proof.quorum)
      .flag("quorum_met", proof.quorum_met())
      .str();
}

// "holds" is always true: a file that proves nothing is an error. Whether it shows who made it is "key_pinned".
std::string to_json(const journal::ProofReport& report) {
  return json::ObjectWriter()
      .flag("holds", true)
      .text("origin", report.origin)
      .number("entry", report.index)
      .number("size", report.size)
      .text("kind", to_string(report.kind))
      .text("date_added", to_string(report.date_added))
      .flag("object_shown", report.object_shown)
      .text("id", report.object_id)
      .text("type", report.object_type)
      .text("verifier_key", report.log_key)
      .flag("key_pinned", report.log_key_pinned)
      .text("witnesses", joined(report.witnesses, [](const auto& one) { return one.key.name; }))
      .text("asked_for", report.quorum.to_string())
      .flag("policy_pinned", report.policy_pinned)
      .text("lacking", joined(report.absent, [](const auto& one) { return one.name; }))
      .str();
}

// A member holds what it has a receipt for; a witness cosigned a head and holds no content. The member's name says
// which.
std::string to_json(const Holding& holding) {
  json::ObjectWriter out;
  out.text("group", holding.group)
      .text("id", holding.id)
      .text("author", holding.author)
      .number("entry", holding.entry)
      .text(holding.is_witness ? "witness" : "holder", holding.holder)
      .flag(holding.is_witness ? "cosigned" : "held", holding.since.has_value());
  if (holding.since) out.text("since", to_string(*holding.since));
  if (holding.size > 0) out.number("size", holding.size).text("head", holding.head);
  return out.str();
}

// What the charter asks for beside what there is, and each witness by itself.
std::string to_json(const node::OutsideWitnesses::Witnessing& witnessing) {
  // A witness is up to date when its newest cosigned head is not behind what this party has published.
  std::vector<std::string> witnesses;
  for (const auto& one : witnessing.witnesses) {
    json::ObjectWriter line;
    line.text("witness", one.witness.key.name)
        .text("key", one.witness.key.to_string())
        .text("url", one.witness.url)
        .number("size", one.size);
    if (one.since) line.text("since", to_string(*one.since));
    witnesses.push_back(line.flag("newest", one.size >= witnessing.published).text("problem", one.problem).str());
  }
  json::ObjectWriter out;
  out.number("asked_for", witnessing.quorum)
      .number("published", witnessing.published)
      .number("witnessed", witnessing.size);
  if (witnessing.since) out.text("since", to_string(*witnessing.since));
  if (witnessing.waiting) out.text("waiting_since", to_string(*witnessing.waiting));
  return out.raw("witnesses", json::array_text(witnesses)).str();
}

}  // namespace parley::desk
