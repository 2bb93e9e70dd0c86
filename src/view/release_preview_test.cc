// A release preview as a person reads it at a terminal.
#include "view/release_preview.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "json/json.h"
#include "release/release_fixture.h"

namespace parley::view {
namespace {

using namespace release::testing;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

release::Preview shown(const World& world) {
  const std::string ours =
      malware(1, marked(kRed) + R"(,"description":"TLP:AMBER+STRICT is not enough, \u202e says ana@gov.example and )" +
                     id_of("tool", 3) + R"(","aliases":["B"])");
  const std::string leaves = malware(
      2, marked(kRed) + R"(,"description":"Do what you like, \u202e says ana@gov.example, and )" + id_of("tool", 3) +
             R"( is a tool of many very long words that go on and on until the line is over","aliases":["B"])");
  return release::preview({{ours, leaves}}, world.context());
}

std::size_t columns_of(const std::string& line) {
  return static_cast<std::size_t>(std::count_if(line.begin(), line.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

TEST(ReleaseView, NoLineIsWiderThanTheTerminal) {
  const World world;
  for (const std::size_t columns : {40u, 80u, 133u}) {
    std::istringstream lines(
        release_text(shown(world), {"Northern grid", {"Graustark", "Borduria"}}, columns, ShowBytes::yes));
    for (std::string line; std::getline(lines, line);) EXPECT_LE(columns_of(line), columns) << line;
  }
}

TEST(ReleaseView, ShowsVerdictReasonsDifferencesTextsAndBytes) {
  const World world;
  const std::string text = release_text(shown(world), {"Northern grid", {"Graustark", "Borduria"}}, 80, ShowBytes::yes);
  for (const char* part :
       {"To all of \"Northern grid\": Graustark, Borduria", "NEEDS A SECOND PERSON",
        "tlp-red /object_marking_refs/0:", "Differs from ours:", "OURS", "/description", "dangles: not here",
        "[!] /description", "email \"ana@gov.example\"", "Bytes that leave:", "time /created"})
    EXPECT_THAT(text, HasSubstr(part));
  EXPECT_EQ(text.find("\xE2\x80\xAE"), std::string::npos)
      << "characters that turn the line around are shown as numbers";
}

TEST(ReleaseView, TheJsonHasTheExactBytes) {
  const World world;
  const release::Preview preview = shown(world);
  json::Parser parser;
  const std::string line = release_json(preview, {"Northern grid", {"Graustark"}});
  const json::Element all = *parser.parse(line);
  const json::Element object = all["objects"].at(0);
  EXPECT_EQ(std::string_view(object["leaves"]), preview.objects[0].item.leaves);
  EXPECT_EQ(std::string_view(all["decision"]), "needs_second_person");
  EXPECT_EQ(std::string_view(all["audience"].at(0)), "Graustark");
}

}  // namespace
}  // namespace parley::view
