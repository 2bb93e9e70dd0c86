// Who did what at this node: what stands in its journal `audit` (node/audit.h), for whoever has the right to read it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "node/acting.h"
#include "node/audit_record.h"
#include "node/node.h"

namespace parley::desk {

class Audits {
 public:
  explicit Audits(node::Node& node) : node_(node) {}

  // Which records; what is not said lets all through.
  struct Wanted {
    std::optional<Micros> since = {};  // by the node's clock
    std::string person = {};           // exactly so; also who asked for what a second person agreed to
    std::string act = {};              // a word of docs/rights.md
    std::string state = {};            // asked, done, failed, refused
    std::string group = {};            // by id or alias
    std::string journal = {};          // by name, alias or collection id
    std::string about = {};            // an id or name, or the beginning of an id
    std::size_t limit = 0;             // the newest so many; 0: all
  };
  struct Line {
    node::AuditRecord record;
    std::uint64_t entry = 0;  // in the journal
    std::string text;         // the object
  };
  struct Listed {
    std::vector<Line> lines;  // oldest first, the newest last
    std::uint64_t more = 0;   // so many match that the limit left out
    std::size_t waiting = 0;  // records that do not stand in the journal yet
  };
  // Forbidden without the right to it (Act::audit), and that is recorded. Looking is not.
  Result<Listed> list(const node::Acting& acting, const Wanted& wanted) const;
  // The right alone: for who reads the journal by another way.
  Status may_read(const node::Acting& acting) const;

 private:
  Result<std::string> place_of(const Wanted& wanted) const;
  node::Node& node_;
};

// The object as it stands in the journal, with its entry.
std::string to_json(const Audits::Line& line);

}  // namespace parley::desk
