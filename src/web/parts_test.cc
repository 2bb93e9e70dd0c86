// The readers of what a browser sends, by themselves.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "web/caller.h"
#include "web/form.h"
#include "web/route.h"

namespace parley::web {
namespace {

TEST(Form, HasEachFieldOnce) {
  const auto form = parse_form("name=anna&password=a+b%26c&next=%2Finbox");
  ASSERT_TRUE(form.ok());
  EXPECT_EQ(form->at("password"), "a b&c");
  EXPECT_EQ(form->at("next"), "/inbox");
  for (const std::string& bad : {std::string("a=1&a=2"), std::string("a=%"), std::string("a=%zz"), std::string("a=%00"),
                                 std::string("a=%ff"), "a=" + std::string(5000, 'x')})
    EXPECT_FALSE(parse_form(bad).ok()) << bad;
  std::string many;
  for (int i = 0; i < 20; ++i) many += "f" + std::to_string(i) + "=1&";
  EXPECT_FALSE(parse_form(many).ok());
  EXPECT_TRUE(parse_form("").ok());
}

TEST(Cookie, IsFoundByItsWholeName) {
  const auto of = [](const std::string& field) { return cookie({{"cookie", field}}, "n"); };
  EXPECT_EQ(of("n=1"), "1");
  EXPECT_EQ(of("m=2; n=1;o=3"), "1");
  EXPECT_EQ(of("n="), "");
  EXPECT_EQ(of("n=a=b"), "a=b");
  for (const char* const none : {"", "nn=1", "xn=1", "N=1", "n", "n=1; n=2", ";;;", "=1"})
    EXPECT_FALSE(of(none)) << none;
  EXPECT_FALSE(cookie({{"Cookie", "n=1"}, {"Cookie", "n=1"}}, "n"));
}

TEST(Route, EveryAddressLeadsToItsPlace) {
  EXPECT_EQ(route_of("/").place, Place::page);
  EXPECT_EQ(route_of("/inbox").place, Place::page);
  EXPECT_EQ(route_of("/groups/lake-tarn%20x").place, Place::page);
  EXPECT_EQ(route_of("/room/inbox/inquiry--7c1f").argument, "inquiry--7c1f");
  EXPECT_EQ(route_of("/assets/a.b.js").place, Place::file);
  EXPECT_EQ(route_of("/link/" + std::string(64, 'a')).place, Place::link);
  for (const Endpoint& one : endpoints()) {
    if (one.path.find('{') == std::string_view::npos) EXPECT_EQ(route_of(one.path).place, one.place) << one.path;
    EXPECT_TRUE(takes(one.place, one.method));
  }
  for (const char* const none : {"", "x", "*", "/room", "/room/x", "/link/abc", "/a//b", "/a/.", "/%2e", "/a/%2e%2e/b"})
    EXPECT_EQ(route_of(none).place, Place::none) << none;
}

TEST(NextPage, IsAPageOfThisRoom) {
  EXPECT_EQ(next_page("/inbox?group=a&open=1"), "/inbox?group=a&open=1");
  for (const char* const other : {"", "inbox", "//evil", "/\\evil", "http://evil/", "/room/me", "/sign-in", "/link/x",
                                  "/assets/x.js", "/a\r\nb", "/a b", "/a?b\"c", "/a#b", "/../x"})
    EXPECT_EQ(next_page(other), "/") << other;
}

}  // namespace
}  // namespace parley::web
