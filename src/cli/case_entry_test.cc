// Entering a case at the command line, in a running node and a stopped one, and in an editor.
#include <gmock/gmock.h>

#include <cstdlib>

#include "base/file.h"
#include "cli/test_node.h"
#include "testing/source.h"

namespace parley::cli::testing {
namespace {

using ::testing::HasSubstr;

class CaseCommands : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(replace_file(dir_.path() / "post.txt",
                             "“The tug crossed a red light,” Corvo said on Thursday, and on Friday and Monday again.\n",
                             Durability::relaxed)
                    .ok());
    const std::vector<std::vector<std::string>> lines = {
        {"case", "new", "harbour", "--document", (dir_.path() / "post.txt").string(), "--title", "A harbour"},
        {"party", "add", "harbour", "corvo", "Ines Corvo", "--kind", "person"},
        {"proposition", "add", "harbour", "P1", "the tug crossed a red light"},
        {"statement", "add", "harbour", "--speaker", "corvo", "--words", "The tug crossed a red light", "--stance",
         "P1=affirms", "--said", "Thursday", "--in", "post.txt:1"}};
    for (const auto& line : lines) {
      const auto done = node_.run(line);
      EXPECT_EQ(done.status, 0) << done.err << done.out;
    }
  }
  std::string notation() { return node_.run({"case", "show", "harbour", "--notation"}).out; }
  // An editor that puts `command` of sed to the file.
  Finished edit(const std::string& command, const std::vector<std::string>& more = {}) {
    ::setenv("VISUAL", ("sed -i '" + command + "'").c_str(), 1);
    std::vector<std::string> line = {"case", "edit", "harbour"};
    line.insert(line.end(), more.begin(), more.end());
    const auto done = node_.run(line);
    ::unsetenv("VISUAL");
    return done;
  }

  TemporaryDir dir_;
  TestNode node_;
};

TEST_F(CaseCommands, EnterACaseThatIsCompared) {
  EXPECT_THAT(notation(),
              HasSubstr("1: corvo affirms P1 \"The tug crossed a red light\"; said Thursday; recorded by admin"));
  EXPECT_THAT(node_.run({"compare", "harbour"}).out, HasSubstr("the tug crossed a red light"));
  const auto refused = node_.run({"statement", "add", "harbour", "--speaker", "gant", "--words", "Corvo"});
  EXPECT_EQ(refused.status, 1);
  EXPECT_THAT(refused.err, HasSubstr("there is no party \"gant\""));
  EXPECT_EQ(node_.run({"statement", "withdraw", "harbour", "1"}).status, 0);
  EXPECT_EQ(node_.run({"event", "add", "harbour", "E1", "the collision"}).status, 0);
  EXPECT_EQ(node_.run({"event", "before", "harbour", "E1", "E1"}).status, 1);
}

TEST_F(CaseCommands, WordsHaveTheLanguageThatWasSaid) {
  const auto put = [&](const char* name, const char* words) {
    ASSERT_TRUE(replace_file(dir_.path() / name, words, Durability::relaxed).ok());
  };
  put("blatt.txt", "„Die Lampe brannte“, sagte Anna.\n");
  put("page.txt", "« La lampe brûlait », dit-elle. „כן“\n");
  const std::string blatt = (dir_.path() / "blatt.txt").string(), page = (dir_.path() / "page.txt").string();
  const std::vector<std::vector<std::string>> lines = {
      {"case", "new", "lampe", "--document", blatt, "--lang", "de"},
      {"case", "add-document", "lampe", page, "--lang", "fr"},
      {"party", "add", "lampe", "anna", "Anna"},
      {"proposition", "add", "lampe", "P1", "the lamp was lit"},
      {"statement", "add", "lampe", "--speaker", "anna", "--words", "Die Lampe brannte", "--stance", "P1=affirms",
       "--in", "blatt.txt"},
      {"statement", "add", "lampe", "--speaker", "anna", "--words", "La lampe brûlait", "--stance", "P1=affirms",
       "--in", "page.txt"},
      {"statement", "add", "lampe", "--speaker", "anna", "--words", "כן", "--stance", "P1=affirms", "--lang", "he",
       "--in", "page.txt"}};
  for (const auto& line : lines) {
    const auto done = node_.run(line);
    ASSERT_EQ(done.status, 0) << done.err << done.out;
  }
  const std::string shown = node_.run({"case", "show", "lampe", "--notation"}).out;
  EXPECT_THAT(shown, HasSubstr("document blatt = blatt.txt; language de;"));
  EXPECT_THAT(shown, HasSubstr("document page = page.txt; language fr;"));
  EXPECT_THAT(shown, HasSubstr("\"כן\"; language he\n"));
  const std::string html = (dir_.path() / "page.html").string();
  ASSERT_EQ(node_.run({"compare", "lampe", "--html", html}).status, 0);
  const std::string text = read_file(html).value();
  EXPECT_THAT(text, HasSubstr("lang=\"de\">“Die Lampe brannte”"));
  EXPECT_THAT(text, HasSubstr("lang=\"fr\">“La lampe brûlait”"));
  EXPECT_THAT(text, HasSubstr("lang=\"he\" dir=\"rtl\">“כן”"));
}

