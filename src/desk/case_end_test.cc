// A case in chapters is the case that it would be without them; and one statement more of it, for which hardly anything
// of it is read, is written as if all of it had been.
#include <fmt/format.h>

#include "accounts/case_file.h"
#include "desk/case_entry.h"
#include "desk/own_objects.h"
#include "desk/test_party.h"
#include "json/text_member.h"
#include "json/with_member.h"
#include "json/writer.h"

namespace parley::desk::testing {
namespace {

using ::testing::HasSubstr;

// A text of so many lines, of which each is a statement; the speakers by turns.
struct Harbour {
  std::string file, text;
  explicit Harbour(std::size_t statements) {
    std::string said;
    for (std::size_t i = 1; i <= statements; ++i) {
      text += fmt::format("“The lamp was lit {} times,” it was said.\n", i);
      said += fmt::format(
          R"({}{{"id":"s{}","doc":"post","source":{{"party":"{}"}},"content":{{"spans":[{{"text":"lit {} times"}}]}},)"
          R"("stances":[{{"proposition":"P1","stance":"{}"}}]}})",
          i == 1 ? "" : ",", i, i % 2 == 0 ? "corvo" : "gant", i, i % 3 == 0 ? "denies" : "affirms");
    }
    text += "“The tug crossed a red light,” Corvo said of the tug.\n";
    file = fmt::format(
        R"({{"schema":"parley-case/2","name":"A harbour","documents":[{{"id":"post","file":"post.txt","voice_party":"paper"}}],)"
        R"("parties":[{{"id":"paper","name":"the Post"}},{{"id":"town","name":"Port Vellin"}},)"
        R"({{"id":"corvo","name":"Ines Corvo","speaks_for":"town"}},{{"id":"gant","name":"Peter Gant"}}],)"
        R"("events":[{{"id":"E1","label":"the hearing"}}],)"
        R"("propositions":[{{"id":"P1","text":"the lamps were lit"}}],"statements":[{}]}})",
        said);
  }
  CaseFile as_file() const {
    return {.text = file, .file = "case.json", .called = "harbour", .read_text = [this](const std::string&) {
              return Result<std::string>(text);
            }};
  }
};

class CaseEndDesk : public PartyTest {
 protected:
  static constexpr std::size_t kMany = accounts::kMostWithoutChapters + 1;

  void import(std::size_t statements) {
    const Harbour harbour(statements);
    const auto imported = cases_.import_case(administrator(), harbour.as_file(), {});
    ASSERT_TRUE(imported.ok()) << imported.error().message;
    ASSERT_TRUE(imported->taken) << accounts::in_words(imported->checked.faults.at(0));
    EXPECT_EQ(cases_.list()->at(0).object_count(), imported->objects);
  }
  Result<Entered> say(const StatementEntry& entry) { return desk_.add_statement(administrator(), in_, entry); }
  CaseStore whole() {
    const Case found = cases_.find("harbour").value();
    return CaseStore::open(node(), node().journals().open(found.journal).value(), found.slug, found.grouping).value();
  }
  std::vector<accounts::CaseChapter> chapters() { return whole().stored().chapters; }
  // Of the whole case, as it would be written now.
  std::size_t to_be_written() {
    const CaseStore store = whole();
    const auto difference = store.difference(store.stored().of, store.stored().texts).value();
    return difference.fresh + difference.changed + difference.withdrawn;
  }
  std::vector<std::string> names() {
    std::vector<std::string> out;
    const CaseStore store = whole();
    for (const auto& one : store.stored().of.statements) out.push_back(one.id);
    return out;
  }

