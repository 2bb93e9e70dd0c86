// Objects between the parties of a group: charter, release, inquiry and what follows them.
#include "stix/parley.h"

namespace parley::stix {

std::span<const ObjectType* const> framework_objects() { return {}; }

}  // namespace parley::stix
