#include "json/object_reader.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "json/json.h"
#include "testing/vectors.h"

namespace parley::json {
namespace {

// A source over a text that gives `sizes` of bytes in turn, for ever from the beginning again.
ObjectReader::Source source_of(std::string_view text, std::vector<std::size_t> sizes) {
  return [text, sizes, at = std::size_t{0}, turn = std::size_t{0}](char* out,
                                                                   std::size_t size) mutable -> Result<std::size_t> {
    const std::size_t count = std::min({size, text.size() - at, sizes[turn++ % sizes.size()]});
    std::memcpy(out, text.data() + at, count);
    at += count;
    return count;
  };
}

// One line for each thing found: "OFFSET:LINE TEXT", or with "! MESSAGE" behind it.
std::vector<std::string> read_all(std::string_view text, std::vector<std::size_t> sizes = {1 << 20},
                                  std::size_t max_bytes = 1 << 20) {
  ObjectReader reader(source_of(text, std::move(sizes)), max_bytes);
  std::vector<std::string> lines;
  for (;;) {
    const auto found = reader.next();
    if (!found.ok()) {
      lines.push_back("failed: " + found.error().message);
      return lines;
    }
    if (!found->has_value()) break;
    const FoundObject& one = **found;
    lines.push_back(one.error ? fmt::format("{}:{} ! {}", one.offset, one.line, one.error->message)
                              : fmt::format("{}:{} {}", one.offset, one.line, one.text));
    if (lines.size() > 10000) break;
  }
  EXPECT_EQ(reader.bytes_read(), text.size());
  return lines;
}

using Lines = std::vector<std::string>;

TEST(ObjectReader, FindsNothingInNothing) {
  EXPECT_EQ(read_all(""), Lines{});
  EXPECT_EQ(read_all(" \n\t\r\n"), Lines{});
  EXPECT_EQ(read_all("\xEF\xBB\xBF"), Lines{});
  EXPECT_EQ(read_all("[]"), Lines{});
  EXPECT_EQ(read_all(R"({"type":"bundle","objects":[]})"), Lines{});
}

TEST(ObjectReader, ReadsEveryShapeThatPeopleHave) {
  EXPECT_EQ(read_all(R"({"a":1})"), (Lines{R"(0:1 {"a":1})"}));
  EXPECT_EQ(read_all("{\"a\":1}\n{\"b\":2}\n"), (Lines{R"(0:1 {"a":1})", R"(8:2 {"b":2})"}));
  EXPECT_EQ(read_all("{\"a\":1}{\"b\":2}"), (Lines{R"(0:1 {"a":1})", R"(7:1 {"b":2})"}));
  EXPECT_EQ(read_all("\xEF\xBB\xBF{\"a\":1}"), (Lines{R"(3:1 {"a":1})"}));
  EXPECT_EQ(read_all("[{\"a\":1},\n {\"b\":2}]"), (Lines{R"(1:1 {"a":1})", R"(11:2 {"b":2})"}));
  EXPECT_EQ(read_all(R"({"type":"bundle","objects":[{"a":1},{"b":2}]})"),
            (Lines{R"(28:1 {"a":1})", R"(36:1 {"b":2})"}));
  EXPECT_EQ(read_all(R"({"objects" : [ {"a":1} ], "type":"bundle"}{"c":3})"),
            (Lines{R"(15:1 {"a":1})", R"(42:1 {"c":3})"}));
  EXPECT_EQ(
      read_all(
          "{\"more\":false,\"objects\":[{\"a\":1}],\"next\":\"x\"}\n[{\"objects\":[{\"b\":2}]},{\"c\":3}]\n{\"d\":4}"),
      (Lines{R"(25:1 {"a":1})", R"(59:2 {"b":2})", R"(69:2 {"c":3})", R"(78:3 {"d":4})"}));
}

TEST(ObjectReader, TellsAContainerByAnArrayAtItsTopOnly) {
  // STIX 2.0 observed-data has a dictionary of that name; and only a member counts, not a value or what lies deeper.
  for (const std::string text :
       {R"({"type":"observed-data","objects":{"0":{"type":"file"}}})", R"({"x":{"objects":[{"a":1}]}})",
        R"({"x":"objects","y":[{"a":1}]})", R"({"\"objects":[1]})", R"({"x":"\\\"objects\":["})", R"({"objects":1})"}) {
    EXPECT_EQ(read_all(text), Lines{"0:1 " + text});
  }
  // Within a bundle an object is an object.
  EXPECT_EQ(read_all(R"({"objects":[{"objects":[1]}]})"), Lines{R"(12:1 {"objects":[1]})"});
}

TEST(ObjectReader, ReportsWhatIsNoObjectAndGoesOn) {
  struct Case {
    std::string text;
    Lines expected;
  };
  const std::vector<Case> cases = {
      {"hello\n{\"a\":1}", {"0:1 ! not JSON: 'h' stands where an object is expected", "6:2 {\"a\":1}"}},
      {"{\"a\":1},{\"b\":2}",
       {"0:1 {\"a\":1}", "7:1 ! a comma stands between values that are not in an array", "8:1 {\"b\":2}"}},
      {"{\"a\":1}}\n{\"b\":2}",
       {"0:1 {\"a\":1}", "7:1 ! not JSON: '}' stands where an object is expected", "9:2 {\"b\":2}"}},
      {"[1, \"x,]\", {\"a\":1}, null]",
       {"1:1 ! an element is not an object", "4:1 ! an element is not an object", "11:1 {\"a\":1}",
        "20:1 ! an element is not an object"}},
      {"[[1,{\"x\":2}],{\"a\":1}]", {"1:1 ! an element is an array and not an object", "13:1 {\"a\":1}"}},
      {"[{\"a\":1} {\"b\":2}]", {"1:1 {\"a\":1}", "9:1 ! ',' is missing between two elements", "9:1 {\"b\":2}"}},
      {"[x\\\n1]",
       {"1:1 ! an element is not an object", "4:2 ! ',' is missing between two elements",
        "4:2 ! an element is not an object"}},
      {"[,{\"a\":1},]",
       {"1:1 ! an element is missing before ','", "2:1 {\"a\":1}", "10:1 ! an element is missing behind ','"}},
      {"[{\"a\":[1,2},{\"b\":2}]",
       {"1:1 ! not JSON: '}' does not match the bracket that is open (in line 1)", "12:1 {\"b\":2}"}},
      {"[{\"a\":1,{\"b\":2}]",
       {"1:1 ! not JSON: a value stands where ',' or '}' is expected (in line 1)", "8:1 {\"b\":2}"}},
      {"[{\"b\":2},{\"a\":1]\n{\"c\":3}",
       {"1:1 {\"b\":2}", "9:1 ! not JSON: ']' does not match the bracket that is open (in line 1)", "17:2 {\"c\":3}"}},
  };
  for (const Case& one : cases) EXPECT_EQ(read_all(one.text), one.expected) << one.text;
}

TEST(ObjectReader, GoesOnAtTheNextLineBehindABrokenOne) {
  const std::string good = "{\"good\":1}";
  for (const std::string broken : {R"({"a":"not closed)", R"({"a":1)", R"({"a":)", R"({"a":1,)", R"({"a":[1,)",
                                   R"({"a)", R"({"a":{"b":"c"})", R"([{"a":1},{"b)"}) {
    const auto found = read_all("{\"first\":1}\n" + broken + "\n" + good + "\n" + good + "\n");
    ASSERT_GE(found.size(), 4u) << broken;
    EXPECT_EQ(found[0], "0:1 {\"first\":1}");
    EXPECT_NE(std::find_if(found.begin(), found.end(),
                           [](const std::string& line) { return line.find(" ! ") != std::string::npos; }),
              found.end())
        << broken;
    EXPECT_EQ(found[found.size() - 2], fmt::format("{}:3 {}", 13 + broken.size(), good)) << broken;
    EXPECT_EQ(found[found.size() - 1], fmt::format("{}:4 {}", 24 + broken.size(), good)) << broken;
  }
}

TEST(ObjectReader, GoesOnAtTheNextElementOfAnIndentedBundle) {
  const std::string text = R"({
    "type": "bundle",
    "objects": [
        {
            "a": "a line
that ends too soon",
            "b": {
                "c": 1
            }
        },
        {
            "d": 1
        },
        {
            "e": 1
    ]
}
{"f":1}
)";
  const auto found = read_all(text);
  ASSERT_EQ(found.size(), 4u) << fmt::format("{}", fmt::join(found, "\n"));
  EXPECT_EQ(found[0], "49:4 ! not JSON: a string is not closed before the end of the line (in line 5)");
  EXPECT_TRUE(found[1].starts_with("172:11 {\n")) << found[1];
  EXPECT_EQ(found[2].substr(0, 9), "212:14 ! ");
  EXPECT_TRUE(found[3].ends_with(":18 {\"f\":1}")) << found[3];
}

TEST(ObjectReader, SaysWhatIsCutOff) {
  EXPECT_EQ(read_all("{\"a\":1"), Lines{"0:1 ! the object is cut off by the end of the input"});
  EXPECT_EQ(read_all("[{\"a\":1}"),
            (Lines{"1:1 {\"a\":1}", "0:1 ! the array that begins in line 1 is cut off by the end of the input"}));
  EXPECT_EQ(read_all("{\"objects\":[{\"a\":1},"),
            (Lines{"12:1 {\"a\":1}", "0:1 ! the bundle that begins in line 1 is cut off by the end of the input"}));
  EXPECT_EQ(read_all("{\"objects\":[{\"a\":1}],"),
            (Lines{"12:1 {\"a\":1}", "0:1 ! the bundle that begins in line 1 is cut off by the end of the input"}));
  EXPECT_EQ(read_all("{\"objects\":[{\"a\":1},{\"b\":"),
            (Lines{"12:1 {\"a\":1}", "20:1 ! the object is cut off by the end of the input"}));
}

TEST(ObjectReader, ChecksTheBundleAroundTheObjects) {
  EXPECT_EQ(read_all(R"({"type":bundle,"objects":[{"a":1}]})"),
            (Lines{R"(26:1 {"a":1})",
                   "0:1 ! the bundle that begins in line 1 is broken beside its objects: not JSON: 'b' stands where a "
                   "value is expected"}));
}

TEST(ObjectReader, PassesOverWhatIsTooLarge) {
  const std::string large = "{\"x\":\"" + std::string(5000, 'x') + "\"}";
  const std::string found_large = "! the object has more than 1000 bytes";
  EXPECT_EQ(read_all("[{\"a\":1}," + large + ",{\"b\":2}]", {777}, 1000),
            (Lines{"1:1 {\"a\":1}", "9:1 " + found_large, "5018:1 {\"b\":2}"}));
  EXPECT_EQ(read_all(large + "\n{\"b\":2}", {777}, 1000), (Lines{"0:1 " + found_large, "5009:2 {\"b\":2}"}));
  // What stands before the objects may be larger than an object: it is not kept.
  EXPECT_EQ(read_all("{\"x\":\"" + std::string(9000, 'x') + "\",\"objects\":[{\"b\":2}]}", {777}, 1000),
            Lines{"9019:1 {\"b\":2}"});
}

// A source of `size` bytes: `head`, then one byte for ever, then `tail`. `largest` is the largest piece asked for.
struct Endless {
  std::string head;
  char filling;
  std::uint64_t size;
  std::string tail;
  std::size_t largest = 0;
  std::uint64_t at = 0;

  Result<std::size_t> operator()(char* out, std::size_t room) {
    largest = std::max(largest, room);
    std::size_t count = 0;
    if (at < head.size()) {
      count = std::min<std::size_t>(room, head.size() - at);
      std::memcpy(out, head.data() + at, count);
    } else if (at < size) {
      count = static_cast<std::size_t>(std::min<std::uint64_t>(room, size - at));
      std::memset(out, filling, count);
    } else if (at < size + tail.size()) {
      count = std::min<std::size_t>(room, tail.size() - (at - size));
      std::memcpy(out, tail.data() + (at - size), count);
    }
    at += count;
    return count;
  }
};

TEST(ObjectReader, KeepsAGigabyteOfStringOutOfMemory) {
  Endless input{"{\"x\":\"", 'x', 1u << 30, "\"}\n{\"a\":1}\n"};
  ObjectReader reader(std::ref(input), 1u << 20);
  const auto first = reader.next();
  ASSERT_TRUE(first.ok() && first->has_value() && (*first)->error);
  EXPECT_EQ((*first)->error->code, Code::too_large);
  const auto second = reader.next();
  ASSERT_TRUE(second.ok() && second->has_value());
  EXPECT_EQ((*second)->text, "{\"a\":1}");
  EXPECT_LE(input.largest, 4u << 20);
}

TEST(ObjectReader, KeepsAHundredMegabytesOfBracketsOutOfMemory) {
  Endless input{"", '[', 100u << 20, "\n{\"a\":1}\n"};
  ObjectReader reader(std::ref(input), 1u << 20);
  std::size_t errors = 0;
  for (;;) {
    const auto found = reader.next();
    ASSERT_TRUE(found.ok());
    if (!found->has_value()) break;
    if ((*found)->error) ++errors;
  }
  EXPECT_GE(errors, 1u);
  EXPECT_LE(input.largest, 4u << 20);
  EXPECT_EQ(reader.bytes_read(), (100u << 20) + 9);
}

TEST(ObjectReader, FindsTheNextLineBehindALineThatIsNestedTooDeep) {
  const auto found = read_all("{\"x\":" + std::string(100000, '[') + "\n{\"a\":1}\n");
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0], "0:1 ! not JSON: arrays and objects are nested deeper than 256 (in line 1)");
  EXPECT_EQ(found[1], "100006:2 {\"a\":1}");
  const auto balanced = read_all("[{\"x\":" + std::string(1000, '[') + std::string(1000, ']') + "},{\"a\":1}]");
  ASSERT_EQ(balanced.size(), 2u);
  EXPECT_EQ(balanced[1], "2008:1 {\"a\":1}");
}

TEST(ObjectReader, SaysWhenTheSourceFails) {
  ObjectReader reader([](char*, std::size_t) -> Result<std::size_t> { return Error{Code::unavailable, "gone"}; });
  const auto found = reader.next();
  ASSERT_FALSE(found.ok());
  EXPECT_EQ(found.error().message, "gone");
}

TEST(ObjectReader, HandsOutWhatWasThereWholeBeforeTheSourceFailed) {
  for (const std::string text :
       {"{\"a\":1}\n{\"b\":2}", "{\"a\":1}\n{\"b\":2}\n", "{\"objects\":[{\"a\":1},{\"b\":2}",
        "{\"objects\":[{\"a\":1},{\"b\":2}]}", "[{\"a\":1},{\"b\":2},{\"c\":", "{\"a\":1}{\"b\":2}{\"c\":\"x"}) {
    ObjectReader reader([&text, given = false](char* out, std::size_t) mutable -> Result<std::size_t> {
      if (std::exchange(given, true)) return Error{Code::corrupt, "cut off"};
      std::memcpy(out, text.data(), text.size());
      return text.size();
    });
    for (const char* one : {R"({"a":1})", R"({"b":2})"}) {
      const auto found = reader.next();
      ASSERT_TRUE(found.ok() && found->has_value()) << text;
      EXPECT_EQ((*found)->text, one) << text;
    }
    for (int again = 0; again < 2; ++again) EXPECT_EQ(reader.next().error().message, "cut off") << text;
  }
}

TEST(ObjectReader, TakesFilesThatWerePutOneBehindAnother) {
  const auto found = read_all("\xEF\xBB\xBF{\"a\":1}\n\xEF\xBB\xBF{\"b\":2}\n\xEF\xBB\xBF");
  ASSERT_EQ(found.size(), 2u);
  EXPECT_THAT(found[1], ::testing::HasSubstr("{\"b\":2}"));
  EXPECT_EQ(found[1].find('!'), std::string::npos) << found[1];
}

// ---- chunks ----

// Random text from pieces that matter to the reader: mostly well-formed, then damaged in some places.
std::string random_input(std::mt19937& random) {
  static const char* const kPieces[] = {
      "{\"a\":1}",
      "{\"objects\":[",
      "]}",
      "[",
      "]",
      ",",
      "\n",
      "  ",
      "{",
      "}",
      "\"",
      "\\",
      "{\"x\":\"\\\"}\"}",
      "{\"t\":[{},{\"y\":[]}]}",
      "\n{\"b\":2}\n",
      "\n  {\"c\":3},\n  {\"d\":4}\n",
      "hello",
      "{\"long\":\"yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy\"}",
      "1"};
  std::string text;
  for (std::size_t n = random() % 30; n > 0; --n) text += kPieces[random() % std::size(kPieces)];
  for (std::size_t n = random() % 3; n > 0 && !text.empty(); --n) text.erase(random() % text.size(), 1);
  return text;
}

TEST(ObjectReader, DoesNotDependOnHowTheBytesArrive) {
  std::mt19937 random(7);
  for (int i = 0; i < 3000; ++i) {
    const std::string text = random_input(random);
    const auto whole = read_all(text, {1 << 20}, 100);
    ASSERT_EQ(read_all(text, {1}, 100), whole) << text;
    ASSERT_EQ(read_all(text, {3, 1, 64, 7}, 100), whole) << text;
  }
}

TEST(ObjectReader, FindsTheSameObjectsInEveryContainer) {
  std::mt19937 random(11);
  for (int i = 0; i < 400; ++i) {
    std::string text;
    Lines expected;
    const auto space = [&] { text += std::string(random() % 4 == 0 ? random() % 5 : 0, " \n\t"[random() % 3]); };
    const auto object = [&] {
      static const char* const kObjects[] = {"{}", "{\"a\":[1,{\"b\":\"]}\"}]}", "{\"s\":\"\\\\\",\"t\":\"\\\"{\"}",
                                             "{ \"n\" : {\n } }"};
      space();
      const std::string one =
          random() % 3 == 0 ? "{\"k\":\"" + std::string(random() % 300, 'k') + "\"}" : kObjects[random() % 4];
      expected.push_back(fmt::format("{}:{} {}", text.size(), 1 + std::count(text.begin(), text.end(), '\n'), one));
      text += one;
      space();
    };
    const auto elements = [&] {
      for (std::size_t n = random() % 5, k = 0; k < n; ++k) {
        if (k > 0) text += ',';
        object();
      }
    };
    for (std::size_t n = random() % 6; n > 0; --n) {
      space();
      switch (random() % 3) {
        case 0:
          object();
          break;
        case 1:
          text += '[', elements(), text += ']';
          break;
        case 2:
          text += "{\"type\":\"bundle\",\"x\":[1,{}], \"objects\" :  [", elements(),
              text += "],\"y\":{\"objects\":[]}}";
          break;
      }
    }
    ASSERT_EQ(read_all(text), expected) << text;
    ASSERT_EQ(read_all(text, {1 + random() % 90}), expected) << text;
  }
}

TEST(ObjectReader, FindsEveryObjectOfRealBundles) {
  PARLEY_SHARED_PATH(path, "data/stix");
  Parser parser;
  for (const auto& entry : std::filesystem::directory_iterator(path)) {
    std::ifstream file(entry.path());
    const std::string text((std::istreambuf_iterator<char>(file)), {});
    const auto parsed = parser.parse(text);
    ASSERT_TRUE(parsed.ok());
    const std::size_t expected = parsed->at_key("objects").get_array().value_unsafe().size();
    ObjectReader reader(source_of(text, {65536}));
    std::size_t count = 0;
    for (;;) {
      const auto found = reader.next();
      ASSERT_TRUE(found.ok());
      if (!found->has_value()) break;
      ASSERT_FALSE((*found)->error) << (*found)->error->message;
      ++count;
    }
    EXPECT_EQ(count, expected) << entry.path();
  }
}

}  // namespace
}  // namespace parley::json
