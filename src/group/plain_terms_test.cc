#include "group/plain_terms.h"

#include <algorithm>

#include "group/calendar.h"
#include "group/draft.h"
#include "group/world.h"

namespace parley::group {
namespace {

using namespace testing;

Terms two_parties() {
  const Party one = party(1), other = party(2);
  return terms_of({&one, &other});
}

// What a row promises, whatever the term is.
TEST(PlainTerms, AreAbsentFromACharterThatHasNotAgreedOnThem) {
  const std::string text = draft_charter(two_parties())->text;
  for (const PlainTerm& term : plain_terms()) {
    EXPECT_EQ(text.find(term.name), std::string::npos) << term.name;
    EXPECT_EQ(term.text(two_parties()), "") << term.name;
    EXPECT_EQ(plain_term(term.name), &term);
    EXPECT_LE(term.label.size(), 12u);
    EXPECT_TRUE(term.option.starts_with("--"));
  }
  EXPECT_EQ(plain_term("members"), nullptr);
}

TEST(PlainTerms, AreReadAsTheyWereWritten) {
  const Terms terms = *changed(two_parties(), {.plain = {{"contact_roles", "policy,duty"}}});
  const auto drafted = draft_charter(terms);
  ASSERT_TRUE(drafted.ok()) << drafted.error().message;
  EXPECT_NE(drafted->text.find(R"("contact_roles":["policy","duty"])"), std::string::npos) << drafted->text;
  const auto read = parse_charter(drafted->text);
  ASSERT_TRUE(read.ok()) << read.error().message;
  EXPECT_EQ(read->terms.contact_roles, terms.contact_roles);
  EXPECT_EQ(terms_text(read->terms), terms_text(terms));
}

TEST(PlainTerms, StandAmongWhatAVersionChanges) {
  const Terms before = two_parties(), after = *changed(before, {.plain = {{"contact_roles", "policy"}}});
  const auto found = differences(before, after);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(label_of(found[0]), "contacts");
  EXPECT_EQ(found[0].before, "");
  EXPECT_EQ(found[0].after, "policy");
  EXPECT_EQ(terms_text(*changed(after, {.plain = {{"contact_roles", "none"}}})), terms_text(before));
  EXPECT_EQ(changed(before, {}).value().contact_roles, before.contact_roles);
}

TEST(PlainTerms, RefuseWhatTheyDoNotKnow) {
  for (const char* typed : {"", "boss", "policy,", "policy,policy", "policy, duty"})
    EXPECT_FALSE(changed(two_parties(), {.plain = {{"contact_roles", typed}}}).ok()) << typed;
  EXPECT_FALSE(changed(two_parties(), {.plain = {{"colour", "red"}}}).ok());
  Terms terms = two_parties();
  terms.contact_roles = {"boss"};
  EXPECT_FALSE(draft_charter(terms).ok());
}

TEST(ContactRoles, AreDueFromEveryMemberUntilItNamesOne) {
  World world(2);
  Terms terms = world.charter.terms;
  terms.contact_roles = {"policy"};
  world.charter = signed_by(terms, {&world.parties[0], &world.parties[1]});
  const auto owing = [&] {
    std::vector<std::string> out;
    for (const Due& due : world.view().due)
      if (due.kind == Due::Kind::renew_contact) out.push_back(due.who);
    std::sort(out.begin(), out.end());
    return out;
  };
  EXPECT_EQ(owing(), (std::vector<std::string>{world.id(1), world.id(2)}));
  const Due missing = world.view().due.at(0);
  EXPECT_EQ(sentence(missing, [](std::string_view id) { return std::string(id); }),
            "name a policy contact, as the charter asks");
  world.say(2, world.message(2, "contact")
                   .text("party_ref", world.id(2))
                   .text("role", "policy")
                   .text("name", "Director")
                   .text("contact_information", "+1 555")
                   .text("valid_from", to_string(kDawn))
                   .text("valid_until", to_string(Micros{kDawn.value + 100 * kDay}))
                   .str());
  EXPECT_EQ(owing(), std::vector<std::string>{world.id(1)});
}

}  // namespace
}  // namespace parley::group
