// Terms for programs, with whole ids.
#include "desk/terms.h"
#include "json/writer.h"

namespace parley::desk {

std::string to_json(const Terms::Term& term) {
  return json::ObjectWriter()
      .text("id", term.id)
      .text("where", term.where)
      .text("party", term.party)
      .text("term", term.term)
      .text("meaning", term.meaning)
      .text("lang", term.language)
      .texts("not_equivalent_to", term.different)
      .texts("equivalent_to", term.same)
      .str();
}

}  // namespace parley::desk
