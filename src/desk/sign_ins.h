// Coming in to the room and going out again: by password, or by a link that is good once; and who is in. Recorded, each
// of them, also when it was not proved who somebody is.
//
// It takes no right to come in: what a person may do or see there is asked for with each thing (Act).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "node/acting.h"
#include "node/node.h"
#include "node/sessions.h"

namespace parley::desk {

class SignIns {
 public:
  explicit SignIns(node::Node& node) : node_(node) {}
  using From = node::Sessions::From;
  using Session = node::Sessions::Session;

  // --- coming in. Forbidden without saying what was wrong; unavailable when there were too many attempts.
  Result<node::Sessions::Begun> by_password(const From& from, const std::string& name, std::string_view password) const;
  Result<node::Sessions::Begun> by_link(const From& from, std::string_view link) const;
  // For whom a link is, which uses nothing up. not_found when it is none any more.
  Result<node::Sessions::ForWhom> look_at_link(std::string_view link) const;

  // --- a link. For oneself it takes no right; for another Act::people, and it is recorded that he has it from whom.
  struct Link {
    std::string user, url, id;
    int minutes = 0;  // that it lasts
  };
  // `user` empty: for who acts. Unavailable when the room is not open.
  Result<Link> make_link(const node::Acting& acting, const std::string& user) const;

  // --- who is in
  // The own ones; those of another with Act::people.
  Result<std::vector<Session>> list(const node::Acting& acting, const std::string& user = {}) const;
  Status end(const node::Acting& acting, const std::string& id) const;
  Status sign_out(const node::Acting& acting, const Session& session) const;

 private:
  Result<node::Sessions::Begun> begin(const node::Acting& acting, const From& from, std::string what) const;

  node::Node& node_;
};

// `own`: the id of the session that asks; empty: none does.
std::string to_json(const SignIns::Session& session, std::string_view own = {});
std::string to_json(const SignIns::Link& link);

}  // namespace parley::desk
