// Inside of accounts: a telling as JSON, a member of the report (report.h).
#pragma once

#include "accounts/telling.h"
#include "json/writer.h"

namespace parley::accounts {

// Of each group the gravest are written; "left_out" says how many more there
// are.
inline constexpr std::size_t kMaxLinesTold = 100;
// Calls `pass_on` where what was written may be passed on.
void write_telling(const Comparison& comparison, const Telling& telling, json::Writer& json,
                   const std::function<void()>& pass_on);

}  // namespace parley::accounts
