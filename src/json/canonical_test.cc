#include "json/canonical.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <map>
#include <random>
#include <string>

#include "json/number.h"
#include "testing/vectors.h"

namespace parley::json {
namespace {

std::string canonical_or_error(std::string_view text) {
  auto result = canonical(text);
  return result.ok() ? *result : "error: " + result.error().message;
}

TEST(Canonical, AgreesWithThePublishedVectors) {
  PARLEY_SHARED_PATH(path, "vectors/stix/canonical.jsonl");
  Parser parser;
  std::size_t cases = 0;
  for (const std::string& line : parley::testing::read_lines(path)) {
    const auto row = parser.parse(line);
    ASSERT_TRUE(row.ok()) << row.error().message;
    const Object object = row->get_object().value_unsafe();
    const std::string name(*string_member(object, "name"));
    const auto result = canonical(*string_member(object, "input"));
    const auto expected = string_member(object, "canonical");
    ASSERT_EQ(result.ok(), expected.has_value()) << name << (result.ok() ? *result : result.error().message);
    if (expected) {
      EXPECT_EQ(*result, *expected) << name;
    }
    ++cases;
  }
  EXPECT_GE(cases, 183u);
}

TEST(Canonical, SortsNamesByUtf16CodeUnits) {
  // U+1F600 is D83D DE00 in UTF-16 and so comes before U+FB33, though its UTF-8 comes behind (RFC 8785 section 3.2.3).
  EXPECT_EQ(
      canonical_or_error("{\"\\ufb33\":1,\"\\ud83d\\ude00\":2,\"\\u20ac\":3,\"\\r\":4,\"1\":5,\"\\u0080\":6,\"\":7}"),
      "{\"\":7,\"\\r\":4,\"1\":5,\"\xc2\x80\":6,\"\xe2\x82\xac\":3,\"\xf0\x9f\x98\x80\":2,\"\xef\xac\xb3\":1}");
}

TEST(Canonical, RefusesDuplicateNamesAtAnyDepthAndNamesThem) {
  EXPECT_EQ(canonical_or_error(R"([{"a":{"b":1,"c":2,"\u0062":3}}])"),
            "error: the name \"b\" occurs twice in one object");
  EXPECT_EQ(canonical_or_error(R"({"a":{"b":1},"c":{"b":2}})"), R"({"a":{"b":1},"c":{"b":2}})");
}

TEST(Canonical, LeavesTheTextBeforeItAlone) {
  Parser parser;
  std::string out = "before ";
  ASSERT_TRUE(append_canonical(out, *parser.parse("{\"b\":1,\"a\":[]}")).ok());
  EXPECT_EQ(out, "before {\"a\":[],\"b\":1}");
  ASSERT_FALSE(append_canonical(out, *parser.parse("[{\"b\":1,\"b\":[]}]")).ok());
  EXPECT_EQ(out, "before {\"a\":[],\"b\":1}");
}

TEST(Canonical, WritesNumbersBeyondTheExactIntegersAsDoubles) {
  EXPECT_EQ(
      canonical_or_error(
          "[9007199254740992,9007199254740993,-9007199254740993,18446744073709551615,123456789012345678901234567890]"),
      "[9007199254740992,9007199254740992,-9007199254740992,18446744073709552000,1.2345678901234568e+29]");
}

// ---- a slow and obvious implementation, and random values to compare with ----

// A value as a tree, printed in canonical form by rules applied one character at a time.
struct Tree {
  std::string scalar;  // already canonical
  std::vector<Tree> items;
  std::map<std::u16string, Tree> members;
  enum class Kind { scalar, array, object } kind = Kind::scalar;
};

std::string utf8(const std::u16string& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::uint32_t c = text[i];
    if (c >= 0xD800 && c < 0xDC00) c = 0x10000 + ((c - 0xD800) << 10) + (text[++i] - 0xDC00u);
    const auto put = [&](std::uint32_t byte) { out += static_cast<char>(byte); };
    if (c < 0x80) {
      put(c);
    } else if (c < 0x800) {
      put(0xC0 | c >> 6), put(0x80 | (c & 63));
    } else if (c < 0x10000) {
      put(0xE0 | c >> 12), put(0x80 | (c >> 6 & 63)), put(0x80 | (c & 63));
    } else {
      put(0xF0 | c >> 18), put(0x80 | (c >> 12 & 63)), put(0x80 | (c >> 6 & 63)), put(0x80 | (c & 63));
    }
  }
  return out;
}

std::string quoted(const std::u16string& text) {
  std::string out = "\"";
  for (const char c : utf8(text)) {
    static const std::map<char, std::string> kShort = {{'"', "\\\""}, {'\\', "\\\\"}, {'\b', "\\b"}, {'\f', "\\f"},
                                                       {'\n', "\\n"}, {'\r', "\\r"},  {'\t', "\\t"}};
    if (const auto found = kShort.find(c); found != kShort.end()) {
      out += found->second;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    } else {
      out += c;
    }
  }
  return out + '"';
}

std::string obvious(const Tree& tree) {
  std::string out;
  switch (tree.kind) {
    case Tree::Kind::scalar:
      return tree.scalar;
    case Tree::Kind::array:
      for (const Tree& item : tree.items) out += (out.empty() ? "" : ",") + obvious(item);
      return "[" + out + "]";
    case Tree::Kind::object:  // std::map keeps std::u16string by code units: the order of the RFC
      for (const auto& [name, value] : tree.members)
        out += (out.empty() ? "" : ",") + quoted(name) + ":" + obvious(value);
      return "{" + out + "}";
  }
  return out;
}

class RandomTree {
 public:
  explicit RandomTree(unsigned seed) : random_(seed) {}
  std::size_t below(std::size_t n) { return random_() % n; }

