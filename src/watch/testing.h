// For the tests of this folder: logs out of memory and out of testdata.
#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "input/testing.h"
#include "testing/source.h"
#include "watch/log.h"

namespace parley::watch::testing {

inline std::string testdata(const std::string& name) {
  std::ifstream in(parley::testing::source_dir() / "src/watch/testdata" / name, std::ios::binary);
  EXPECT_TRUE(in) << name;
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

using input::testing::gzip, input::testing::source_of, input::testing::zstd;

// What a log says, a line "role=value role=value" for each record.
inline std::vector<std::string> records_of(Log& log) {
  std::vector<std::string> out;
  while (log.next()) {
    std::string line;
    for (const Field& field : log.record().fields)
      line += (line.empty() ? "" : " ") + std::string(to_string(field.role)) + "=" + std::string(field.value);
    out.push_back(std::move(line));
  }
  return out;
}

inline std::uint64_t problem_count(const Log& log, Problem problem) {
  return log.counts().problems[static_cast<std::size_t>(problem)].lines;
}

}  // namespace parley::watch::testing