  const CaseName in_{.name = "harbour"};
  const StatementEntry red_{
      .in = "post", .speaker = "corvo", .at = "E1", .words = {"The tug crossed a red light"}, .stances = {"P1=doubts"}};
  Cases cases_{node()};
  CaseEntry desk_{node()};
};

TEST_F(CaseEndDesk, ACaseWithFewStatementsHasNoChapters) {
  import(3);
  EXPECT_TRUE(chapters().empty());
  EXPECT_EQ(say(red_)->name, "s4");
  EXPECT_EQ(to_be_written(), 0u);
}

TEST_F(CaseEndDesk, OneStatementMoreIsOneObjectAndAVersionOfTheLastChapter) {
  import(kMany);
  const auto before = chapters();
  ASSERT_EQ(before.size(), 3u);
  StatementEntry more = red_;
  more.via = {"gant"};
  const auto entered = say(more);
  ASSERT_TRUE(entered.ok()) << entered.error().message;
  EXPECT_EQ(entered->name, fmt::format("s{}", kMany + 1));
  EXPECT_EQ(entered->fresh, 1u);
  EXPECT_EQ(entered->changed, 1u);
  more = red_;
  more.within = entered->name, more.same_as = "s7", more.name = "s9000";
  ASSERT_TRUE(say(more).ok());
  EXPECT_EQ(say(red_)->name, "s9001");
  const auto after = chapters();
  ASSERT_EQ(after.size(), 3u);
  EXPECT_EQ(std::vector(after.begin(), after.end() - 1), std::vector(before.begin(), before.end() - 1));
  EXPECT_EQ(after.back().statements.size(), before.back().statements.size() + 3);
  EXPECT_EQ(to_be_written(), 0u) << "read whole, it is what it should be";
  const auto one = whole().stored().of.statements.back();
  EXPECT_EQ(one.speaker, "corvo");
  ASSERT_EQ(one.chain.size(), 1u);
  EXPECT_EQ(one.chain.front().party, "paper");
  EXPECT_EQ(one.quotes.at(0).span->line, kMany + 1);
}

TEST_F(CaseEndDesk, AFullChapterIsFollowedByANewOne) {
  const std::size_t many = 3 * accounts::kMostInChapter;
  import(many);
  ASSERT_EQ(chapters().size(), 3u);
  const auto entered = say(red_);
  ASSERT_TRUE(entered.ok()) << entered.error().message;
  EXPECT_EQ(entered->fresh, 2u) << "with the chapter";
  EXPECT_EQ(entered->changed, 1u) << "the grouping, which names the chapter";
  EXPECT_EQ(chapters().size(), 4u);
  EXPECT_EQ(say(red_)->fresh, 1u);
  EXPECT_EQ(to_be_written(), 0u);
  EXPECT_EQ(names().back(), fmt::format("s{}", many + 2));
  constexpr std::size_t kOthers = 7, kChapters = 4, kItself = 1;  // a text, four parties, an event, a proposition
  EXPECT_EQ(cases_.list()->at(0).object_count(), many + 2 + kOthers + kChapters + kItself);
}

TEST_F(CaseEndDesk, WhatDoesNotHoldIsToldAsOfAnyCase) {
  import(kMany);
  const std::pair<std::function<void(StatementEntry&)>, const char*> rows[] = {
      {[](auto& one) { one.speaker = "corvp"; }, "there is no party \"corvp\"; did you mean \"corvo\"?"},
      {[](auto& one) { one.words = {"wrok"}; }, "\"wrok\" is not in the document"},
      {[](auto& one) { one.stances = {"P9=denies"}; }, "there is no proposition \"P9\""},
      {[](auto& one) { one.in = "telegraph"; }, "the case has no document \"telegraph\""},
      {[](auto& one) { one.within = "s9999"; }, "there is no statement \"s9999\""},
      {[](auto& one) { one.name = "s7"; }, "the case has a statement \"s7\" already"},
      {[](auto& one) { one.name = "S7"; }, "it looks like \"s7\""},
  };
  for (const auto& [change, message] : rows) {
    StatementEntry entry = red_;
    change(entry);
    const auto refused = say(entry);
    ASSERT_FALSE(refused.ok()) << message;
    EXPECT_THAT(refused.error().message, HasSubstr(message));
  }
  EXPECT_EQ(names().size(), kMany);
}

TEST_F(CaseEndDesk, WhatWasWithdrawnComesBackAsAnotherObject) {
  import(kMany);
  const std::string last = fmt::format("s{}", kMany);
  ASSERT_TRUE(desk_.withdraw_statement(administrator(), in_, last).ok());
  const auto entered = say(red_);
  ASSERT_TRUE(entered.ok()) << entered.error().message;
  EXPECT_EQ(entered->name, last);
  EXPECT_EQ(to_be_written(), 0u);
  EXPECT_EQ(names().size(), kMany);
}

TEST_F(CaseEndDesk, WhatComesInBetweenStaysThere) {
  import(kMany);
  const std::string was = desk_.notation(in_).value();
  std::string now = was;
  const std::size_t at = now.find("\ns100: ");
  ASSERT_NE(at, std::string::npos);
  now.insert(at + 1, "between: gant doubts P1 \"a red light\"\n");
  const auto edited = desk_.replace(administrator(), in_, now, was, Unsound::refuse);
  ASSERT_TRUE(edited.ok()) << edited.error().message;
  ASSERT_TRUE(edited->taken) << accounts::in_words(edited->faults.at(0));
  EXPECT_EQ(edited->fresh, 2u) << "a full chapter is parted";
  EXPECT_EQ(edited->changed, 2u) << "it, and the grouping";
  EXPECT_EQ(names().at(99), "between");
  EXPECT_EQ(names().at(100), "s100");
  EXPECT_EQ(say(red_)->name, fmt::format("s{}", kMany + 1));
  EXPECT_EQ(to_be_written(), 0u);
}

TEST_F(CaseEndDesk, AWithdrawnCaseLeavesNoChapters) {
  import(kMany);
  const auto of = chapters();
  ASSERT_TRUE(cases_.remove(administrator(), "harbour").ok());
  EXPECT_TRUE(cases_.list()->empty());
  for (const auto& one : of) {
    const std::string id = accounts::made_id("harbour", accounts::CaseKind::chapter, one.name);
    EXPECT_TRUE(is_revoked(OwnObjects::object_in(journal(node::kDeliberation), id).value()));
  }
}

// As cases were stored before there were chapters: one grouping that names everything.
TEST_F(CaseEndDesk, ACaseWithoutChaptersReadsAlikeAndGetsThemWithTheNextChange) {
  import(kMany);
  const Case found = cases_.find("harbour").value();
  accounts::Material with, without;
  ASSERT_TRUE(cases_.load(found, {}, with).ok());
  std::map<std::string, std::string> texts;
  const auto all = with_chapters(journal(node::kDeliberation), "harbour", found.objects, texts).value();
  std::string grouping = OwnObjects::object_in(journal(node::kDeliberation), found.grouping).value();
  grouping = json::with_member(grouping, "object_refs", json::string_array_text(all));
  grouping = json::with_member(grouping, "modified", "\"2099-01-01T00:00:00.000Z\"");
  const auto info = node().journals().open(node::kDeliberation).value();
  ASSERT_TRUE(OwnObjects(node()).append(info, std::vector{grouping}).ok());
  EXPECT_TRUE(chapters().empty());
  ASSERT_TRUE(cases_.load(cases_.find("harbour").value(), {}, without).ok());
  ASSERT_EQ(without.statements().size(), with.statements().size());
  for (std::size_t i = 0; i < with.statements().size(); ++i)
    EXPECT_EQ(without.statements()[i].name, with.statements()[i].name);
  const auto entered = say(red_);
  ASSERT_TRUE(entered.ok()) << entered.error().message;
  EXPECT_EQ(chapters().size(), 3u);
  EXPECT_EQ(names().size(), kMany + 1);
  EXPECT_EQ(to_be_written(), 0u);
}

}  // namespace
}  // namespace parley::desk::testing
