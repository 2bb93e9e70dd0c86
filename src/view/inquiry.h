// Inquiries on a terminal: a table of all, and one with what was asked, where it stands with each who was asked, and
// its history.
#pragma once

#include <string>
#include <vector>

#include "desk/inquiries.h"

namespace parley::view {

// `colours`: whether why an inquiry was not received may be red.
std::string inquiry_text(const desk::GroupRoom& room, const group::InquiryState& inquiry, bool colours);
// A line for each party that was asked.
std::string inquiries_text(const std::vector<desk::GroupRoom>& rooms);
// What an escalation of the inquiry starts anew; for who decides whether to.
std::string new_clocks_text(const desk::GroupRoom& room, const std::vector<desk::Inquiries::NewClock>& clocks);

}  // namespace parley::view
