// For tests: where the published vectors and real data lie, and what to do when they are not there.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "testing/source.h"

namespace parley::testing {

// The folder that PARLEY_SHARED names; by default `../shared` seen from the project's root.
inline std::filesystem::path shared_dir() {
  if (const char* set = std::getenv("PARLEY_SHARED")) return set;
  return testing::source_dir() / ".." / "shared";
}

inline std::vector<std::string> read_lines(const std::filesystem::path& path) {
  std::vector<std::string> lines;
  std::ifstream in(path);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

}  // namespace parley::testing

// Declares `variable` as a file or folder of the shared vectors; without it the test is skipped by name, and with
// CI=true it fails.
#define PARLEY_SHARED_PATH(variable, relative)                                               \
  const std::filesystem::path variable = ::parley::testing::shared_dir() / (relative);       \
  if (!std::filesystem::exists(variable)) {                                                  \
    if (const char* ci = std::getenv("CI"); ci != nullptr && std::string_view(ci) == "true") \
      FAIL() << variable << " is missing, and CI=true";                                      \
    GTEST_SKIP() << variable << " is missing (set PARLEY_SHARED)";                           \
  }                                                                                          \
  static_assert(true)
