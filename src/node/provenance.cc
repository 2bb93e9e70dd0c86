// Two persons are two only if nobody could have been both. So each gift is on record - an account, a password, a token,
// a uid, a right - with who gave it, and from each of the two proofs the chain of gifts is followed back to everybody
// who could have acted by it. The question is the same for both sides, because it does not matter whose puppet asks and
// whose agrees: one who has both proofs in his hands is alone.
//
// A gift is followed as things stood when it was given, by its place among the records, and so each step goes to an
// earlier record: it ends, and whoever hides the chain afterwards, by revoking a token or removing a user, hides
// nothing.
//
// What is not on record, because it is older than the records, counts for nobody: it can only be asked about from then
// on.
#include "node/provenance.h"

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>
#include <iterator>
#include <set>
#include <vector>

namespace parley::node {
namespace {

using Rows = std::vector<store::GivenRow>;
using Place = std::size_t;  // of a record in its order

// Somebody who could act: a user, or whoever has that uid of this machine.
struct Hand {
  std::string person;
  std::optional<std::uint32_t> uid;
  auto operator<=>(const Hand&) const = default;
};

// "the right to confirm", "a token".
std::string thing(const store::GivenRow& row) {
  if (row.what == kAct) return "the right to " + row.detail;
  if (row.what == kAdministrator) return "the rights of an administrator";
  if (row.what == kAccount) return "the account";
  if (row.what == kUid) return "the tie to uid " + row.detail;
  return "the " + row.what;
}

std::string day(Micros at) { return to_string(at).substr(0, 16) + "Z"; }

// "the token from "admin" (2026-11-28T10:00Z)".
std::string thing_and_giver(const store::GivenRow& row) {
  return fmt::format("{} from \"{}\" ({})", thing(row), giver_words(row), day(row.at));
}

// The last gift of a kind is the one in force.
std::optional<Place> last(const Rows& rows, const std::string& user, std::string_view what, Place before, Micros until,
                          std::string_view detail = {}) {
  for (Place at = before; at-- > 0;) {
    const store::GivenRow& row = rows[at];
    if (row.user == user && row.what == what && row.at <= until && (detail.empty() || row.detail == detail)) return at;
  }
  return std::nullopt;
}

// By what somebody acted. Of a token whose id was not kept it is not known which it was.
struct Proof {
  const std::string& person;
  How known;
  const std::string& token;
  std::optional<std::uint32_t> uid;  // of the process
  bool is_one_of_many() const { return known == How::word || (known == How::token && token.empty()); }
};

constexpr Micros kEver{INT64_MAX};

std::optional<Place> place_of(const Rows& rows, const Proof& proof, Micros until) {
  if (proof.is_one_of_many()) return std::nullopt;
  switch (proof.known) {
    case How::password:
      return last(rows, proof.person, kPassword, rows.size(), until);
    case How::uid:
      return last(rows, proof.person, kUid, rows.size(), until);
    case How::token:
      return last(rows, proof.person, kToken, rows.size(), kEver, proof.token);  // an id means one token for ever
    case How::word:
      break;
  }
  return std::nullopt;
}

// Everybody who could have acted by a proof.
class Hands {
 public:
  // `asked`: when it was asked for. Of the asker nothing counts that he was given later; of the second person nothing
  // is his own that he changed later.
  enum class Side { asker, second };
  Hands(const Access& access, const Rows& rows, Micros asked, Side side)
      : access_(access), rows_(rows), asked_(asked), side_(side) {}

  void put(const Proof& proof) {
    person(proof.person);
    if (proof.known == How::uid && proof.uid) all_.insert({{}, proof.uid});
    if (proof.is_one_of_many()) everything_of(proof.person, rows_.size());
    if (const auto at = place_of(rows_, proof, until())) gift(*at);
  }

  // Whoever gave it. What a person gave himself by the old password is his own, and who had that one has it no more;
  // anything else that he gave himself goes back to what he was known by then.
  void gift(Place at) {
    if (!seen_.insert(at).second) return;
    const store::GivenRow& row = rows_[at];
    if (row.by.empty()) {
      if (row.by_uid) all_.insert({{}, row.by_uid});
      return;
    }
    person(row.by);
    const bool is_own = row.by == row.user && row.what == kPassword && is_before_asking(row) &&
                        last(rows_, row.user, kPassword, at, kEver).has_value();
    if (!is_own) everything_of(row.by, at);
  }

  // One who is in both: the first of `rather` who is, else anybody.
  std::optional<Hand> common(const Hands& other, std::initializer_list<std::string_view> rather = {}) const {
    std::vector<Hand> both;
    std::set_intersection(all_.begin(), all_.end(), other.all_.begin(), other.all_.end(), std::back_inserter(both));
    if (both.empty()) return std::nullopt;
    for (const std::string_view name : rather)
      for (const Hand& one : both)
        if (one.person == name) return one;
    return both.back();  // people come behind uids, and say more
  }

 private:
  Micros until() const { return side_ == Side::asker ? asked_ : kEver; }
  bool is_before_asking(const store::GivenRow& row) const { return side_ == Side::asker || row.at < asked_; }

  // The tie counts also when it is not used: whoever owns that uid could have been him.
  void person(const std::string& name) {
    all_.insert({name, {}});
    if (const auto user = access_.user(name); user && user->uid) all_.insert({{}, user->uid});
  }