TEST_F(CaseCommands, AnEditorChangesIt) {
  EXPECT_THAT(edit("s/Thursday/Friday/").out, HasSubstr("1 in a new version"));
  EXPECT_THAT(notation(), HasSubstr("said Friday"));
  EXPECT_THAT(edit("s/x-none/y/").out, HasSubstr("Nothing was changed"));
  node_.start();
  EXPECT_THAT(edit("s/Friday/Monday/").out, HasSubstr("1 in a new version"));
  EXPECT_THAT(notation(), HasSubstr("said Monday"));
  node_.stop(SIGTERM);
}

TEST_F(CaseCommands, WhatDoesNotHoldIsShownWithItsLinesAndStaysWithWhoWroteIt) {
  const auto refused = edit("s/tug crossed a red/tug crossed a read/");
  EXPECT_EQ(refused.status, 1);
  EXPECT_THAT(refused.err, ::testing::ContainsRegex("edited.case:[0-9]+: statement 1: .*is not in the document"));
  const std::string said = "What you wrote is in ";
  const std::size_t at = refused.err.find(said);
  ASSERT_NE(at, std::string::npos) << refused.err;
  const std::filesystem::path file =
      refused.err.substr(at + said.size(), refused.err.find('\n', at) - at - said.size());
  EXPECT_THAT(read_file(file).value(), HasSubstr("a read light"));
  std::filesystem::remove_all(file.parent_path());
  EXPECT_THAT(notation(), HasSubstr("a red light"));
  EXPECT_EQ(edit("s/crossed a red light\"/crossed a read light\"/", {"--keep-going"}).status, 1);
  EXPECT_THAT(notation(), HasSubstr("a read light"));
}

TEST_F(CaseCommands, NoEditorIsOpenedThatNobodyChose) {
  ::unsetenv("VISUAL"), ::unsetenv("EDITOR");
  const auto refused = node_.run({"case", "edit", "harbour"});
  EXPECT_EQ(refused.status, 3);
  EXPECT_THAT(refused.err, HasSubstr("no editor is set, and there is no terminal to open one in: set EDITOR"));
  EXPECT_THAT(refused.err, HasSubstr("parley case edit harbour --with FILE"));
}

TEST_F(CaseCommands, TheNotationIsAFileThatIsImported) {
  const std::string folder = (parley::testing::source_dir() / "cases" / "port-vellin").string();
  const auto checked = node_.run({"case", "check", folder});
  EXPECT_EQ(checked.status, 0) << checked.err;
  EXPECT_THAT(checked.out, HasSubstr("12 statements, 6 propositions, 2 documents"));
  EXPECT_EQ(node_.run({"case", "import", folder}).status, 0);
  EXPECT_THAT(node_.run({"case", "list"}).out, HasSubstr("port-vellin"));
}

}  // namespace
}  // namespace parley::cli::testing
