// For tests: small STIX objects as files have them.
#pragma once

#include <cstdio>
#include <string>
#include <string_view>

namespace parley::desk::testing {

inline std::string uuid(int number) {
  char text[37];
  std::snprintf(text, sizeof text, "8e2e2d2b-17d4-4cbf-938f-%012d", number);
  return text;
}
// `more` stands behind its name.
inline std::string campaign(int number, std::string_view more = R"(,"spec_version":"2.1")",
                            std::string_view name = "c") {
  return R"({"type":"campaign","id":"campaign--)" + uuid(number) +
         R"(","created":"2024-05-01T08:00:00.000Z","modified":"2024-05-01T08:00:00.000Z","name":")" +
         std::string(name) + "\"" + std::string(more) + "}";
}
inline std::string bundle(std::string_view objects, std::string_view more = "", int number = 99) {
  return R"({"type":"bundle","id":"bundle--)" + uuid(number) + "\"" + std::string(more) + R"(,"objects":[)" +
         std::string(objects) + "]}";
}
// As an editor writes it.
inline std::string indented(std::string_view json, std::string_view newline = "\n") {
  std::string out;
  bool quoted = false;
  for (const char c : json) {
    out += c;
    if (c == '"') quoted = !quoted;
    if (!quoted && (c == '{' || c == '[' || c == ',')) out += std::string(newline) + "  ";
  }
  return out + std::string(newline);
}

}  // namespace parley::desk::testing
