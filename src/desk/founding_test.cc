// Making a node.
#include "desk/founding.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "node/test_group.h"

namespace parley::desk::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

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
