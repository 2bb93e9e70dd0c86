// What is meant by a name that stands on a screen or a page: every name that is printed can be asked about.
#pragma once

#include "accounts/accounts.h"
#include "base/result.h"

namespace parley::accounts {

struct CellPlace {
  AccountIndex account = kNone;
  PropositionIndex proposition = kNone;
  auto operator<=>(const CellPlace&) const = default;
};

// The cells behind a name: an account (also by its title), whoever holds or is spoken for (by short name, name, or the
// name as it is printed in sentences) with all that hangs on him - what came through him, and what others have from him
// -, a statement, a proposition (also by its words), an event, a document. Of who only publishes, what stands there; of
// who was only spoken to, what was said to him. With a second name only those
// on that proposition, in whichever order the two are said; an account that says nothing on it is asked about all the
// same, as its silence has a reason, too. Fails with not_found for what nobody and nothing is called here, and for who
// says nothing at all.
Result<std::vector<CellPlace>> cells_meant(const Comparison& comparison, std::string_view name,
                                           std::string_view on = {});

}  // namespace parley::accounts
