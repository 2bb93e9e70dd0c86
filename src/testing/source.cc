#include "testing/source.h"

namespace parley::testing {

// The one file that is compiled with the path, so that a compiler cache finds the others again from another folder.
std::filesystem::path source_dir() { return PARLEY_SOURCE_DIR; }

}  // namespace parley::testing
