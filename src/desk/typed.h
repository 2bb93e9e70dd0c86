// What people type for a time, a duration or a marking. The same words mean the same on every screen, so they are read
// here and not where they are asked for.
#pragma once

#include <chrono>
#include <string>

#include "base/result.h"
#include "base/time.h"
#include "node/node.h"

namespace parley::desk {

// "90s", "30m", "48h", "7d"; up to 100 years.
Result<std::chrono::seconds> parse_duration(const std::string& text);
// "clear", "green", "amber", "amber+strict", "red" (TLP 2.0), or the id of a marking; the id.
Result<std::string> parse_marking(node::Node& node, const std::string& text);
// A timestamp, or a day ("2026-11-30"), which is meant up to its end: the last microsecond of it, in UTC.
Result<Micros> parse_moment(const std::string& text);
// The same, or a duration from `now`.
Result<Micros> parse_when(const std::string& text, Micros now);
// The same, or a duration before `now`: for who looks back.
Result<Micros> parse_past(const std::string& text, Micros now);

// "2026-11-30T23:59:59Z": a time that was typed, without the fraction that nobody typed.
std::string typed_time(Micros time);

}  // namespace parley::desk
