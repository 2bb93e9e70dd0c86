// The people of a node: who may use it, by what each proves who he is, and what each may do.
//
// Who keeps them has the right to (Act::people), or owns the folder of a node that does not run. Everybody looks, and
// changes the own password; nothing else about people is anybody's own business.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "node/acting.h"
#include "node/audit.h"
#include "node/node.h"
#include "node/people.h"

namespace parley::desk {

class People {
 public:
  explicit People(node::Node& node) : node_(node) {}

  // By whom people are kept. Made by the next two alone, so that no act forgets to ask.
  class Keeper {
   private:
    friend class People;
    std::optional<node::Acting> person_;  // nothing: the owner of the folder
    std::optional<std::uint32_t> uid_;    // of the process that asks
  };
  // Forbidden without the right. Each act asks for it once more: a password may be typed in between. `tried`: what he
  // is about to do, for the record of a refusal.
  Result<Keeper> keeper(const node::Acting& acting, const node::Deed& tried = {.what = "keep people"}) const;
  // Whoever owns the folder has its keys and node.db in his hands anyway, and lets somebody in again when nobody who
  // may keep people can act. Forbidden while the node runs: a caller of its socket is not its owner.
  Result<Keeper> owner(const node::Caller& caller, bool node_runs) const;

  // --- one person

  // What is to be so, in the words that people type.
  struct Wanted {
    std::string name = {};
    std::optional<bool> administrator = {};          // nothing: as it is
    std::vector<std::string> read = {}, write = {};  // journals by name, alias or collection id; "*": all
    std::vector<std::string> remove = {}, none = {};
    std::vector<std::string> allow = {}, disallow = {};  // acts by their words
    std::string in = {};  // the group or journal that these acts are for; empty: everywhere
    std::optional<std::uint32_t> uid = {};
    bool no_uid = false;           // not tied to one any more
    bool although_shared = false;  // ties the uid although another user is tied to it
  };
  // Another user who is tied to the wanted uid. The two names are one person from then on, and neither is known by that
  // uid alone any more.
  struct Shared {
    std::string name;
    std::uint32_t uid = 0;
  };
  // A change that was checked as a whole: what could be refused of it was, before anything is changed, and before a
  // password is asked for.
  class Change {
   public:
    const std::string& name() const { return wanted_.name; }
    const std::optional<Shared>& shared() const { return shared_; }
    // Of somebody new the users whose names look like this one (names/names.h): told and not refused.
    const std::vector<std::string>& alike() const { return alike_; }
    bool is_new() const { return is_new_; }

   private:
    friend class People;
    Wanted wanted_;
    bool is_new_ = false, administrator_ = false;
    std::vector<store::RightRow> rights_;
    std::vector<node::Act> allow_, disallow_;
    std::string place_;
    std::optional<Shared> shared_;
    std::vector<std::string> alike_;
  };
  static node::Deed adding(const Wanted& wanted);                       // as it is recorded
  static node::Deed changing(const Wanted& wanted);                     // likewise
  Result<Change> add(const Keeper& by, const Wanted& wanted) const;     // conflict: there is one of that name
  Result<Change> change(const Keeper& by, const Wanted& wanted) const;  // not_found
  // Conflict where a uid would be shared and that was not said to be meant. put() refuses it as well.
  static Status may_share(const Change& change);
  // What the person's two names being one means; for whoever is told that it is meant.
  static std::string sharing_words(const Change& change);
  // That the name looks like another user's; empty: it does not.
  static std::string alike_words(const Change& change);

  // By what the person proves himself from now on.
  struct Password {
    enum class Kind {
      usual,  // it stays as it is; somebody new gets one that is made
      none,   // tokens and the uid only
      given,
    };
    Kind kind = Kind::usual;
    std::string text = {};
  };
  struct Kept {
    std::string name;
    bool is_new = false, administrator = false;
    std::string made;  // the password that was made, which is shown now and never again; empty: none was
    std::vector<std::string> alike = {};  // of somebody new
  };
  Result<Kept> put(const Keeper& by, const Change& change, const Password& password) const;
  // With the tokens, rights and acts.
  Status remove(const Keeper& by, const std::string& name) const;

  // The own one, by whoever proved himself with the old. Nothing: one is made.
  struct Own {
    std::string name;
    std::string made;
  };
  Result<Own> change_own_password(const node::Acting& acting, const std::optional<std::string>& password) const;

  // --- tokens, each of which acts as its user

  struct NewToken {
    std::string id, user, secret;  // the secret is shown now and never again
  };
  // `days` until it works no more; 0: never.
  Result<NewToken> add_token(const Keeper& by, const std::string& user, const std::string& label,
                             std::uint32_t days) const;
  Status remove_token(const Keeper& by, const std::string& id) const;
  struct Token {
    std::string id, user, label;
    Micros created{};
    std::optional<Micros> expires;
  };
  Result<std::vector<Token>> tokens() const;

  // --- what is shown

  struct OnJournal {
    std::string collection, journal;  // id or "*"; the name, where there is such a journal, else as the id
    bool read = false, write = false, remove = false;
  };
  struct Allowed {
    node::Act act;
    std::string place, place_name;  // as it is kept; alias of the group or name of the journal, empty: everywhere
  };
  // What was given to a person; an administrator needs none of it.
  struct Line {
    std::string name;
    bool administrator = false, has_password = false;
    Micros created{};
    std::vector<OnJournal> rights;
    std::vector<Allowed> acts;
    std::vector<std::string> alike = {};  // users whose names look like this one
  };
  Result<std::vector<Line>> list() const;
  struct Given {
    std::string what, detail, by;  // node/provenance.h; `by` for people
    Micros at{};
  };
  // Who it is, how that is proved, what he may do and who gave it to him.
  struct Shown {
    Line line;
    std::optional<std::uint32_t> uid;
    std::size_t tokens = 0;
    std::vector<Given> given;
  };
  Result<Shown> show(const std::string& name) const;

  // "1000", as `id -u` prints it; empty: nothing.
  static Result<std::optional<std::uint32_t>> read_uid(std::string_view text);

 private:
  Status may_keep(const Keeper& by, node::Deed tried) const;
  // Recorded (node/audit.h), by whom people are kept; the right is asked for.
  Result<node::Recorded> begin(const Keeper& by, node::Deed deed) const;
  node::People::Giver giver(const Keeper& by) const;
  Result<std::string> collection_id(const std::string& name) const;
  Result<std::vector<store::RightRow>> rights_of(const Wanted& wanted) const;
  Result<std::string> place_of(const std::string& name) const;
  std::string place_name(const std::string& place) const;
  Result<Change> checked(const Wanted& wanted, const std::optional<store::UserRow>& before) const;
  Result<std::optional<Shared>> shared_with(const Wanted& wanted) const;
  Result<std::vector<std::string>> alike(const std::string& name) const;
  Line line_of(const store::UserRow& user, const std::vector<store::RightRow>& rights) const;

  node::Node& node_;
};

std::string to_json(const People::Kept& kept);
std::string to_json(const People::Own& own);
std::string to_json(const People::NewToken& token);
std::string to_json(const People::Token& token);
std::string to_json(const People::Line& line);
std::string to_json(const People::Shown& shown);

}  // namespace parley::desk
