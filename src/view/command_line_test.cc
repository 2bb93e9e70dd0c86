// What is made of a command line: what is said of a word that nothing knows, completion, the manual page.
#include "view/command_line.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>

namespace parley::view {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

// parley [--dir DIR] [-h], import [-o FILE] FILES, peer list, peer remove PEER
CommandLine parley() {
  const CommandOption help{.name = "-h,--help", .long_names = {"help"}, .short_names = {"h"}, .about = "Print this"};
  const CommandOption dir{
      .name = "--dir", .long_names = {"dir"}, .type = "DIR", .about = "The node's folder", .takes_value = true};
  const CommandOption output{.name = "-o,--output",
                             .long_names = {"output"},
                             .short_names = {"o"},
                             .type = "FILE",
                             .about = "Don't print",
                             .takes_value = true};
  const CommandOption lasting{.name = "--lasting",
                              .long_names = {"lasting"},
                              .about = "For good",
                              .takes_value = true,
                              .words = {"yes-for-good", "no"}};
  const CommandOption operand{.name = "PEER", .about = "What this node calls it", .operand = true, .required = true};
  return {.name = "parley",
          .about = "A node",
          .options = {help, dir},
          .commands = {{.name = "import",
                        .about = "Take objects in",
                        .footer = "Exit status 5: conflicts",
                        .options = {help, output}},
                       {.name = "peer",
                        .about = "Other parties",
                        .options = {help},
                        .commands = {{.name = "list", .about = "Known parties", .options = {help}},
                                     {.name = "remove", .about = "Forget one", .options = {help, operand, lasting}}}}}};
}

TEST(UnknownWord, IsNamedWithWhatMayHaveBeenMeant) {
  EXPECT_EQ(unknown_word(parley(), {"improt"}),
            "unknown command parley improt; did you mean import? (parley --help lists them)");
  EXPECT_EQ(unknown_word(parley(), {"peer", "rem"}),
            "unknown command parley peer rem; did you mean remove? (parley peer --help lists them)");
  EXPECT_EQ(unknown_word(parley(), {"import", "--outptu", "x"}),
            "unknown option --outptu of parley import; did you mean --output? (parley import --help lists them)");
  EXPECT_THAT(unknown_word(parley(), {"frobnicate"}), Not(HasSubstr("did you mean")));
  EXPECT_THAT(unknown_word(parley(), {"import", "-x"}), HasSubstr("unknown option -x"));
}

TEST(UnknownWord, IsNoneWhereEveryWordIsKnown) {
  for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{
           {"import", "improt"},                   // an operand is anything
           {"--dir", "peers", "peer", "list"},     // the word behind an option is its value
           {"--dir=peers", "peer", "list"},        // also in one word
           {"import", "-o", "list", "-osame"},     // and behind a short one
           {"import", "--dir", "x"},               // options of the program stand anywhere
           {"peer", "remove", "--", "--nonsense"}  // nothing behind this is an option
       })
    EXPECT_EQ(unknown_word(parley(), words), "") << words.back();
}

TEST(UnknownWord, IsMissedWhereACommandIsNeeded) {
  EXPECT_EQ(unknown_word(parley(), {}), "parley needs one of these commands: import, peer");
  EXPECT_EQ(unknown_word(parley(), {"peer"}), "parley peer needs one of these commands: list, remove");
}

TEST(Completion, KnowsWhatMayFollow) {
  const std::string bash = bash_completion(parley());
  EXPECT_THAT(bash, HasSubstr("\"parley\") words=\"import peer --help --dir\""));
  EXPECT_THAT(bash, HasSubstr("\"parley peer\") words=\"list remove --help --dir --json --as"));
  EXPECT_THAT(zsh_completion(parley()), HasSubstr("bashcompinit"));
  EXPECT_THAT(fish_completion(parley()), HasSubstr("-l output -d 'Don\\'t print'")) << "as fish quotes it";
}

