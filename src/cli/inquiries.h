// Inside of `parley inquiry`: finding one, and showing what became of it.
#pragma once

#include "cli/groups.h"

namespace parley::cli {

struct FoundInquiry {
  OpenGroup group;
  group::InquiryState inquiry;
};
// The inquiry that `what` means, in the group named or in any.
Result<FoundInquiry> find_inquiry(Context& context, const std::string& what, const std::string& alias);
// Prints one with its history, or all of them in a table when `what` is empty.
int inquiry_status(Context& context, const std::string& what, const std::string& alias);

}  // namespace parley::cli
