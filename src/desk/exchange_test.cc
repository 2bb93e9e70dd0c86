// Exchanging now, and making a node.
#include "desk/exchange.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "desk/founding.h"
#include "desk/test_room.h"

namespace parley::desk::testing {
namespace {

using ::testing::Not;

class ExchangeDesk : public RoomTest {};

TEST_F(ExchangeDesk, AGroupThatNobodyKnowsIsNotExchangedWith) {
  const auto reports = Exchange(one.node()).sync("nowhere", {});
  ASSERT_FALSE(reports.ok());
  EXPECT_EQ(reports.error().code, Code::not_found);
}

TEST_F(ExchangeDesk, WhoCannotBeReachedHasAProblemInTheReport) {
  const auto reports = Exchange(one.node()).sync("", {});
  ASSERT_TRUE(reports.ok()) << reports.error().message;
  ASSERT_EQ(reports->size(), 1u);
  EXPECT_NE(reports->front().problem, "");
  EXPECT_THAT(sync_json(reports->front()), HasSubstr("\"problem\":\""));
}

TEST_F(ExchangeDesk, OnlyWhoMayKeepPeersGoesOnWithAStoppedJournal) {
  const Exchange exchange(one.node());
  EXPECT_TRUE(exchange.stopped().empty());
  EXPECT_EQ(exchange.resume(person("anna"), "two.example/main").error().code, Code::forbidden);
  EXPECT_EQ(exchange.resume(administrator(one.node()), "two.example/main").error().code, Code::not_found);
}

TEST(Founding, TakesTheDomainFromWhatOthersCallTheNode) {
  const node::testing::Folder folder;
  node::InitOptions options;
  options.party = "Ministry";
  options.config.server.public_url = "https://taxii.example.gov:8443/x";
  options.config.journals.domain.clear();
  const auto founded = found(folder.path() / "one", options);
  ASSERT_TRUE(founded.ok()) << founded.error().message;
  EXPECT_EQ(founded->domain, "taxii.example.gov");
  EXPECT_FALSE(founded->for_trying_out);
  EXPECT_EQ(founded->password.size(), 20u);
  EXPECT_THAT(to_json(*founded), HasSubstr("\"password\":\"" + founded->password + "\""));
}

TEST(Founding, SaysWhatADomainOfThisMachineIsGoodFor) {
  const node::testing::Folder folder;
  node::InitOptions options;
  options.party = "Ministry";
  options.password = "one that was chosen";
  options.config.journals.domain.clear();
  const auto founded = found(folder.path() / "one", options);
  ASSERT_TRUE(founded.ok()) << founded.error().message;
  EXPECT_EQ(founded->domain, "localhost");
  EXPECT_TRUE(founded->for_trying_out);
  EXPECT_THAT(to_json(*founded), Not(HasSubstr("password"))) << "whoever chose it knows it";
}

}  // namespace
}  // namespace parley::desk::testing
