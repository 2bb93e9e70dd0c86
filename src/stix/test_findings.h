// For tests: objects to be checked, and what a check finds of them, short enough to stand in a row of a table.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "json/json.h"
#include "stix/validate.h"

namespace parley::stix {

// What is found, with its sentence. A text that is no JSON is one finding, "not-json".
inline std::vector<Finding> check_text(std::string_view text, const ValidateOptions& options = {}) {
  static json::Parser parser;  // its memory is used again
  Validator validator(options);
  const auto parsed = parser.parse(text);
  if (!parsed.ok()) return {{Severity::error, "not-json", "", parsed.error().message, "1.2.10"}};
  validator.check(*parsed);
  return validator.findings();
}

// As "code@/path", a warning with "~" in front. No finding is without a sentence and a section.
inline std::vector<std::string> found_in(std::string_view text, const ValidateOptions& options = {}) {
  std::vector<std::string> out;
  for (const Finding& one : check_text(text, options)) {
    out.push_back((one.severity == Severity::warning ? "~" : "") + std::string(one.code) + "@" + one.path);
    EXPECT_FALSE(one.message.empty()) << out.back();
    EXPECT_FALSE(one.section.empty()) << out.back();
  }
  return out;
}
// Errors only.
inline std::vector<std::string> errors_in(std::string_view text) { return found_in(text, {.warnings = false}); }

// The sentence of the finding that found_in() calls so; empty when there is none.
inline std::string sentence_of(std::string_view finding, std::string_view text, const ValidateOptions& options = {}) {
  for (const Finding& one : check_text(text, options))
    if ((one.severity == Severity::warning ? "~" : "") + std::string(one.code) + "@" + one.path == finding)
      return one.message;
  return {};
}

inline constexpr std::string_view kSomeUuid = "8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f";
inline constexpr std::string_view kOtherUuid = "0f34319d-23df-4cd6-a883-4761519e1b33";
// Of version 5, as an observable's should be that has what its identifier is made of.
inline constexpr std::string_view kUuid5 = "ff1e0780-358c-5808-a8c7-d0fca4ef6ef4";

// Objects with the common properties that they need, and `members` behind them: R"(,"name":"a")", or nothing.
inline std::string domain_object(std::string_view type, std::string_view members) {
  return R"({"type":")" + std::string(type) + R"(","spec_version":"2.1","id":")" + std::string(type) + "--" +
         std::string(kSomeUuid) + R"(","created":"2026-04-06T20:03:00.000Z","modified":"2026-04-06T20:03:00.000Z")" +
         std::string(members) + "}";
}
inline std::string observable(std::string_view type, std::string_view members, std::string_view uuid = kUuid5) {
  return R"({"type":")" + std::string(type) + R"(","spec_version":"2.1","id":")" + std::string(type) + "--" +
         std::string(uuid) + "\"" + std::string(members) + "}";
}

}  // namespace parley::stix
