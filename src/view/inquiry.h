// An inquiry on a terminal: what was asked, where it stands with each who was asked, and its history.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "group/calendar.h"
#include "group/state.h"

namespace parley::view {

struct InquiryScreen {
  const group::InquiryState& inquiry;
  group::NameOf name;  // of a member, by identity
  // Why what was asked has not arrived there, when its node said so; empty: nothing is known.
  std::function<std::string(const group::AskedState&)> why_not_received;
  // When a party left the group: nothing is due from it any more. Nothing: it has not.
  std::function<std::optional<Micros>(const group::AskedState&)> left;
  bool colours = false;
};
std::string inquiry_text(const InquiryScreen& screen);

}  // namespace parley::view
