// The words under which acts and proofs are kept and typed. They stand in rights in node.db, in records of
// the audit journal and in commands, so none may ever change its meaning: a word that went or moved would
// silently give, or take away, a right. The switches have no default, so that the compiler names each of them
// when an act is added.
#include "node/acting.h"

#include <array>
#include <utility>

namespace parley::node {
namespace {

// In the order in which people are shown them; an act that is missing here can be neither given nor read
// back.
constexpr std::array kActs = {Act::see,     Act::draft,   Act::say,      Act::ask_release, Act::confirm, Act::sign,
                              Act::recall,  Act::erase,   Act::conclude, Act::watch,       Act::embargo, Act::peers,
                              Act::overlap, Act::operate, Act::people,   Act::audit,       Act::metrics};

constexpr std::array kHows = {How::password, How::token, How::uid, How::word};

}  // namespace

std::string_view word_of(Act act) {
  switch (act) {
    case Act::see:
      return "see";
    case Act::draft:
      return "draft";
    case Act::say:
      return "say";
    case Act::ask_release:
      return "ask-release";
    case Act::confirm:
      return "confirm";
    case Act::sign:
      return "sign";
    case Act::recall:
      return "recall";
    case Act::erase:
      return "erase";
    case Act::conclude:
      return "conclude";
    case Act::watch:
      return "watch";
    case Act::embargo:
      return "embargo";
    case Act::peers:
      return "peers";
    case Act::overlap:
      return "overlap";
    case Act::operate:
      return "operate";
    case Act::people:
      return "people";
    case Act::audit:
      return "audit";
    case Act::metrics:
      return "metrics";
  }
  return "";
}

std::span<const Act> all_acts() { return kActs; }

std::optional<Act> act_of(std::string_view word) {
  for (const Act act : kActs)
    if (word_of(act) == word) return act;
  return std::nullopt;
}

// What is done in one group or one journal can be allowed for that one alone. The others touch the node as a
// whole: who embargoes, accepts peers or looks at records does it for every group at once, and a right that
// seemed to be for one group would promise a limit that does not exist.
bool has_place(Act act) {
  switch (act) {
    case Act::draft:
    case Act::say:
    case Act::ask_release:
    case Act::confirm:
    case Act::sign:
    case Act::recall:
    case Act::erase:
    case Act::conclude:
      return true;
    case Act::see:
    case Act::watch:
    case Act::embargo:
    case Act::peers:
    case Act::overlap:
    case Act::operate:
    case Act::people:
    case Act::audit:
    case Act::metrics:
      break;
  }
  return false;
}

// As it stands in the records (docs/objects.md, audit-record).
std::string_view word_of(How how) {
  switch (how) {
    case How::password:
      return "password";
    case How::token:
      return "token";
    case How::uid:
      return "uid";
    case How::word:
      return "word";
  }
  return "";
}

std::optional<How> how_of(std::string_view word) {
  for (const How how : kHows)
    if (word_of(how) == word) return how;
  return std::nullopt;
}

std::string_view in_words(How how) {
  switch (how) {
    case How::password:
      return "by password";
    case How::token:
      return "by token";
    case How::uid:
      return "by uid";
    case How::word:
      return "on the caller's word";
  }
  return "";
}

Status is_still_wanted(const Caller& caller) {
  if (caller.stopped == nullptr || !(*caller.stopped)()) return {};
  return Error{Code::unavailable, "stopped before it was done: nothing has left, and nothing was said or changed"};
}

}  // namespace parley::node
