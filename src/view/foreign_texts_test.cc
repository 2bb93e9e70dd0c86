// What others write has no end of its own: a screen shows its beginning, and the whole stands in parley show.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "group/world.h"
#include "view/inquiry.h"
#include "view/messages.h"

namespace parley::view {
namespace {

using group::testing::World;
using ::testing::HasSubstr;

const std::string kLong = "Lights out " + std::string(120'000, 'x');

desk::GroupRoom room_of(const World& world, int member) {
  desk::GroupRoom room{.group = {}, .view = world.view(member), .own = world.id(member), .now = world.clock(member)};
  room.group.charter = world.charter;
  return room;
}

TEST(ForeignTexts, AreCutInTheInbox) {
  desk::Inbox::Page page;
  page.items.push_back(
      {.group = "tarn", .from = "two", .kind = "notification", .id = World::id_of("notification", 1), .text = kLong});
  page.items.push_back(page.items.front());
  page.items.back().text = "Short\nand plain";
  const std::string text = inbox_text(page, {});
  EXPECT_THAT(text, HasSubstr("Lights out xxx"));
  EXPECT_THAT(text, HasSubstr("…"));
  EXPECT_LT(text.size(), 2000u);
}

TEST(ForeignTexts, AreCutWithAnInquiry) {
  World world(2);
  world.say(2, world.message(2, "inquiry", World::id_of("inquiry", 1))
                   .text("name", kLong)
                   .text("description", kLong)
                   .raw("to_refs", json::string_array_text({world.id(1)}))
                   .raw("questions", R"([{"number":1,"text":")" + kLong + R"("},{"number":2,"text":"When?"}])")
                   .text("basis", kLong)
                   .text("incident_severity", "high")
                   .raw("asks", R"(["information"])")
                   .str());
  world.sync_all();
  const std::vector<desk::GroupRoom> rooms{room_of(world, 1)};
  ASSERT_EQ(rooms[0].view.inquiries.size(), 1u);
  EXPECT_LT(inquiries_text(rooms).size(), 2000u);
  const std::string text = inquiry_text(rooms[0], rooms[0].view.inquiries[0], false);
  EXPECT_THAT(text, HasSubstr("When?"));
  EXPECT_LT(text.size(), 12'000u);
}

}  // namespace
}  // namespace parley::view
