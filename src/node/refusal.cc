// Evidence as a file of its own, complete in itself: with the two heads and the proof between them anybody
// who knows the journal's key can check it, without this node and without trusting it
// (docs/formats/refusals.md).
#include "node/refusal.h"

#include <fmt/format.h>

#include "base/file.h"
#include "json/writer.h"

namespace parley::node {
namespace {

void add_heads(json::ObjectWriter& text, const Refusal& refusal) {
  text.text("known_head", refusal.known_head).text("shown_head", refusal.shown_head);
  if (!refusal.prefix) return;
  std::vector<std::string> proof;
  for (const Hash& hash : refusal.prefix->proof) proof.push_back(to_base64(hash));
  text.number("prefix_size", refusal.prefix_size)
      .text("prefix_root", to_base64(refusal.prefix->root))
      .raw("prefix_proof", json::string_array_text(proof));
}

}  // namespace

std::string split_view_text(const Refusal& refusal) {
  json::ObjectWriter text;
  text.text("origin", refusal.key.name);
  add_heads(text, refusal);
  return text.str();
}

// Nothing is believed: the heads are verified under the journal's key and compared, and only what proves a
// contradiction is one.
Result<Refusal> parse_split_view(json::Object object, const journal::VerifierKey& key) {
  const Error malformed{Code::corrupt, "what is shown as a split view is none"};
  Refusal out{.kind = std::string(kSplitView),
              .why = {},
              .key = key,
              .known_head = std::string(json::string_member(object, "known_head").value_or("")),
              .shown_head = std::string(json::string_member(object, "shown_head").value_or(""))};
  journal::Prefix prefix;
  if (json::Array hashes; object["prefix_proof"].get(hashes) == simdjson::SUCCESS) {
    const auto root = hash_from_base64(json::string_member(object, "prefix_root").value_or(""));
    if (!root || object["prefix_size"].get(out.prefix_size) != simdjson::SUCCESS) return malformed;
    prefix.root = *root;
    for (const json::Element one : hashes) {
      std::string_view text;
      const auto hash = one.get(text) == simdjson::SUCCESS ? hash_from_base64(text) : std::nullopt;
      if (!hash || prefix.proof.size() >= 64) return malformed;
      prefix.proof.push_back(*hash);
    }
    out.prefix = prefix;
  }
  const auto relation = journal::compare_heads(out.known_head, out.shown_head, key, prefix);
  if (!relation.ok()) return Error{Code::corrupt, malformed.message + ": " + relation.error().message};
  if (*relation != journal::HeadRelation::equivocation)
    return Error{Code::corrupt, malformed.message + ": the heads do not contradict each other"};
  return out;
}

// Durable, since it is what people will argue about. The name has the time first, so that a folder lists in
// order.
Status keep_evidence(const std::filesystem::path& dir, const Refusal& refusal, Micros seen) {
  PARLEY_TRY_STATUS(make_directories(dir));
  json::ObjectWriter text;
  text.text("kind", refusal.kind)
      .text("origin", refusal.key.name)
      .text("key", refusal.key.to_string())
      .text("seen", to_string(seen))
      .text("why", refusal.why);
  if (!refusal.served_by.empty()) text.text("served_by", refusal.served_by);
  add_heads(text, refusal);
  if (refusal.entry)
    text.number("entry", refusal.entry->seq)
        .text("leaf", refusal.entry->leaf)
        .text("salt", refusal.entry->salt)
        .text("object", refusal.entry->object);
  const std::string name = fmt::format("{}-{}.json", to_string(seen), to_hex(as_bytes(refusal.key.name)).substr(0, 16));
  return replace_file(dir / name, text.str() + "\n", Durability::durable);
}

}  // namespace parley::node
