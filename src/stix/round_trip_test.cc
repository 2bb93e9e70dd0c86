// What holds of any object, shown of thousands that chance puts together: neither the order of its members nor how its
// JSON is written makes another object of it.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "json/canonical.h"
#include "stix/identifier.h"
#include "stix/object.h"
#include "stix/test_findings.h"
#include "stix/test_objects.h"

namespace parley::stix {
namespace {

// The same value written as another program might: members in another order at every level, white space, letters of
// texts as escapes.
class Rewriter {
 public:
  explicit Rewriter(std::uint32_t seed) : random_(seed) {}

  std::string operator()(json::Element value) {
    json::Object object;
    json::Array array;
    std::string_view text;
    if (value.get(object) == simdjson::SUCCESS) {
      std::vector<std::string> members;
      for (const auto field : object) members.push_back(written(field.key) + space() + ":" + (*this)(field.value));
      std::shuffle(members.begin(), members.end(), random_);
      return joined('{', members, '}');
    }
    if (value.get(array) == simdjson::SUCCESS) {
      std::vector<std::string> items;
      for (const json::Element item : array) items.push_back((*this)(item));
      return joined('[', items, ']');
    }
    if (value.get(text) == simdjson::SUCCESS) return space() + written(text);
    return space() + simdjson::minify(value);
  }

 private:
  std::string space() { return std::string(random_() % 3, " \n\t"[random_() % 3]); }
  std::string joined(char open, const std::vector<std::string>& parts, char close) {
    std::string out = space() + open;
    for (const std::string& one : parts) out += (&one == parts.data() ? "" : ",") + space() + one;
    return out + space() + close;
  }
  std::string written(std::string_view text) {
    constexpr std::string_view kHex = "0123456789aBcDeF";
    std::string out = "\"";
    for (const char c : text) {
      const auto byte = static_cast<unsigned char>(c);
      if (byte < 0x20 || c == '"' || c == '\\' || (byte < 0x80 && random_() % 10 == 0))
        out += std::string("\\u00") + kHex[byte >> 4] + kHex[byte & 15];
      else
        out += c;
    }
    return out + "\"";
  }

  std::mt19937 random_;
};

// Calls `test` with objects of each type: some of the properties that it may have, and sometimes something wrong.
template <class Test>
void for_random_objects(std::uint32_t seed, Test test) {
  std::mt19937 random(seed);
  for (const CompiledType* type : all_types())
    for (int round = 0; round < 12; ++round) {
      TestObject object = object_with(*type, [&](std::string_view) { return random() % 3 != 0; });
      if (round % 4 == 1 && !object.members.empty()) object.members[random() % object.members.size()].second = "5";
      if (round % 4 == 2) object.set("x_own", R"({"Ä/~":[1.50,-0.0,1e2,"\u20ac\"",{"b":null,"a":[]}]})");
      test(placed(*type, object).text);
      if (::testing::Test::HasFatalFailure()) return;
    }
}

std::string canonical(std::string_view text) {
  const auto out = json::canonical(text);
  EXPECT_TRUE(out.ok()) << text << out.error().message;
  return out.ok() ? *out : std::string();
}

TEST(AnyObject, IsTheSameAfterItWasReadAndWritten) {
  json::Parser parser;
  for_random_objects(1, [&](const std::string& text) {
    const std::string once = canonical(text);
    ASSERT_EQ(canonical(once), once);
    std::string compact;
    json::append_compact(compact, text);
    ASSERT_EQ(canonical(compact), once);
    ASSERT_EQ(canonical(simdjson::minify(*parser.parse(text))), once);
  });
}

TEST(AnyObject, HasOneCanonicalFormInWhateverOrderItIsWritten) {
  json::Parser parser;
  Rewriter rewritten(2);
  for_random_objects(2, [&](const std::string& text) {
    const std::string other = rewritten(*parser.parse(text));
    ASSERT_EQ(canonical(other), canonical(text)) << other;
  });
}

TEST(AnyObject, IsJudgedAlikeInWhateverOrderItIsWritten) {
  json::Parser parser;
  Rewriter rewritten(3);
  for_random_objects(3, [&](const std::string& text) {
    std::vector<std::string> found = found_in(text), again = found_in(rewritten(*parser.parse(text)));
    std::sort(found.begin(), found.end());
    std::sort(again.begin(), again.end());
    ASSERT_EQ(again, found) << text;
  });
}

// What says which object it is and which version, and the identifier that follows from its content.
TEST(AnyObject, IsTheSameObjectInWhateverOrderItIsWritten) {
  json::Parser parser, other;
  Rewriter rewritten(4);
  std::size_t headers = 0, identifiers = 0;
  for_random_objects(4, [&](const std::string& text) {
    const json::Element one = *parser.parse(text);
    const std::string again = rewritten(one);
    const json::Element two = *other.parse(again);
    const auto header = read_header(one), second = read_header(two);
    ASSERT_EQ(header.ok(), second.ok()) << again;
    if (header.ok()) {
      ASSERT_EQ(header->id, second->id);
      ASSERT_EQ(header->version, second->version);
      ASSERT_EQ(header->revoked, second->revoked);
      ++headers;
    }
    const auto id = deterministic_id(one), same = deterministic_id(two);
    ASSERT_EQ(id.ok(), same.ok()) << again;
    if (!id.ok()) return;
    ASSERT_EQ(*id, *same) << again;
    identifiers += id->has_value() ? 1u : 0u;
  });
  EXPECT_GT(headers, 800u);
  EXPECT_GT(identifiers, 200u);
}

// Any byte of it another: refused or judged, and never more than that.
TEST(AnyObject, WithADamagedByteIsJudgedOrRefused) {
  json::Parser parser;
  Validator validator;
  std::mt19937 random(5);
  std::size_t read = 0, refused = 0;
  for_random_objects(5, [&](std::string text) {
    for (auto n = 1 + random() % 3; n > 0; --n) text[random() % text.size()] = static_cast<char>(random());
    const auto parsed = parser.parse(text);
    if (!parsed.ok()) {
      EXPECT_FALSE(parsed.error().message.empty());
      ++refused;
      return;
    }
    validator.check(*parsed);
    for (const Finding& one : validator.findings()) {
      ASSERT_TRUE(simdjson::validate_utf8(one.message)) << text;
      ASSERT_TRUE(simdjson::validate_utf8(one.path)) << text;
    }
    ++read;
  });
  EXPECT_GT(read, 100u);
  EXPECT_GT(refused, 100u);
}

}  // namespace
}  // namespace parley::stix
