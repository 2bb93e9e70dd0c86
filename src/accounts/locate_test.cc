// Quotations found by their words: what is meant where nothing is said, and what is asked where it must be.
#include "accounts/locate.h"

#include <gmock/gmock.h>

#include "base/file.h"
#include "json/json.h"
#include "testing/vectors.h"

namespace parley::accounts {
namespace {

using ::testing::HasSubstr;

constexpr std::string_view kText =
    "The tug crossed a red light\n"
    "\n"
    "“The tug crossed a red light,” she said. The lights — both — “aren’t steady”.\n"
    "He said that he heard the crew. They said\u00a0so…\n";

Quote quote(std::string text, std::size_t line = 0, std::size_t nth = 0) {
  Quote out;
  out.text = std::move(text), out.line = line, out.nth = nth;
  return out;
}

Locator text() { return Locator(std::string(kText)); }

TEST(Locate, AQuotationThatStandsOnceNeedsOnlyItsWords) {
  Locator in = text();
  const auto found = in.find(quote("both"));
  ASSERT_TRUE(found.ok()) << found.error().message;
  EXPECT_EQ(found->line, 3u);
  EXPECT_EQ(found->text, "both");
  EXPECT_EQ(span_problem(in.text(), in.points(), *found), "");
}

TEST(Locate, WhatStandsTwiceIsRefusedWithTheLines) {
  Locator in = text();
  const auto refused = in.find(quote("The tug crossed a red light"));
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, Code::conflict);
  EXPECT_THAT(refused.error().message, HasSubstr("occurs twice, on lines 1 and 3: say which is meant"));
}

TEST(Locate, ALineOrANumberOrBothDecide) {
  Locator in = text();
  EXPECT_EQ(in.find(quote("The tug crossed a red light", 3))->line, 3u);
  EXPECT_EQ(in.find(quote("The tug crossed a red light", 0, 2))->line, 3u);
}

TEST(Locate, TheLineOfTheStatementDecidesWhereNothingElseDoes) {
  Locator in = text();
  EXPECT_EQ(in.find(quote("The tug crossed a red light"), 1)->line, 1u);
  EXPECT_EQ(in.find(quote("The tug crossed a red light", 3), 1)->line, 3u);
  EXPECT_THAT(in.find(quote("The tug crossed a red light"), 2).error().message,
              HasSubstr("occurs twice, on lines 1 and 3, and not on line 2: say which is meant"));
}

TEST(Locate, WhatIsThereLessOftenThanItsNumberSaysIsRefused) {
  Locator in = text();
  EXPECT_THAT(in.find(quote("red light", 0, 3)).error().message, HasSubstr("occurs only twice, on lines 1 and 3"));
  EXPECT_THAT(in.find(quote("both", 1)).error().message, HasSubstr("is not on line 1, but on line 3"));
}

TEST(Locate, AWordIsNotFoundInsideOfAnother) {
  Locator in = text();
  EXPECT_EQ(in.find(quote("he"))->byte_start, kText.find(" he heard") + 1) << "not in \"The\", \"she\", \"They\"";
  EXPECT_EQ(in.find(quote("stead"))->text, "stead") << "there is nothing else";
}

TEST(Locate, MarksAndBlanksOfOneKindStandForThoseOfAnother) {
  Locator in = text();
  EXPECT_EQ(in.find(quote("\"aren't steady\"."))->text, "“aren’t steady”.");
  EXPECT_EQ(in.find(quote("lights - both - "))->text, "lights — both —");
  EXPECT_EQ(in.find(quote("They said so..."))->text, "They said\u00a0so…");
  EXPECT_EQ(in.find(quote("light \n\n \"The tug"))->text, "light\n\n“The tug");
  EXPECT_FALSE(in.find(quote("so..")).ok()) << "a part of a mark is none";
}

TEST(Locate, SaysHowNearItComes) {
  Locator in = text();
  EXPECT_THAT(in.find(quote("The tug crossed a read light")).error().message,
              HasSubstr("is not in the document; as far as \"The tug crossed a re\" it is on line 1"));
  EXPECT_THAT(in.find(quote("the crew. they")).error().message, HasSubstr("on line 4"));
  EXPECT_THAT(in.find(quote("SHE SAID")).error().message, HasSubstr("with other capitals it is on line 3"));
  EXPECT_THAT(in.find(quote("a ferry")).error().message, ::testing::EndsWith("is not in the document"));
  EXPECT_FALSE(in.find(quote("")).ok());
  EXPECT_FALSE(in.find(quote("\x80")).ok());
}

TEST(Locate, OtherScriptsAndCharactersBeyondTheFirstPlane) {
  Locator in(std::string("Анна: «мы видели 😀 знак».\n他说没有。他说没有。\n"));
  const auto sign = in.find(quote("\"мы видели 😀 знак\""));
  ASSERT_TRUE(sign.ok()) << sign.error().message;
  EXPECT_EQ(sign->text, "«мы видели 😀 знак»");
  EXPECT_EQ(sign->start, 6u);
  EXPECT_EQ(span_problem(in.text(), in.points(), *sign), "");
  EXPECT_EQ(in.find(quote("没有", 2, 2))->start, 33u);
}

// With as little beside the text as it takes, every place of the worked case is found again.
TEST(Locate, EveryPlaceCanBeSaidSoThatItIsFoundAgain) {
  PARLEY_SHARED_PATH(folder, "cases/lake-tarn");
  for (const auto* file : {"courier.txt", "dispatch.txt"}) {
    Locator in(*read_file(folder / file));
    for (std::size_t at = 0; at < in.text().size(); at += 7) {
      Span span{
          .start = in.points().at_byte(in.text(), at), .end = 0, .byte_start = 0, .byte_end = 0, .line = 0, .text = {}};
      for (const std::size_t characters : {1u, 2u, 12u}) {
        span.end = std::min(span.start + characters, in.points().count());
        span.byte_start = *in.points().byte_of(in.text(), span.start);
        span.byte_end = *in.points().byte_of(in.text(), span.end);
        span.text = in.text().substr(span.byte_start, span.byte_end - span.byte_start);
        const auto found = in.find(in.quote_of(span));
        ASSERT_TRUE(found.ok()) << span.text << ": " << found.error().message;
        ASSERT_EQ(found->byte_start, span.byte_start) << span.text;
        ASSERT_EQ(found->byte_end, span.byte_end) << span.text;
      }
    }
  }
}

}  // namespace
}  // namespace parley::accounts
