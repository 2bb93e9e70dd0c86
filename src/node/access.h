// Who there is: users, passwords and tokens, and by which of them a request is known to be whose.
//
// Held in memory and written through to node.db. What each user may is in the table that is kept here with them
// (rights_table.h). A token acts as its user. The user "anonymous", when it exists, stands for requests without
// credentials. Thread-safe; looking somebody up never waits for the disk or for a password hash.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "node/rights_table.h"
#include "store/embedded/node_db.h"
#include "taxii/catalog.h"

namespace parley::node {

class Access {
 public:
  static constexpr std::string_view kAnonymous = "anonymous";

  static Result<std::unique_ptr<Access>> load(store::NodeDb& db);
  ~Access();

  RightsTable& rights_table();

  // --- who asks. Fails with unauthorized (unknown, wrong or expired: never says which).
  Result<taxii::Principal> authenticate(std::string_view authorization, std::string_view peer);
  std::optional<taxii::Principal> authenticate_fast(std::string_view authorization);
  // Whether authenticate() would have to compute a password hash. From memory.
  bool must_hash(std::string_view authorization) const;
  struct Failures {
    std::uint64_t passwords = 0, tokens = 0, put_off = 0;  // put_off: too many failures, or too many at once
  };
  Failures failures() const;  // since the start

  // --- users. `password` empty: the user can act by tokens only; nothing: it stays.
  Status put_user(const std::string& name, std::optional<std::string> password, bool administrator);
  Status remove_user(const std::string& name);                            // with tokens, rights and acts
  Status tie(const std::string& user, std::optional<std::uint32_t> uid);  // not_found
  std::optional<store::UserRow> user(std::string_view name) const;
  std::vector<std::string> tied_to(std::uint32_t uid) const;  // users, by name
  Result<std::vector<store::UserRow>> users();

  // --- tokens. The secret is shown once and kept only as a hash.
  struct NewToken {
    std::string id, secret;
  };
  Result<NewToken> add_token(const std::string& user, const std::string& label, std::optional<Micros> expires);
  Status remove_token(const std::string& id);
  std::optional<store::TokenRow> token(std::string_view secret) const;  // one that has not expired
  std::vector<store::TokenRow> tokens_of(std::string_view user) const;  // likewise
  Result<std::vector<store::TokenRow>> tokens();

  // Gives every principal a new generation: what was remembered for one (pages, rights) is asked for anew.
  Status renew();
  std::uint64_t generation() const;

 private:
  struct Impl;
  explicit Access(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

// A password of 20 letters and digits, about 100 bits.
std::string generate_password();

}  // namespace parley::node
