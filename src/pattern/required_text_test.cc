#include "pattern/required_text.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "pattern/text_match.h"

namespace parley::pattern {
namespace {

using Texts = std::vector<std::string>;

TEST(RequiredText, OfLike) {
  EXPECT_EQ(required_by_like("https://Bad%"), Texts{"https://bad"});
  EXPECT_EQ(required_by_like("%.ru"), Texts{".ru"});
  EXPECT_EQ(required_by_like("%a_bc%evil_"), Texts{"evil"});
  EXPECT_EQ(required_by_like("%a%b%"), Texts{});
  EXPECT_EQ(required_by_like(""), Texts{});
}

struct Case {
  const char* expression;
  Texts required;
};

TEST(RequiredText, OfRegularExpressions) {
  const Case cases[] = {
      {"evil", {"evil"}},
      {"^https?://evil\\.example/$", {"://evil.example/"}},
      {"evil[.]example", {"evil.example"}},
      {"evil.example", {"example"}},
      {"evil\\p", {}},  // ends within an escape
      {"evil-[0-9]+[.]example", {"evil-"}},
      {"x[0-9]+[.]com", {".com"}},
      {"abcd*", {"abc"}},
      {"abcd+ef", {"abcd"}},
      {"abc{2}defg", {"defg"}},
      {"abcd{0,3}efg", {"abc"}},
      {"(?:evil|bad-)\\d+\\.example", {"evil", "bad-"}},
      {"(evil|wicked)\\d", {"evil", "wicked"}},
      {"(evil|x)\\d", {}},
      {"(evil)?\\d", {}},
      {"(evil)+\\d", {"evil"}},
      {"evil|wicked|(?:very )?bad", {"evil", "wicked", "bad"}},
      {"(?=evil)abc", {"abc"}},
      {"(?!evil)\\w+", {}},
      {"(?<name>evil)", {"evil"}},
      {"(?i)evilmonger", {"evilmonger"}},
      {"(?i)evilskull", {"evil"}},
      {"(?i:EVIL)", {"evil"}},
      {"(?x) e v i l", {}},
      {"\\Qevil\\E", {}},
      {"(?(1)evil|evil)", {}},
      {"(*UTF)evil", {}},
      {"evil\\1", {}},
      {"evil{,3}", {}},
      {"[]evil]abc", {"abc"}},
      {"[[:alpha:]]abc", {"abc"}},
      {"[^.]abc", {"abc"}},
      {"\\p{Lu}abc", {"abc"}},
      {"b\xC3\xBC"
       "cher",
       {"cher"}},
      {"a|", {}},
      {"", {}},
  };
  for (const Case& c : cases) EXPECT_EQ(required_by_regex(c.expression), c.required) << c.expression;
}

std::string lower(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return text;
}

// Expressions put together by chance: where PCRE2 finds a match, a required text must stand.
TEST(RequiredText, NeverMissesWhatPcreFinds) {
  std::mt19937 random(7);
  const auto pick = [&](std::size_t n) { return static_cast<std::size_t>(random() % n); };
  const std::string pieces[] = {
      "a",   "b",    "K",   "s",      "abc",    "bca",         ".", "[a]", "[ab]",  "[^a]",    "\\.", "\\w",
      "a?",  "b*",   "c+",  "a{2}",   "b{0,1}", "(",           ")", "(?:", "|",     "(?i)",    "^",   "$",
      "\\b", "[]a]", "(?=", "(?<!a)", "a+?",    "[[:alpha:]]", "{", "\\d", "(?#x)", "\xC3\xBC"};
  const std::string letters[] = {"a",       "b", "c", "K", "k", "s", ".", "A", "]", "{", "\xC3\xBC", "\xE2\x84\xAA",
                                 "\xC5\xBF"};
  int compiled = 0, required = 0, matched = 0;
  for (int round = 0; round < 60'000; ++round) {
    std::string expression;
    for (std::size_t n = 1 + pick(8); n > 0; --n) expression += pieces[pick(std::size(pieces))];
    const auto regex = Regex::compile(expression, Alphabet::utf8);
    if (!regex.ok()) continue;
    ++compiled;
    const Texts texts = required_by_regex(expression);
    if (texts.empty()) continue;
    ++required;
    for (int sample = 0; sample < 8; ++sample) {
      std::string text;
      for (std::size_t n = pick(4); n > 0; --n) text += letters[pick(std::size(letters))];
      // Most random texts match nothing; pieces of the expression itself do.
      for (const char c : expression)
        if ((c >= 'a' && c <= 'c') || c == 's' || c == 'K') text += pick(3) ? std::string(1, c) : "\xE2\x84\xAA";
      const auto found = regex->search(text);
      if (!found.ok() || !*found) continue;
      ++matched;
      const std::string low = lower(text);
      ASSERT_TRUE(std::any_of(texts.begin(), texts.end(),
                              [&](const std::string& t) { return low.find(t) != std::string::npos; }))
          << expression << " matches " << text;
    }
  }
  EXPECT_GT(compiled, 5'000);
  EXPECT_GT(required, 500);
  EXPECT_GT(matched, 500);
}

}  // namespace
}  // namespace parley::pattern
