// For tests: one party's node, and people of it with rights of their own.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>

#include "node/test_acting.h"
#include "node/test_group.h"

namespace parley::desk::testing {

class PartyTest : public ::testing::Test {
 protected:
  node::Node& node() { return party_.node(); }
  // A person who is known by a uid and has the rights that are given here, everywhere.
  node::Acting person(const std::string& name, const std::vector<node::Act>& may = {}) {
    const std::uint32_t uid = uids_.emplace(name, 4'500'000 + uids_.size()).first->second;
    if (!node().access().user(name)) {
      EXPECT_TRUE(node().access().put_user(name, "", false).ok());
      EXPECT_TRUE(node().people().tie(name, uid).ok());
    }
    for (const node::Act act : may) EXPECT_TRUE(node().people().allow(name, act, node::kEverywhere).ok());
    return node().people().by_uid({.from = node::Origin::command, .uid = uid}).value();
  }
  node::Acting administrator() { return node::testing::administrator(node()); }
  journal::Journal& journal(std::string_view name) { return *node().journal(name).value().journal; }
  void put_into_main(const std::vector<std::string>& objects) {
    node::testing::Party::append_to(journal("main"), objects);
  }

 private:
  node::testing::Folder folder_;
  node::testing::Party party_{folder_.path() / "one", "ruritania"};
  std::map<std::string, std::uint32_t> uids_;
};

}  // namespace parley::desk::testing
