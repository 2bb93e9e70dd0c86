// A release preview for people at a terminal, and for machines.
#pragma once

#include <string>
#include <vector>

#include "desk/releases.h"
#include "release/preview.h"

namespace parley::view {

using ReleaseAudience = desk::Releases::Audience;

enum class ShowBytes { no, yes };
// Lines no wider than `columns` (at least 40), each ended.
std::string release_text(const release::Preview& preview, const ReleaseAudience& audience, std::size_t columns,
                         ShowBytes bytes);
// One line of JSON.
std::string release_json(const release::Preview& preview, const ReleaseAudience& audience);

// What a person is asked before it leaves, one after the other: every flagged text, the identifiers of what does not go
// along, and the whole.
std::vector<std::string> release_questions(const release::Preview& preview, const ReleaseAudience& audience);

std::string_view decision_word(release::Decision decision);  // "allowed", "needs_second_person", ...
// What one flagged text is asked about: "handling \"TLP:AMBER\", email \"...\"".
std::string flags_text(const std::vector<release::Flag>& flags);

}  // namespace parley::view