  std::u16string text() {
    std::u16string out;
    for (std::size_t n = below(4) == 0 ? below(40) : below(6); n > 0; --n) {
      switch (below(8)) {
        case 0:
          out += static_cast<char16_t>(below(0x20));
          break;
        case 1:
          out += u"\"\\/\x7f\u00e4\ue000\uffff\ufb33"[below(8)];
          break;
        case 2:
          out += static_cast<char16_t>(0xD800 + below(0x400));
          out += static_cast<char16_t>(0xDC00 + below(0x400));
          break;
        case 3:
          out += static_cast<char16_t>(0x80 + below(0xD700));
          break;
        default:
          out += static_cast<char16_t>('a' + below(3));
          break;
      }
    }
    return out;
  }
  Tree tree(int depth) {
    Tree tree;
    const std::size_t kind = depth > 4 ? 2 + below(4) : below(6);
    if (kind == 0) {
      tree.kind = Tree::Kind::object;
      for (std::size_t n = below(8) == 0 ? below(60) : below(6); n > 0; --n)
        tree.members[text()] = this->tree(depth + 1);
    } else if (kind == 1) {
      tree.kind = Tree::Kind::array;
      for (std::size_t n = below(6); n > 0; --n) tree.items.push_back(this->tree(depth + 1));
    } else if (kind == 2) {
      static const char* const kWords[] = {"true", "false", "null"};
      tree.scalar = kWords[below(3)];
    } else if (kind == 3) {
      tree.scalar = std::to_string(static_cast<std::int64_t>(random_() >> (12 + below(40))) * (below(2) == 0 ? 1 : -1));
    } else {
      tree.scalar = quoted(text());
    }
    return tree;
  }
  // The same value with members shuffled, spaces between tokens and needless escapes.
  std::string disguised(const Tree& tree) {
    std::string out = space();
    if (tree.kind == Tree::Kind::scalar) return out + (tree.scalar[0] == '"' ? tree.scalar : tree.scalar + space());
    std::vector<std::string> parts;
    for (const Tree& item : tree.items) parts.push_back(disguised(item));
    for (const auto& [name, value] : tree.members)
      parts.push_back(space() + disguised_name(name) + space() + ":" + disguised(value));
    if (tree.kind == Tree::Kind::object) std::shuffle(parts.begin(), parts.end(), random_);
    const bool object = tree.kind == Tree::Kind::object;
    out += object ? '{' : '[';
    for (std::size_t i = 0; i < parts.size(); ++i) out += (i == 0 ? "" : ",") + parts[i];
    return out + space() + (object ? '}' : ']') + space();
  }

 private:
  std::string space() { return std::string(below(3) == 0 ? below(3) : 0, " \n\t\r"[below(4)]); }
  std::string disguised_name(const std::u16string& name) {
    if (below(2) == 0) return quoted(name);
    std::string out = "\"";
    for (const char16_t unit : name) out += fmt::format("\\u{:04X}", static_cast<unsigned>(unit));
    return out + '"';
  }
  std::mt19937_64 random_;
};

TEST(Canonical, AgreesWithAnObviousImplementation) {
  for (unsigned seed = 0; seed < 1500; ++seed) {
    RandomTree random(seed);
    const Tree tree = random.tree(0);
    const std::string expected = obvious(tree);
    const std::string text = random.disguised(tree);
    ASSERT_EQ(canonical_or_error(text), expected) << "seed " << seed << ": " << text;
    ASSERT_EQ(canonical_or_error(expected), expected) << "seed " << seed;
  }
}

// The significant digits of a number's text, without the zeros at either end.
std::string digits_of(std::string_view text) {
  std::string digits;
  for (const char c : text.substr(0, text.find('e'))) {
    if (c >= '0' && c <= '9') digits += c;
  }
  const std::size_t first = digits.find_first_not_of('0');
  const std::size_t last = digits.find_last_not_of('0');
  return first == std::string::npos ? "" : digits.substr(first, last - first + 1);
}

// The correctly rounded text with the fewest digits that reads back as `number`.
std::string fewest_digits(double number) {
  for (int digits = 0;; ++digits) {
    const std::string text = fmt::format("{:.{}e}", number, digits);
    if (std::strtod(text.c_str(), nullptr) == number) return text;
  }
}

void expect_es_number(double number) {
  char text[kMaxNumberChars + 1] = {};
  *write_es_number(text, number) = '\0';
  ASSERT_EQ(std::strtod(text, nullptr), number) << text;
  const std::string expected = digits_of(fewest_digits(number));
  // At a power of two fewer digits may do than a correctly rounded text needs.
  ASSERT_TRUE(digits_of(text).size() < expected.size() || digits_of(text) == expected) << text << " " << expected;
  const double size = std::abs(number);
  ASSERT_EQ(std::string_view(text).find('e') != std::string_view::npos, size != 0 && (size >= 1e21 || size < 1e-6))
      << text;
}

TEST(WriteEsNumber, IsShortestAndLaidOutAsEcmaScriptDoes) {
  std::mt19937_64 random(1);
  for (int i = 0; i < 30000; ++i) {
    if (const double number = std::bit_cast<double>(random()); std::isfinite(number)) expect_es_number(number);
    expect_es_number(static_cast<double>(random() >> (random() % 64)));
    expect_es_number(static_cast<double>(static_cast<std::int64_t>(random() >> 30)) / 1e6);
    expect_es_number(std::ldexp(1.0, static_cast<int>(random() % 2000) - 1000));
  }
}

}  // namespace
}  // namespace parley::json
