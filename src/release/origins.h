// What an object was made from, over any number of steps.
#pragma once

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "release/policy.h"

namespace parley::release {

// Goes from `id` over `step(from, each)`, which calls each(original, how) for whatever `from` was made from, and puts
// all of them into `found`, in the order in which they are met. A way passes on what the step of it passes on that
// passes on least; of several ways to one original the one that passes on most counts, whichever was found first, since
// what holds for it by any way holds. Derivations come from others as well, who may make a circle of them.
template <class Step>
void follow_origins(const std::string& id, std::vector<Origin>& found, const Step& step) {
  std::map<std::string, std::size_t, std::less<>> places;  // in `found`
  std::vector<std::pair<std::string, How>> open{{id, How::redacted}};
  for (std::size_t next = 0; next < open.size(); ++next) {
    const std::string from = open[next].first;  // by value: `open` grows
    const How so_far = open[next].second;
    step(from, [&](std::string_view original, How how) {
      if (original == id) return;
      const How over = std::max(so_far, how);
      const auto [at, is_new] = places.try_emplace(std::string(original), found.size());
      if (is_new)
        found.push_back({std::string(original), over});
      else if (over < found[at->second].how)
        found[at->second].how = over;  // and so for what lies behind it, which is gone over again
      else
        return;
      open.emplace_back(original, over);
    });
  }
}

}  // namespace parley::release
