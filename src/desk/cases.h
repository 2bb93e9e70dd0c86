// Cases: who said what in some documents, as a grouping in a journal names it, and what the members of a group have
// released of that; both as one body to be compared.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "accounts/case.h"
#include "accounts/load.h"
#include "node/acting.h"
#include "node/journals.h"
#include "node/node.h"

namespace parley::desk {

class KeptCase;

struct Case {
  std::string slug, name, journal, grouping;
  std::vector<std::string> objects;  // identifiers of what the grouping names, chapters of it among them
  std::size_t in_chapters = 0;       // objects that these name, as Cases::list() has counted them
  // As an import and a withdrawal count: the grouping is an object, too.
  std::size_t object_count() const { return objects.size() + in_chapters + 1; }
};

// A case file as it lies somewhere, and how to get at the texts beside it.
struct CaseFile {
  std::string text;
  std::string file;    // what it is called when something is wrong with it
  std::string called;  // what people would call the case by where it lies; empty: by its own name
  std::function<Result<std::string>(const std::string& file)> read_text;  // a document, byte for byte
  bool is_called_so = false;  // a person chose `called`, and wants it although another case has the same name
};

// What a case file comes to, and what of it does not hold.
struct CheckedCase {
  std::string slug, name;
  std::size_t documents = 0, parties = 0, events = 0, propositions = 0, statements = 0;
  std::size_t quotations = 0;  // that were looked up, or have their place, in the documents
  accounts::Faults faults;     // in the order of the file's lines
  bool is_case = true;         // false: it is none, whatever is let pass
};

// What does not hold: nothing is taken then, or all the same as far as it can be written.
enum class Unsound : std::uint8_t { refuse, take };

struct ImportedCase {
  CheckedCase checked;
  bool taken = false;  // false: it does not hold, and nothing was stored
  std::string grouping, journal;
  std::size_t objects = 0;                            // of the case
  std::size_t fresh = 0, changed = 0, withdrawn = 0;  // new objects, new versions, and what the file has no more
  std::size_t stored() const { return fresh + changed + withdrawn; }
};

struct RemovedCase {
  Case removed;
  std::size_t withdrawn = 0;  // objects
};

class Cases {
 public:
  explicit Cases(node::Node& node) : node_(node) {}

  // Everything that does not hold of the file; nothing is stored, and no node is needed. Fails when it is no case file
  // at all.
  static Result<CheckedCase> check(const CaseFile& file);
  // Into the journal, or the one for deliberation when `journal` is empty. The file is then the case: the same again
  // adds nothing, what has changed becomes a new version, and what the file has no more is withdrawn. Conflict when the
  // journal has another case under this name.
  Result<ImportedCase> import_case(const node::Acting& acting, CaseFile file, const std::string& journal,
                                   Unsound unsound = Unsound::refuse) const;
  // Withdraws the case and all that was entered of it: it is in no list and no view any more, while the versions stay
  // in the journal. What was released of it stays released.
  Result<RemovedCase> remove(const node::Acting& acting, const std::string& name,
                             const std::string& journal = {}) const;

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
  Result<ImportedCase> take(const node::Acting& acting, CaseFile file, const std::string& journal,
                            Unsound unsound) const;
  Result<std::vector<Case>> called(const std::string& name, const std::string& journal) const;
  // Of all that a case names, its statements last, what is behind the first `known`, which are in the material already.
  Status load_objects(const Case& found, const node::JournalInfo& info, std::span<const std::string_view> names,
                      std::size_t known, std::optional<Micros> as_of, accounts::Material& material) const;
  Result<std::optional<accounts::Material>> as_kept_before(const Case& found, const node::JournalInfo& info,
                                                           const KeptCase& kept,
                                                           std::span<const std::string_view> names) const;
  Status load_second_readings(const Case& found, std::optional<Micros> as_of, accounts::Loader& loader) const;

  node::Node& node_;
};

std::string to_json(const Case& found);
std::string to_json(const CheckedCase& checked);
std::string to_json(const ImportedCase& imported);
std::string to_json(const RemovedCase& removed);
// A statement of a case; nothing else of it has an id of its own.
std::string to_json(const accounts::Material& material, const accounts::Statement& statement);

}  // namespace parley::desk
