// Times, markings and ids as the screens write them.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"
#include "group/state.h"

namespace parley::view {

// Columns for what others wrote, which has no end of its own: in a row of a list, and where one thing is shown with all
// that was said of it. The whole of it stands in parley show.
inline constexpr std::size_t kMostOfASentence = 160, kMostOfAText = 1000;

// "30 min", "48 h", "7 days": exactly, in the largest unit that needs no fraction.
std::string duration_text(std::chrono::seconds duration);
// "TLP:GREEN", or the id.
std::string marking_text(const std::string& id);
// "in 3 h", "2 days ago".
std::string distance_text(Micros time, Micros now);
std::string short_time(const std::optional<Micros>& time);  // "2026-11-22 08:24 Z"; "-"
// The first 8 digits of its UUID, which is what people type.
inline std::string short_uuid(std::string_view id) {
  const std::size_t dashes = id.find("--");
  return std::string(dashes == std::string_view::npos ? id : id.substr(dashes + 2, 8));
}
// What the author of a message said of it later: "CORRECTED 2026-11-22 08:24 Z by 7c1f2a30: ...", of several the last
// and their number; fit for one line. Empty: nothing.
std::string later_text(const std::shared_ptr<const group::Later>& later);
// The same without what it says, for where that stands in a line of its own: " (corrected ... by 7c1f2a30)".
std::string later_mark(const std::shared_ptr<const group::Later>& later);
// A JSON text with a line for each member, for people to read before they sign.
std::string indented_json(std::string_view json);

}  // namespace parley::view
