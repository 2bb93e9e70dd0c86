// A record is handed out as it stands in the journal, byte for byte, so that whoever keeps it can check it against a
// proof of its entry. Only the number of the entry is put beside it.
#include "desk/audits.h"
#include "json/writer.h"

namespace parley::desk {

std::string to_json(const Audits::Line& line) {
  return json::ObjectWriter().number("entry", line.entry).raw("record", line.text).str();
}

}  // namespace parley::desk
