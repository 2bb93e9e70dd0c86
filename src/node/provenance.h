// From whom somebody has what he proves himself by, and whether two who have proved themselves can have been one
// person.
//
// Two names are no two persons when one person could have acted under both. Who keeps the people of a node could make a
// user, or give one a password or a token, ask under that name and agree under his own, or the other way round; and a
// third could give both. So to each proof - this password, this token, this uid, this link to the room - belong all who
// could have acted by it:
//   - the person himself, and whoever is tied to the same uid;
//   - who gave it; of what came without a name the owner of the folder (init, --recover), by the uid from which;
//   - whoever could have acted as the one who gave it, by all by which that one was known when he gave it.
// A password that a person changed himself, by the old one, is his own from then on. Two are two when nobody belongs to
// both proofs: as the asker's was when it was asked for, and as the second person's is now. What was changed or given
// since it was asked for makes nobody independent of the asker for that release, and a right, an account or anything
// else that came to the second person since then from whoever could have asked makes him no second person for it.
//
// What this cannot see: that a password was changed, before it was asked for, by who had given it and not by the
// person. It is recorded, and shown wherever the second person is named (docs/release.md). What was given before
// version 4 of node.db is not recorded, and counts as nobody's. A token or link counts also when it is gone: when it
// went is not recorded.
#pragma once

#include <optional>
#include <string>

#include "node/people.h"

namespace parley::node {

inline constexpr const char* kAccount = "account";
inline constexpr const char* kPassword = "password";
inline constexpr const char* kToken = "token";  // and of a link to the room, which proves as much
inline constexpr const char* kUid = "uid";
inline constexpr const char* kAdministrator = "administrator";
inline constexpr const char* kAct = "act";

// Who gave it, for people: a user, or "the owner of the folder (uid 0)".
std::string giver_words(const store::GivenRow& row);

class Provenance {
 public:
  explicit Provenance(Access& access) : access_(access) {}
  // Fails with forbidden, saying who could have acted by both proofs, from whom each came, and what to do.
  Status is_independent(const Acting& second, const People::Asker& asker) const;
  // Who gave what this person proved himself by at that time; nothing: that is not recorded. `token`: its id.
  Result<std::optional<store::GivenRow>> gift(const std::string& person, How known, const std::string& token,
                                              Micros at) const;

 private:
  Access& access_;
};

}  // namespace parley::node
