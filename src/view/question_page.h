// The view of a question as one HTML file that needs nothing else: for the screen, the telephone and paper.
#pragma once

#include "assess/view.h"

namespace parley::view {

std::string page(const assess::View& view);

}  // namespace parley::view
