// The party's own identity object: the same text in its card and in every journal, so that it is one object everywhere.
//
// A journal holds it from the first object on that the node itself makes there, or that names the party: whoever reads
// a `created_by_ref` or a speaker finds whom it names. Nothing is appended before that.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "journal/journal.h"
#include "node/config.h"

namespace parley::node {

std::string own_identity_object(const Config& config);

// Appends `objects`, in one batch behind the party's identity where the journal lacks that. The outcomes are those of
// `objects`.
Result<std::vector<journal::Outcome>> append_as_party(journal::Journal& journal, const Config& config,
                                                      std::span<const journal::NewObject> objects);

// Appends what others made as it came, behind the party's identity only where one of `objects` names it.
Result<std::vector<journal::Outcome>> append_as_it_came(journal::Journal& journal, const Config& config,
                                                        std::span<const journal::NewObject> objects);

}  // namespace parley::node
