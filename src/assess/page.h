// The view of a question as one HTML file that needs nothing else: for the screen, the telephone and paper.
#pragma once

#include "assess/view.h"

namespace parley::assess {

std::string page(const View& view);

}  // namespace parley::assess
