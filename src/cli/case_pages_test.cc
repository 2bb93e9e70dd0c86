// What the pages on cases show is what can be typed: each line of an example is run, in the order of its page.
#include <gmock/gmock.h>

#include <cstdlib>

#include "base/file.h"
#include "cli/test_node.h"
#include "testing/source.h"

namespace parley::cli::testing {
namespace {

const std::filesystem::path kSource = parley::testing::source_dir();

// The lines of a page that are indented as examples, without their indentation, each block with an empty line behind.
std::vector<std::string> examples(const std::string& page) {
  std::vector<std::string> out;
  for (std::size_t at = 0; at < page.size();) {
    const std::size_t end = std::min(page.find('\n', at), page.size());
    const std::string line = page.substr(at, end - at);
    const std::size_t text = line.find_first_not_of(' ');
    if (text != std::string::npos && text >= 4)
      out.push_back(line.substr(4));
    else
      out.emplace_back();
    at = end + 1;
  }
  return out;
}

// A block that begins with such a line; a block of the notation has empty lines in it.
std::string block(const std::vector<std::string>& lines, const std::string& first, const std::string& ends) {
  std::string out;
  bool in = false;
  for (const std::string& line : lines) {
    in = in || line == first;
    if (in && !ends.empty() && line.starts_with(ends)) break;
    if (in) out += line + "\n";
    if (in && ends.empty() && line == "}") break;
  }
  return out;
}

// As a shell takes a line, up to the words behind two blanks that say what it does.
std::vector<std::string> words_of(const std::string& line) {
  std::vector<std::string> out(1);
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '"') {
      quoted = !quoted;
    } else if (line[i] != ' ' || quoted) {
      out.back() += line[i];
    } else {
      if (i + 1 < line.size() && line[i + 1] == ' ') break;
      out.emplace_back();
    }
  }
  return out;
}

class CasePages : public ::testing::TestWithParam<const char*> {};

TEST_P(CasePages, ShowWhatCanBeTyped) {
  const TemporaryDir dir;
  const auto put = [&](const char* name, const std::string& text) {
    if (!text.empty()) {
      ASSERT_TRUE(replace_file(dir.path() / name, text, Durability::relaxed).ok());
    }
  };
  for (const char* name : {"post.txt", "courier.txt"})
    put(name, read_file(kSource / "cases" / "port-vellin" / name).value());
  const auto lines = examples(read_file(kSource / "docs" / GetParam()).value());
  put("harbour.json", block(lines, "{", ""));
  put("harbour.case", block(lines, "case The harbour", "parley "));
  TestNode node;
  ::setenv("VISUAL", "true", 1);
  std::size_t run = 0;
  for (const std::string& line : lines) {
    const std::size_t begin = line.find_first_not_of(' ');
    if (begin == std::string::npos || line.compare(begin, 7, "parley ") != 0) continue;
    auto words = words_of(line.substr(begin + 7));
    for (std::string& word : words) {
      if (word.find('.') != std::string::npos && std::filesystem::exists(dir.path() / word)) word = dir.path() / word;
      if (word.ends_with(".html")) word = dir.path() / word;
      if (word.starts_with("cases/")) word = kSource / word;
    }
    const auto done = node.run(words);
    EXPECT_EQ(done.status, 0) << line << "\n" << done.out << done.err;
    ++run;
  }
  ::unsetenv("VISUAL");
  EXPECT_GE(run, 3u) << "the examples of the page were not found";
}

INSTANTIATE_TEST_SUITE_P(All, CasePages, ::testing::Values("formats/case.md", "formats/notation.md", "accounts.md"),
                         [](const auto& page) {
                           const std::string name = page.param;
                           return std::string(name.begin() + static_cast<std::ptrdiff_t>(name.rfind('/') + 1),
                                              name.end() - 3);
                         });

}  // namespace
}  // namespace parley::cli::testing
