#include "assess/page.h"

namespace parley::assess {
std::string page(const View& view) { return view.question.text; }
}  // namespace parley::assess
