// The persons of a node: how each proves who he is, what each may do, and whether two names are two persons.
//
// Thread-safe. Users, tokens and rights are Access's; this is what is decided by them.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "node/access.h"
#include "node/acting.h"

namespace parley::node {

class People {
 public:
  // `on_callers_word`: [people] on_callers_word of parley.toml.
  People(Access& access, bool on_callers_word) : access_(access), on_callers_word_(on_callers_word) {}

  // --- who acts; each fails with forbidden, saying what would prove it
  // The person that is tied to the caller's uid. `name` chooses among several that are, and nobody else.
  Result<Acting> by_uid(const Caller& caller, std::string_view name = {}) const;
  // Counted and slowed down as log-ins over the network are.
  Result<Acting> by_password(const Caller& caller, const std::string& name, std::string_view password);
  // `name` empty: whose token it is.
  Result<Acting> by_token(const Caller& caller, std::string_view name, std::string_view token);
  Result<Acting> on_word(const Caller& caller, std::string_view name) const;
  // A name and nothing else: by the uid where it is tied to the caller's, else on his word where that is enough.
  Result<Acting> by_name(const Caller& caller, std::string_view name) const;

  // --- what each may do
  // Whether the person may do that at `place` (id of a charter or collection); forbidden, saying how it is allowed.
  Status may(std::string_view person, Act act, std::string_view place) const;
  Status may(const Acting& acting, Act act, std::string_view place) const { return may(acting.person(), act, place); }
  // The same at any place at all: to refuse early.
  Status may_somewhere(const Acting& acting, Act act) const;

  // --- two persons
  struct Asker {
    std::string person;
    How known;
    std::optional<std::uint32_t> uid;  // of the process that asked
    Micros since{};                    // when it was asked for
    std::string token = {};            // the id of the one by which it was asked; empty: another proof, or not kept
  };
  // Whether `second` is another person than the asker, and both have proved it. The same uid is the same person under
  // whatever name; a uid from which was asked proves nothing about a second person; and nobody may have had the proofs
  // of both in his hands, be it one of the two or a third (provenance.h).
  Status is_second(const Acting& second, const Asker& asker) const;

  // --- keeping them. Who gives what is recorded first.
  struct Giver {
    std::string person;  // empty: the owner of the folder, without a right of this node
    std::optional<std::uint32_t> uid;
    Micros at{};
  };
  static Giver giver(const Acting& acting, Micros at) { return {acting.person(), acting.caller().uid, at}; }
  Status put_user(const Giver& by, const std::string& name, const std::optional<std::string>& password,
                  bool administrator);
  Status tie(const Giver& by, const std::string& name, std::optional<std::uint32_t> uid);
  Status allow(const Giver& by, const std::string& name, Act act, std::string_view place);
  Result<Access::NewToken> add_token(const Giver& by, const std::string& user, const std::string& label,
                                     std::optional<Micros> expires);
  // From then on the password is the person's own. Who has one proves himself by it: a token does not do.
  Status change_own_password(const Acting& acting, const std::string& password, Micros at);
  // What was given to the user, and by whom, in its order.
  Result<std::vector<store::GivenRow>> given_to(std::string_view name) const;
  // The same without a record of who did it, as a new folder begins.
  // Who is tied to a uid acts without a password where the kernel says that it is his process. Nothing: not tied.
  Status tie(const std::string& name, std::optional<std::uint32_t> uid);
  Status allow(const std::string& name, Act act, std::string_view place);
  Status disallow(const std::string& name, Act act, std::string_view place);
  struct Allowed {
    Act act;
    std::string place;
  };
  std::vector<Allowed> allowed(std::string_view name) const;  // without those that an administrator has anyway

 private:
  Status is_somebody(std::string_view name) const;
  bool has_credentials(const store::UserRow& user) const;

  Access& access_;
  const bool on_callers_word_;
};

}  // namespace parley::node