// What bash offers for the last of `words`, with a node that has these names.
std::vector<std::string> offered(const std::vector<std::string>& words) {
  const auto quoted = [](const std::string& text) { return "'" + text + "'"; };
  std::string array;
  for (const std::string& word : words) array += quoted(word) + " ";
  const std::string script =
      bash_completion(parley()) +
      "parley() { [ \"$*\" = 'names peers' ] && printf '%s\\n' graustark 'ruri$(touch pwned)' ruritania\n"
      "  [ \"$*\" = '--dir there names peers' ] && echo elsewhere; true; }\n"
      "COMP_WORDS=(" +
      array + ")\nCOMP_CWORD=" + std::to_string(words.size() - 1) +
      "\ncd /\n_parley\nprintf '%s\\n' \"${COMPREPLY[@]}\"\n";
  const std::string file = ::testing::TempDir() + "parley-completion-test";
  std::ofstream(file) << script;
  std::vector<std::string> out;
  FILE* const pipe = ::popen(("bash --norc " + quoted(file)).c_str(), "r");
  if (pipe == nullptr) return out;
  char line[256];
  while (std::fgets(line, sizeof line, pipe) != nullptr) out.emplace_back(line, std::strlen(line) - 1);
  ::pclose(pipe);
  std::filesystem::remove(file);
  return out;
}

TEST(Completion, OffersWhatThereIsForAValue) {
  if (std::system("bash -c true") != 0) GTEST_SKIP() << "there is no bash";
  EXPECT_THAT(offered({"parley", "peer", "remove", "g"}), ElementsAre("graustark"));
  EXPECT_THAT(offered({"parley", "peer", "remove", ""}), SizeIs(3));
  EXPECT_THAT(offered({"parley", "peer", "remove", "--lasting", "ye"}), ElementsAre("yes-for-good"));
  EXPECT_THAT(offered({"parley", "peer", "remove", "--lasting", "=", "n"}), ElementsAre("no"));
  EXPECT_THAT(offered({"parley", "peer", "remove", "--lasting", "="}), ElementsAre("yes-for-good", "no"));
  EXPECT_THAT(offered({"parley", "peer", "remove", "--lasting", "no", "gr"}), ElementsAre("graustark"))
      << "an option's value is no operand";
  EXPECT_THAT(offered({"parley", "--dir", "there", "peer", "remove", "e"}), ElementsAre("elsewhere"));
  EXPECT_THAT(offered({"parley", "peer", "remove", "--las"}), ElementsAre("--lasting"));
  EXPECT_THAT(offered({"parley", "peer", "rem"}), ElementsAre("remove"));
  EXPECT_THAT(offered({"parley", "im"}), ElementsAre("import"));
  EXPECT_FALSE(std::filesystem::exists("/pwned")) << "a name of another party's is text";
}

TEST(Completion, KnowsWhatAValueNamesByHowItIsCalled) {
  const auto operand = [](const char* name) { return CommandOption{.name = name, .operand = true}; };
  const auto option = [](const char* name) {
    return CommandOption{.name = std::string("--") + name, .long_names = {name}, .takes_value = true};
  };
  EXPECT_EQ(names_in("parley group show", operand("GROUP")), "groups");
  EXPECT_EQ(names_in("parley journal verify", operand("NAME")), "journals");
  EXPECT_EQ(names_in("parley journal add", operand("NAME")), "") << "that is to be a new one";
  EXPECT_EQ(names_in("parley user set", operand("NAME")), "users");
  EXPECT_EQ(names_in("parley inquiry answer", operand("INQUIRY")), "inquiries");
  EXPECT_EQ(names_in("parley compare", operand("CASE")), "cases");
  EXPECT_EQ(names_in("parley compare", option("group")), "groups");
  EXPECT_EQ(names_in("parley inquiry answer", option("with")), "");
  EXPECT_EQ(names_in("parley group draft", option("with")), "peers");
  EXPECT_EQ(names_in("parley init", option("party")), "");
  for (const std::string_view kind :
       {names_in("parley release confirm", operand("NAME")), names_in("parley token revoke", operand("ID"))})
    EXPECT_THAT(kinds_of_names(), Contains(kind));
}

TEST(Manual, HasEveryCommandWithItsOptions) {
  const std::string page = man_page(parley(), "1.2");
  EXPECT_THAT(page, HasSubstr("Parley 1.2"));
  EXPECT_THAT(page, HasSubstr(".SS \"parley peer remove PEER\""));
  EXPECT_THAT(page, HasSubstr("\\fB\\-o,\\-\\-output\\fR FILE"));
  EXPECT_THAT(page, HasSubstr("Exit status 5: conflicts"));
  EXPECT_THAT(page, Not(HasSubstr("Print this"))) << "--help is everybody's";
}

}  // namespace
}  // namespace parley::view
