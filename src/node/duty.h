// Telling a duty officer: by a command (a mail program, a pager) and by a webhook, as [duty] in parley.toml says.
#pragma once

#include <functional>

#include "group/notices.h"
#include "node/groups.h"

namespace parley::node {

class Duty {
 public:
  Duty(Groups& groups, const Config& config) : groups_(groups), config_(config) {}
  // Tells what was not told before. What could not be told is tried again with the next call; a command or a server has
  // half a minute.
  void tell();

 private:
  bool was_told(const std::string& group, std::string_view key, std::string_view way) const;
  void tell(const std::string& group, const group::Notice& notice, std::string_view way,
            const std::function<Status()>& act);

  Groups& groups_;
  const Config& config_;
};

}  // namespace parley::node
