// The lock on a node's folder: one process has it open. The file says who, for the words of whoever comes second, and
// is never believed otherwise; the kernel's lock is what counts, and ends with the process however that ends.
#pragma once

#include <filesystem>
#include <string_view>

#include "base/file.h"
#include "base/result.h"

namespace parley::node {

// While the one that has it open says that it is stopping, the next one waits: a service that is restarted must not
// fail because the old one signs its last head. Unavailable: somebody else has it. `what` runs here, "serve" or
// "command", is what that one is told.
Result<Fd> lock_folder(const std::filesystem::path& dir, std::string_view what);
// Said when it begins to stop.
void say_stopping(const Fd& lock);

}  // namespace parley::node
