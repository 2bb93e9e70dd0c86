// The journals of a node, which are also its TAXII collections: what there is, made and changed, checked and mended.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "journal/journal.h"
#include "node/acting.h"
#include "node/journals.h"
#include "node/node.h"

namespace parley::desk {

class Journals {
 public:
  explicit Journals(node::Node& node) : node_(node) {}

  // What outside clients can be given at most.
  struct Outside {
    bool read = true, write = false;
  };
  // "read", "inbox" (write only), "both", "none".
  static Outside outside_of(std::string_view word);
  // What a new journal of this name has unless somebody says otherwise: what is this party's alone is closed.
  static Outside usual_outside(std::string_view name);

  struct Change {  // nothing: stays
    std::optional<std::string> title = {}, description = {}, alias = {};
    std::optional<Outside> outside = {};
  };
  Result<store::CollectionRow> add(const node::Acting& acting, const node::NewJournal& wanted) const;
  Result<store::CollectionRow> change(const node::Acting& acting, const std::string& name, const Change& change) const;

  struct Line {
    store::CollectionRow row;
    journal::Journal::Statistics statistics;
    std::string problem;  // why it cannot be opened; empty: it can
  };
  std::vector<Line> list() const;
  struct Details {
    Line line;
    std::string verifier_key, checkpoint, address;
  };
  Result<Details> show(const std::string& name) const;
  // The journals that `name` means: one, or all when it is empty.
  std::vector<std::string> chosen(const std::string& name) const;

  using Progress = std::function<void(std::uint64_t entries)>;
  // Reads everything again and checks it. `holds` names what does not; fails when the journal cannot be opened.
  struct Verified {
    journal::Journal::Statistics statistics;
    Status holds;
    std::string name = {};
  };
  // `stopped` ends it between two entries, as unavailable.
  Result<Verified> verify(const std::string& name, const Progress& progress,
                          const std::function<bool()>& stopped = {}) const;
  Result<journal::Journal::RebuildReport> rebuild(const node::Acting& acting, const std::string& name,
                                                  const Progress& progress) const;
  // Fetches from the mirror that `peer` holds what is missing in this party's journal in a group. The entries that are
  // there then.
  Result<std::uint64_t> recover(const node::Acting& acting, const std::string& name, const std::string& peer,
                                const Progress& progress) const;
  Result<std::uint64_t> size(const std::string& name) const;

 private:
  node::Node& node_;
};

std::string_view outside_word(const store::CollectionRow& row);
std::string to_json(const store::CollectionRow& row);
std::string to_json(const Journals::Line& line);
std::string to_json(const Journals::Details& details);
std::string to_json(const Journals::Verified& verified);  // of one that holds
std::string to_json(const std::string& journal, const journal::Journal::RebuildReport& report);

}  // namespace parley::desk
