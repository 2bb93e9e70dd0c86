// Objects of accounts: who said what of an event, according to whom.
#include "stix/parley.h"

namespace parley::stix {

std::span<const ObjectType* const> account_objects() { return {}; }

}  // namespace parley::stix
