// What is made of a command line: what is said of a word that nothing knows, completion, the manual page.
#include "view/command_line.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace parley::view {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

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
                                     {.name = "remove", .about = "Forget one", .options = {help, operand}}}}}};
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
