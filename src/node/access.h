// Who may do what: users, tokens and rights, held in memory and written through to node.db.
//
// Rights are per collection and per user; a token acts as its user. The user "anonymous", when it exists, stands for
// requests without credentials. Thread-safe; looking up a right never waits for disk or for a password hash.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "store/embedded/node_db.h"
#include "taxii/catalog.h"

namespace parley::node {

struct Rights {
  bool read = false, write = false, remove = false;
};

class Access {
 public:
  static constexpr std::string_view kAnonymous = "anonymous";

  static Result<std::unique_ptr<Access>> load(store::NodeDb& db);
  ~Access();

  // Fails with unauthorized (unknown, wrong or expired: never says which).
  Result<taxii::Principal> authenticate(std::string_view authorization, std::string_view peer);
  std::optional<taxii::Principal> authenticate_fast(std::string_view authorization);
  // Whether authenticate() would have to compute a password hash. From memory.
  bool must_hash(std::string_view authorization) const;
  struct Failures {
    std::uint64_t passwords = 0, tokens = 0, put_off = 0;  // put_off: too many failures, or too many at once
  };
  Failures failures() const;  // since the start
  Rights rights(const taxii::Principal& principal, std::string_view collection) const;

  // `password` empty: the user can act by tokens only.
  Status put_user(const std::string& name, std::optional<std::string> password, bool administrator);
  Status remove_user(const std::string& name);
  Status put_right(const store::RightRow& right);
  struct NewToken {
    std::string id, secret;  // the secret is shown once and kept only as a hash
  };
  Result<NewToken> add_token(const std::string& user, const std::string& label, std::optional<Micros> expires);
  Status remove_token(const std::string& id);
  // Gives every principal a new generation: what was remembered for one (pages, rights) is asked for anew.
  Status renew();
  std::uint64_t generation() const;
  // --- for People (people.h), from memory
  std::optional<store::UserRow> user(std::string_view name) const;
  std::vector<std::string> tied_to(std::uint32_t uid) const;  // users, by name
  bool has_token(std::string_view user) const;                // one that has not expired
  // Whether the user may do the act at `place`: everywhere, or just there. An administrator may.
  bool may(std::string_view user, std::string_view act, std::string_view place) const;
  std::vector<store::ActRow> acts_of(std::string_view user) const;
  std::optional<store::TokenRow> token(std::string_view secret) const;    // one that has not expired
  std::vector<store::TokenRow> tokens_of(std::string_view user) const;    // likewise
  Status tie(const std::string& user, std::optional<std::uint32_t> uid);  // not_found
  Status put_act(const store::ActRow& act, bool allowed);

  Result<std::vector<store::UserRow>> users();
  Result<std::vector<store::TokenRow>> tokens();
  Result<std::vector<store::RightRow>> all_rights();
  // Who gave what to whom (provenance.h). Recorded before it is given, so that nothing is given without its record.
  Result<std::vector<store::GivenRow>> given();
  Status record_given(const store::GivenRow& row);

 private:
  struct Impl;
  explicit Access(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

// A password of 20 letters and digits, about 100 bits.
std::string generate_password();

}  // namespace parley::node
