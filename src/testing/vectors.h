// For tests: where the published vectors and real data lie, and what to do when they are not there.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
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

// The first of these programs that is not installed.
inline std::string missing_of(std::string_view programs) {
  while (!programs.empty()) {
    const std::size_t end = std::min(programs.find(' '), programs.size());
    const std::string one(programs.substr(0, end));
    if (!std::filesystem::exists("/usr/bin/" + one)) return one;
    programs.remove_prefix(std::min(end + 1, programs.size()));
  }
  return {};
}

// Whether this machine makes boxes: in a chroot, and in some containers, the kernel lets nobody change what is mounted.
inline bool makes_boxes() {
  return std::system("/usr/bin/bwrap --unshare-all --ro-bind / / --dev /dev --proc /proc true >/dev/null 2>&1") == 0;
}

}  // namespace parley::testing

// For a test that runs other programs: without one of them (a space between two) the test is skipped, and with CI=true
// it fails, as packaging/install-missing brings them.
#define PARLEY_PROGRAMS(programs)                                                              \
  if (const std::string missing = ::parley::testing::missing_of(programs); !missing.empty()) { \
    if (const char* ci = std::getenv("CI"); ci != nullptr && std::string_view(ci) == "true")   \
      FAIL() << missing << " is missing, and CI=true";                                         \
    GTEST_SKIP() << missing << " is missing (packaging/install-missing check)";                \
  }                                                                                            \
  if (std::string_view(programs).ends_with("bwrap") && !::parley::testing::makes_boxes())      \
    GTEST_SKIP() << "bwrap makes no box here: a chroot, or a container without the right to";  \
  static_assert(true)

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
