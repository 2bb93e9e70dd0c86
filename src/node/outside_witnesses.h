// Outside witnesses: those that a charter names are shown each new head of this party's journal in the group (C2SP
// tlog-witness), and their cosignatures are kept with the head and as receipts, so that members get them with both. A
// witness that is down, slow or lies costs its own line and nothing else. Thread-safe.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "http/client.h"
#include "journal/policy.h"
#include "node/exchange.h"
#include "node/group_view.h"
#include "node/locks.h"
#include "node/own_party.h"
#include "store/embedded/group_db.h"

namespace parley::node {

// How many of which outside witnesses a charter asks for; nobody when it names none.
journal::Quorum outside_quorum(const group::Terms& terms);

class OutsideWitnesses {
 public:
  OutsideWitnesses(Node& node, store::GroupDb& db, const OwnParty& own) : node_(node), db_(db), own_(own) {}

  // Shows a witness of the charter the new head of this party's journal and keeps its cosignature. Fails with conflict
  // when it knows of a larger or another head, unavailable otherwise; witnessing() tells why later, but not that it was
  // `stopped`.
  using Stopped = std::function<bool()>;
  Status show(const GroupView& group, const group::OutsideWitness& witness, http::Client& client,
              const Stopped& stopped = {});
  // All of them once, with a report each. Who is not asked any more because `stopped` says so has that as his problem.
  void show_all(const GroupView& group, std::vector<SyncReport>& reports, const Stopped& stopped);
  static http::ClientOptions client_options();
  // For http::ClientOptions::may_wait.
  static std::function<Status(std::size_t)> unless(Stopped stopped);
  // Asks, once in this process, for the head that the witness knows of our journal: it may be larger than what is here.
  // Many witnesses show none, and then the answer to ours must do.
  Status ask(const GroupView& group, const journal::Journal& journal, const group::OutsideWitness& witness,
             http::Client& client) PARLEY_EXCLUDES(mutex_);

  struct Cosigner {
    group::OutsideWitness witness;
    std::uint64_t size = 0;       // entries under the largest head that is known with its cosignature
    std::optional<Micros> since;  // when it cosigned that, by its clock
    std::string problem;          // of this party's journal: why its cosignature of the newest head is not here
  };
  struct Witnessing {
    std::vector<Cosigner> witnesses;  // in the charter's order
    std::size_t quorum = 0;           // so many are asked for; 0: nobody
    std::uint64_t published = 0;      // entries under the newest head
    std::uint64_t size = 0;           // as many of them as the quorum has cosigned
    std::optional<Micros> since;      // when the quorum had
    std::optional<Micros> waiting;    // when the first entry was added that it has not; nothing: none lacks
    std::size_t count_over(std::uint64_t entries) const;  // witnesses that have cosigned so many
  };
  Witnessing witnessing(const GroupView& group, const MemberView& member) const;
  // The newest head of a member's journal over more than `seq` entries that the charter's quorum has cosigned, with
  // every cosignature that is known of it.
  std::optional<journal::Note> witnessed_head(const GroupView& group, const MemberView& member, journal::Seq seq) const;

 private:
  struct Showing;  // of one head to one witness
  // The head that a witness shows under its address; not_found when it shows none.
  static Result<std::string> head_at(const group::OutsideWitness& witness, const std::string& origin,
                                     http::Client& client);
  Status show_journal(const GroupView& view, journal::Journal& journal, const group::Signature& mine,
                      const group::OutsideWitness& witness, http::Client& client);
  void keep_problem(const std::string& origin, const group::OutsideWitness& witness, const std::string& problem);

  Node& node_;
  store::GroupDb& db_;
  const OwnParty& own_;
  Mutex mutex_ PARLEY_LEAF;
  std::set<std::string> asked_ PARLEY_GUARDED_BY(mutex_);  // "ORIGIN WITNESS" of those that have answered once
};

}  // namespace parley::node
