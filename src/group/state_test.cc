#include "group/state.h"

#include "group/world.h"
#include "stix/validate.h"

namespace parley::group {
namespace {

using namespace testing;

const std::string kAsk = World::id_of("inquiry", 1);

std::vector<std::string> codes(const View& view) {
  std::vector<std::string> out;
  for (const Fault& one : view.faults) out.push_back(one.code);
  return out;
}

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

TEST(State, NeverMixesAnExerciseWithTheReal) {
  World world(2);
  const std::string drill = World::id_of("inquiry", 2);
  world.say(1, world.inquiry(1, 2, kAsk));
  world.say(1, world.inquiry(1, 2, drill, "high", true));
  world.sync_all();
  world.say(2, world.reply(2, kAsk, R"([{"question":1,"outcome":"not-known"}])", {}, true));
  world.say(2, world.reply(2, drill, R"([{"question":1,"outcome":"not-known"}])", {}, false));
  world.sync_all();
  View view = world.view();
  EXPECT_EQ(codes(view), (std::vector<std::string>{"exercise-mixed", "exercise-mixed"}));
  for (const InquiryState& one : view.inquiries) EXPECT_EQ(one.asked[0].questions[0].outcome, Outcome::open);
  EXPECT_EQ(view.timeliness[1].asked, 1u);
  EXPECT_EQ(view.exercise_timeliness[1].asked, 1u);
  World exercises(2, true);
  exercises.say(1, exercises.inquiry(1, 2, kAsk));
  view = exercises.view();
  EXPECT_TRUE(view.inquiries.empty());
  EXPECT_EQ(codes(view), std::vector<std::string>{"exercise-mixed"});
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

TEST(State, KeepsARecallWhenItsObjectWasErased) {
  World world(2);
  const std::string tool = "tool--00000001-0000-4000-8000-000000000001", recall = World::id_of("recall", 1);
  world.say(1, "");  // of the tool, erased here
  world.say(1,
            world.message(1, "release")
                .text("charter_ref", world.charter.terms.id)
                .text("charter_version", to_string(world.charter.terms.modified))
                .raw("released",
                     fmt::format(
                         R"([{{"object_ref":"{}","version":"2026-11-22T00:00:00.000Z","hashes":{{"SHA-256":"{}"}}}}])",
                         tool, std::string(64, 'a')))
                .str());
  world.say(
      1,
      world.message(1, "recall", recall).text("object_ref", tool).text("reason", "wrong").text("wish", "delete").str());
  world.say(2, world.message(2, "recall-answer")
                   .text("recall_ref", recall)
                   .text("outcome", "confirmed")
                   .text("done", "erased")
                   .str());
  world.sync_all();
  const View view = world.view(2);
  EXPECT_EQ(codes(view), std::vector<std::string>{});
  ASSERT_EQ(view.recalls.size(), 1u);
  EXPECT_EQ(view.recalls[0].parties[0].outcome, RecallOutcome::confirmed);
}

TEST(State, LetsOnlyTheAuthorsJournalRecallItsObject) {
  World world(3);
  const std::string tool = "tool--00000001-0000-4000-8000-000000000001";
  const auto object = [&](int author) {
    return fmt::format(
        R"({{"type":"tool","spec_version":"2.1","id":"{}","created_by_ref":"{}","created":"2026-11-22T00:00:00.000Z","modified":"2026-11-22T00:00:00.000Z","name":"x"}})",
        tool, world.id(author));
  };
  const std::string recall = World::id_of("recall", 1);
  world.say(1, object(1));
  world.say(2,
            world.message(2, "recall").text("object_ref", tool).text("reason", "wrong").text("wish", "delete").str());
  world.say(1, world.message(1, "recall", recall)
                   .text("object_ref", tool)
                   .text("reason", "wrong")
                   .text("wish", "delete")
                   .text("incident_severity", "low")
                   .str());
  View view = world.view();
  EXPECT_EQ(codes(view), std::vector<std::string>{"recall-of-foreign"});
  ASSERT_EQ(view.recalls.size(), 1u);
  EXPECT_EQ(view.recalls[0].parties[0].outcome, RecallOutcome::not_received);
  world.sync_all();
  EXPECT_EQ(world.view().recalls[0].parties[0].outcome, RecallOutcome::silent);
  EXPECT_EQ(due_acts(world.state().view(world.clock(2)), world.id(2)).size(), 1u);
  world.act();
  world.say(2, world.message(2, "recall-answer")
                   .text("recall_ref", recall)
                   .text("outcome", "confirmed")
                   .text("done", "purged")
                   .str());
  world.say(3, world.message(3, "recall-answer")
                   .text("recall_ref", recall)
                   .text("outcome", "refused")
                   .text("reason", "evidence")
                   .str());
  world.say(1, world.message(1, "recall-answer").text("recall_ref", recall).text("outcome", "confirmed").str());
  world.sync_all();
  view = world.view();
  EXPECT_EQ(view.recalls[0].parties[0].outcome, RecallOutcome::confirmed);
  EXPECT_EQ(view.recalls[0].parties[1].outcome, RecallOutcome::refused);
  EXPECT_EQ(view.recalls[0].parties[1].reason, "evidence");
  EXPECT_TRUE(view.recalls[0].parties[0].has_acknowledged);
  EXPECT_EQ(codes(view), (std::vector<std::string>{"not-asked", "recall-of-foreign"}));
  EXPECT_TRUE(due_acts(world.state().view(world.clock(2)), world.id(2)).empty());
}

TEST(State, ShowsForeignObjectsUnderAnothersName) {
  World world(2);
  const auto tool = [&](int author, std::string_view name) {
    return fmt::format(
        R"({{"type":"tool","spec_version":"2.1","id":"tool--00000001-0000-4000-8000-000000000001","created_by_ref":"{}","created":"2026-11-22T00:00:00.000Z","modified":"2026-11-22T00:00:00.000Z","name":"{}"}})",
        world.id(author), name);
  };
  world.say(1, tool(1, "x"));
  world.say(2, tool(1, "x"));  // handed on as it is
  EXPECT_TRUE(world.view().faults.empty());
  world.say(2, tool(1, "changed"));
  world.say(2, world.inquiry(1, 2, kAsk));  // said in the other's name
  world.say(2, R"({"type":"inquiry"})");
  world.say(2, "not json");
  world.say(2, world.message(2, "ping").str());
  const View view = world.view();
  EXPECT_EQ(codes(view),
            (std::vector<std::string>{"foreign-object", "foreign-object", "invalid", "invalid", "invalid"}))
      << described(view);
  EXPECT_TRUE(view.inquiries.empty());
}

TEST(State, LetsNobodySayAMessageTwice) {
  World world(2);
  world.say(1, world.inquiry(1, 2, kAsk));
  world.pass(kHour);
  world.say(1, world.inquiry(1, 2, kAsk, "low"));
  const View view = world.view();
  ASSERT_EQ(view.inquiries.size(), 1u);
  EXPECT_EQ(view.inquiries[0].inquiry.severity, "high");
  EXPECT_EQ(codes(view), std::vector<std::string>{"changed"});
}

TEST(State, MeasuresAPingOnOneClock) {
  World world(2);
  world.skew[2] = -3 * kHour;
  world.say(1, world.message(1, "ping")
                   .raw("to_refs", json::string_array_text({world.id(2)}))
                   .text("nonce", "abc")
                   .flag("exercise", true)
                   .str());
  world.pass(kMinute);
  world.sync(2, 1);
  world.act();
  world.pass(kMinute);
  world.sync(1, 2);
  const View view = world.view();
  ASSERT_EQ(view.pings.size(), 1u);
  ASSERT_TRUE(view.pings[0].round_trip) << described(view);
  EXPECT_EQ(view.pings[0].round_trip->count(), 2 * kMinute);
  EXPECT_TRUE(view.pings[0].pong->exercise);
  EXPECT_EQ(view.exercise_timeliness[1].pongs, 1u);
}

TEST(State, RenewsContactsBeforeTheyExpire) {
  World world(2);
  const auto contact = [&](std::int64_t days) {
    return world.message(1, "contact", World::id_of("contact", 1))
        .text("party_ref", world.id(1))
        .text("role", "duty")
        .text("name", "Officer")
        .text("contact_information", "x")
        .text("valid_from", to_string(kDawn))
        .text("valid_until", to_string(Micros{kDawn.value + days * kDay}))
        .str();
  };
  world.say(1, contact(30));
  EXPECT_TRUE(world.view().due.empty());
  world.pass(20 * kDay);
  ASSERT_EQ(world.view().due.size(), 1u);
  EXPECT_EQ(world.view().due[0].kind, Due::Kind::renew_contact);
  EXPECT_FALSE(world.view().due[0].overdue);
  world.pass(20 * kDay);
  EXPECT_TRUE(world.view().contacts[0].expired);
  world.say(1, contact(100));
  EXPECT_FALSE(world.view().contacts[0].expired);
  EXPECT_EQ(world.view().contacts.size(), 1u);
  world.say(2, contact(90));  // in the other's name
  EXPECT_EQ(codes(world.view()), std::vector<std::string>{"foreign-object"});
}

TEST(State, PutsANewCharterInForceWhenEveryJournalHoldsItsOwnSignature) {
  World world(2);
  Terms next = world.charter.terms;
  next.modified.value += kDay;
  next.answer_times[0].answer = std::chrono::hours(4);
  const Charter both = signed_by(next, {&world.parties[0], &world.parties[1]});
  world.say(1, both.text);
  View view = world.view();
  EXPECT_EQ(view.charter.terms.modified, world.charter.terms.modified);
  ASSERT_EQ(view.pending.size(), 1u);
  EXPECT_EQ(view.pending[0].missing, std::vector<std::string>{world.id(2)});
  EXPECT_EQ(view.due[0].kind, Due::Kind::sign_charter);
  world.say(1, world.inquiry(1, 2, kAsk));
  world.say(2, signed_by(next, {&world.parties[1]}).text);
  world.sync_all();
  view = world.view();
  EXPECT_EQ(view.charter.terms.modified, next.modified);
  EXPECT_TRUE(view.pending.empty());
  EXPECT_EQ(view.inquiries[0].asked[0].questions[0].due->value, world.time + 4 * kHour);
}

TEST(State, JudgesWhatWasSaidByTheVersionThatTheAskerHadSigned) {
  World world(2);
  Terms next = world.charter.terms;
  next.modified.value += kDay;
  next.answer_times[0].answer = std::chrono::hours(4);
  const Charter first = world.charter, both = signed_by(next, {&world.parties[0], &world.parties[1]});
  world.say(1, first.text), world.say(2, first.text);
  world.say(1, world.inquiry(1, 2, kAsk));
  world.say(1, both.text), world.say(2, both.text);
  world.say(1, world.inquiry(1, 2, World::id_of("inquiry", 2)));
  world.sync_all();
  for (const Charter* begun_with : {&first, &both}) {
    world.charter = *begun_with;
    const View view = world.view();
    EXPECT_EQ(view.charter.terms.modified, next.modified);
    EXPECT_EQ(view.inquiries[0].asked[0].questions[0].due->value, world.time + 48 * kHour);
    EXPECT_EQ(view.inquiries[1].asked[0].questions[0].due->value, world.time + 4 * kHour);
  }
}

// What is said at random by three members with clocks that differ, some of it wrong.
void say_something(World& world, std::mt19937& random) {
  const auto pick = [&](int from, int to) { return std::uniform_int_distribution<int>(from, to)(random); };
  const int author = pick(1, 3);
  const std::string inquiry = World::id_of("inquiry", pick(1, 6)), reply = World::id_of("reply", pick(1, 12));
  const bool exercise = pick(0, 9) == 0;
  switch (pick(0, 11)) {
    case 0:
    case 1:
      world.say(author, world.inquiry(author, pick(1, 3), inquiry, pick(0, 1) == 0 ? "high" : "low", exercise));
      break;
    case 2:
    case 3:
    case 4: {
      static const char* kAnswers[] = {
          R"([{"question":1,"outcome":"answered","text":"a"}])", R"([{"question":2,"outcome":"refused","reason":"b"}])",
          R"([{"question":1,"outcome":"not-known"},{"question":2,"outcome":"answered","text":"c"}])"};
      world.say(author, world.reply(author, inquiry, kAnswers[pick(0, 2)], reply, exercise));
      break;
    }
    case 5:
      world.say(author, world.progress(author, inquiry, "insufficient")
                            .raw("reply_refs", json::string_array_text({reply}))
                            .text("description", "more")
                            .str());
      break;
    case 6:
      world.say(author, world.progress(author, inquiry, "escalate").text("to_role", "policy").str());
      break;
    case 7:
      world.say(author, world.progress(author, inquiry, pick(0, 3) == 0 ? "close" : "status").str());
      break;
    case 8:
      world.say(author, world.message(author, "ping")
                            .raw("to_refs", json::string_array_text({world.id(pick(1, 3))}))
                            .text("nonce", "n")
                            .flag("exercise", exercise)
                            .str());
      break;
    case 9:
      world.say(author, world.message(author, "recall")
                            .text("object_ref", inquiry)
                            .text("reason", "wrong")
                            .text("wish", "delete")
                            .str());
      break;
    case 10:
      world.sync(author, author % 3 + 1);
      break;
    default:
      world.act();
      world.sync_all();
      break;
  }
  world.pass(pick(1, 600) * kMinute);
}

TEST(State, IsTheSameWhateverTheInterleaving) {
  for (unsigned seed = 1; seed <= 40; ++seed) {
    std::mt19937 random(seed);
    World world(3);
    world.skew = {{1, 0}, {2, kHour}, {3, -kHour}};
    for (int i = 0; i < 60; ++i) say_something(world, random);
    const Micros now{world.time};
    const std::string expected = described(world.state().view(now));
    for (int i = 0; i < 3; ++i) ASSERT_EQ(described(world.shuffled(random).view(now)), expected) << seed;
    // Fed in pieces, with views in between and entries given again.
    State state(world.charter, world.received_at());
    for (const auto& [author, journal] : world.journals)
      for (std::size_t i = 0; i < journal.size(); ++i) {
        world.feed(state, author, i / 2, i + 1);
        if (i % 16 == 0) (void)state.view(now);
      }
    ASSERT_EQ(described(state.view(now)), expected) << seed;
  }
}

// Stages, outcomes and orders, without the times.
std::string without_times(const View& view) {
  std::string out;
  for (const InquiryState& one : view.inquiries) {
    for (const AskedState& track : one.asked) {
      out += fmt::format("{} {}:", one.at.id, to_string(track.stage));
      for (const QuestionState& question : track.questions)
        out += fmt::format(" {} {} {} {}", to_string(question.outcome), question.insufficient, question.overdue,
                           question.late);
    }
    for (const Step& step : one.history) out += fmt::format("; {}/{} {}", step.at.author, step.at.seq, step.what);
    out += "\n";
  }
  for (const Fault& one : view.faults) out += one.code + "\n";
  return out;
}

TEST(State, DoesNotDependOnClocksThatAreAnHourApart) {
  for (unsigned seed = 1; seed <= 40; ++seed) {
    std::string expected;
    for (const std::int64_t skew : {std::int64_t{0}, kHour, -kHour}) {
      std::mt19937 random(seed);
      World world(2);
      world.skew = {{1, 0}, {2, skew}};
      world.say(1, world.inquiry(1, 2, kAsk));
      world.pass(std::uniform_int_distribution<int>(1, 50)(random) * kHour);
      world.sync_all(), world.act();
      const std::string first = World::id_of("reply", 1);
      // An answer that comes within an hour of its due time may count either way; these come earlier or later.
      world.pass((std::uniform_int_distribution<int>(2, 40)(random) + (seed % 3 == 0 ? 50 : 0)) * kHour);
      world.say(2, world.reply(2, kAsk, R"([{"question":1,"outcome":"answered","text":"a"}])", first));
      world.pass(4 * kHour);
      world.sync_all();
      world.say(1, world.progress(1, kAsk, "insufficient")
                       .raw("reply_refs", json::string_array_text({first}))
                       .text("description", "more")
                       .str());
      world.sync_all();
      world.pass(std::uniform_int_distribution<int>(1, 40)(random) * kHour);
      if (seed % 2 == 0)
        world.say(2, world.reply(
                         2, kAsk,
                         R"([{"question":1,"outcome":"refused","reason":"b"},{"question":2,"outcome":"not-known"}])"));
      world.sync_all();
      world.pass(200 * kHour);
      const View one = world.state().view(world.clock(1)), other = world.state().view(world.clock(2));
      ASSERT_EQ(without_times(one), without_times(other)) << seed;
      const std::string got = without_times(one);
      if (expected.empty()) expected = got;
      ASSERT_EQ(got, expected) << seed << " skew " << skew;
    }
  }
}

TEST(State, HoldsManyObjectsCheaply) {
  World world(2);
  State state(world.charter, world.received_at());
  for (std::uint64_t i = 0; i < 20'000; ++i) {
    const std::string text = fmt::format(
        R"({{"type":"tool","spec_version":"2.1","id":"tool--{:08x}-0000-4000-8000-000000000001","created":"2026-11-22T00:00:00.000Z","modified":"2026-11-22T00:00:00.000Z","name":"x"}})",
        i);
    state.feed({.author = world.id(1), .seq = i, .added = Micros{static_cast<std::int64_t>(i)}, .text = text});
  }
  EXPECT_EQ(state.last(world.id(1)), 19'999u);
  EXPECT_TRUE(state.view(kDawn).faults.empty());
}

}  // namespace
}  // namespace parley::group
