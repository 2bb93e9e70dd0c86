#include "desk/shown_marking.h"

#include <vector>

#include "release/handling.h"

namespace parley::desk {

void ShownMarking::take(std::string_view id, std::string_view object) {
  objects_.emplace(id);
  const auto element = parser_.parse(object);
  const auto markings = element.ok() ? stix::read_markings(*element) : Result<stix::Markings>(element.error());
  if (!markings.ok()) {
    is_other_ = true;
    marked_.emplace(id);
    return;
  }
  // Markings of a part count as those of the whole: nobody can hand on half a page.
  std::vector<std::string> ids = markings->object_marking_refs;
  for (const stix::GranularMarking& one : markings->granular)
    if (!one.marking_ref.empty()) ids.push_back(one.marking_ref);
  for (const std::string& one : ids) {
    const stix::TlpMarking* tlp = stix::tlp_marking(one);
    if (tlp == nullptr)
      is_other_ = true;
    else if (!level_ || tlp->level > *level_)
      level_ = tlp->level;
  }
  if (!ids.empty()) marked_.emplace(id);
}

std::string ShownMarking::strictest() const {
  std::string out(level_ ? release::to_string(*level_) : std::string_view());
  if (is_other_) out += out.empty() ? "MARKED" : ", MARKED";
  return out;
}

}  // namespace parley::desk
