// Releases on a terminal: what left, what waits for a second person, and who let what leave. What would leave is
// view/release_preview.h.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "desk/releases.h"

namespace parley::view {

// Each is lines, ended.
std::string sent_text(const desk::Releases::Sent& sent);
// That nothing has left, and who can agree.
std::string waiting_text(const node::Releases::Waiting& waiting);
// Who asked, and who is asked to agree: whether the two are two persons is for the second one to judge, too.
std::string asked_text(const desk::Releases::ToConfirm& what, const node::Acting& second);
std::string pending_text(const std::vector<desk::Releases::Pending>& pending);
std::string log_text(const std::vector<desk::Releases::Logged>& log);

std::string known_words(std::string_view how);  // as node::word_of(How) wrote it: "by password"; empty: empty

}  // namespace parley::view
