#include "cli/console.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <array>

namespace parley::cli {
namespace {

TEST(Console, ALongAnswerDoesNotAnswerTheNextQuestion) {
  std::array<int, 2> typed{}, shown{};
  ASSERT_EQ(::pipe(typed.data()), 0);
  ASSERT_EQ(::pipe(shown.data()), 0);
  const Fd in(typed[0]), types(typed[1]), shows(shown[0]), err(shown[1]);
  Console console(
      {.in = in.get(), .out = err.get(), .err = err.get(), .in_is_terminal = true, .open = {}, .confirm = {}});
  ASSERT_TRUE(write_all(types.get(), "no, as it was said\nn, not before they say yes\nYes\n").ok());
  EXPECT_FALSE(console.confirm("Send it?"));
  EXPECT_FALSE(console.confirm("And that?"));
  EXPECT_TRUE(console.confirm("And that one?"));
}

}  // namespace
}  // namespace parley::cli
