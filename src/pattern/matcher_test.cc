#include "pattern/matcher.h"

#include <gtest/gtest.h>

#include "pattern/pattern.h"
#include "testing/vectors.h"

namespace parley::pattern {
namespace {

TEST(PatternMatch, AgreesWithThePublishedVectors) {
  PARLEY_SHARED_PATH(path, "vectors/stix/match.jsonl");
  simdjson::dom::parser parser;
  int checked = 0;
  for (const std::string& line : testing::read_lines(path)) {
    const json::Object row = parser.parse(line).value();
    bool skipped = false;
    for (const auto field : row) skipped |= field.key == "ambiguous" || field.key == "peers_disagree";
    if (skipped) continue;
    const std::string_view text = row["pattern"], expect = row["expect"];
    std::string got, why;
    std::vector<std::string_view> ids;
    const auto pattern = parse(text);
    if (!pattern.ok()) {
      got = "error";
      why = pattern.error().message;
    } else {
      const auto observations = read_observations(row["observed"]);
      ASSERT_TRUE(observations.ok()) << observations.error().message;
      const auto matcher = Matcher::compile(*pattern);
      const auto match = matcher.ok() ? matcher->match(*observations) : Result<Match>(matcher.error());
      got = !match.ok() ? "error" : match->matched ? "match" : "no-match";
      if (!match.ok())
        why = match.error().message;
      else
        for (const std::size_t n : match->observations) ids.push_back((*observations)[n].id);
    }
    std::string_view kind;
    const bool either = row["error_kind"].get(kind) == simdjson::SUCCESS && kind == "evaluation";
    EXPECT_TRUE(got == expect || (either && got == "no-match")) << row["name"] << ": " << text << "\n"
                                                                << got << ", not " << expect << " " << why;
    bool asserted = false;
    if (row["matched_ids_asserted"].get(asserted) == simdjson::SUCCESS && asserted) {
      std::vector<std::string_view> expected;
      for (const std::string_view id : row["matched_ids"].get_array()) expected.push_back(id);
      EXPECT_EQ(ids, expected) << text;
    }
    ++checked;
  }
  EXPECT_GT(checked, 250);
}

}  // namespace
}  // namespace parley::pattern
