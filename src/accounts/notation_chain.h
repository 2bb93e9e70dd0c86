// Whose words reach the page: a chain begins with the publisher of the document, who need not be named in the notation.
#pragma once

#include <string_view>
#include <vector>

#include "accounts/case.h"

namespace parley::accounts::notation {

// The chain as it is meant: behind the publisher, unless it begins with him or he is the one who speaks.
inline std::vector<CaseLink> with_publisher(std::vector<CaseLink> chain, std::string_view publisher,
                                            std::string_view speaker) {
  if (!publisher.empty() && publisher != speaker && (chain.empty() || chain.front().party != publisher))
    chain.insert(chain.begin(), {.party = std::string(publisher), .manner = {}, .statement = {}});
  return chain;
}

}  // namespace parley::accounts::notation
