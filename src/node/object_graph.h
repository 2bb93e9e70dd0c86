// How this node's objects hang together: which was made from which, and which name which. What the policy of release
// asks behind an object.
//
// Kept in memory and fed from the journals as they grow: 16 bytes for each name that stands in an entry. Thread-safe;
// nothing is locked while a visitor runs, so that it may ask again.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/mutex.h"
#include "journal/journal.h"
#include "release/policy.h"

namespace parley::node {

class ObjectGraph {
 public:
  struct Source {
    std::string id;  // of the collection
    std::shared_ptr<journal::Journal> journal;
    bool is_home = false;  // outside of groups: its objects count as what names others
  };
  // Takes in what was appended since the last call. Derivations are read in all of `sources`: relationships
  // `derived-from` and `duplicate-of` (which holds in both directions), and the note that stands for the first where
  // the standard knows no relationship.
  Status refresh(std::span<const Source> sources);
  void add(std::span<const release::Derivation> derivations);

  // To any depth, each once, without `id`.
  std::vector<release::Origin> origins(std::string_view id) const;
  // Ids of objects at home that name `id`, until `visit` says false. Erased ones do not count.
  void referrers(std::string_view id, const release::Context::Visit& visit) const;

 private:
  struct Ingested {
    std::shared_ptr<journal::Journal> journal;
    journal::Seq next = 0;
  };
  struct Edge {
    std::uint64_t named;  // hash of an id
    std::uint64_t where;  // number of the source in the upper 16 bits, entry below
    auto operator<=>(const Edge&) const = default;
  };
  // What was read of some entries, by one thread.
  struct Part {
    Status status;
    std::vector<Edge> edges;
    std::vector<release::Derivation> derivations;
  };
  Status ingest(const Source& source, std::uint64_t number, journal::Seq& next) PARLEY_REQUIRES(mutex_);
  static Status read_entries(const Source& source, std::uint64_t number, journal::Seq from, journal::Seq end,
                             Part& out);
  static void take(const journal::Entry& entry, std::uint64_t number, bool is_home, Part& out);
  static bool take_derivation(std::string_view text, std::vector<release::Derivation>& out);
  void put(const std::string& derived, const std::string& original, release::How how) PARLEY_REQUIRES(mutex_);

  mutable Mutex mutex_;
  std::vector<std::string> numbers_ PARLEY_GUARDED_BY(mutex_);  // collection ids in the order in which they came
  std::map<std::string, Ingested, std::less<>> ingested_ PARLEY_GUARDED_BY(mutex_);  // by collection id
  std::vector<Edge> edges_ PARLEY_GUARDED_BY(mutex_);                                // sorted
  // Originals by what was made from them; what this node made goes before what somebody says.
  std::map<std::string, std::map<std::string, release::How>, std::less<>> originals_ PARLEY_GUARDED_BY(mutex_);
};

}  // namespace parley::node
