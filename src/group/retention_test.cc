#include "group/retention.h"

#include "group/world.h"

namespace parley::group {
namespace {

using namespace testing;

const std::string kAsk = World::id_of("inquiry", 1);
constexpr std::string_view kTool = "tool--00000001-0000-4000-8000-000000000001";
constexpr std::string_view kNamed = "tool--00000002-0000-4000-8000-000000000001";

// For party 2: its own entries from when they were added, the other's from its receipt.
Had had_by_two(const World& world) {
  return
      [&world, received_at = world.received_at()](std::string_view author, journal::Seq seq) -> std::optional<Micros> {
        if (author == world.id(2)) return world.journals.at(std::string(author)).at(seq).first;
        return received_at(author, seq, world.id(2));
      };
}

Keeping kept(const World& world, Micros cutoff) {
  Keeping out;
  out.keep_state(world.view(2), had_by_two(world), cutoff);
  return out;
}

std::optional<KeptFor> why(const Keeping& keeping, std::string_view id, std::string_view type = "tool") {
  const auto found = keeping.why({.author = "identity--x", .id = std::string(id)}, type);
  return found ? std::optional(found->why) : std::nullopt;
}

const std::string kAnswers = R"([{"question":1,"outcome":"not-known"},{"question":2,"outcome":"not-known"}])";

TEST(Retention, KeepsAnOpenInquiryWithAllThatIsSaidOfIt) {
  World world(2);
  world.say(1, world.inquiry(1, 2, kAsk));
  world.sync_all();
  const std::string reply = World::id_of("reply", 1);
  world.say(2, world.reply(2, kAsk, R"([{"question":1,"outcome":"not-known"}])", reply));
  world.sync_all();
  world.pass(400 * kDay);
  const Micros now{world.time};
  EXPECT_EQ(why(kept(world, now), kAsk, "inquiry"), KeptFor::open_inquiry);
  EXPECT_EQ(why(kept(world, now), reply, "reply"), KeptFor::open_inquiry);
  world.say(1, world.progress(1, kAsk, "close").str());
  world.sync_all();
  EXPECT_EQ(why(kept(world, {now.value - 1}), kAsk, "inquiry"), KeptFor::same_matter) << "its end was said only now";
  EXPECT_EQ(why(kept(world, {world.time}), kAsk, "inquiry"), std::nullopt);
}

// Else a reply whose inquiry is gone would stand there as a fault.
TEST(Retention, LetsAMatterGoTogether) {
  World world(2);
  world.say(1, world.inquiry(1, 2, kAsk));
  world.sync_all(), world.act(), world.sync_all();
  const Micros asked{world.time};
  world.pass(10 * kDay);
  world.say(2, world.reply(2, kAsk, kAnswers));
  world.sync_all();
  EXPECT_EQ(why(kept(world, asked), kAsk, "inquiry"), KeptFor::same_matter);
  EXPECT_EQ(why(kept(world, {world.time}), kAsk, "inquiry"), std::nullopt);
}

TEST(Retention, KeepsWhatARecallNamesUntilAllHaveAnswered) {
  World world(2);
  const std::string recall = World::id_of("recall", 1);
  world.say(
      1,
      fmt::format(
          R"({{"type":"tool","spec_version":"2.1","id":"{}","created":"2026-11-22T00:00:00.000Z","modified":"2026-11-22T00:00:00.000Z","name":"x"}})",
          kTool));
  world.say(1, world.message(1, "recall", recall)
                   .text("object_ref", kTool)
                   .text("reason", "wrong")
                   .text("wish", "delete")
                   .str());
  world.sync_all(), world.act(), world.sync_all();
  EXPECT_EQ(why(kept(world, {world.time}), kTool), KeptFor::recall);
  EXPECT_EQ(why(kept(world, {world.time}), recall, "recall"), KeptFor::recall);
  world.say(2, world.message(2, "recall-answer").text("recall_ref", recall).text("outcome", "confirmed").str());
  world.sync_all();
  EXPECT_EQ(why(kept(world, {world.time}), kTool), std::nullopt) << described(world.view(2));
}

TEST(Retention, KeepsWhatIsNamedByWhatIsKept) {
  Keeping keeping;
  keeping.keep("report--1", {KeptFor::hold, "court order"});
  keeping.keep("note--1", {KeptFor::same_matter, "inquiry--1"});
  std::size_t asked = 0;
  keeping.follow([&](const std::vector<std::string>& ids) {
    std::vector<std::pair<std::string, std::string>> out;
    for (const std::string& id : ids) {
      ++asked;
      if (id == "report--1") out.emplace_back(id, kTool);
      if (id == kTool) out.emplace_back(id, kNamed), out.emplace_back(id, "report--1");  // a circle ends
      if (id == kTool) out.emplace_back(id, "note--1");
      if (id == "note--1") out.emplace_back(id, "tool--far");
    }
    return out;
  });
  EXPECT_EQ(why(keeping, kTool), KeptFor::hold);
  EXPECT_EQ(why(keeping, kNamed), KeptFor::hold);
  EXPECT_EQ(why(keeping, "tool--far"), KeptFor::hold) << "what was kept for less leads on once it is named";
  EXPECT_EQ(why(keeping, "tool--other"), std::nullopt);
  EXPECT_EQ(asked, 5u);
}

TEST(Retention, NeverTakesChartersAndRecordsOfReleases) {
  EXPECT_EQ(why(Keeping(), "charter--1", "charter"), KeptFor::record);
  EXPECT_EQ(why(Keeping(), "release--1", "release"), KeptFor::record);
}

TEST(Retention, KeepsOnlyTheNewestOfAContact) {
  World world(2);
  const auto contact = [&](std::string_view name) {
    return world.message(1, "contact", World::id_of("contact", 1))
        .text("party_ref", world.id(1))
        .text("role", "duty")
        .text("name", name)
        .text("contact_information", "x")
        .text("valid_from", to_string(kDawn))
        .text("valid_until", to_string(Micros{kDawn.value + 30 * kDay}))
        .str();
  };
  world.say(1, contact("Watch"));
  world.pass(kDay);
  world.say(1, contact("Night watch"));
  world.sync_all();
  const Keeping keeping = kept(world, {world.time});
  const auto of = [&](journal::Seq seq) {
    return keeping.why({.author = world.id(1), .id = World::id_of("contact", 1), .seq = seq}, "contact");
  };
  EXPECT_FALSE(of(0).has_value());
  ASSERT_TRUE(of(1).has_value());
  EXPECT_EQ(of(1)->why, KeptFor::contact);
}

}  // namespace
}  // namespace parley::group
