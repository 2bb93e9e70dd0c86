#include "cli/witnesses.h"

namespace parley::cli {

int print_witness_lines(Context& context, const node::GroupView& group) {
  for (const auto& signature : group.charter.signatures) {
    const auto& key = signature.journal_key;
    if (context.json)
      context.console.line(JsonLine()
                               .text("member", signature.identity_id)
                               .text("origin", key.name)
                               .text("verifier_key", key.to_string())
                               .str());
    else
      context.console.line("log " + key.to_string());
  }
  return kDone;
}

}  // namespace parley::cli
