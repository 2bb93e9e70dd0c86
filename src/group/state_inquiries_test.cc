// What a group's state says of inquiries: from when the clock runs, what counts as an answer, and what an asker can do.
#include "group/state.h"

#include <gtest/gtest.h>

#include "group/world.h"
#include "stix/validate.h"

namespace parley::group {
namespace {

using namespace testing;

TEST(State, StartsTheClockAtTheCosignedReceipt) {
  World world(2);
  world.say(1, world.inquiry(1, 2, kAsk));
  View view = world.view();
  ASSERT_EQ(view.inquiries.size(), 1u) << described(view);
  EXPECT_EQ(view.inquiries[0].asked[0].stage, InquiryStage::sent);
  EXPECT_TRUE(view.due.empty());
  world.pass(5 * kDay);
  world.sync(2, 1);
  view = world.view();
  const AskedState& track = view.inquiries[0].asked[0];
  EXPECT_EQ(track.stage, InquiryStage::received);
  EXPECT_EQ(track.received->value, world.time);
  EXPECT_EQ(track.acknowledge_due->value, world.time + 2 * kHour);
  EXPECT_EQ(track.questions[0].due->value, world.time + 48 * kHour);
  ASSERT_EQ(view.due.size(), 2u);
  EXPECT_EQ(view.due[0].kind, Due::Kind::acknowledge);
  EXPECT_EQ(view.due[1].questions, (std::vector<std::int64_t>{1, 2}));
  EXPECT_FALSE(view.due[1].overdue);
  world.pass(49 * kHour);
  EXPECT_TRUE(world.view().due[1].overdue);
  EXPECT_TRUE(world.view(2).due[1].overdue);
}

std::string with_older_name(std::string text) {
  const std::size_t at = text.find("\"incident_severity\"");
  EXPECT_NE(at, std::string::npos) << text;
  if (at != std::string::npos) text.replace(at, 19, "\"severity\"");
  return text;
}

// Version 1.0 of the extension called it "severity", which STIX reserves (section 3.8): members of older versions still
// do.
TEST(State, ReadsMessagesWithTheOlderNameOfTheSeverity) {
  World world(2);
  const std::string now = world.inquiry(1, 2, kAsk), then = with_older_name(now);
  world.say(1, then);
  world.sync(2, 1);
  const View view = world.view();
  ASSERT_EQ(view.inquiries.size(), 1u) << described(view);
  EXPECT_EQ(view.inquiries[0].inquiry.severity, "high");
  EXPECT_EQ(view.inquiries[0].inquiry.sha256, canonical_sha256(then));
  EXPECT_TRUE(view.inquiries[0].asked[0].acknowledge_due.has_value());
  for (const std::string& text : {world.message(1, "notification")
                                      .text("name", "n")
                                      .text("incident_severity", "low")
                                      .raw("asks", R"(["nothing"])")
                                      .str(),
                                  world.message(1, "recall")
                                      .text("object_ref", "tool--00000001-0000-4000-8000-000000000001")
                                      .text("reason", "wrong")
                                      .text("wish", "delete")
                                      .text("incident_severity", "low")
                                      .str()}) {
    EXPECT_TRUE(read_message(text).ok()) << read_message(text).error().message;
    EXPECT_TRUE(read_message(with_older_name(text)).ok()) << text;
  }
  // Only as a name: a value that reads so is a value. And both names are one too many.
  EXPECT_TRUE(read_message(world.message(1, "notification")
                               .text("name", "severity")
                               .text("incident_severity", "low")
                               .raw("asks", R"(["nothing"])")
                               .str())
                  .ok());
  EXPECT_FALSE(read_message(world.message(1, "notification")
                                .text("name", "n")
                                .text("severity", "high")
                                .text("incident_severity", "low")
                                .raw("asks", R"(["nothing"])")
                                .str())
                   .ok());
}

TEST(State, AcknowledgesByMachineWithTheHashOfTheInquiry) {
  World world(2);
  world.say(1, world.inquiry(1, 2, kAsk));
  EXPECT_TRUE(due_acts(world.state().view(world.clock(2)), world.id(2)).empty());  // nothing is received yet
  world.sync_all();
  const auto acts = due_acts(world.state().view(world.clock(2)), world.id(2));
  ASSERT_EQ(acts.size(), 1u);
  EXPECT_EQ(due_acts(world.state().view(Micros{world.time + kHour}), world.id(2)),
            acts);  // the same text, whenever it is asked for
  EXPECT_TRUE(due_acts(world.state().view(world.clock(1)), world.id(1)).empty());
  json::Parser parser;
  stix::Validator validator;
  EXPECT_TRUE(validator.check_object(*parser.parse(acts[0])));
  EXPECT_EQ(validator.warning_count(), 0u);
  EXPECT_NE(acts[0].find(canonical_sha256(world.inquiry(1, 2, kAsk))), std::string::npos);
  world.pass(kMinute);
  world.act();
  EXPECT_TRUE(due_acts(world.state().view(world.clock(2)), world.id(2)).empty());
  world.sync_all();
  const View view = world.view();
  EXPECT_EQ(view.inquiries[0].asked[0].stage, InquiryStage::acknowledged);
  EXPECT_EQ(view.timeliness[1].acknowledged_in_time, 1u);
  EXPECT_TRUE(view.faults.empty()) << described(view);
}

TEST(State, TakesNoAcknowledgementOfOtherContent) {
  World world(2);
  world.say(1, world.inquiry(1, 2, kAsk));
  world.sync_all();
  std::string act = due_acts(world.state().view(world.clock(2)), world.id(2))[0];
  const std::string hash = canonical_sha256(world.inquiry(1, 2, kAsk));
  act.replace(act.find(hash), 4, hash.starts_with("0000") ? "1111" : "0000");
  world.say(2, act);
  const View view = world.view();
  EXPECT_FALSE(view.inquiries[0].asked[0].acknowledgement);
  EXPECT_EQ(codes(view), std::vector<std::string>{"acknowledged-other"});
}

TEST(State, AnswersEveryQuestionByItself) {
  World world(2);
  world.say(1, world.inquiry(1, 2, kAsk));
  world.sync_all();
  world.pass(kHour);
  world.say(2, world.reply(2, kAsk, R"([{"question":1,"outcome":"answered","text":"Nobody."}])"));
  world.sync_all();
  View view = world.view();
  EXPECT_EQ(view.inquiries[0].asked[0].questions[0].outcome, Outcome::answered);
  EXPECT_EQ(view.inquiries[0].asked[0].questions[1].outcome, Outcome::open);
  EXPECT_EQ(view.inquiries[0].asked[0].stage, InquiryStage::received);
  const std::string until = to_string(Micros{world.time + 10 * kDay});
  world.say(2, world.reply(2, kAsk, R"([{"question":2,"outcome":"later","until":")" + until + "\"}]"));
  world.sync_all();
  view = world.view();
  EXPECT_EQ(to_string(*view.inquiries[0].asked[0].questions[1].due), until);
  EXPECT_EQ(view.due.back().questions, std::vector<std::int64_t>{2});
  world.say(2, world.reply(2, kAsk, R"([{"question":2,"outcome":"refused","reason":"Sources."}])"));
  world.sync_all();
  view = world.view();
  EXPECT_EQ(view.inquiries[0].asked[0].stage, InquiryStage::answered);
  EXPECT_EQ(view.timeliness[1].in_time, 2u);
  EXPECT_EQ(view.timeliness[1].refused, 1u);
  EXPECT_EQ(view.timeliness[1].median_answer, std::chrono::hours(1));
  EXPECT_EQ(view.inquiries[0].history.size(), 4u);
}

TEST(State, JudgesRepliesByNameAndStartsTheClockAnew) {
  World world(2);
  world.say(1, world.inquiry(1, 2, kAsk));
  world.sync_all();
  const std::string first = World::id_of("reply", 1);
  world.say(
      2, world.reply(2, kAsk,
                     R"([{"question":1,"outcome":"answered","text":"Nobody."},{"question":2,"outcome":"not-known"}])",
                     first));
  world.sync_all();
  world.pass(kDay);
  world.say(1, world.progress(1, kAsk, "insufficient")
                   .raw("questions", "[1]")
                   .raw("reply_refs", json::string_array_text({first}))
                   .text("description", "A name.")
                   .str());
  world.sync_all();
  View view = world.view();
  const AskedState& track = view.inquiries[0].asked[0];
  EXPECT_EQ(track.stage, InquiryStage::insufficient);
  EXPECT_EQ(track.questions[0].insufficient, "A name.");
  EXPECT_TRUE(track.questions[1].insufficient.empty());
  EXPECT_EQ(track.questions[0].due->value, world.time + 48 * kHour);
  ASSERT_EQ(view.due.size(), 2u);  // the acknowledgement, which nobody made here, and the answer
  world.pass(kHour);
  world.say(2, world.reply(2, kAsk, R"([{"question":1,"outcome":"answered","text":"Ivan."}])"));
  world.sync_all();
  EXPECT_EQ(world.view().inquiries[0].asked[0].stage, InquiryStage::answered);
}

TEST(State, EscalatesToTheContactOfTheRole) {
  World world(2);
  world.say(2, world.message(2, "contact")
                   .text("party_ref", world.id(2))
                   .text("role", "policy")
                   .text("name", "Director")
                   .text("contact_information", "+1 555")
                   .text("valid_from", to_string(kDawn))
                   .text("valid_until", to_string(Micros{kDawn.value + 100 * kDay}))
                   .str());
  world.say(1, world.inquiry(1, 2, kAsk));
  world.sync_all();
  world.pass(60 * kHour);
  EXPECT_TRUE(world.view().inquiries[0].asked[0].overdue());
  world.say(1, world.progress(1, kAsk, "escalate").text("to_role", "policy").str());
  EXPECT_TRUE(
      world.view().inquiries[0].asked[0].questions[0].overdue);  // they do not have it yet: the old clock runs on
  world.sync_all();
  View view = world.view();
  EXPECT_EQ(view.inquiries[0].asked[0].stage, InquiryStage::escalated);
  EXPECT_EQ(view.inquiries[0].asked[0].escalated_contact->name, "Director");
  EXPECT_FALSE(view.inquiries[0].asked[0].questions[0].overdue);
  EXPECT_TRUE(view.inquiries[0].asked[0].questions[0].late);
  EXPECT_EQ(view.timeliness[1].overdue, 2u);
  world.pass(49 * kHour);
  EXPECT_TRUE(world.view().inquiries[0].asked[0].questions[0].overdue);
  world.say(1, world.progress(1, kAsk, "close").text("description", "No answer came.").str());
  view = world.view();
  EXPECT_EQ(view.inquiries[0].asked[0].stage, InquiryStage::closed);
  EXPECT_TRUE(view.inquiries[0].closed);
  EXPECT_TRUE(view.due.empty());
}

TEST(State, ShowsRepliesOfThoseWhoWereNotAskedAsFaults) {
  World world(3);
  world.say(1, world.inquiry(1, 2, kAsk));
  world.say(3, world.reply(3, kAsk, R"([{"question":1,"outcome":"answered","text":"It was party 2."}])"));
  world.say(2, world.reply(2, World::id_of("inquiry", 99), R"([{"question":1,"outcome":"not-known"}])"));
  world.say(2, world.reply(2, kAsk, R"([{"question":9,"outcome":"not-known"}])"));
  world.say(2, world.progress(2, kAsk, "close").str());
  world.say(1, world.reply(1, kAsk, R"([{"question":1,"outcome":"not-known"}])"));
  world.sync_all();
  const View view = world.view();
  EXPECT_EQ(codes(view),
            (std::vector<std::string>{"not-asked", "unknown-reference", "no-such-question", "not-asked", "not-asked"}))
      << described(view);
  EXPECT_EQ(view.inquiries[0].asked[0].questions[0].outcome, Outcome::open);
  EXPECT_NE(view.inquiries[0].asked[0].stage, InquiryStage::closed);
}

TEST(State, ShowsAQuestionBeforeWhatFollowsIt) {
  World world(2);
  world.say(1, world.inquiry(1, 2, kAsk));
  world.sync(2, 1);
  world.act();
  world.pass(-500'000);  // a cosignature's time is the second in which it was made
  world.sync(1, 2);
  const View view = world.view();
  ASSERT_EQ(view.inquiries[0].history.size(), 2u);
  EXPECT_EQ(view.inquiries[0].history[0].what, "asked");
}

}  // namespace
}  // namespace parley::group
