// Leaving things out, or saying them otherwise, before an object leaves. What leaves then is an object derived from
// ours: with its own id, which says nothing of the original's, and a `derived-from` relationship that stays at home.
// The original is never touched.
//
// Ids and pseudonyms come out of HMAC-SHA-256 (RFC 2104) with a secret of the node over the group and what they stand
// for: the same within a group whenever it is done, unlinkable from group to group for whoever lacks the secret.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/keys.h"
#include "group/charter.h"
#include "release/preview.h"

namespace parley::release {

struct Redaction {
  std::vector<std::string> remove;             // JSON pointers into the original
  std::map<std::string, std::string> replace;  // pointer of a string: the words instead
  std::vector<std::string> pseudonyms;  // ids of identities that appear under a pseudonym, wherever they are named
  bool empty() const { return remove.empty() && replace.empty() && pseudonyms.empty(); }
};

class Redactor {
 public:
  // `secret`: 32 bytes of the node that never change. `own_identity`: who speaks for what is derived.
  Redactor(const Secret& secret, const group::Terms& terms, std::string own_identity);

  // `ours` as it would leave; without a change the item's two texts are the same. Pointers that lead to nothing there
  // are passed over. Fails with forbidden for what must not be taken away (identity, times and markings: leaving a
  // marking out is not leaving its matter out), invalid_input when what is left breaks the standard.
  Result<Item> redact(std::string_view ours, const Redaction& redaction) const;

  // Lets the items speak of each other by the ids under which they leave: whoever names a derived one becomes derived,
  // too.
  Result<std::vector<Item>> link(std::vector<Item> items) const;

  // "identity--UUID", and the object that stands for it: its name says nothing.
  std::string pseudonym(std::string_view identity_id) const;
  std::string pseudonym_object(std::string_view identity_id) const;

  // What is kept at home: that `item.leaves` was derived from `item.ours`. A relationship, or a note where the standard
  // knows no relationship between such objects.
  std::string derivation(const Item& item, Micros now) const;

 private:
  std::string uuid_of(std::string_view purpose, std::string_view what, std::string_view how = {}) const;
  std::string derived_id(std::string_view original_id, std::string_view how) const;

  const Secret& secret_;
  const group::Terms& terms_;
  std::string own_identity_;
};

// Whether it leaves under another id than ours.
bool is_derived(const Item& item);

}  // namespace parley::release
