// Objects of assessments: questions, rival hypotheses, and how one party weighs the evidence.
#include "stix/parley.h"

namespace parley::stix {

std::span<const ObjectType* const> assessment_objects() { return {}; }

}  // namespace parley::stix
