// Searching logs as people see it: hits as they come, what cannot be met, and what it came to.
#pragma once

#include <string>

#include "watch/summary.h"

namespace parley::view {

// While files are followed: time, indicator, what it is called, value, where.
std::string hit_line(const watch::HitReport& hit, const std::string& name);
// "30,000 indicators; 12 revoked, ...".
std::string indicators_line(const pattern::Index::Counts& counts, const watch::IndicatorFeed::Totals& totals);
// Indicators that nothing can meet as they stand: how many, which, and what was meant perhaps.
std::string unmeetable_line(watch::Unmeetable kind, const watch::IndicatorFeed::Totals::NotMet& sum);
// Those that are searched for as they were meant.
std::string refanged_line(std::uint64_t count);
// Each log, the tables of indicators, sources and days, and what was stored.
std::string watch_summary(const watch::Summary& summary);

}  // namespace parley::view
