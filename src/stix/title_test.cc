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

TEST(Title, CallsWhatTheObjectIsAboutByItsName) {
  const Named named = [](std::string_view id) { return std::string(id.starts_with("indicator") ? "Beacon" : ""); };
  const std::string indicator = "indicator--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f";
  EXPECT_EQ(title_of(R"({"type":"sighting","sighting_of_ref":")" + indicator + "\"}", named),
            "of indicator--8e2e2d2b \"Beacon\"");
  EXPECT_EQ(title_of(R"({"type":"recall","object_ref":")" + indicator + R"(","description":"It is wrong"})", named),
            "of indicator--8e2e2d2b \"Beacon\": It is wrong");
  EXPECT_EQ(title_of(R"({"type":"relationship","relationship_type":"indicates","source_ref":")" + indicator +
                         R"(","target_ref":"malware--2"})",
                     named),
            "indicator \"Beacon\" indicates malware");
  EXPECT_EQ(title_of(R"({"type":"sighting","sighting_of_ref":"malware--1"})", named), "of malware--1");
}

}  // namespace
}  // namespace parley::stix
