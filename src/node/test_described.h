// For tests: what a node makes of a group, in words that can be compared with those of another node.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "group/described.h"
#include "node/group_states.h"
#include "node/node.h"

namespace parley::node::testing {

// Of the last of its groups.
inline std::string described(Node& node, Micros at) {
  std::string out;
  EXPECT_TRUE(
      node.group_states()
          .for_each(at, [&](const GroupView&, const group::View& view) { out = group::testing::described(view); })
          .ok());
  return out;
}

}  // namespace parley::node::testing
