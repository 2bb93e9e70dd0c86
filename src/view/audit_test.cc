#include "view/audit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "text/display.h"

namespace parley::view {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

AuditLine line() {
  return {.at = "2026-11-29T10:00:00",
          .person = "boris",
          .known = "token",
          .door = "room",
          .state = "done",
          .act = "confirm",
          .what = "release confirm",
          .place = "drill",
          .about = {"0123456789ab", "identity--7c1f2a30-1111-4111-8111-111111111111", "a third"},
          .about_count = 42,
          .asked_by = "anna",
          .why = {},
          .attempts = 0,
          .since = {}};
}

TEST(AuditScreen, SaysWhoHowWhereAndAboutWhat) {
  const std::string text = audit_text({line()});
  for (const char* const part : {"boris", "token", "room", "done", "release confirm", "drill",
                                 "0123456789ab, identity--7c1f2a30 and 40 more", "asked for by anna"})
    EXPECT_THAT(text, HasSubstr(part));
  EXPECT_THAT(text, Not(HasSubstr("a third")));
}

TEST(AuditScreen, SaysHowOftenAndNamesTheNodeItself) {
  AuditLine many = line();
  many.state = "refused", many.why = "no right", many.attempts = 1500, many.since = "2026-11-29T09:00:00";
  AuditLine own = line();
  own.person.clear(), own.door = "background", own.about.clear();
  const std::string text = audit_text({many, own});
  EXPECT_THAT(text, HasSubstr("no right; asked for by anna; 1,500 times since 2026-11-29T09:00:00"));
  EXPECT_THAT(text, HasSubstr("(the node)"));
  EXPECT_THAT(text, HasSubstr("42 objects"));
}

TEST(AuditScreen, ALineIsOneLineWhateverStandsInIt) {
  AuditLine hostile = line();
  hostile.person = "anna\n2026-11-29T10:00:00  boris", hostile.about = {"x\u202e\ny"}, hostile.why = "\x1b[2J";
  const std::string text = audit_text({hostile});
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 2) << text;
  EXPECT_TRUE(text::is_plain(text, text::Lines::many)) << text;
}

}  // namespace
}  // namespace parley::view
