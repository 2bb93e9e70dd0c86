#include "input/text_input.h"

#include <gmock/gmock.h>

#include "input/testing.h"

namespace parley::input {
namespace {

using ::testing::HasSubstr;
using namespace input::testing;
using namespace std::string_literals;
using namespace std::string_view_literals;

Result<TextInput> open(std::string_view bytes, TextKind kind = TextKind::json, std::size_t step = 1u << 16) {
  return TextInput::open({source_of(std::string(bytes), step), 0}, "a.json", kind);
}

TEST(TextInput, IsTheSameHoweverItIsPackedAndCut) {
  const std::string text = "{\"a\":1}\n" + std::string(9000, ' ') + "{\"b\":2}\n";
  const std::string marked = "\xEF\xBB\xBF" + text;
  for (const std::string& bytes : {text, marked, gzip(text), zstd(marked)})
    for (const std::size_t step : {1u, 7u, 65536u}) {
      auto input = open(bytes, TextKind::json, step);
      ASSERT_TRUE(input.ok()) << input.error().message;
      EXPECT_FALSE(input->empty());
      EXPECT_EQ(input->rest(1u << 20).value(), text);
      EXPECT_EQ(input->bytes_in(), bytes.size());
    }
}

TEST(TextInput, OfAnotherKindIsRefusedWithWhatItIs) {
  const std::pair<std::string_view, const char*> rows[] = {{"\xFF\xFE{\0}\0"sv, "UTF-16"},
                                                           {"{\0\0\0}\0\0\0"sv, "UTF-32"},
                                                           {"PK\x03\x04rest"sv, "zip archive"},
                                                           {"%PDF-1.4\n"sv, "PDF document"},
                                                           {"<html>\n"sv, "web page"},
                                                           {"<stix:STIX_Package/>"sv, "STIX 1"},
                                                           {"a,b\n1,2\n"sv, "table or list"},
                                                           {"\x7F\x45LF\0\0"sv, "binary file"},
                                                           {"lorem"sv, "is not JSON: it begins with \"lorem\""}};
  for (const auto& [bytes, says] : rows) {
    const auto input = open(bytes);
    ASSERT_FALSE(input.ok()) << says;
    EXPECT_EQ(input.error().code, Code::invalid_input);
    EXPECT_THAT(input.error().message, HasSubstr("a.json "));
    EXPECT_THAT(input.error().message, HasSubstr(says));
  }
  EXPECT_TRUE(open("a,b\n1,2\n", TextKind::any).ok());
  // A reader that goes on behind broken lines finds something in it.
  EXPECT_TRUE(open("lorem\n{\"a\":1}\n").ok());
}

// Somebody has put a heading or empty lines in front of a file that begins with a mark, and taken the heading away.
TEST(TextInput, HasNoByteOrderMarkBehindWhiteSpaceAtItsHead) {
  for (const std::string& head :
       {" \xEF\xBB\xBF"s, "\r\n\t\xEF\xBB\xBF \xEF\xBB\xBF"s, "\xEF\xBB\xBF\n\xEF\xBB\xBF"s}) {
    auto input = open(head + "{\"a\":1}\n");
    ASSERT_TRUE(input.ok()) << input.error().message;
    const std::string text = input->rest(1u << 20).value();
    EXPECT_EQ(text.substr(text.find_first_not_of(" \t\r\n")), "{\"a\":1}\n");
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 1 + std::count(head.begin(), head.end(), '\n'))
        << "the same lines";
  }
}

TEST(TextInput, ThatHoldsNothingIsEmptyAndNoError) {
  for (const std::string_view bytes : {""sv, " \r\n\t"sv, "\xEF\xBB\xBF"sv, " \n\xEF\xBB\xBF\n"sv}) {
    const auto input = open(bytes);
    ASSERT_TRUE(input.ok());
    EXPECT_TRUE(input->empty());
  }
}

TEST(TextInput, GivesWhatCouldBeUnpackedBeforeItSaysWhatIsWrong) {
  std::string text = "[";
  for (int i = 0; i < 20'000; ++i) text += std::to_string(i * 7919 % 99991) + ",";
  const std::string packed = gzip(text);
  auto input = open(packed.substr(0, packed.size() / 2));
  ASSERT_TRUE(input.ok()) << input.error().message;
  std::string got;
  char block[4096];
  while (true) {
    const auto read = input->read(block, sizeof block);
    if (!read.ok()) {
      EXPECT_TRUE(is_about_content(read.error()));
      break;
    }
    ASSERT_GT(*read, 0u) << "the damage was not told";
    got.append(block, *read);
  }
  EXPECT_GT(got.size(), 1000u);
  EXPECT_EQ(got, text.substr(0, got.size()));
}

TEST(TextInput, IsNotHeldBeyondWhatIsAllowed) {
  auto input = open("[" + std::string(100'000, ' ') + "]");
  ASSERT_TRUE(input.ok());
  EXPECT_EQ(input->rest(50'000).error().code, Code::too_large);
}

TEST(Lines, AreGivenWholeWithoutEndsAndMark) {
  const std::string text = "\xEF\xBB\xBFone\ntwo\r\n\nlast";
  for (const std::size_t step : {1u, 3u, 65536u}) {
    std::vector<std::string> got;
    const auto done = for_each_line(source_of(text, step), 100, [&](std::string_view line, std::uint64_t number) {
      EXPECT_EQ(number, got.size() + 1);
      got.emplace_back(line);
      return true;
    });
    EXPECT_TRUE(done.ok());
    EXPECT_THAT(got, ::testing::ElementsAre("one", "two\r", "", "last"));
  }
  const auto too_long = for_each_line(source_of("a\n" + std::string(300, 'x')), 100, [](auto, auto) { return true; });
  EXPECT_EQ(too_long.error().code, Code::too_large);
  EXPECT_THAT(too_long.error().message, HasSubstr("line 2"));
}

}  // namespace
}  // namespace parley::input
