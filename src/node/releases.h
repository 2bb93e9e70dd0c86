// Letting objects leave: who asks, who agrees where a second person must, and the record of both. The one way by which
// what a person says or releases reaches a group's journal; what the node says by itself (acknowledgements) apart.
//
//   send()     asks the policy. Refused: nothing. One person is enough: it leaves. Else it waits under a name.
//   confirm()  by another person, who has proved who he is, of exactly the bytes that he was shown: it leaves.
//   reject()   by who may confirm it, or who asked: it waits no more.
//
// Of several who confirm, reject or take back at once, one has it, and the others are told what became of it. A node
// that stops in between lets it wait again; confirming it once more finds what has left.
//
// What waits is kept in node.db by its SHA-256 and where its objects are, not as bytes: what was erased meanwhile, or
// has changed, does not leave. Who let it leave is written there before it leaves. When that cannot be written,
// nothing leaves; the record in the group's journal names nobody.
//
// Thread-safe.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "node/acting.h"
#include "node/audit.h"
#include "node/group_view.h"
#include "node/node.h"
#include "node/release_policy.h"
#include "store/embedded/group_db.h"

namespace parley::node {

// The right that it takes to let an object leave: content is released, a message is said. A correction takes that of
// the message that it corrects. `object` is STIX text.
Act act_for(Node& node, const std::string& object);

class Releases {
 public:
  // Fails when what older versions kept of this cannot be read.
  static Result<std::unique_ptr<Releases>> open(Node& node, store::GroupDb& db);

  struct Request {
    std::string group;                 // id or alias
    std::vector<std::string> objects;  // exactly as they shall leave
    std::string shown;                 // release::digest_of() what the person was shown: of these objects
    // The own journal in which the objects are. Empty: they are new, and are kept in "drafts" while they wait.
    std::string journal = {};
    // What of it was made from what (release::Item::derivations), for the policy.
    std::vector<release::Derivation> derivations = {};
    // The person has answered that it may leave although nothing but what is held back names it.
    bool although_held_back = false;
  };
  struct Waiting {
    store::PendingReleaseRow row;
    std::string name() const { return row.id.substr(0, 12); }  // a handle: the row is found by it
  };
  struct Sent {
    std::optional<Waiting> waits;  // for a second person; else it has left
    Released released = {};
  };
  // The person needs the right to ask for it (ask-release; say, recall for messages) in that group.
  Result<Sent> send(const Acting& acting, const Request& request);
  // The same as a part of an act that was recorded, and is ended by the caller.
  Result<Sent> send_as_part_of(const Recorded& act, const Acting& acting, const Request& request);

  // What waits under a name, and the bytes that would leave. not_found; conflict when they are not the same any more.
  struct Shown {
    Waiting waiting;
    std::vector<std::string> objects;
  };
  Result<Shown> show(std::string_view name);
  // Whether this person could confirm it: to be told before anything is read and ticked off.
  Status may_confirm(const Acting& second, const Waiting& waiting) const;
  Deed confirming(const Waiting& waiting) const;  // as it is recorded
  // `shown`: release::digest_of() the objects that the second person was shown.
  Result<Released> confirm(const Acting& second, std::string_view name, std::string_view shown);
  // By who may confirm it, or who asked for it. It does not wait any more; the log keeps who said no, and `why`.
  Result<Waiting> reject(const Acting& acting, std::string_view name, std::string_view why = {});

  // Who made this person a user of the node, and when, in words; empty: from before that was kept.
  std::string made_by(std::string_view person) const;

  // Of all groups, or the one with this id.
  Result<std::vector<Waiting>> pending(std::string_view charter = {});
  Result<std::vector<store::ReleaseLogRow>> log(std::string_view charter = {});

 private:
  Releases(Node& node, store::GroupDb& db) : node_(node), db_(db) {}
  store::GroupDb& db() { return db_; }
  Status take_over_old_rows();
  Status may_ask(const Acting& acting, const GroupView& group, const std::vector<std::string>& objects) const;
  Result<GroupView> group_of(const Request& request) const;
  Result<Sent> let_leave(const Acting& acting, const GroupView& group, const Request& request);
  Result<Released> agree(const Acting& second, const Waiting& waiting, const GroupView& group, std::string_view shown);
  Result<Waiting> take_off(const Acting& acting, Waiting waiting, std::string_view why);
  Result<Waiting> find(std::string_view name);
  Error gone(std::string_view name, const Error& why);
  Status has_not_left(const Waiting& waiting);
  Result<std::vector<std::string>> objects_of(const Waiting& waiting);
  Result<Waiting> wait(const Acting& acting, const GroupView& group, const Request& request);
  Status keep_in_drafts(const std::vector<std::string>& objects);
  struct Asked {
    std::string person, known, token;
    Micros at{};
    bool although_held_back = false;
    std::vector<release::Derivation> derivations = {};
    Caller caller = {};
    const Waiting* waiting = nullptr;  // null: it did not wait
  };
  Result<Released> let_go(const GroupView& group, const std::vector<std::string>& objects, const Asked& asked,
                          const Acting* second);
  store::ReleaseLogRow line_of(const GroupView& group, const std::vector<std::string>& objects, const Asked& asked,
                               const Acting* second) const;
  Status settle(const Asked& asked, std::uint64_t number, const Result<Released>& released);
  Result<std::optional<std::string>> text_in(const journal::Journal& journal,
                                             const store::PendingReleaseRow::Object& object);

  Node& node_;
  store::GroupDb& db_;
};

}  // namespace parley::node
