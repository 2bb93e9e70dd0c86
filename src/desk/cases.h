// Cases: who said what in some documents, as a grouping in a journal names it, and what the members of a group have
// released of that; both as one body to be compared.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "accounts/load.h"
#include "node/acting.h"
#include "node/node.h"

namespace parley::desk {

struct Case {
  std::string slug, name, journal, grouping;
  std::vector<std::string> objects;  // identifiers
};

// A case file as it lies somewhere, and how to get at the texts beside it.
struct CaseFile {
  std::string text;
  std::string file;    // what it is called when something is wrong with it
  std::string called;  // what people would call the case by where it lies; empty: by its own name
  std::function<Result<std::string>(const std::string& file)> read_text;  // a document, byte for byte
  bool is_called_so = false;  // a person chose `called`, and wants it although another case has the same name
};

struct ImportedCase {
  std::string slug, name, grouping, journal;
  std::size_t objects = 0, stored = 0;  // of the case; those that the journal did not have so
  std::size_t statements = 0, propositions = 0, documents = 0;
  std::vector<std::string> faults;  // what does not hold, in sentences; what holds was taken all the same
};

class Cases {
 public:
  explicit Cases(node::Node& node) : node_(node) {}

  // Into the journal, or the one for deliberation when `journal` is empty. The same again adds nothing; what has
  // changed becomes a new version. Conflict when the journal has another case under this name.
  Result<ImportedCase> import_case(const node::Acting& acting, const CaseFile& file, const std::string& journal) const;

  // All cases in one journal, or in all when `journal` is empty.
  Result<std::vector<Case>> list(const std::string& journal = {}) const;
  // By slug, name, the name up to its colon, or the grouping's id. Fails with not_found, or conflict when several are
  // meant.
  Result<Case> find(const std::string& name, const std::string& journal = {}) const;

  // --- what is compared; `as_of`: only what had been received by then
  Status load(const Case& found, std::optional<Micros> as_of, accounts::Material& material) const;
  // What the group's members have released. An object counts from the journal of the party that made it
  // (created_by_ref); one whose maker is no member, from the journal that had it first: nobody replaces another's
  // words. Returns what the group is called.
  Result<std::string> load_group(const std::string& group, std::optional<Micros> as_of,
                                 accounts::Material& material) const;

 private:
  node::Node& node_;
};

std::string to_json(const Case& found);
std::string to_json(const ImportedCase& imported);
// A statement of a case; nothing else of it has an id of its own.
std::string to_json(const accounts::Material& material, const accounts::Statement& statement);

}  // namespace parley::desk
