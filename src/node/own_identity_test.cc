// Whoever reads a created_by_ref or a speaker of ours finds whom it names: the party's identity stands in a journal
// before the first object that names it, once, and nowhere else. By an append as import has it, and by a TAXII POST.
#include "node/own_identity.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "journal/intake.h"
#include "json/json.h"
#include "node/access.h"
#include "node/catalog.h"
#include "node/journals.h"
#include "node/test_group.h"
#include "taxii/service.h"

namespace parley::node::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr const char* kOther = "identity--0a0a0a0a-1111-4111-8111-111111111111";

std::string id_of(int number) { return fmt::format("identity--{:08x}-1111-4111-8111-111111111111", number); }

class OwnIdentity : public ::testing::Test {
 protected:
  void SetUp() override {
    config.party.name = "Ruritania";
    config.party.identity = kOwn;
    options.origin = "ruritania.example/j/1";
    options.key = std::make_shared<const SigningKey>(SigningKey::generate());
    ASSERT_TRUE(journal::Journal::create(folder.path() / "journal", options).ok());
    auto opened = journal::Journal::open(folder.path() / "journal", options);
    ASSERT_TRUE(opened.ok()) << opened.error().message;
    journal = std::move(opened).value();
  }
  static std::string ours(int number) { return identity_object(kOwn, number); }
  static std::string theirs(int number, const std::string& name = "Duty team") {
    return identity_object(kOther, number, name);
  }
  std::vector<journal::Outcome> append(const std::vector<std::string>& texts) {
    std::vector<journal::NewObject> objects;
    for (const std::string& text : texts) {
      auto admitted = intake.admit(text);
      EXPECT_TRUE(admitted.object) << admitted.refusal.message;
      if (admitted.object) objects.push_back(std::move(*admitted.object));
    }
    auto outcomes = append_as_it_came(*journal, config, objects);
    EXPECT_TRUE(outcomes.ok()) << outcomes.error().message;
    return outcomes.ok() ? *outcomes : std::vector<journal::Outcome>();
  }
  std::vector<std::string> ids() const {
    std::vector<std::string> out;
    const auto page = journal->read({}, 0, {.objects = 1000});
    EXPECT_TRUE(page.ok()) << page.error().message;
    for (const journal::Entry& entry : page->entries) out.emplace_back(entry.id);
    return out;
  }

  static constexpr const char* kOwn = "identity--5ca1ab1e-1111-4111-8111-111111111111";
  const Folder folder;
  Config config;
  journal::Options options;
  journal::Intake intake;
  std::unique_ptr<journal::Journal> journal;
};

TEST_F(OwnIdentity, StandsBeforeTheFirstObjectThatNamesItAndOnce) {
  append({theirs(1)});
  EXPECT_THAT(ids(), ElementsAre(id_of(1))) << "nothing has named it";
  append({theirs(2), ours(3)});
  append({ours(4)});
  EXPECT_THAT(ids(), ElementsAre(id_of(1), kOwn, id_of(2), id_of(3), id_of(4)));
}

TEST_F(OwnIdentity, HasNoOutcomeOfItsOwn) {
  const auto first = append({theirs(1), ours(2), theirs(3)});
  ASSERT_EQ(first.size(), 3u) << "one for each object that was given";
  for (std::size_t i = 0; i < first.size(); ++i) {
    EXPECT_EQ(first[i].added, journal::Added::stored);
    EXPECT_EQ(first[i].seq, i + 1) << "the identity is the entry before them";
  }
  const auto again = append({ours(2), theirs(3, "Another name"), ours(4)});
  ASSERT_EQ(again.size(), 3u);
  EXPECT_EQ(again[0].added, journal::Added::already_there);
  EXPECT_EQ(again[0].seq, first[1].seq);
  EXPECT_EQ(again[1].added, journal::Added::conflict);
  EXPECT_EQ(again[2].added, journal::Added::stored);
  EXPECT_TRUE(append({}).empty());
}

TEST_F(OwnIdentity, IsNotAddedForWordsThatAreNoReference) {
  append({theirs(1, fmt::format("Ask {} for it", kOwn)), theirs(2, std::string(kOwn).substr(10))});
  EXPECT_THAT(ids(), ElementsAre(id_of(1), id_of(2)));
}

TEST_F(OwnIdentity, ThatComesAmongTheObjectsIsTakenAsItCame) {
  std::string own = own_identity_object(config);
  own.insert(own.size() - 1, R"(,"sectors":["government-national"])");
  const auto outcomes = append({own, ours(1)});
  ASSERT_EQ(outcomes.size(), 2u);
  EXPECT_THAT(ids(), ElementsAre(kOwn, id_of(1)));
  const auto page = journal->read({.ids = {kOwn}}, 0, {.objects = 10});
  ASSERT_EQ(page->entries.size(), 1u);
  EXPECT_THAT(page->entries.front().text, HasSubstr("government-national"));
}

// The same over TAXII, where a client is told of each object that it has sent and of nothing else.
TEST(OwnIdentityOverTaxii, ComesBeforeWhatNamesItAndTheStatusCountsOnlyWhatWasSent) {
  const Folder folder;
  Party party(folder.path() / "one", "ruritania");
  Node& node = party.node();
  ASSERT_TRUE(node.access().put_user("client", "", true).ok());
  const auto token = node.access().add_token("client", "", {});
  ASSERT_TRUE(token.ok()) << token.error().message;
  taxii::Service service(node.catalog(), {});
  const auto row = node.journals().open("main")->row;
  const auto post = [&](const std::vector<std::string>& objects) {
    http::Request request;
    request.method = http::Method::post;
    request.method_text = "POST";
    request.path = fmt::format("/{}/collections/{}/objects/", row.root, row.id);
    request.headers = {{"Authorization", "Bearer " + token->secret},
                       {"Accept", "application/taxii+json;version=2.1"},
                       {"Content-Type", "application/taxii+json;version=2.1"}};
    request.body = fmt::format(R"({{"objects":[{}]}})", fmt::join(objects, ","));
    request.peer = "192.0.2.1:4711";
    return service.handle(std::move(request));
  };
  const auto ids = [&] {
    std::vector<std::string> out;
    const auto page = node.journals().open("main")->journal->read({}, 0, {.objects = 100});
    for (const journal::Entry& entry : page->entries) out.emplace_back(entry.id);
    return out;
  };
  EXPECT_EQ(post({identity_object(kOther, 1)}).status, 202);
  EXPECT_THAT(ids(), ElementsAre(id_of(1)));
  const http::Response answer = post({identity_object(kOther, 2), identity_object(party.identity(), 3)});
  EXPECT_EQ(answer.status, 202) << answer.body_text();
  EXPECT_THAT(std::string(answer.body_text()), HasSubstr(R"("total_count":2)"));
  EXPECT_THAT(std::string(answer.body_text()), HasSubstr(R"("success_count":2)"));
  EXPECT_EQ(post({identity_object(party.identity(), 4)}).status, 202);
  EXPECT_THAT(ids(), ElementsAre(id_of(1), party.identity(), id_of(2), id_of(3), id_of(4)));
}

}  // namespace
}  // namespace parley::node::testing
