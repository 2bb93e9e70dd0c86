// From whom a person has what he is known by, and whether that makes him somebody else than who asks for a release.
//
// Two names are no two persons when one of them made the other. Who keeps the people of a node could make a user, or
// set the password of one, ask under his own name and agree under that one. So a second person counts only when
//   - nothing of his came from the asker since it was asked for: not the account, a password, token, uid or right;
//   - what he proves himself by (this password, this token, this uid) did not come from the asker, whenever. Who was
//     given a password changes it himself (parley user passwd), and from then on it is his own.
// What was given by somebody who is the asker by these rules, or who is tied to the same uid, came from the asker; so
// did what the owner of the folder gave (init, --recover) from the uid that the asker is known by.
//
// What this cannot see: a user whom the asker made before he asked, and whose password he changed under that name. It
// is recorded, and shown wherever the second person is named: who made him, and when (docs/release.md). What was given
// before version 4 of node.db is not recorded, and counts as nobody's.
#pragma once

#include <set>
#include <string>

#include "node/people.h"

namespace parley::node {

inline constexpr const char* kAccount = "account";
inline constexpr const char* kPassword = "password";
inline constexpr const char* kToken = "token";
inline constexpr const char* kUid = "uid";
inline constexpr const char* kAdministrator = "administrator";
inline constexpr const char* kAct = "act";

// Who gave it, for people: a user, or "the owner of the folder (uid 0)".
std::string giver_words(const store::GivenRow& row);

class Provenance {
 public:
  explicit Provenance(Access& access) : access_(access) {}
  // Fails with forbidden, saying what came from the asker and what to do.
  Status is_independent(const Acting& second, const People::Asker& asker) const;

 private:
  using Rows = std::vector<store::GivenRow>;
  struct Question;
  bool came_from(const Question& question, const store::GivenRow& row, std::set<std::string>& seen) const;
  bool is_the_asker(const Question& question, const std::string& name, std::set<std::string>& seen) const;
  std::vector<const store::GivenRow*> known_by(const Rows& rows, const std::string& name) const;

  Access& access_;
};

}  // namespace parley::node
