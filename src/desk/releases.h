// Letting objects leave: gathered, redacted, shown, sent; and the second person's side of it. Who may, who agrees and
// the record of both is node/releases.h; what decides is src/release.
//
// What a person was shown is called by the whole SHA-256 of the bytes. send() and confirm() take it back, so that what
// was agreed to is what leaves, whatever has changed in between and whichever screen showed it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "node/acting.h"
#include "node/group_view.h"
#include "node/node.h"
#include "node/releases.h"
#include "release/preview.h"

namespace parley::desk {

class Releases {
 public:
  explicit Releases(node::Node& node) : node_(node) {}

  struct Request {
    std::vector<std::string> objects = {};  // by id or the beginning of one
    std::string group = {};                 // id or alias: all of it is the audience
    std::string journal = {};               // in which the objects are; empty: wherever among this party's journals
    // "POINTER" is left out, "POINTER=TEXT" said otherwise; an object's id in front of it: only there.
    std::vector<std::string> redact = {};
    std::vector<std::string> pseudonyms = {};  // identities that appear under another name
    bool with_references = false;
    bool although_held_back = false;  // the person has answered that it may leave although only that names it
    bool changes() const { return !redact.empty() || !pseudonyms.empty(); }
  };
  struct Audience {
    std::string group;                 // its name
    std::vector<std::string> members;  // the others
  };
  struct Preview {
    Request request;
    node::GroupView group;
    std::string journal;  // name of the own journal at hand
    Audience audience;
    release::Preview shown;
    std::string sha256;               // release::digest_of() the bytes that would leave
    std::vector<std::string> leaves;  // these bytes
  };
  // Nothing leaves.
  Result<Preview> preview(const Request& request) const;

  // What became of a release; or it waits.
  struct Sent {
    std::string group;  // alias
    std::optional<node::Releases::Waiting> waits;
    struct Object {
      std::string id;
      journal::Outcome outcome;
    };
    std::vector<Object> objects;
    journal::Seq release_record = 0;
    // What was to be looked at in texts that left, or wait: whoever said yes to all at once has not been asked.
    struct Flagged {
      std::string id;
      release::Text text;
    };
    std::vector<Flagged> flagged = {};
  };
  // `shown`: the SHA-256 of the preview that the person agreed to. Conflict when it is not this one. What was redacted
  // is kept at home first, beside its original. The person needs the right to ask for releases in the group.
  Result<Sent> send(const node::Acting& acting, const Preview& preview, std::string_view shown) const;
  // The right alone, in the group that is named: to be told before anything is read and ticked off.
  Status may_send(const node::Acting& acting, const std::string& group) const;

  // --- the second person
  struct ToConfirm {
    node::Releases::Waiting waiting;
    Preview preview;
    std::string made_by = {};           // who made the second person a user of the node, in words; empty: not kept
    std::string asked_proof_from = {};  // who gave what the asker proved himself by; empty: not kept
    std::string one_shell =
        {};  // that both have the same uid, by which alone one of them is known; empty: it is not so
  };
  // What waits under a name, for somebody who could confirm it.
  Result<ToConfirm> to_confirm(const node::Acting& second, std::string_view name) const;
  Result<Sent> confirm(const node::Acting& second, const ToConfirm& what, std::string_view shown) const;
  // It does not wait any more; the log keeps who said no, and why.
  Result<node::Releases::Waiting> reject(const node::Acting& acting, std::string_view name,
                                         std::string_view why = {}) const;

  // --- looking; of all groups, or the one named
  struct Pending {
    node::Releases::Waiting waiting;
    std::string group;  // alias
    bool expired = false;
  };
  Result<std::vector<Pending>> pending(const std::string& group = {}) const;
  struct Logged {
    store::ReleaseLogRow row;
    std::string group;  // alias
  };
  Result<std::vector<Logged>> log(const std::string& group = {}) const;

 private:
  Status none_came_between(const ToConfirm& what) const;
  Result<Preview> begin(const Request& request) const;
  Result<std::string> charter_of(const std::string& group) const;
  std::string alias_of(const std::string& charter) const;
  Status keep_at_home(const Preview& preview) const;
  Status keep_identity_at_home(const Preview& preview) const;

  node::Node& node_;
};

std::string_view word_of(journal::Added added);  // "released", "already_there", "conflict"

std::string to_json(const Releases::Sent& sent);
std::string to_json(const Releases::Pending& pending);
std::string to_json(const Releases::Logged& logged);
// Of what was just asked for: {"pending","sha256","expires"}, and "flags" (saying.h) where there are some.
std::string to_json(const node::Releases::Waiting& waiting, std::string_view flags = {});

}  // namespace parley::desk
