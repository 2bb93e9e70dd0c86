// A release preview for people at a terminal, and for machines.
#pragma once

#include <string>
#include <vector>

#include "release/preview.h"

namespace parley::view {

struct ReleaseAudience {
  std::string group;                 // its name
  std::vector<std::string> members;  // the others
};

enum class ShowBytes { no, yes };
// Lines no wider than `columns` (at least 40), each ended.
std::string release_text(const release::Preview& preview, const ReleaseAudience& audience, std::size_t columns,
                         ShowBytes bytes);
// One line of JSON.
std::string release_json(const release::Preview& preview, const ReleaseAudience& audience);

std::string_view decision_word(release::Decision decision);  // "allowed", "needs_second_person", ...
// What one flagged text is asked about: "handling \"TLP:AMBER\", email \"...\"".
std::string flags_text(const std::vector<release::Flag>& flags);

}  // namespace parley::view
