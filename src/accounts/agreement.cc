// Klaus Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011), section C: nominal data, any number of
// observers, missing data. Every pair of readings of one unit counts 1/(m-1), m being the readings of that unit, so
// that a unit weighs as its readings do. alpha = 1 - observed disagreement / that expected by chance.
#include "accounts/agreement.h"

#include <algorithm>
#include <map>

namespace parley::accounts {

Agreement agreement_of(const std::vector<std::vector<std::string>>& units) {
  Agreement out;
  std::map<std::string, double> totals;  // of each category, over all units that can be paired
  double readings = 0, disagreement = 0;
  for (const auto& unit : units) {
    const std::size_t m = unit.size();
    // What one alone has read can be paired with nothing (section C leaves it out).
    if (m < 2) continue;
    std::map<std::string, std::size_t> counts;
    for (const std::string& category : unit) ++counts[category];
    std::size_t agreeing = 0;
    for (const auto& [category, count] : counts) {
      agreeing += count * (count - 1) / 2;
      totals[category] += static_cast<double>(count);
      disagreement += static_cast<double>(count * (m - count)) / static_cast<double>(m - 1);
    }
    ++out.units;
    out.unanimous += counts.size() == 1;
    out.pairs += m * (m - 1) / 2;
    out.agreeing_pairs += agreeing;
    readings += static_cast<double>(m);
  }
  double expected = 0;
  for (const auto& [category, count] : totals) expected += count * (readings - count);
  // With one category only no disagreement can be expected, and alpha is not defined.
  if (expected > 0) out.alpha = 1 - (readings - 1) * disagreement / expected;
  return out;
}

}  // namespace parley::accounts
