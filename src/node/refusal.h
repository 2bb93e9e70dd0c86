// Evidence that something served or shown was not what was signed: one JSON file each in DIR/evidence, kept for good
// (docs/formats/refusals.md).
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "base/time.h"
#include "journal/equivocation.h"
#include "json/json.h"
#include "taxii/mirror_client.h"

namespace parley::node {

inline constexpr std::string_view kSplitView =
    "split view";  // the kind: two heads under the journal's own key that contradict each other

struct Refusal {
  std::string kind, why;
  journal::VerifierKey key;            // of the journal that it is about
  std::string served_by = {};          // identity of the member that served it; empty: the journal's author
  std::string known_head, shown_head;  // signed notes
  // How the larger of the two heads begins, when the sizes differ: its first `prefix_size` entries.
  std::uint64_t prefix_size = 0;
  std::optional<journal::Prefix> prefix = {};
  std::optional<taxii::RefusedEntry> entry = {};
};

// Both heads and how the larger begins, as a JSON object, and back: what proves a split view by itself.
std::string split_view_text(const Refusal& refusal);
// Fails with corrupt when it is none. That it is about a journal of `key`, and proves what it says, is checked here,
// too.
Result<Refusal> parse_split_view(json::Object object, const journal::VerifierKey& key);

Status keep_evidence(const std::filesystem::path& dir, const Refusal& refusal, Micros seen);

}  // namespace parley::node
