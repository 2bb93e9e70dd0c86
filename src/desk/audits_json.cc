#include "desk/audits.h"
#include "json/writer.h"

namespace parley::desk {

std::string to_json(const Audits::Line& line) {
  return json::ObjectWriter().number("entry", line.entry).raw("record", line.text).str();
}

}  // namespace parley::desk
