// What is read of a line of JSON: the examples by hand, and whatever simdjson's tree says of lines made by chance.
#include "watch/json_fields.h"

#include <gmock/gmock.h>
#include <simdjson.h>

#include <random>

namespace parley::watch {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// Roles whose values are kept as they are.
const KeyTable& table() {
  static const KeyTable made = [] {
    KeyTable out;
    out.add("a", Role::ja3);
    out.add("name", Role::method);
    out.add("o.a", Role::ja3s);
    out.add("o.o.b", Role::ja4);
    out.add_named("h", "user-agent", Role::user_agent);
    return out;
  }();
  return made;
}

std::vector<std::string> values(const Record& record) {
  std::vector<std::string> out;
  for (const Field& field : record.fields)
    out.push_back(std::string(to_string(field.role)) + "=" + std::string(field.value));
  return out;
}

// `text` with other bytes behind it, as there are behind a line.
std::string padded(std::string_view text, char behind = '\n') {
  return std::string(text) + std::string(kPadding, behind);
}

std::vector<std::string> read(std::string_view text, Problem* problem = nullptr, char behind = '\n') {
  JsonFields fields;
  Record record;
  const std::string line = padded(text, behind);
  const auto outcome = fields.read(std::string_view(line).substr(0, text.size()), table(), record);
  if (problem != nullptr) *problem = outcome.problem;
  EXPECT_EQ(outcome.record, !record.fields.empty());
  return values(record);
}

TEST(JsonFields, ReadsWhatTheTableNames) {
  EXPECT_THAT(read(R"({"a":"1","x":"2","name":"3"})"), ElementsAre("ja3=1", "method=3"));
  EXPECT_THAT(read(R"({"o":{"a":"1","o":{"b":"2","a":"3"},"b":"4"},"a":5})"), ElementsAre("ja3s=1", "ja4=2", "ja3=5"));
}

TEST(JsonFields, ListsCountAsWhatIsInThem) {
  EXPECT_THAT(read(R"({"a":["1",2,[3],{"a":4},null],"o":[{"a":5},{"a":6}]})"),
              ElementsAre("ja3=1", "ja3=2", "ja3s=5", "ja3s=6"));
  EXPECT_THAT(read(R"({"a":[],"o":{},"name":""})"), IsEmpty());
}

TEST(JsonFields, NumbersStayAsTheyAreWritten) {
  EXPECT_THAT(read("{\"a\":1521911720.8657160,\"name\" : -1e5 \t}"),
              ElementsAre("ja3=1521911720.8657160", "method=-1e5"));
}

TEST(JsonFields, BlanksMayStandBetweenAllTokens) {
  EXPECT_THAT(read(" {\t\"a\" : [ \"1\" , \"2 \" ] ,\r \"o\" : { \"a\" : \"3\" } } "),
              ElementsAre("ja3=1", "ja3=2 ", "ja3s=3"));
}

TEST(JsonFields, EscapesOfValuesAreResolved) {
  EXPECT_THAT(read(R"({"a":"x\/\"y\"","name":"\u00e4\ud83d\ude00","x":"\\"})"),
              ElementsAre("ja3=x/\"y\"", "method=\xC3\xA4\xF0\x9F\x98\x80"));
  EXPECT_THAT(read(R"({"a":["\\","\\\"","plain"]})"), ElementsAre("ja3=\\", "ja3=\\\"", "ja3=plain"));
}

// The part of it that stands before the escape is no name either.
TEST(JsonFields, ANameWithAnEscapeIsUnknown) {
  EXPECT_THAT(read(R"({"a\"":"1","\u0061":"2","a":"3"})"), ElementsAre("ja3=3"));
}

// Names are told apart by their ends first.
TEST(JsonFields, LongNamesMayDifferInTheMiddleOnly) {
  KeyTable known;
  known.add("beginning-1-the-end-of-it", Role::ja3);
  known.add("beginning-2-the-end-of-it", Role::ja4);
  EXPECT_EQ(known.role_of("beginning-1-the-end-of-it"), Role::ja3);
  EXPECT_EQ(known.role_of("beginning-2-the-end-of-it"), Role::ja4);
  EXPECT_EQ(known.role_of("beginning-3-the-end-of-it"), Role::none);
}

TEST(JsonFields, HeadersHaveTheRoleOfTheirName) {
  EXPECT_THAT(read(R"({"h":[{"name":"User-Agent","value":"curl"},{"value":"192.0.2.1","name":"Via"},{"value":7}]})"),
              ElementsAre("user_agent=curl", "any=192.0.2.1"));
}

TEST(JsonFields, WhatIsNoObjectIsNoRecord) {
  for (const std::string_view line : {"",
                                      " ",
                                      "[]",
                                      "\"a\"",
                                      "1",
                                      "{",
                                      "}",
                                      "{]",
                                      "{\"a\"}",
                                      "{\"a\":}",
                                      "{\"a\":,\"name\":1}",
                                      "{\"a\" \"1\"}",
                                      "{\"a\":\"1\" \"name\":\"2\"}",
                                      "{a:1}",
                                      "{\"a\":\"1\",}",
                                      "{\"a\":x}",
                                      "{\"a\":\"1\"",
                                      "{\"a\":[\"1\"}",
                                      "{\"x\":[\"1\"}",
                                      "{\"x\":{\"a\":\"1\"}",
                                      "{\"a\":\"\\x\"}",
                                      "{\"a\":\"\xFF\"}",
                                      "{\"a\":\"1\"x}"}) {
    Problem problem{};
    EXPECT_THAT(read(line, &problem), IsEmpty()) << line;
    EXPECT_EQ(problem, Problem::not_json) << line;
  }
}

