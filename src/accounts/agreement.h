// How far people who read the same things agree: plain counts, and Krippendorff's alpha for categories without order.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace parley::accounts {

struct Agreement {
  std::size_t units = 0;  // that two or more have read
  std::size_t unanimous = 0;
  std::size_t pairs = 0, agreeing_pairs = 0;  // of readers, unit by unit
  // 1: all agree; 0: no more than chance would give; below: less. Nothing where it cannot be told: fewer than two
  // readings, or all of one category.
  std::optional<double> alpha;
};

// Of each unit the categories that its readers gave, one for each who read it.
Agreement agreement_of(const std::vector<std::vector<std::string>>& units);

}  // namespace parley::accounts
