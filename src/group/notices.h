// What a duty officer is told, and when: the pure part of the hooks of parley.toml, [duty].
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "group/calendar.h"

namespace parley::group {

struct Notice {
  std::string key;      // the same for the same event; whoever sends notices keeps the keys that were sent
  std::string subject;  // one line, no control characters; the words of another party are not in it
  // Plain text; lines end in "\n" and begin with words of ours, as mail programs heed some beginnings. No line, and no
  // subject, is longer than mail can carry.
  std::string body;
};

// Everything that `own` should have been told by `now`: an inquiry, notification or recall came in; something that it
// owes is due within `ahead`, or overdue; another party let a time pass; an answer came, or is held to be insufficient;
// an escalation; a fault. In the order in which it matters, exercise marked. What is in `was_sent` is left out.
// `title_of`: what an object is called, by its id; empty: not known.
std::vector<Notice> notices(const View& view, std::string_view group, std::string_view own, const NameOf& name_of,
                            std::chrono::seconds ahead, Micros now,
                            const std::function<bool(std::string_view key)>& was_sent,
                            const std::function<std::string(std::string_view id)>& title_of = {});

// For a webhook: {"key","group","subject","body"}.
std::string notice_json(const Notice& notice, std::string_view group);

}  // namespace parley::group
