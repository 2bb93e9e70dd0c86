// For tests: one party's node, and people of it with rights of their own.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "node/journals.h"
#include "node/test_acting.h"
#include "node/test_group.h"

namespace parley::desk::testing {

class PartyTest : public ::testing::Test {
 protected:
  node::Node& node() { return party_.node(); }
  node::Acting person(const std::string& name, const std::vector<node::Act>& may = {}) {
    return node::testing::person(node(), name, may);
  }
  node::Acting administrator() { return node::testing::administrator(node()); }
  journal::Journal& journal(std::string_view name) { return *node().journals().open(name).value().journal; }
  void put_into_main(const std::vector<std::string>& objects) {
    node::testing::Party::append_to(journal("main"), objects);
  }

 private:
  node::testing::Folder folder_;
  node::testing::Party party_{folder_.path() / "one", "ruritania"};
};

}  // namespace parley::desk::testing
