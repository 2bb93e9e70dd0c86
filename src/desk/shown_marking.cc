#include "desk/shown_marking.h"

#include <vector>

#include "release/handling.h"

namespace parley::desk {

// Markings of a part count as those of the whole: nobody can hand on half a page.
void ShownMarking::take(std::string_view object) {
  ++objects_;
  const auto element = parser_.parse(object);
  if (!element.ok()) return;
  const auto markings = stix::read_markings(*element);
  if (!markings.ok()) return;
  std::vector<std::string> ids = markings->object_marking_refs;
  for (const stix::GranularMarking& one : markings->granular)
    if (!one.marking_ref.empty()) ids.push_back(one.marking_ref);
  for (const std::string& id : ids) {
    const stix::TlpMarking* tlp = stix::tlp_marking(id);
    if (tlp == nullptr)
      is_other_ = true;
    else if (!level_ || tlp->level > *level_)
      level_ = tlp->level;
  }
  marked_ += ids.empty() ? 0 : 1;
}

std::string ShownMarking::strictest() const {
  if (is_other_ && level_ != stix::Tlp::red) return "MARKED";
  return level_ ? std::string(release::to_string(*level_)) : std::string();
}

}  // namespace parley::desk
