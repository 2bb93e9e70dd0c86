#include "group/notices.h"

#include <map>

#include "base/ascii.h"
#include "group/fields.h"
#include "group/world.h"

namespace parley::group {
namespace {

using namespace testing;

std::string name_of(std::string_view identity) { return "Party " + std::string(identity.substr(17, 1)); }

std::vector<Notice> told(const World& world, int number, std::set<std::string>& sent) {
  auto out = notices(world.view(number), "Northern grid", world.id(number), name_of, std::chrono::hours(4),
                     world.clock(number), [&](std::string_view key) { return sent.contains(std::string(key)); });
  for (const Notice& one : out) sent.insert(one.key);
  return out;
}

TEST(Notices, AreToldOnceAndWhenItMatters) {
  World world(2);
  std::set<std::string> one, other;
  world.say(1, world.inquiry(1, 2, kAsk));
  world.sync_all(), world.act(), world.sync_all();
  auto notices = told(world, 2, other);
  ASSERT_EQ(notices.size(), 1u);
  EXPECT_EQ(notices[0].subject, "Parley: inquiry from Party 1, severity high");
  EXPECT_TRUE(told(world, 2, other).empty());
  EXPECT_TRUE(told(world, 1, one).empty());
  world.pass(45 * kHour);
  notices = told(world, 2, other);
  ASSERT_EQ(notices.size(), 1u);
  EXPECT_EQ(notices[0].subject, "Parley: something is due soon");
  EXPECT_TRUE(told(world, 1, one).empty());
  world.pass(4 * kHour);
  EXPECT_EQ(told(world, 2, other).size(), 1u);
  notices = told(world, 1, one);
  ASSERT_EQ(notices.size(), 1u);
  EXPECT_EQ(notices[0].subject, "Parley: overdue: Party 2 let a time pass");
  world.say(2, world.reply(2, kAsk, R"([{"question":1,"outcome":"not-known"},{"question":2,"outcome":"not-known"}])"));
  world.sync_all();
  EXPECT_EQ(told(world, 1, one).size(), 1u);
}

TEST(Notices, NeverCarryControlCharactersOrTheOthersWordsInTheSubject) {
  World world(2);
  std::string inquiry = world.inquiry(1, 2, kAsk, "high", true);
  inquiry.replace(inquiry.find("What happened"), 13, "\\u001b[2J\\r\\nBcc: all");
  world.say(1, inquiry);
  world.sync_all();
  std::set<std::string> sent;
  const auto notices = told(world, 2, sent);
  ASSERT_EQ(notices.size(), 1u);
  EXPECT_EQ(notices[0].subject, "Parley [EXERCISE]: inquiry from Party 1, severity high");
  EXPECT_TRUE(text::is_plain(notices[0].body, Lines::many)) << notices[0].body;
}

// Mail servers refuse longer lines, or break them where another party chose: what follows would begin a line.
TEST(Notices, HaveNoLineThatMailCannotCarry) {
  World world(2);
  std::string many, wide;
  for (int i = 0; i < 5000; ++i) many += "~!touch it ", wide += "\u00e4\u5185";
  for (const std::string& words : {many, wide, std::string(100'000, 'a')}) {
    std::string inquiry = world.inquiry(1, 2, kAsk);
    inquiry.replace(inquiry.find("What happened"), 13, words);
    world.say(1, inquiry);
  }
  world.sync_all();
  const auto long_name = [&](std::string_view) { return many; };
  for (const NameOf& named : {NameOf(name_of), NameOf(long_name)}) {
    const auto told = notices(world.view(2), many, world.id(2), named, std::chrono::hours(4), world.clock(2),
                              [](std::string_view) { return false; });
    ASSERT_FALSE(told.empty());
    for (const Notice& one : told) {
      EXPECT_LT(one.subject.size(), 900u);
      EXPECT_TRUE(text::is_plain(one.subject));
      EXPECT_TRUE(text::is_plain(one.body, Lines::many)) << "a character was cut in two";
      for (std::size_t at = 0; at < one.body.size();) {
        const std::size_t end = one.body.find('\n', at);
        ASSERT_NE(end, std::string::npos) << "every line ends";
        EXPECT_LT(end - at, 900u);
        EXPECT_NE(one.body[at], '~');
        at = end + 1;
      }
    }
  }
}

TEST(Calendar, HoldsWhatIsDueEscapedAndFolded) {
  World world(2);
  std::string inquiry = world.inquiry(1, 2, kAsk);
  inquiry.replace(inquiry.find("What happened"), 13,
                  "Was geschah; wann, und \\\\ wo\\nBEGIN:VEVENT "
                  "\xc3\xa4\xc3\xb6\xc3\xbc\xc3\xa4\xc3\xb6\xc3\xbc\xc3\xa4\xc3\xb6\xc3\xbc\xc3\xa4\xc3\xb6\xc3\xbc\xc3"
                  "\xa4\xc3\xb6\xc3\xbc\xc3\xa4\xc3\xb6\xc3\xbc\xc3\xa4\xc3\xb6\xc3\xbc\xc3\xa4\xc3\xb6\xc3\xbc");
  world.say(1, inquiry);
  world.sync_all();
  std::vector<CalendarItem> items;
  for (const Due& due : world.view().due) items.push_back({"Northern grid", due});
  const std::string text =
      calendar(items, {world.id(2), "Party 2; us", std::chrono::hours(6)}, name_of, world.clock(2));
  std::string unfolded;
  std::size_t events = 0, alarms = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = text.find("\r\n", at);
    ASSERT_NE(end, std::string::npos);
    const std::string line = text.substr(at, end - at);
    EXPECT_LE(line.size(), 75u);
    EXPECT_EQ(line.find_first_of("\r\n"), std::string::npos);
    if (line.starts_with(' '))
      unfolded += line.substr(1);
    else
      unfolded += "\n" + line;
    events += line == "BEGIN:VEVENT" ? 1u : 0u;
    alarms += line == "BEGIN:VALARM" ? 1u : 0u;
    at = end + 2;
  }
  EXPECT_EQ(events, 2u);
  EXPECT_EQ(alarms, 2u);
  EXPECT_NE(unfolded.find("Was geschah\\; wann\\, und \\\\ wo BEGIN:VEVENT"), std::string::npos) << unfolded;
  EXPECT_NE(unfolded.find("DTSTART:2026"), std::string::npos);
  EXPECT_NE(unfolded.find("\nX-WR-CALNAME:Parley: Party 2\\; us"), std::string::npos) << unfolded;
  EXPECT_NE(unfolded.find("\nTRIGGER:-PT360M"), std::string::npos) << unfolded;
}

std::set<std::string> uids(const World& world) {
  std::vector<CalendarItem> items;
  for (const Due& due : world.view().due)
    if (due.kind == Due::Kind::answer) items.push_back({"Northern grid", due});
  const std::string text = calendar(items, {world.id(2), "Party 2"}, name_of, world.clock(2));
  std::string unfolded = text;
  for (std::size_t at; (at = unfolded.find("\r\n ")) != std::string::npos;) unfolded.erase(at, 3);
  std::set<std::string> out;
  for (std::size_t at = 0; (at = unfolded.find("UID:", at)) != std::string::npos; ++at)
    out.insert(unfolded.substr(at, unfolded.find("\r\n", at) - at));
  return out;
}

TEST(Calendar, KeepsAnEventWhenAPartOfItIsAnswered) {
  World world(2);
  world.say(1, world.inquiry(1, 2, kAsk));
  world.sync_all(), world.act(), world.sync_all();
  const auto before = uids(world);
  ASSERT_EQ(before.size(), 1u);
  world.say(2, world.reply(2, kAsk, R"([{"question":1,"outcome":"not-known"}])"));
  world.sync_all();
  EXPECT_EQ(uids(world), before);
}

// One event's lines, unfolded, by their names; the first one of a name.
struct Shown {
  std::map<std::string, std::string> lines;
  std::vector<std::string> dates;  // RDATE
  std::uint64_t sequence() const { return std::stoull(lines.at("SEQUENCE")); }
};
std::vector<Shown> shown(const World& world) {
  const View view = world.view();
  std::vector<CalendarItem> items;
  for (const Due& due : view.due)
    if (due.kind == Due::Kind::answer)
      items.push_back({"Northern grid", due, "charter--1", revision_of(view, due, world.received_at())});
  std::string text = calendar(items, {world.id(2), "Party 2"}, name_of, world.clock(2));
  for (std::size_t at; (at = text.find("\r\n ")) != std::string::npos;) text.erase(at, 3);
  std::vector<Shown> out;
  for (std::size_t at = 0, end; (end = text.find("\r\n", at)) != std::string::npos; at = end + 2) {
    const std::string line = text.substr(at, end - at), name = line.substr(0, line.find(':'));
    if (line == "BEGIN:VEVENT") out.emplace_back();
    if (out.empty()) continue;
    const std::string value = line.substr(std::min(line.size(), name.size() + 1));
    if (name == "RDATE") out.back().dates.push_back(value);
    out.back().lines.emplace(name, value);  // an alarm has a DESCRIPTION of its own
  }
  return out;
}

// RFC 5545 sections 3.8.4.7, 3.8.7.3 and 3.8.7.4: the UID stays, the SEQUENCE grows.
TEST(Calendar, MovesAnEventWhateverChangesItsTime) {
  World world(2);
  world.say(1, world.inquiry(1, 2, kAsk));
  world.sync_all();
  const auto first = shown(world);
  ASSERT_EQ(first.size(), 1u);
  const std::string uid = first[0].lines.at("UID");
  EXPECT_EQ(uid.find(first[0].lines.at("DTSTART")), std::string::npos) << uid;
  std::uint64_t sequence = first[0].sequence();
  std::string start = first[0].lines.at("DTSTART");
  const auto moved = [&](const char* by) {
    const auto now = shown(world);
    ASSERT_EQ(now.size(), 1u) << by;
    EXPECT_EQ(now[0].lines.at("UID"), uid) << by;
    EXPECT_GT(now[0].sequence(), sequence) << by;
    EXPECT_TRUE(now[0].lines.contains("LAST-MODIFIED")) << by;
    EXPECT_NE(now[0].lines.at("DTSTART"), start) << by;
    sequence = now[0].sequence(), start = now[0].lines.at("DTSTART");
  };
  world.pass(kHour);
  world.say(1, world.progress(1, kAsk, "escalate").text("to_role", "policy").str());
  world.sync_all();
  moved("an escalation");
  const std::string until = to_string(Micros{world.time + 10 * kDay}), reply = World::id_of("reply", 1);
  world.say(2, world.reply(2, kAsk,
                           R"([{"question":1,"outcome":"not-known"},{"question":2,"outcome":"later","until":")" +
                               until + "\"}]",
                           reply));
  world.sync_all();
  moved("an answer to come");
  world.say(1, world.progress(1, kAsk, "insufficient")
                   .raw("questions", "[1]")
                   .raw("reply_refs", json::string_array_text({reply}))
                   .text("description", "A name.")
                   .str());
  world.sync_all();
  moved("an insufficient answer");
  // What is due at another time is another date of the same event.
  ASSERT_EQ(shown(world)[0].dates.size(), 1u);
  EXPECT_NE(shown(world)[0].lines.at("DESCRIPTION").find("question 2 by "), std::string::npos);
}

// The clock begins anew when the escalation has arrived, without a further message.
TEST(Calendar, CountsTheArrivalOfWhatMovesAnEvent) {
  World world(2);
  world.say(1, world.inquiry(1, 2, kAsk));
  world.sync_all();
  world.pass(kHour);
  world.say(1, world.progress(1, kAsk, "escalate").text("to_role", "policy").str());
  const auto before = shown(world);
  world.sync_all();
  const auto after = shown(world);
  ASSERT_EQ(before.size() + after.size(), 2u);
  EXPECT_NE(after[0].lines.at("DTSTART"), before[0].lines.at("DTSTART"));
  EXPECT_GT(after[0].sequence(), before[0].sequence());
}

// Mail programs heed "~!command" at the beginning of a line, "." alone and more.
TEST(Notices, BeginNoLineWithAnothersWords) {
  const auto hostile = [](std::string_view) { return std::string("~!touch /tmp/x\n.\nFrom all"); };
  World world(2);
  std::string inquiry = world.inquiry(1, 2, kAsk);
  inquiry.replace(inquiry.find("What happened"), 13, "~!touch\\n~!touch");
  world.say(1, inquiry);
  world.sync_all(), world.act(), world.sync_all();
  world.pass(60 * kHour);
  for (const int party : {1, 2})
    for (const Notice& one : notices(world.view(party), "~!group", world.id(party), hostile, std::chrono::hours(4),
                                     world.clock(party), [](std::string_view) { return false; })) {
      EXPECT_TRUE(one.subject.starts_with("Parley"));
      EXPECT_TRUE(text::is_plain(one.subject));
      for (std::size_t at = 0; at < one.body.size(); at = one.body.find('\n', at) + 1)
        EXPECT_TRUE(is_letter(one.body[at]) || is_digit(one.body[at])) << one.body;
      EXPECT_EQ(one.body.find("\nFrom all"), std::string::npos);
      EXPECT_EQ(one.body.find("\n."), std::string::npos);
    }
}

}  // namespace
}  // namespace parley::group
