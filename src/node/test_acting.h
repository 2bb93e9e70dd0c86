// For tests: who acts, and letting objects leave as people do.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <string>
#include <string_view>
#include <vector>

#include "node/node.h"
#include "node/people.h"
#include "node/releases.h"
#include "release/confirm.h"

namespace parley::node::testing {

// The administrator whom init made, known by the uid of this process.
inline Acting administrator(Node& node) {
  return node.people().by_uid({.from = Origin::command, .uid = ::geteuid()}).value();
}

// A person who is known by a uid and nothing else, and has the rights that are given here, everywhere.
inline Acting person(Node& node, const std::string& name, const std::vector<Act>& may = {}) {
  std::uint32_t uid = 4'300'000;
  if (const auto known = node.access().user(name)) {
    uid = known->uid.value_or(uid);
  } else {
    while (!node.access().tied_to(uid).empty()) ++uid;  // two names by one uid are one person
    EXPECT_TRUE(node.access().put_user(name, "", false).ok());
    EXPECT_TRUE(node.people().tie(name, uid).ok());
  }
  for (const Act act : may) EXPECT_TRUE(node.people().allow(name, act, kEverywhere).ok());
  return node.people().by_uid({.from = Origin::command, .uid = uid}).value();
}

// Another person, who may confirm everywhere: known by another uid.
inline Acting second_person(Node& node) {
  constexpr std::uint32_t kUid = 4'000'001;
  if (!node.access().user("second")) {
    (void)node.access().put_user("second", "", false);
    (void)node.people().tie("second", kUid);
    (void)node.people().allow("second", Act::confirm, kEverywhere);
  }
  return node.people().by_uid({.from = Origin::command, .uid = kUid}).value();
}

// Released by the administrator and, where it has to be, confirmed by the second person. `request.shown` is filled in.
// Without a second person what needs one is taken back, and forbidden.
inline Result<Released> let_leave(Node& node, Releases::Request request, bool with_second = true) {
  request.shown = release::digest_of(request.objects);
  PARLEY_TRY(auto sent, node.releases().send(administrator(node), request));
  if (!sent.waits) return std::move(sent.released);
  if (!with_second) {
    PARLEY_TRY([[maybe_unused]] const auto waited, node.releases().reject(administrator(node), sent.waits->name()));
    return Error{Code::forbidden, "nobody confirms it"};
  }
  return node.releases().confirm(second_person(node), sent.waits->name(), sent.waits->row.sha256);
}

inline Result<Released> let_leave(Node& node, std::string_view group, std::vector<std::string> objects) {
  return let_leave(node, {.group = std::string(group), .objects = std::move(objects), .shown = {}});
}

}  // namespace parley::node::testing
