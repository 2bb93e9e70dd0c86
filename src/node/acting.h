// Who acts, how it was known who that is, and which acts there are (docs/rights.md says which act needs which right).
//
// An Acting is a person whose word has been checked: only People makes one, and Sessions, of whom People knew when he
// signed in to the room. It goes into every act that leaves this
// node and into the record of it, so that no act is anybody's in particular and none is nobody's.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace parley::node {

// What a person can be allowed to do. The rights on collections (read, write, delete) are TAXII's and give none of it.
enum class Act {
  see,          // look at what the node holds
  draft,        // write into own journals what has not been said
  say,          // speak to the members of a group: inquiries, replies, notifications, positions, contacts, terms
  ask_release,  // let objects leave, or ask for it where a second person must agree
  confirm,      // agree, as the second person
  sign,         // charters: draft, sign, leave
  recall,       // take back what was released, and answer another's recall
  erase,        // content from a journal or mirror
  conclude,     // this party's conclusion on a question
  watch,        // look for indicators in logs
  embargo,      // hold back, and let go again
  peers,        // accept and remove other parties, read on a stopped journal
  overlap,      // find out with another party what both hold
  operate,      // journals, backups, keys, budgets
  people,       // users, tokens and rights
  audit,        // read who did what
  metrics,      // read /metrics
};

std::string_view word_of(Act act);  // "ask-release"
std::optional<Act> act_of(std::string_view word);
std::span<const Act> all_acts();
bool has_place(Act act);  // whether the right can be for one group or journal; the others are for the whole node

inline constexpr std::string_view kEverywhere = "*";  // the place of a right that is not for one group or journal only

// By which door the person came.
enum class Origin { command, room };

// How it was known who acts, from what proves most to what proves nothing.
enum class How {
  password,
  token,
  uid,   // the kernel said which user's process asks
  word,  // he said so, and the operator has switched on that this is enough ([people] on_callers_word)
};
std::string_view word_of(How how);  // "password", "token", "uid", "word": as it is recorded
std::optional<How> how_of(std::string_view word);
std::string_view in_words(How how);  // "by password", "on the caller's word"

// The process that asks, as the kernel knows it.
struct Caller {
  Origin from = Origin::command;
  std::optional<std::uint32_t> uid;  // nothing: not a process of this machine
  // Whether who asked has stopped it; it outlives the act. Null: nobody can.
  const std::function<bool()>* stopped = nullptr;
  std::string address = {};  // from where he asks over the network, as http::Request::peer has it; empty: not over it
  // What he set out to do, as his door has it: the command and the names that it was given. For the record of a refusal
  // that came before anything else was known of it.
  std::vector<std::string> tried = {};
};
// Asked once right before something that cannot be taken back: unavailable when who asked has stopped it.
Status is_still_wanted(const Caller& caller);

class Acting {
 public:
  const std::string& person() const { return person_; }
  How known() const { return known_; }
  const Caller& caller() const { return caller_; }
  const std::string& token() const { return token_; }  // the id of the one that proved it; empty: another proof

 private:
  friend class People;
  friend class Sessions;
  Acting(std::string person, How known, Caller caller, std::string token = {})
      : person_(std::move(person)), known_(known), caller_(caller), token_(std::move(token)) {}

  std::string person_;
  How known_;
  Caller caller_;
  std::string token_;
};

}  // namespace parley::node
