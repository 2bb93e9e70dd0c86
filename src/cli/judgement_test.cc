// `stix validate` and `import` judge alike: the shared vectors, published bundles and small reports through both.
#include <gmock/gmock.h>

#include <fstream>
#include <set>
#include <sstream>

#include "cli/test_node.h"
#include "json/json.h"
#include "testing/vectors.h"

namespace parley::cli::testing {
namespace {

// The vectors' inputs, one a line; what is no JSON text of one line is left out.
std::vector<std::string> vectors() {
  std::vector<std::string> out;
  json::Parser parser;
  for (const char* name : {"validate.jsonl", "validate_more.jsonl"}) {
    for (const std::string& line : parley::testing::read_lines(parley::testing::shared_dir() / "vectors/stix" / name)) {
      const auto row = parser.parse(line);
      if (!row.ok()) continue;
      const json::Object object(*row);
      if (!json::member(object, "raw")) out.push_back(simdjson::minify(*json::member(object, "object")));
    }
  }
  return out;
}

std::set<std::string> lines_with(const std::string& text, const std::string& what) {
  std::set<std::string> out;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);)
    if (line.find(what) != std::string::npos) out.insert(member(line, "line"));
  return out;
}

TEST(OneJudgement, OverTheSharedVectors) {
  PARLEY_SHARED_PATH(path, "vectors/stix/validate.jsonl");
  const std::vector<std::string> inputs = vectors();
  ASSERT_GT(inputs.size(), 600u);
  std::string text;
  for (const std::string& input : inputs) text += input + "\n";
  TestNode node;
  const auto validated = parley({"stix", "validate", "--ndjson", "-"}, text);
  const auto imported = node.run({"import", "--dry-run", "--json", "-"}, text);
  const auto invalid = lines_with(validated.out, "\"valid\":false"),
             refused = lines_with(imported.out, "{\"refused\":");
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const std::string line = std::to_string(i + 1);
    EXPECT_EQ(invalid.count(line), refused.count(line)) << inputs[i];
  }
  EXPECT_EQ(imported.status, 1);
}

TEST(OneJudgement, OverPublishedBundles) {
  PARLEY_SHARED_PATH(folder, "data/stix");
  TestNode node;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".json") continue;
    const auto validated = parley({"--json", "stix", "validate", entry.path().string()});
    EXPECT_EQ(validated.status, 0) << entry.path();
    EXPECT_EQ(node.run({"import", "--dry-run", entry.path().string()}).status, validated.status) << entry.path();
  }
}

TEST(OneJudgement, OverReportedFiles) {
  PARLEY_SHARED_PATH(folder, "reports");
  TestNode node;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.path().extension() != ".json") continue;
    const auto validated = parley({"stix", "validate", entry.path().string()});
    EXPECT_EQ(node.run({"import", "--dry-run", entry.path().string()}).status, validated.status) << entry.path();
  }
}

}  // namespace
}  // namespace parley::cli::testing
