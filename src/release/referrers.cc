#include "release/referrers.h"

#include <fmt/format.h>

#include <set>
#include <vector>

namespace parley::release {
namespace {

// Ids of objects that reach others through a chain of names; beyond so many nobody looks on.
// A circle of thousands of objects that others wrote must not hold up a release; what was found by then decides.
constexpr std::size_t kMostReferrers = 10'000;

}  // namespace

std::optional<std::string> only_held_back_name(const std::string& id, const Referrers& referrers,
                                               const std::function<bool(std::string_view)>& is_held_back) {
  std::set<std::string, std::less<>> seen{id};
  std::vector<std::string> open{id};
  std::optional<std::string> held_back;
  const auto is_named = [&](std::string_view one) {
    bool named = false;
    referrers(one, [&](std::string_view) { return named = true, false; });
    return named;
  };
  bool is_free = !is_named(id);
  for (std::size_t next = 0; next < open.size() && !is_free && seen.size() < kMostReferrers; ++next)
    referrers(open[next], [&](std::string_view referrer) {
      if (!seen.emplace(referrer).second) return true;
      if (is_held_back(referrer))
        held_back = std::string(referrer);
      else if (is_named(referrer))
        open.emplace_back(referrer);
      else
        is_free = true;
      return !is_free && seen.size() < kMostReferrers;
    });
  if (is_free) return std::nullopt;
  // Nobody knows what stands behind the last that was looked at: then a person is asked, too.
  if (!held_back && seen.size() >= kMostReferrers)
    return fmt::format("one of more than {} objects, which are not all looked at", kMostReferrers);
  return held_back;
}

}  // namespace parley::release
