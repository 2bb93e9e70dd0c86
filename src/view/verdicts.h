// What people read of judged files: each finding with its place, and how many there were of each kind.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "stix/judge.h"

namespace parley::view {

class Verdicts {
 public:
  // `errors_only`: warnings are counted and not shown.
  explicit Verdicts(bool errors_only) : errors_only_(errors_only) {}

  // FILE:LINE: error: id pointer: message [code, section], a line for each finding; empty when there is none to show.
  std::string lines_of(const std::string& file, const stix::Verdict& verdict);
  // "12 objects: 10 valid, 2 invalid; ..." and a table of the codes.
  std::string summary(std::uint64_t values, std::uint64_t invalid) const;

 private:
  std::string finding(const std::string& file, const stix::Verdict& verdict, const stix::Finding& finding);

  bool errors_only_;
  std::uint64_t errors_ = 0, warnings_ = 0;
  std::map<std::string, std::uint64_t> by_code_;
};

}  // namespace parley::view
