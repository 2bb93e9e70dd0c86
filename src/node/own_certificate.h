// The certificate of clients' listener that a node makes itself: [server] tls = "self-signed".
#pragma once

#include <filesystem>
#include <string>

#include "base/result.h"
#include "node/config.h"

namespace parley::node {

// Makes keys/tls.pem and keys/tls.key in the node's folder where the configuration asks for them and neither is there
// (`init` makes them only when it is told to). What was made, in a sentence; empty: nothing had to be. Conflict: one of
// the two is there without the other, which may be the only copy of a key that clients know.
Result<std::string> make_missing_certificate(const std::filesystem::path& dir, const Config& config);

}  // namespace parley::node
