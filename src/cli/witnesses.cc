// Journals whose entries the outside witnesses of their group have not cosigned for longer than is patient: a warning
// of its own in the status, because nothing else is wrong with such a journal.
#include "cli/witnesses.h"

#include "desk/proofs.h"
#include "view/group.h"

namespace parley::cli {

std::vector<std::string> late_witnesses(Context& context) {
  std::vector<std::string> out;
  for (const desk::Unwitnessed& one : desk::Proofs(*context.node).unwitnessed())
    out.push_back(view::unwitnessed_text(one));
  return out;
}

}  // namespace parley::cli
