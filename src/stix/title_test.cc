#include "stix/title.h"

#include <gtest/gtest.h>

namespace parley::stix {
namespace {

TEST(Title, IsTheNameWhereThereIsOneAndElseWhatTheObjectIsAbout) {
  struct Row {
    std::string_view object, title;
  };
  constexpr Row kRows[] = {
      {R"({"type":"malware","name":"Beacon","description":"long"})", "Beacon"},
      {R"({"type":"indicator","pattern":"[a:b = 'c']"})", "[a:b = 'c']"},
      {R"({"type":"domain-name","value":"bad.example"})", "bad.example"},
      {R"({"type":"relationship","relationship_type":"uses","source_ref":"malware--1","target_ref":"tool--2"})",
       "malware uses tool"},
      {R"({"type":"note","abstract":"Read this","content":"…"})", "Read this"},
      {R"({"type":"sighting","sighting_of_ref":"indicator--1"})", "of indicator--1"},
      {R"({"type":"observed-data"})", ""},
      {R"({"name":7})", ""},
      {"not JSON", ""},
  };
  for (const Row& row : kRows) EXPECT_EQ(title_of(row.object), row.title) << row.object;
}

}  // namespace
}  // namespace parley::stix
