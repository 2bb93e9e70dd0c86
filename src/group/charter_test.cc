#include "group/charter.h"

#include "group/group_fixture.h"
#include "json/canonical.h"
#include "stix/validate.h"

namespace parley::group {
namespace {

using namespace testing;

class Charters : public ::testing::Test {
 protected:
  const Party a = party(1), b = party(2), c = party(3), stranger = party(9);
  const Terms terms = terms_of({&a, &b});
};

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  if (at != std::string::npos) text.replace(at, from.size(), to);
  return text;
}

std::string with_older_names(std::string text) {
  for (std::size_t at = 0; (at = text.find("\"incident_severity\"", at)) != std::string::npos;)
    text.replace(at, 19, "\"severity\"");
  return text;
}

// STIX reserves "severity" (section 3.8), which version 1.0 of the extension used.
TEST_F(Charters, OfBeforeTheSeverityWasRenamedAreReadAndStayAsTheyWereSigned) {
  const Charter draft = *draft_charter(terms);
  EXPECT_EQ(draft.text.find("\"severity\""), std::string::npos);
  auto older = parse_charter(with_older_names(draft.text));
  ASSERT_TRUE(older.ok()) << older.error().message;
  EXPECT_EQ(older->terms.answer_times[0].severity, "high");
  for (const Party* one : {&a, &b}) {
    older = sign_charter(*older, brought_by(*one), one->key);
    ASSERT_TRUE(older.ok()) << older.error().message;
  }
  EXPECT_EQ(older->text.find("incident_severity"), std::string::npos);
  const auto again = parse_charter(older->text);
  ASSERT_TRUE(again.ok()) << again.error().message;
  EXPECT_TRUE(again->complete());
  EXPECT_EQ(again->text, older->text);
  // The signatures cover the names: under the new ones they are worth nothing.
  std::string renamed = older->text;
  for (std::size_t at = 0; (at = renamed.find("\"severity\"", at)) != std::string::npos; at += 19)
    renamed.replace(at, 10, "\"incident_severity\"");
  EXPECT_FALSE(parse_charter(renamed).ok());
  // Half and half is neither.
  EXPECT_FALSE(
      parse_charter(replaced(with_older_names(draft.text), "\"severity\":\"low\"", "\"incident_severity\":\"low\""))
          .ok());
  // The next version is written with the name of today.
  Terms next = again->terms;
  next.modified.value += 1'000'000;
  EXPECT_EQ(draft_charter(next)->text.find("\"severity\""), std::string::npos);
}

TEST_F(Charters, CountsOnlyWhenEveryMemberSigned) {
  const Charter half = signed_by(terms, {&a});
  EXPECT_FALSE(half.complete());
  const Charter whole = signed_by(terms, {&a, &b});
  EXPECT_TRUE(whole.complete());
  const auto read = parse_charter(whole.text);
  ASSERT_TRUE(read.ok()) << read.error().message;
  EXPECT_TRUE(read->complete());
  EXPECT_EQ(read->text, whole.text);
  EXPECT_EQ(find_signature(*read, b.identity_id)->journal_key.name, "node2.example/j/1");
}

TEST_F(Charters, AreSignedInAnyOrderAndMeetAgain) {
  const Charter first = signed_by(terms, {&a}), second = signed_by(terms, {&b});
  const auto one = merge_charters(first, second), other = merge_charters(second, first);
  ASSERT_TRUE(one.ok() && other.ok());
  EXPECT_EQ(one->text, other->text);
  EXPECT_EQ(one->text, signed_by(terms, {&b, &a}).text);
  Terms changed = terms;
  changed.purpose += " And more.";
  EXPECT_EQ(merge_charters(first, signed_by(changed, {&b})).error().code, Code::conflict);
}

TEST_F(Charters, DoNotTakeASecondSignatureOfOneMember) {
  const Charter half = signed_by(terms, {&a});
  EXPECT_EQ(sign_charter(half, brought_by(a), a.key).error().code, Code::conflict);
  Signature elsewhere = brought_by(a);
  elsewhere.url.clear();
  const auto again = sign_charter(*draft_charter(terms), elsewhere, a.key);
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(merge_charters(half, *again).error().code, Code::conflict);
}

TEST_F(Charters, DoNotTakeTheSignatureOfAStrangerOrOfAnotherKey) {
  const auto draft = draft_charter(terms);
  ASSERT_TRUE(draft.ok());
  EXPECT_EQ(sign_charter(*draft, brought_by(stranger), stranger.key).error().code, Code::forbidden);
  EXPECT_EQ(sign_charter(*draft, brought_by(a), b.key).error().code, Code::forbidden);
  // Signed by hand with the wrong key, under the right name.
  Signature mine = brought_by(a);
  mine.line = journal::to_string(journal::sign_note(signed_text(terms, mine), a.domain, b.key));
  mine.line.pop_back();
  std::string text = signed_by(terms, {&a}).text;
  text = replaced(text, find_signature(*parse_charter(text), a.identity_id)->line, mine.line);
  EXPECT_EQ(parse_charter(text).error().code, Code::unauthorized);
}

TEST_F(Charters, DoNotTakeASignatureOverOtherTermsOrAnotherJournal) {
  const std::string text = signed_by(terms, {&a, &b}).text;
  EXPECT_EQ(parse_charter(replaced(text, "Find out", "Hush up")).error().code, Code::unauthorized);
  EXPECT_EQ(parse_charter(replaced(text, "https://node1.example:6100", "https://node9.example:6100")).error().code,
            Code::unauthorized);
  EXPECT_EQ(parse_charter(replaced(text, "\"exercise\":false", "\"exercise\":true")).error().code, Code::unauthorized);
  // Party b's signature for one charter does not count under another.
  Terms other = terms;
  other.name = "Another";
  const Charter theirs = signed_by(other, {&b});
  std::string mixed = signed_by(terms, {&b}).text;
  mixed = replaced(mixed, signed_by(terms, {&b}).signatures[0].line, theirs.signatures[0].line);
  EXPECT_FALSE(parse_charter(mixed).ok());
}

// What is unknown, written twice or in another way is refused whether or not it is signed.
TEST_F(Charters, AreRefusedWithUnknownWords) {
  const std::string text = draft_charter(terms)->text;
  ASSERT_TRUE(parse_charter(text).ok());
  const std::pair<const char*, const char*> changes[] = {
      {"\"name\":\"Northern grid\"", "\"name\":\"Northern grid\",\"secret_members\":[\"x\"]"},
      {"\"uses\":[\"infrastructure\"]", "\"uses\":[\"infrastructure\",\"espionage\"]"},
      {"\"uses\":[\"infrastructure\"]", "\"uses\":[]"},
      {"\"on_silence\":\"escalate\"", "\"on_silence\":\"retaliate\""},
      {"\"incident_severity\":\"high\"", "\"incident_severity\":\"extreme\""},
      {"\"acknowledge_seconds\":7200", "\"acknowledge_seconds\":7200,\"grace\":1"},
      {"\"acknowledge_seconds\":7200", "\"acknowledge_seconds\":-1"},
      {"\"acknowledge_seconds\":7200", "\"acknowledge_seconds\":999999999"},
      {"\"acknowledge_seconds\":7200", "\"acknowledge_seconds\":7200.5"},
      {"\"exercise\":false", "\"exercise\":\"no\""},
      {"\"exercise\":false,", ""},
      {"\"type\":\"charter\"", "\"type\":\"charter\",\"type\":\"charter\""},
      {"\"object_types\":[\"*\"]", "\"object_types\":[]"},
      {"\"object_types\":[\"*\"]", "\"object_types\":[\"*\",\"*\"]"},
      {"\"object_types\":[\"*\"]", "\"object_types\":[\"a b\"]"},
      {"\"default_marking_ref\":\"marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421\",", ""},
      {"\"default_marking_ref\":\"marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421\"",
       "\"default_marking_ref\":\"marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1\""},
      {"\"name\":\"Party 1\"", "\"name\":\"\\u001b[31mParty 1\""},
      {"\"new-sdo\"", "\"property-extension\""},
      {"\"created\":\"2026", "\"created\":\"2027"},
      {".000000Z", ".000Z"},
  };
  for (const auto& [from, to] : changes)
    EXPECT_FALSE(parse_charter(replaced(text, from, to)).ok()) << from << " -> " << to;
  for (std::size_t size = 0; size < text.size(); size += 7)
    EXPECT_FALSE(parse_charter(std::string_view(text).substr(0, size)).ok());
  EXPECT_FALSE(parse_charter("[]").ok());
  EXPECT_FALSE(parse_charter("").ok());
}

TEST_F(Charters, NeedTermsThatHoldTogether) {
  const std::vector<std::pair<const char*, std::function<void(Terms&)>>> bad = {
      {"one member", [](Terms& t) { t.members.resize(1); }},
      {"nobody", [](Terms& t) { t.members.clear(); }},
      {"a member twice", [](Terms& t) { t.members.push_back(t.members[0]); }},
      {"one key for two",
       [](Terms& t) {
         t.members[1].party_key =
             journal::VerifierKey::make("node2.example", journal::SignatureType::ed25519, t.members[0].party_key.key);
       }},
      {"one domain for two",
       [](Terms& t) {
         t.members[1].party_key =
             journal::VerifierKey::make("node1.example", journal::SignatureType::ed25519, t.members[1].party_key.key);
       }},
      {"no purpose", [](Terms& t) { t.purpose.clear(); }},
      {"no use", [](Terms& t) { t.uses.clear(); }},
      {"answer before acknowledgement", [](Terms& t) { t.answer_times[0].answer = std::chrono::seconds(1); }},
      {"severity twice", [](Terms& t) { t.answer_times[1].severity = "high"; }},
      {"quorum without witnesses", [](Terms& t) { t.witnesses.quorum = 1; }},
      {"drawn from itself", [](Terms& t) { t.derived_from = t.id; }},
      {"modified before created", [](Terms& t) { t.modified.value -= 1; }},
  };
  for (const auto& [what, change] : bad) {
    Terms changed = terms;
    change(changed);
    EXPECT_FALSE(draft_charter(changed).ok()) << what;
  }
}

TEST_F(Charters, DoNotLetOneKeyOrJournalStandForTwo) {
  const Charter half = signed_by(terms, {&a});
  Signature mine = brought_by(b);
  mine.journal_key =
      journal::VerifierKey::make("node2.example/j/1", journal::SignatureType::ed25519, b.key.public_key());
  EXPECT_FALSE(sign_charter(half, mine, b.key).ok());
  mine = brought_by(b);
  mine.journal_key =
      journal::VerifierKey::make("node2.example/j/1", journal::SignatureType::ed25519, a.journal_key.public_key());
  EXPECT_FALSE(sign_charter(half, mine, b.key).ok());
  mine = brought_by(b);
  mine.journal_key = brought_by(a).journal_key;  // under another's domain
  EXPECT_FALSE(sign_charter(half, mine, b.key).ok());
  mine = brought_by(b);
  mine.collection = brought_by(a).collection;
  EXPECT_FALSE(sign_charter(half, mine, b.key).ok());
}

TEST_F(Charters, KeepEveryTerm) {
  Terms full = terms_of({&a, &b, &c});
  full.uses = {Use::terrorism, Use::interference};
  full.retention = std::chrono::hours(24 * 365);
  full.exercise = true;
  full.derived_from = "charter--00000000-5b7e-4c1d-9f7a-0c4b1d2e3f40";
  full.purpose = "First line.\nSecond line, \"quoted\".";
  full.witnesses = {
      {{brought_by(stranger).witness_key, "http://w.example:8080/log_1"}, {brought_by(party(8)).witness_key}}, 1};
  full.modified = Micros{full.created.value + 1};
  const Charter charter = signed_by(full, {&c, &a, &b});
  const auto read = parse_charter(charter.text);
  ASSERT_TRUE(read.ok()) << read.error().message;
  EXPECT_EQ(terms_text(read->terms), terms_text(full));
  EXPECT_EQ(read->terms.witnesses.quorum, 1u);
  ASSERT_EQ(read->terms.witnesses.named.size(), 2u);
  EXPECT_EQ(read->terms.witnesses.named[0].url, "http://w.example:8080/log_1");
  EXPECT_EQ(read->terms.witnesses.named[1].url, "");
  EXPECT_EQ(read->terms.retention, full.retention);
  EXPECT_TRUE(is_successor(terms, [&] {
    Terms t = terms;
    t.modified.value += 1;
    return t;
  }()));
  EXPECT_FALSE(is_successor(terms, terms));
}

TEST_F(Charters, NameOutsideWitnessesThatCanBeAsked) {
  const journal::VerifierKey key = brought_by(stranger).witness_key;
  const auto with = [&](std::vector<OutsideWitness> named, std::size_t quorum) {
    Terms changed = terms;
    changed.witnesses = {std::move(named), quorum};
    return draft_charter(changed).ok();
  };
  for (const char* url :
       {"", "https://w.example", "https://w.example:8443/a/b", "http://127.0.0.1:80/w", "https://[::1]:9/x%20y"})
    EXPECT_TRUE(with({{key, url}}, 1)) << url;
  for (const char* url :
       {"w.example", "ftp://w.example", "https://", "https://w.example/", "https://w.example/a?b",
        "https://w.example/#a", "https://u:p@w.example", "https://w.example/a b", "https://w.example/\u202e",
        "https://W.example", "https://w.example:0", "http:///a", "https://w.example/\"x"})
    EXPECT_FALSE(with({{key, url}}, 1)) << url;
  EXPECT_FALSE(with({{key, "https://" + std::string(600, 'a')}}, 1));
  EXPECT_FALSE(with({{key}}, 0));
  EXPECT_FALSE(with({{key}}, 2));
  EXPECT_FALSE(with({}, 1));
  EXPECT_FALSE(with({{key}, {key, "https://w.example"}}, 1)) << "one witness twice";
  EXPECT_FALSE(with({{brought_by(stranger).journal_key}}, 1)) << "a log's key is no witness's";
  // Where it is asked is part of what is signed.
  Terms signed_terms = terms;
  signed_terms.witnesses = {{{key, "https://w.example"}}, 1};
  const std::string text = signed_by(signed_terms, {&a, &b}).text;
  EXPECT_EQ(parse_charter(replaced(text, "https://w.example", "https://v.example")).error().code, Code::unauthorized);
  EXPECT_FALSE(parse_charter(replaced(text, "\"url\":\"https://w.example\"", "\"url\":\"\"")).ok())
      << "an empty one is left out";
}

TEST_F(Charters, GiveTheGroupAPathThatSaysNothing) {
  const std::string root = root_of(terms);
  EXPECT_EQ(root.size(), 25u);
  EXPECT_EQ(root.find("7c1f2a30"), std::string::npos);
  EXPECT_EQ(root, root_of(terms_of({&b, &c})));
}

}  // namespace
}  // namespace parley::group
