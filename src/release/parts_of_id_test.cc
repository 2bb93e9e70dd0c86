#include "release/parts_of_id.h"

#include <gtest/gtest.h>

#include <string>

#include "release/fold.h"

namespace parley::release {
namespace {

constexpr std::string_view kId = "indicator--7c1f8a3b-9d2e-4f60-8b1a-5c3d7e9f0a12";

bool names_it(std::string_view text, std::string_view id = kId) {
  const PartsOfId parts(id);
  const std::string read = skeleton(text);
  return parts.has_beginning(text) || parts.has_piece(text) || parts.has_beginning(read) || parts.has_piece(read);
}

TEST(PartsOfId, ABeginningWithTheTypeNamesItHoweverItIsWritten) {
  for (const char* text :
       {"indicator--7c1f", "see INDICATOR--7C1F.", "indicator--7с1f", "indicator--7c1\u200Bf8a3b-9d2e",
        "indi\u00ADcator--7c1f", "Indicator—7c1f8a3b", "indicator -- 7c1f", "indicator/7c1f8a3b", "indicator:7c1f8a3b",
        "indicator 7c1f8a3b", "indicator 7c1f", "Indicator #7c1f", "indicator_7c1f8a3b", "(indicator: \"7c1f8a3b\")",
        "indicator--7clf", "indicator--7c1f-8a3b", "ｉndicator–7c1f8a3b", "indicator--7c1f 8a",
        "indicator: 7c 1f 8a 3b"})
    EXPECT_TRUE(names_it(text)) << text;
  for (const char* text : {"attack pattern 7c1f8a3b", "attack-pattern/7c1f", "attack_pattern--7c1f"})
    EXPECT_TRUE(names_it(text, "attack-pattern--7c1f8a3b-9d2e-4f60-8b1a-5c3d7e9f0a12")) << text;
}

TEST(PartsOfId, ATypeInWhichDigitsStandForLettersIsThatType) {
  for (const char* text :
       {"ind1cator--7c1f", "lndicator--7c1f", "indicat0r: 7c1f8a3b", "1nd1c4t0r 7c1f", "|ndicator--7c1f"})
    EXPECT_TRUE(names_it(text)) << text;
}

TEST(PartsOfId, TheWholeUuidNamesItWhateverStandsBefore) {
  const PartsOfId parts(kId);
  const std::string uuid(kId.substr(kId.find("--") + 2));
  for (const std::string& text :
       {uuid, "x--" + uuid, "indicators--" + uuid + "x", "00" + uuid, "deadbeef" + uuid, "7c1f8a3b" + uuid,
        std::string("7c1f8a3b9d2e4f608b1a5c3d7e9f0a12"), std::string("7C1F8A3B/9D2E/4F60/8B1A/5C3D7E9F0A12"),
        std::string("7clf8a3b…9d2e:4f60:8bia:5c3d7e9foal2")})
    EXPECT_TRUE(parts.has_whole(text)) << text;
  for (const std::string& text : {uuid.substr(1), uuid.substr(0, 35), "7c1f8a3bx" + uuid.substr(9), std::string(),
                                  std::string("7c1f8a3b-9d2e-4f60-8b1a-5c3d7e9f0a13")})
    EXPECT_FALSE(parts.has_whole(text)) << text;
}

TEST(PartsOfId, APieceOfTheUuidNamesItWithoutTheType) {
  for (const char* text :
       {"7c1f8a3b9d2e4f608b1a", "7c1f8a3b-9d2e-4f60", "9d2e-4f60-8b1a-5c3d7e9f0a12", "see 7c1f8a3b-9d2e, please",
        "5C3D7E9F0A12", "id7c1f8a3b9d2e", "7c1f8a3b 9d2e 4f60", "7c1f8a3b-9d2e-4f60 added", "{9d2e4f608b1a5c3d}",
        "7с1f8a3b-9d2e", "7c1f8a3b…9d2e", "7c1f8a3b\u200B-9d2e-4f60"})
    EXPECT_TRUE(names_it(text)) << text;
}

TEST(PartsOfId, AnIdentifierInSuperscriptsOrCirclesNamesIt) {
  for (const char* text : {"indicator--⁷ᶜ¹ᶠ", "ⓘⓝⓓⓘⓒⓐⓣⓞⓡ--⑦ⓒ①ⓕ", "indicator--₇c₁f", "𝚒𝚗𝚍𝚒𝚌𝚊𝚝𝚘𝚛--𝟽𝚌𝟷𝚏",
                           "indicator--❼c❶f", "indicator--➆c➀f", "⑦ⓒ①ⓕ⑧ⓐ③ⓑ-⑨ⓓ②ⓔ"})
    EXPECT_TRUE(names_it(text)) << text;
  const PartsOfId parts(kId);
  EXPECT_TRUE(parts.has_whole(skeleton("⑦ⓒ①ⓕ⑧ⓐ③ⓑ-⑨ⓓ②ⓔ-④ⓕ⑥⓪-⑧ⓑ①ⓐ-⑤ⓒ③ⓓ⑦ⓔ⑨ⓕ⓪ⓐ①②")));
}

TEST(PartsOfId, OrdinaryTextsNameNothing) {
  for (const char* text :
       {"indicator--7c1", "indicator--7c1e", "indicator 7c1", "indicator 7c1fa", "malware--7c1f", "7c1f8a3b",
        "7c1f8a3b-9d2", "the indicator of 7c1f8a3b", "indicator",
        // Another object that was made in the same millisecond, or by the same machine: their UUIDs have much in
        // common.
        "indicator--7c1f8a3b-9d2e-4f61-8b1a-000000000000", "7c1f8a3b-9d2e-4f60-8b1a-5c3d7e9f0a13",
        "malware--7c1f8a3b-9d2e-4f60-8b1a-5c3d7e9f0a12", "00000000-9d2e-4f60-8b1a-5c3d7e9f0a12",
        "7c1f8a3b9d2e4f608b1a5c3d7e9f0a13", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"})
    EXPECT_FALSE(names_it(text)) << text;
  // Years, telephone numbers and words of the letters a to f.
  for (const char* text : {"report 2024", "the report of 2024", "Report: 2024-02", "report, 2024", "report – 2024"})
    EXPECT_FALSE(names_it(text, "report--2024abcd-9d2e-4f60-8b1a-5c3d7e9f0a12")) << text;
  EXPECT_TRUE(names_it("report--2024", "report--2024abcd-9d2e-4f60-8b1a-5c3d7e9f0a12"));
  EXPECT_FALSE(names_it("the tool faced it", "tool--faced000-9d2e-4f60-8b1a-5c3d7e9f0a12"));
  EXPECT_FALSE(names_it("call 00000000 0000", "tool--00000000-0000-4000-8000-000000000001"));
}

}  // namespace
}  // namespace parley::release
