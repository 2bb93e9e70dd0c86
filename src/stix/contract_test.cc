// Every scored case of the shared vectors on identifiers and markings, through the lines that `parley stix` prints.
#include "stix/contract.h"

#include <gtest/gtest.h>

#include <set>

#include "json/canonical.h"
#include "json/json.h"
#include "testing/vectors.h"

namespace parley::stix {
namespace {

// The answer's text in canonical form, with lists whose order means nothing sorted.
std::string sorted(json::Element value) {
  if (json::Array array; value.get_array().get(array) == simdjson::SUCCESS) {
    std::multiset<std::string> items;
    for (const json::Element item : array) items.insert(sorted(item));
    std::string out = "[";
    for (const std::string& item : items) out += item + ",";
    return out + "]";
  }
  if (json::Object object; value.get_object().get(object) == simdjson::SUCCESS) {
    std::set<std::string> members;
    for (const auto [name, member] : object) members.insert(std::string(name) + ":" + sorted(member));
    std::string out = "{";
    for (const std::string& member : members) out += member + ",";
    return out + "}";
  }
  std::string out;
  EXPECT_TRUE(json::append_canonical(out, value).ok());
  return out;
}

bool is_scored(json::Object row) { return !json::member(row, "ambiguous") && !json::member(row, "peers_disagree"); }

TEST(IdLine, AgreesWithThePublishedVectors) {
  PARLEY_SHARED_PATH(path, "vectors/stix/deterministic_id.jsonl");
  json::Parser parser;
  std::size_t cases = 0;
  for (const std::string& line : parley::testing::read_lines(path)) {
    const json::Object row = parser.parse(line)->get_object().value_unsafe();
    if (!is_scored(row)) continue;
    std::string object;
    json::append_compact(object, simdjson::minify(*json::member(row, "object")));
    const auto id = json::string_member(row, "id");
    const auto raw = json::string_member(row, "id_raw");
    const auto expected = [](std::optional<std::string_view> one) {
      return one ? "{\"line\":7,\"id\":\"" + std::string(*one) + "\"}" : "{\"line\":7,\"id\":null}";
    };
    const std::string found = id_line(object, 7);
    EXPECT_TRUE(found == expected(id) || (raw && found == expected(raw))) << *json::string_member(row, "name") << "\n"
                                                                          << found << "\n"
                                                                          << expected(id);
    ++cases;
  }
  EXPECT_GE(cases, 197u);
}

TEST(IdLine, SaysWhatIsNoCyberObservable) {
  EXPECT_EQ(id_line(R"({"type":"indicator"})", 1),
            R"({"line":1,"error":"\"indicator\" is not a type of cyber-observable object of STIX 2.1"})");
  EXPECT_EQ(id_line(R"({"value":"x"})", 2), R"({"line":2,"error":"\"type\" is missing or not a string"})");
  EXPECT_EQ(id_line("[]", 3), R"({"line":3,"error":"an object is expected"})");
  EXPECT_EQ(
      id_line("[1", 4),
      R"~({"line":4,"error":"not JSON: the text ends where ',' or ']' is expected (byte 2, line 1, column 3)"})~");
}

TEST(CanonicalLine, AnswersOrRefuses) {
  EXPECT_EQ(canonical_line(R"({"input":"{\"b\":1.0, \"a\":\"\\u00e4\"}"})", 1),
            "{\"line\":1,\"canonical\":\"{\\\"a\\\":\\\"\xc3\xa4\\\",\\\"b\\\":1}\"}");
  EXPECT_EQ(canonical_line(R"({"input":"{\"b\":1,\"b\":2}"})", 2),
            R"({"line":2,"error":"the name \"b\" occurs twice in one object"})");
  EXPECT_EQ(canonical_line(R"({"x":1})", 3), R"({"line":3,"error":"\"input\" is missing or not a string"})");
}

TEST(CanonicalLine, AgreesWithThePublishedVectors) {
  PARLEY_SHARED_PATH(path, "vectors/stix/canonical.jsonl");
  json::Parser parser;
  std::uint64_t n = 0;
  for (const std::string& line : parley::testing::read_lines(path)) {
    const std::string found = canonical_line(line, ++n);
    const json::Object row = parser.parse(line)->get_object().value_unsafe();
    const auto expected = json::string_member(row, "canonical");
    json::Parser other;
    const json::Object answer = other.parse(found)->get_object().value_unsafe();
    EXPECT_EQ(json::string_member(answer, "canonical"), expected) << found;
    EXPECT_EQ(json::member(answer, "error").has_value(), !expected) << found;
    EXPECT_EQ(json::member(answer, "line")->get_uint64().value_unsafe(), n);
  }
}

TEST(MarkLine, AgreesWithThePublishedVectors) {
  PARLEY_SHARED_PATH(path, "vectors/stix/markings.jsonl");
  json::Parser parser;
  json::Parser other;
  std::size_t cases = 0;
  for (const std::string& line : parley::testing::read_lines(path)) {
    const std::string found = mark_line(line, 1);
    const json::Object row = parser.parse(line)->get_object().value_unsafe();
    if (!is_scored(row)) continue;
    const json::Object answer = other.parse(found)->get_object().value_unsafe();
    const std::string_view name = *json::string_member(row, "name");
    if (const auto error = json::string_member(row, "error")) {
      EXPECT_EQ(json::string_member(answer, "error"), error) << name << "\n" << found;
    } else if (const auto result = json::member(answer, "result")) {
      EXPECT_EQ(sorted(*result), sorted(*json::member(row, "expect"))) << name << "\n" << line;
    } else {
      ADD_FAILURE() << name << "\n" << found;
    }
    ++cases;
  }
  EXPECT_GE(cases, 196u);
}

}  // namespace
}  // namespace parley::stix
