// For tests: where the project lies.
#pragma once

#include <filesystem>

namespace parley::testing {

// The project's root, with `cases/`, `docs/` and `src/` in it.
std::filesystem::path source_dir();

}  // namespace parley::testing