// Whatever stands behind it in the buffer, even what would close it.
TEST(JsonFields, ALineThatBreaksOffIsNoRecord) {
  const std::string_view line = R"({"a":"1","x":{"a":[1,{"b":"\""}]},"o":{"a":["2"],"o":{"b":3}},"name":"4"})";
  ASSERT_EQ(read(line).size(), 4u);
  for (std::size_t size = 0; size < line.size(); ++size)
    for (const char behind : {'\n', '}', ']', '"', '\0'})
      EXPECT_THAT(read(line.substr(0, size), nullptr, behind), IsEmpty()) << line.substr(0, size);
}

TEST(JsonFields, LongAndShortLinesInTurn) {
  JsonFields fields;
  for (const std::size_t size : {10u, 5000u, 3u, 70000u, 9000u}) {
    Record record;
    const std::string value(size, 'v'), text = "{\"a\":\"" + value + "\"}", line = padded(text);
    ASSERT_TRUE(fields.read(std::string_view(line).substr(0, text.size()), table(), record).record);
    EXPECT_EQ(record.fields[0].value, value);
  }
}

using simdjson::dom::element_type;

// The same out of a tree, as slowly as that is.
void read_tree(simdjson::dom::object object, const KeyTable& known, Record& out);
void read_tree_value(simdjson::dom::element value, const KeyTable::Entry& entry, Record& out, bool in_list) {
  switch (value.type()) {
    case element_type::STRING:
      return out.add(entry.role, value.get_string().value());
    case element_type::INT64: {
      std::string& kept = out.scratch();
      kept = std::to_string(value.get_int64().value());
      return out.add(entry.role, kept);
    }
    case element_type::OBJECT:
      if (entry.below) read_tree(value.get_object(), *entry.below, out);
      return;
    case element_type::ARRAY:
      if (!in_list)
        for (const auto one : value.get_array()) read_tree_value(one, entry, out, true);
      return;
    default:
      return;
  }
}
void read_tree(simdjson::dom::object object, const KeyTable& known, Record& out) {
  for (const auto member : object)
    if (const auto* entry = known.find(member.key)) read_tree_value(member.value, *entry, out, false);
}

// JSON by chance, in which the names of the table are common.
class Chance {
 public:
  explicit Chance(unsigned seed) : random_(seed) {}
  std::size_t below(std::size_t count) { return random_() % count; }
  std::string object(int depth) {
    std::string out = blank() + "{" + blank();
    for (std::size_t i = below(5), first = i; i > 0; --i)
      out += (i == first ? "" : ",") + blank() +
             pick({R"("a")", R"("o")", R"("name")", R"("b")", R"("")", R"("q\"")"}) + blank() + ":" + blank() +
             value(depth) + blank();
    return out + "}" + blank();
  }

 private:
  std::string pick(std::initializer_list<const char*> from) { return from.begin()[below(from.size())]; }
  std::string blank() { return pick({"", "", "", "", " ", "\t "}); }
  std::string value(int depth) {
    switch (below(depth > 0 ? 6 : 3)) {
      case 0:
        return pick({R"("v")", R"("")", R"("long text with blanks")", R"("{\"a\":[1,2]}")", R"("\u00e4\\")"});
      case 1:
        return pick({R"("w")", R"(",")", R"("}")", R"("a:b")"});
      case 2:
        return pick({"true", "null", "12", "-7"});
      case 3:
        return list(depth - 1);
      default:
        return object(depth - 1);
    }
  }
  std::string list(int depth) {
    std::string out = "[";
    for (std::size_t i = below(4), first = i; i > 0; --i) out += (i == first ? "" : ",") + blank() + value(depth);
    return out + blank() + "]";
  }
  std::mt19937 random_;
};

TEST(JsonFields, SaysWhatTheTreeSays) {
  Chance chance(1);
  JsonFields fields;
  simdjson::dom::parser parser;
  std::size_t compared = 0;
  for (int i = 0; i < 20000; ++i) {
    std::string text = chance.object(4);
    // Half of them with a byte that does not belong there, or without one that does.
    if (i % 2 == 1) text[chance.below(text.size())] = "{}[]\",:\\ax1 "[chance.below(12)];
    if (i % 4 == 3) text.erase(chance.below(text.size()), 1);
    const std::string line = padded(text);
    Record expected, got;
    simdjson::dom::object tree;
    const auto outcome = fields.read(std::string_view(line).substr(0, text.size()), table(), got);
    // What is passed over need not be right, so a line that is no JSON may be read or not.
    if (parser.parse(text).get(tree) != simdjson::SUCCESS) continue;
    read_tree(tree, table(), expected);
    ASSERT_EQ(values(got), values(expected)) << text;
    ASSERT_NE(outcome.problem, Problem::not_json) << text;
    ++compared;
  }
  EXPECT_GT(compared, 10000u);
}

}  // namespace
}  // namespace parley::watch
