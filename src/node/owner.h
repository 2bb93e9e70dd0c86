// Whose a node's folder is. Everything in it belongs to one user of the machine, and only his processes work on it:
// what another wrote there he could not read, and a root that hands files over in a folder of a service account follows
// that account's links. So nobody's ownership is ever changed.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>

#include "base/result.h"

namespace parley::node {

// The user's name, or "#1000", which sudo takes as well.
std::string user_name(uid_t uid);

// "sudo -u anna": what goes before a command that this user is to run.
std::string sudo_as(uid_t uid);

// Fails with forbidden, naming the owner and how the command works, when the folder belongs to another user than this
// process's. A folder that does not exist is nobody's.
Status check_owner(const std::filesystem::path& dir);

}  // namespace parley::node
