#include "text/display.h"

#include <gtest/gtest.h>

#include "text/code_point.h"

namespace parley::text {
namespace {

TEST(Plain, ShowsByItsNumberWhatCannotBeSeen) {
  struct Case {
    std::string_view name, in, out;
  };
  for (const auto& [name, in, out] : std::initializer_list<Case>{
           {"nothing to do", "Ministry of Interior — Élections 内政部", "Ministry of Interior — Élections 内政部"},
           {"title and colour", "\x1b]0;pwn\a\x1b[31m", "\\u{1B}]0;pwn\\u{7}\\u{1B}[31m"},
           {"carriage return", "a\rb", "a\\u{D}b"},
           {"DEL", "a\x7f", "a\\u{7F}"},
           {"C1", "a\u009b31m", "a\\u{9B}31m"},
           {"C1 as a byte",
            "a\x9b"
            "31m",
            "a\\x{9B}31m"},
           {"not UTF-8", "\xff\xc0\xaf", "\\x{FF}\\x{C0}\\x{AF}"},
           {"cut off", "é\xc3", "é\\x{C3}"},
           {"override", "\u202egpj.exe", "\\u{202E}gpj.exe"},
           {"isolates", "\u2066a\u2069", "\\u{2066}a\\u{2069}"},
           {"marks of direction", "\u200e\u200f\u061c", "\\u{200E}\\u{200F}\\u{61C}"},
           {"separators", "a\u2028b\u2029c", "a\\u{2028}b\\u{2029}c"},
           {"zero width", "Tr\u200buth\u2060\ufeff", "Tr\\u{200B}uth\\u{2060}\\u{FEFF}"},
           {"soft hyphen", "co\u00adop", "co\\u{AD}op"},
           {"tags", "a\U000e0041", "a\\u{E0041}"},
           {"filler", "a\u3164b\uffa0\u115f", "a\\u{3164}b\\u{FFA0}\\u{115F}"},
           {"variation selectors", "a\ufe0fb\U000e0100", "a\\u{FE0F}b\\u{E0100}"},
           {"private use", "\ue000", "\\u{E000}"},
           {"unassigned", "\u0378", "\\u{378}"},
           {"noncharacter", "\ufdd0", "\\u{FDD0}"},
           {"musical", "\U0001d173", "\\u{1D173}"},
           {"Vietnamese, decomposed", "e\u0302\u0301", "e\u0302\u0301"},
           {"a mark on nothing", "\u0301a", "\\u{301}a"},
           {"a mark on a space", "a \u0301", "a \\u{301}"},
           {"a mark on an escape", "\u200b\u0301", "\\u{200B}\\u{301}"},
           {"Korean, decomposed", "\u1112\u1161\u11ab", "\u1112\u1161\u11ab"},
           {"a number sign in Arabic", "\u0600\u0661", "\u0600\u0661"}})
    EXPECT_EQ(plain(in), out) << name;
}

TEST(Plain, LetsNoMoreThanFourMarksStandOnOneCharacter) {
  std::string flood = "a";
  for (int i = 0; i < 240; ++i) flood += "\u0301";
  const std::string out = plain(flood + "b\u0301");
  EXPECT_TRUE(out.starts_with("a\u0301\u0301\u0301\u0301\\u{301}"));
  EXPECT_TRUE(out.ends_with("\\u{301}b\u0301"));
}

TEST(Plain, KeepsLineFeedsOnlyWhereTextMayHaveLines) {
  EXPECT_EQ(plain("a\nb\tc", Lines::one), "a b c");
  EXPECT_EQ(plain("a\nb\tc\r", Lines::many), "a\nb c\\u{D}");
  EXPECT_TRUE(is_plain("a\nb", Lines::many));
  EXPECT_FALSE(is_plain("a\nb", Lines::one));
  EXPECT_FALSE(is_plain("a\tb", Lines::many));
}

// The ways out make text plain once more: that must change nothing.
TEST(Plain, PlainTextStaysAsItIs) {
  for (char32_t point = 0; point < 0x110000; ++point) {
    // The great blocks in which all characters are alike, and surrogates, are left out.
    if (point == 0x3400) point = 0xa000;
    if (point == 0xac10) point = 0xe000;
    if (point == 0x20010) point = 0xe0000;
    if (point == 0xe0200) point = 0x10fff0;
    std::string text = "x";
    append(text, point);
    for (int i = 0; i < 6; ++i) text += "\u0301";
    append(text, point);
    const std::string once = plain(text);
    ASSERT_EQ(plain(once), once) << static_cast<std::uint32_t>(point);
    ASSERT_TRUE(is_plain(once));
  }
  std::string bytes;
  for (int c = 0; c < 256; ++c) bytes += static_cast<char>(c), bytes += "\u0301";
  EXPECT_TRUE(is_plain(plain(bytes)));
}

TEST(InColour, LetsOnlyOurOwnColoursThrough) {
  EXPECT_EQ(in_colour("a\x1b[2J", Colour::red, true), "\x1b[31ma\\u{1B}[2J\x1b[0m");
  EXPECT_EQ(in_colour("a\x1b[2J", Colour::red, false), "a\\u{1B}[2J");
  const std::string mixed = "one\n" + in_colour("two", Colour::bold, true) + "\x1b[8mhid\x1b]52;c;QQ==\a\x1b";
  EXPECT_EQ(plain_but_for_colours(mixed), "one\n\x1b[1mtwo\x1b[0m\\u{1B}[8mhid\\u{1B}]52;c;QQ==\\u{7}\\u{1B}");
  EXPECT_EQ(plain_but_for_colours(""), "");
}

TEST(PlainJson, KeepsTheValueAndShowsNothingHarmful) {
  EXPECT_EQ(plain_json("{\"a\":\"\u202e\u009b\u2028\U000e0041\"}"), "{\"a\":\"\\u202e\\u009b\\u2028\\udb40\\udc41\"}");
  EXPECT_EQ(plain_json("{\"a\":\t1,\r\n\"b\":\"Élections\"}"), "{\"a\": 1, \n\"b\":\"Élections\"}");
  EXPECT_EQ(plain_json("\"\xff\""), "\"\uFFFD\"");
  std::string out = "x";
  append_json_string(out, "\x1b\"\u200b\xff内");
  EXPECT_EQ(out, "x\"\\u001b\\\"\\u200b\uFFFD内\"");
}

TEST(Width, CountsColumnsOfATerminal) {
  EXPECT_EQ(width("abc"), 3u);
  EXPECT_EQ(width("Élections"), 9u);
  EXPECT_EQ(width("E\u0301lections"), 9u);
  EXPECT_EQ(width("内政部"), 6u);
  EXPECT_EQ(width(padded("内", 5)), 5u);
}

// A mark stands on the character before it, whichever kind of mark it is and however wide it is by itself.
TEST(Width, OfAMarkIsNone) {
  for (char32_t point = 0x300; point < 0x110000; ++point) {
    if (!is_visible(point) || !is_mark(point)) continue;
    std::string text = "a";
    append(text, point);
    ASSERT_EQ(width(text), 1u) << static_cast<std::uint32_t>(point);
    ASSERT_EQ(width(plain(text)), 1u) << static_cast<std::uint32_t>(point);
  }
}

TEST(Table, HasStraightColumnsWhateverMarksAreInThem) {
  Table table({"WHAT", "KIND"});
  for (const char* word :
       {"Zoe\u0308", "Zo\u00eb", "\u0939\u093f\u0928\u094d\u0926\u0940", "\u1112\u1161\u11ab\u302e", "a\u20dd"})
    table.add({word, "KIND"});
  for (const std::string& line : table.lines()) EXPECT_EQ(width(line.substr(0, line.rfind("KIND"))), 6u) << line;
}

TEST(Fitted, CutsBetweenCharactersAndSaysSo) {
  EXPECT_EQ(fitted("abcdef", 6), "abcdef");
  EXPECT_EQ(fitted("abcdef", 4), "abc…");
  EXPECT_EQ(fitted("内政部", 4), "内…");
  EXPECT_EQ(fitted("a\x1b[31m", 20), "a\\u{1B}[31m");
  EXPECT_EQ(fitted("abc", 0), "");
}

TEST(Wrapped, BreaksAtSpacesAndWhereItMust) {
  EXPECT_EQ(wrapped("one two three", 8), (std::vector<std::string>{"one two", "three"}));
  EXPECT_EQ(wrapped("abcdefghij", 4), (std::vector<std::string>{"abcd", "efgh", "ij"}));
  EXPECT_EQ(wrapped("a\n\nb", 4), (std::vector<std::string>{"a", "", "b"}));
  EXPECT_EQ(wrapped("内政部", 1), (std::vector<std::string>{"内", "政", "部"}));
  EXPECT_EQ(wrapped("", 4), (std::vector<std::string>{""}));
  EXPECT_EQ(wrapped("one two three", 8, 2), "one two\n  three");
}

TEST(Counted, TakesTheSingularForOne) {
  EXPECT_EQ(counted(0, "object"), "0 objects");
  EXPECT_EQ(counted(1, "object"), "1 object");
  EXPECT_EQ(counted(2'000, "object"), "2,000 objects");
  EXPECT_EQ(counted(1, "entry", "entries"), "1 entry");
  EXPECT_EQ(counted(2, "entry", "entries"), "2 entries");
}

TEST(HumanBytes, TakesTheUnitThatFits) {
  EXPECT_EQ(human_bytes(312), "312 B");
  EXPECT_EQ(human_bytes(1'200'000), "1.2 MB");
}

TEST(ShortId, IsTheTypeAndEightDigits) {
  EXPECT_EQ(short_id("x-parley-inquiry--7c1f2a30-0000-4000-8000-000000000000"), "x-parley-inquiry--7c1f2a30");
  EXPECT_EQ(short_id("no id"), "no id");
  EXPECT_EQ(short_id("a--b"), "a--b");
}

TEST(NaturalLess, ComparesNumbersAsNumbers) {
  EXPECT_TRUE(natural_less("A2", "A10"));
  EXPECT_FALSE(natural_less("A10", "A2"));
  EXPECT_TRUE(natural_less("A", "A1"));
  EXPECT_TRUE(natural_less("E01", "E1") != natural_less("E1", "E01"));
  EXPECT_FALSE(natural_less("E1", "E1"));
}

TEST(Table, LetsNoCellDriveTheTerminal) {
  Table table({"NAME", "WHAT"});
  EXPECT_TRUE(table.empty());
  table.add({"内\x1b[2J", "a\nb"});
  table.add({"x", "y"});
  EXPECT_EQ(table.lines(), (std::vector<std::string>{"NAME         WHAT", "内\\u{1B}[2J  a b", "x            y"}));
}

}  // namespace
}  // namespace parley::text
