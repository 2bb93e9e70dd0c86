// What is wrong with this node at the moment, each thing once: shown by `parley status`, /healthz and /metrics, and
// written to the log when it begins and when it ends.
//
// Thread-safe.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/mutex.h"

namespace parley::node {

// What /healthz says to everybody, and /metrics counts by.
enum class Trouble {
  journal_closed,  // a journal cannot be opened
  not_signed,      // entries lie under no signed head, or the key for it is not the right one
  wrong_key,       // a key or certificate is not the one that others know
  cannot_write,    // what clients and this party bring cannot be stored
  not_stored,      // something could not be, for want of space, and nothing has been stored since
  below_reserve,   // others' journals wait
  limit_reached,   // another party's journal is not read on
  readable_by_others,
  few_descriptors,  // commands and connections may find none left, or have found none
  peer_silent,      // another party's node does not answer: no fault of this one, and not said at /healthz
};
inline constexpr Trouble kTroubles[] = {Trouble::journal_closed, Trouble::not_signed,         Trouble::wrong_key,
                                        Trouble::cannot_write,   Trouble::not_stored,         Trouble::below_reserve,
                                        Trouble::limit_reached,  Trouble::readable_by_others, Trouble::few_descriptors,
                                        Trouble::peer_silent};
// In one word each: "journal_closed".
std::string_view word_of(Trouble trouble);
// Whether what this node is for suffers: /healthz answers 503. The others are warnings beside its 200.
bool is_degraded(Trouble trouble);
// A sentence that tells strangers nothing about journals, groups and parties.
std::string_view to_everybody(Trouble trouble);

struct Problem {
  Trouble trouble = Trouble::journal_closed;
  std::string text;  // for people of this node: what, why, and what to do
};

class Health {
 public:
  // `key` tells problems apart; the same one again replaces the text and is not logged again.
  void set(const std::string& key, Problem problem);
  void clear(const std::string& key);
  bool has(const std::string& key) const;
  std::vector<Problem> problems() const;   // what degrades first
  std::vector<std::string> texts() const;  // of these, for people

 private:
  mutable Mutex mutex_;
  std::map<std::string, Problem, std::less<>> problems_ PARLEY_GUARDED_BY(mutex_);
};

}  // namespace parley::node
