// What `parley release` works with: the group and journal at hand, and the objects gathered for a release.
#pragma once

#include "cli/command.h"
#include "node/groups.h"
#include "release/preview.h"
#include "view/release_preview.h"

namespace parley::cli {

using view::decision_word, view::flags_text, view::release_json, view::release_text, view::ReleaseAudience,
    view::ShowBytes;

struct ReleaseArguments {
  std::vector<std::string> objects, redact, pseudonyms;
  std::string to, from, name;  // `from` empty: wherever among this party's journals an object is
  bool with_references = false, yes = false, reject = false, although_held_back = false;
};

// What one command works with.
struct ReleaseDesk {
  node::Groups& groups;
  node::GroupView group;
  node::JournalInfo journal;
  release::Context policy;  // points into `group`: asked for once the desk has its place
  ReleaseAudience audience;
};

// Finds the group and the own journal that are named. The policy is asked for with ask_policy().
Result<ReleaseDesk> sit_down(Context& context, const std::string& to, const std::string& from);
void ask_policy(ReleaseDesk& desk, bool although_held_back = false);

// The objects on their way: read, redacted, with what comes along, naming each other as they leave.
Result<std::vector<release::Item>> gather(Context& context, const ReleaseDesk& desk, const ReleaseArguments& arguments);
// What was derived is kept at home beside its original, with what says so; a release that waits is read from there
// again.
Status keep_at_home(Context& context, const release::Preview& preview, const ReleaseDesk& desk,
                    const ReleaseArguments& arguments);

// An object in this party's journals: in "main", then in the others outside of groups, then in those in groups.
struct OwnObject {
  std::string text;
  node::JournalInfo journal;
};
Result<OwnObject> find_own(Context& context, const std::string& id, const std::string& version = "");

// A text member of an object; empty when it has none.
std::string member_of(std::string_view object, std::string_view name);
// The newest version of an object, or the one that `version` names.
Result<std::string> object_in(const journal::Journal& journal, const std::string& id, const std::string& version = "");

}  // namespace parley::cli
