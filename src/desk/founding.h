// Making a node: keys, identity, configuration, first administrator.
#pragma once

#include <filesystem>
#include <string>

#include "node/node.h"

namespace parley::desk {

// What was made, and what a person has to be told of it now or never.
struct Founded {
  std::string dir, party, identity, administrator;
  std::string password;  // of the administrator, where it was made; it is shown now and never again
  std::string domain, journal, collection;
  bool for_trying_out = false;  // its domain means no other machine, and no peer can have it in a group
};
// `options.config.journals.domain` empty: the host of the public URL, or "localhost" where there is none.
Result<Founded> found(const std::filesystem::path& dir, node::InitOptions options);

std::string to_json(const Founded& founded);

}  // namespace parley::desk
