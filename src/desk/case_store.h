// One case in one journal of this party's, read whole, and written back as what differs: what is entered anew, new
// versions of what changed, and what is withdrawn.
//
// Who changes a case holds changing() from before it is read until it is written: the grouping names all of it, and of
// two who read the same and each add a statement, the second would take the first one's out again.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "accounts/case.h"
#include "accounts/case_objects.h"
#include "accounts/case_stored.h"
#include "base/mutex.h"
#include "journal/journal.h"
#include "node/acting.h"
#include "node/audit.h"
#include "node/journals.h"
#include "node/node.h"

namespace parley::desk {

class CaseStore {
 public:
  static Mutex& changing(node::Node& node, const node::JournalInfo& in);

  // The case of that grouping, or one that is not there yet, when `grouping` is empty.
  static Result<CaseStore> open(node::Node& node, const node::JournalInfo& in, const std::string& slug,
                                const std::string& grouping);
  // Of a case in chapters (accounts/case_objects.h) as much as one statement more needs: its documents without their
  // texts are given to `make`, and then what that statement names is read. Nothing when it takes the whole case to
  // know what becomes of the statement: the case has no chapters, it names what is not found by its name, or its own
  // name is taken or like another.
  using MakeStatement = std::function<Result<accounts::CaseStatement>(accounts::WorkedCase& of)>;
  static Result<std::optional<CaseStore>> open_end(node::Node& node, const node::JournalInfo& in,
                                                   const std::string& slug, const std::string& grouping,
                                                   const MakeStatement& make);

  const accounts::StoredCase& stored() const { return stored_; }
  accounts::CaseTexts& texts() { return stored_.texts; }  // more can be put there
  // Of the end of a case: what one statement more is called.
  const std::string& next_name() const { return next_name_; }
  // Forbidden for a case that another party entered: only who made an object says what its next version is.
  Status is_ours() const;

  struct Difference {
    std::vector<journal::NewObject> objects_to_append;  // in this order
    // Of a case of which nothing can be seen before its grouping, which comes last, is there: it may be appended in
    // several batches. Then these are texts, as what is admitted is three times as large.
    bool in_batches = false;
    std::vector<std::string> texts;
    std::vector<std::string> ids;  // of what is appended
    std::string grouping;
    std::size_t objects = 0;  // of the case as it will be
    std::size_t fresh = 0, changed = 0, withdrawn = 0;
    accounts::Faults faults;  // what no journal takes, and is not in the batch
  };
  Result<Difference> difference(const accounts::WorkedCase& to, const accounts::CaseTexts& texts) const;
  // Everything that the case has entered; texts stay, which other cases may have, too.
  Result<Difference> withdrawal() const;

  // As an act of the person, which `what` names as a command has it. Whole or not at all, and a new case in batches:
  // what of it is there when something fails belongs to no case, and is found again by whoever imports it again.
  Status append(const node::Acting& acting, std::string_view what, const Difference& difference,
                node::Effect effect = node::Effect::changes) const;

 private:
  CaseStore(node::Node& node, const node::JournalInfo& in) : node_(node), in_(in) {}
  // What a name makes: the identifier that is there or would be, and before it those that were withdrawn.
  struct Made {
    std::string id, text;  // `text` empty: it is free
    std::set<std::string, std::less<>> withdrawn;
  };
  std::map<std::string, std::string> as_stored(accounts::CaseMaking making) const;
  Result<Made> made(accounts::CaseKind kind, const std::string& name) const;
  Result<bool> read_named(const accounts::CaseStatement& statement);
  Result<bool> read_name(const std::string& id);
  Result<bool> choose_name(const std::string& wanted);
  Result<Difference> one_more(const accounts::WorkedCase& to, const accounts::CaseTexts& texts) const;
  Status take_new_chapter(const std::string& statement, Difference& out) const;
  void take_version(const std::string& id, std::string text, Difference& out) const;
  Status withdraw(const std::string& id, Difference& out) const;
  void take(const std::string& id, std::string text, std::size_t& counted, Difference& out) const;
  std::string time_after(std::string_view modified) const;

  node::Node& node_;
  node::JournalInfo in_;
  std::string slug_, grouping_;
  std::map<std::string, std::string> texts_;  // of what is there, by identifier
  accounts::StoredCase stored_;
  // Of the end of a case: all that its grouping names, of that what was read, the last chapter and its identifier.
  std::vector<std::string> refs_, read_;
  std::optional<accounts::CaseChapter> last_;
  std::string last_id_, next_name_;
};

// What is in the journal of these objects now: identifier -> text.
Result<std::map<std::string, std::string>> newest_of(const journal::Journal& journal,
                                                     const std::vector<std::string>& ids);
bool is_revoked(std::string_view object);
// All that a grouping itself names.
Result<std::vector<std::string>> refs_of(std::string_view grouping);
// All that a case names whose grouping names `refs`: in the place of each chapter what that names. The texts of the
// groupings among them are added to `texts`.
Result<std::vector<std::string>> with_chapters(const journal::Journal& journal, const std::string& slug,
                                               const std::vector<std::string>& refs,
                                               std::map<std::string, std::string>& texts);

// The next number behind that of the last statement; "s7" where that is called so. `count`: how many there are.
std::string name_after(const std::string& last, std::size_t count,
                       const std::function<bool(const std::string&)>& taken);

}  // namespace parley::desk
