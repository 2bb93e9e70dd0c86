// Two persons are two only if neither made the other. So each gift is on record - an account, a password, a
// token, a uid, a right - with who gave it, and when a second person is needed, the chain of gifts is
// followed back from what he proves himself by. Whom the asker has equipped is the asker's puppet, over
// however many names.
//
// What is not on record, because it is older than the records, counts for nobody: it can only be asked about
// from then on.
#include "node/provenance.h"

#include <fmt/format.h>

namespace parley::node {
namespace {

// The last gift of a kind is the one in force.
const store::GivenRow* last(const std::vector<store::GivenRow>& rows, const std::string& user, std::string_view what,
                            std::string_view detail = {}) {
  const store::GivenRow* found = nullptr;
  for (const auto& row : rows)
    if (row.user == user && row.what == what && (detail.empty() || row.detail == detail)) found = &row;
  return found;
}

// "the right to confirm", "a token".
std::string thing(const store::GivenRow& row) {
  if (row.what == kAct) return "the right to " + row.detail;
  if (row.what == kAdministrator) return "the rights of an administrator";
  if (row.what == kAccount) return "the account";
  if (row.what == kUid) return "the tie to uid " + row.detail;
  return "the " + row.what;
}

std::string day(Micros at) { return to_string(at).substr(0, 16) + "Z"; }

}  // namespace

std::string giver_words(const store::GivenRow& row) {
  if (!row.by.empty()) return row.by;
  return row.by_uid ? fmt::format("the owner of the folder (uid {})", *row.by_uid) : "the owner of the folder";
}

struct Provenance::Question {
  const Rows& rows;
  const People::Asker& asker;
  std::optional<std::uint32_t> tied;  // the uid to which the asker is tied
};

// What the user is known by today, as far as it is recorded who gave it. Of a user who was removed: all of it.
std::vector<const store::GivenRow*> Provenance::known_by(const Rows& rows, const std::string& name) const {
  const auto user = access_.user(name);
  std::vector<const store::GivenRow*> out;
  if (!user || !user->password_hash.empty()) out.push_back(last(rows, name, kPassword));
  if (!user || user->uid) out.push_back(last(rows, name, kUid));
  if (!user)
    out.push_back(last(rows, name, kToken));
  else
    for (const auto& token : access_.tokens_of(name)) out.push_back(last(rows, name, kToken, token.id));
  std::erase(out, nullptr);
  return out;
}

// `seen`: names that are being looked at. Two who gave each other everything are not the asker by that.
// A name is the asker when it is tied to the asker's uid, was given anything by the asker since the asking
// began, or proves itself today by something that came from the asker.
bool Provenance::is_the_asker(const Question& question, const std::string& name, std::set<std::string>& seen) const {
  if (name == question.asker.person) return true;
  if (!seen.insert(name).second) return false;
  if (const auto user = access_.user(name); user && user->uid && user->uid == question.tied) return true;
  for (const auto& row : question.rows)
    if (row.user == name && row.at >= question.asker.since && came_from(question, row, seen)) return true;
  for (const auto* row : known_by(question.rows, name))
    if (came_from(question, *row, seen)) return true;
  return false;
}

// What the person gave himself proves nothing against him. What came without a name came from the owner of
// the folder, whom only the uid tells from others.
bool Provenance::came_from(const Question& question, const store::GivenRow& row, std::set<std::string>& seen) const {
  if (!row.by.empty()) return row.by != row.user && is_the_asker(question, row.by, seen);
  if (!row.by_uid) return false;
  const bool asked_from_it = question.asker.known == How::uid && question.asker.uid == row.by_uid;
  return asked_from_it || question.tied == row.by_uid;
}

// First what was given since the asking began, whatever it is: a right or an account made for this one
// release. Then the proof that is being used now, whenever it was given.
Status Provenance::is_independent(const Acting& second, const People::Asker& asker) const {
  PARLEY_TRY(const Rows rows,
             access_.rights_table().given().in("who gave the second person what he is known by cannot be read"));
  const std::string& name = second.person();
  const auto asking = access_.user(asker.person);
  const Question question{rows, asker, asking ? asking->uid : std::nullopt};
  for (const auto& row : rows) {
    std::set<std::string> seen = {name};
    if (row.user != name || row.at < asker.since || !came_from(question, row, seen)) continue;
    return Error{Code::forbidden,
                 fmt::format("\"{0}\" has {1} from \"{2}\" since \"{3}\" asked for this ({4}): that is no second "
                             "person for it; another person must confirm it, or \"{3}\" takes it back (--reject) and "
                             "asks again",
                             name, thing(row), giver_words(row), asker.person, day(row.at))};
  }
  const store::GivenRow* proof = nullptr;
  if (second.known() == How::password) proof = last(rows, name, kPassword);
  if (second.known() == How::token) proof = last(rows, name, kToken, second.token());
  if (second.known() == How::uid) proof = last(rows, name, kUid);
  std::set<std::string> seen = {name};
  if (proof == nullptr || !came_from(question, *proof, seen)) return {};
  return Error{Code::forbidden,
               fmt::format("\"{0}\" has {1} from \"{2}\" ({3}), so it proves no second person beside \"{4}\": \"{0}\" "
                           "changes the password himself first (parley user passwd --as {0}), or another person who "
                           "keeps the people of this node gives a new one",
                           name, thing(*proof), giver_words(*proof), day(proof->at), asker.person)};
}

}  // namespace parley::node