  // By all by which the person was known when record `before` was written. Of what he was given since it was asked for
  // everything counts, also a right: it may have been given for this.
  void everything_of(const std::string& name, Place before) {
    for (const char* what : {kPassword, kUid})
      if (const auto at = last(rows_, name, what, before, until())) gift(*at);
    for (Place at = 0; at < before; ++at) {
      const store::GivenRow& row = rows_[at];
      if (row.user == name && row.at <= until() && (row.what == kToken || row.at >= asked_)) gift(at);
    }
  }

  const Access& access_;
  const Rows& rows_;
  const Micros asked_;
  const Side side_;
  std::set<Hand> all_;
  std::set<Place> seen_;
};

std::string words_of(const Hand& hand) {
  return hand.uid ? fmt::format("whoever has uid {}", *hand.uid) : fmt::format("\"{}\"", hand.person);
}

// What is said of who is no second person, by the way on which the two proofs come together.
struct Refusal {
  const std::string &second, &asker;
  const store::GivenRow *of_second, *of_asker;  // the gifts; null: not recorded, or his own
  Hand common;
  Micros asked;

  std::string words() const {
    if (of_second != nullptr && of_second->by == second && of_second->at >= asked) return changed_since();
    if (of_asker != nullptr && common.person == second)
      return fmt::format(
          "\"{0}\" was known by {1} when this was asked for, so \"{2}\" could have asked for it himself: {3}", asker,
          thing_and_giver(*of_asker), second, asks_anew());
    if (of_second != nullptr && common.person != second && (common.person == asker || of_asker == nullptr))
      return fmt::format("\"{0}\" has {1}, so it proves no second person beside \"{2}\": {3}", second,
                         thing_and_giver(*of_second), asker, own_password());
    if (of_second != nullptr && of_asker != nullptr)
      return fmt::format(
          "\"{0}\" has {1}, and \"{2}\" was known by {3} when this was asked for: {4} could have acted "
          "as both; {5}, or {6}",
          second, thing_and_giver(*of_second), asker, thing_and_giver(*of_asker), words_of(common), own_password(),
          asks_anew());
    return fmt::format("{0} could have acted as \"{1}\" and as \"{2}\": they prove no two persons; {3}",
                       words_of(common), asker, second, asks_anew());
  }

 private:
  std::string own_password() const {
    return fmt::format(
        "\"{0}\" changes the password himself first (parley user passwd --as {0}) and it is asked for anew after that, "
        "or another person who keeps the people of this node gives a new one",
        second);
  }
  std::string asks_anew() const {
    return fmt::format(
        "another person must confirm it, or \"{0}\" makes the password his own (parley user passwd --as {0}), takes "
        "this back (--reject) and asks again by that",
        asker);
  }
  std::string changed_since() const {
    return fmt::format(
        "\"{0}\" has {1} from himself only since ({2}), and what he was known by before goes back to {3}, who could "
        "have asked for this: that is no second person for it; another person must confirm it, or \"{4}\" takes it "
        "back (--reject) and asks again",
        second, thing(*of_second), day(of_second->at), words_of(common), asker);
  }
};

}  // namespace

std::string giver_words(const store::GivenRow& row) {
  if (!row.by.empty()) return row.by;
  return row.by_uid ? fmt::format("the owner of the folder (uid {})", *row.by_uid) : "the owner of the folder";
}

// First what was given since the asking began, whatever it is: a right or an account made for this one release. Then
// the two proofs.
Status Provenance::is_independent(const Acting& second, const People::Asker& asker) const {
  PARLEY_TRY(const Rows rows,
             access_.rights_table().given().in("who gave the second person what he is known by cannot be read"));
  const std::string& name = second.person();
  const Proof asked{asker.person, asker.known, asker.token, asker.uid};
  Hands askers(access_, rows, asker.since, Hands::Side::asker);
  askers.put(asked);
  for (Place at = 0; at < rows.size(); ++at) {
    const store::GivenRow& row = rows[at];
    if (row.user != name || row.at < asker.since || row.by == name) continue;
    Hands givers(access_, rows, asker.since, Hands::Side::second);
    givers.gift(at);
    if (!givers.common(askers)) continue;
    return Error{Code::forbidden,
                 fmt::format("\"{0}\" has {1} from \"{2}\" since \"{3}\" asked for this ({4}): that is no second "
                             "person for it; another person must confirm it, or \"{3}\" takes it back (--reject) and "
                             "asks again",
                             name, thing(row), giver_words(row), asker.person, day(row.at))};
  }
  const Proof agrees{name, second.known(), second.token(), second.caller().uid};
  Hands seconds(access_, rows, asker.since, Hands::Side::second);
  seconds.put(agrees);
  const auto common = seconds.common(askers, {asker.person, name});
  if (!common) return {};
  const auto row_of = [&](const Proof& proof, Micros until) -> const store::GivenRow* {
    const auto at = place_of(rows, proof, until);
    return at ? &rows[*at] : nullptr;
  };
  return Error{
      Code::forbidden,
      Refusal{name, asker.person, row_of(agrees, kEver), row_of(asked, asker.since), *common, asker.since}.words()};
}

Result<std::optional<store::GivenRow>> Provenance::gift(const std::string& person, How known, const std::string& token,
                                                        Micros at) const {
  PARLEY_TRY(const Rows rows, access_.rights_table().given());
  const auto place = place_of(rows, {person, known, token, {}}, at);
  return place ? std::optional(rows[*place]) : std::nullopt;
}

}  // namespace parley::node
