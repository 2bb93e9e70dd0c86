// Sessions, and what people have chosen and seen in the room.
#include "store/embedded/room_db.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "store/embedded/node_db.h"

namespace parley::store {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class RoomDbTest : public ::testing::Test {
 protected:
  RoomDbTest() {
    std::string pattern = std::filesystem::temp_directory_path() / "parley-db-XXXXXX";
    dir_ = ::mkdtemp(pattern.data());
    EXPECT_TRUE(NodeDb::open(dir_ / "node.db").ok());  // makes the file, as a node of before did
  }
  ~RoomDbTest() override { std::filesystem::remove_all(dir_); }
  std::unique_ptr<RoomDb> opened() {
    auto db = RoomDb::open(dir_ / "node.db");
    EXPECT_TRUE(db.ok()) << db.error().message;
    return std::move(db).value();
  }

 private:
  std::filesystem::path dir_;
};

TEST_F(RoomDbTest, KeepsSessionsUntilTheyAreTakenAway) {
  EXPECT_THAT(opened()->sessions().value(), IsEmpty());
  const SessionRow one{.id = "1",
                       .hash = "aa",
                       .user = "anna",
                       .known = "uid",
                       .proof = "",
                       .uid = 4'294'967'295u,
                       .bound = "b",
                       .since = {1},
                       .last_used = {2},
                       .address = "127.0.0.1",
                       .agent = "a browser",
                       .before = Micros{0},
                       .before_address = "::1"};
  SessionRow two = one;
  two.id = "2", two.hash = "bb", two.uid = {}, two.before = {}, two.since = {5};
  ASSERT_TRUE(opened()->put_session(one).ok());
  ASSERT_TRUE(opened()->put_session(two).ok());
  EXPECT_THAT(opened()->sessions().value(), ElementsAre(one, two));
  two.last_used = {9};
  ASSERT_TRUE(opened()->put_session(two).ok());
  ASSERT_TRUE(opened()->remove_session("1").ok());
  ASSERT_TRUE(opened()->remove_session("nobody's").ok());
  EXPECT_THAT(opened()->sessions().value(), ElementsAre(two));
}

TEST_F(RoomDbTest, KeepsWhatAPersonHasChosenAndSeen) {
  EXPECT_EQ(opened()->person("anna")->language, "");
  ASSERT_TRUE(opened()->put_person({.user = "anna", .language = "de", .signed_in = Micros{7}, .address = "x"}).ok());
  EXPECT_EQ(opened()->person("anna")->language, "de");
  EXPECT_EQ(opened()->person("anna")->signed_in, Micros{7});
  EXPECT_EQ(opened()->person("boris")->signed_in, std::nullopt);
  ASSERT_TRUE(opened()->put_seen({"anna", "j", 5}).ok());
  ASSERT_TRUE(opened()->put_seen({"anna", "j", 3}).ok());  // a page that is older takes nothing back
  const auto seen = opened()->seen("anna").value();
  ASSERT_EQ(seen.size(), 1u);
  EXPECT_EQ(seen.front().entries, 5u);
  ASSERT_TRUE(opened()->forget_person("anna").ok());
  EXPECT_EQ(opened()->person("anna")->language, "");
  EXPECT_THAT(opened()->seen("anna").value(), IsEmpty());
}

}  // namespace
}  // namespace parley::store
