// What falls due for purging under the charter's term `retention`, and what is kept nevertheless, with the reason: pure
// computing, for one holder. Each member counts for itself from when it had an entry: of its own journal from the date
// added, of another's from its own receipt, so that no author can date an entry to be purged early or never.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "group/state.h"

namespace parley::group {

enum class KeptFor {
  record,        // charters and records of releases: what the group stands on, without content
  contact,       // the newest of each party and role
  open_inquiry,  // it is one, is said of one, or is named by one
  same_matter,   // of what is said of one inquiry, recall or ping the youngest is not due yet: all go together
  recall,        // of which not every other member has said what it did
  deliberation,  // a case, question, evidence or the like of this party names it
  hold,          // by a person, on record
  stopped,       // its journal is not read on: what is here of it may be evidence
  left,          // the own journal of a group that this party has left takes no entry that would say so
};
std::string_view to_string(KeptFor why);  // "open inquiry"

struct Kept {
  KeptFor why = KeptFor::record;
  std::string by = {};  // id of the inquiry, recall or object that names it; of a hold the reason
  auto operator<=>(const Kept&) const = default;
};
std::string sentence(const Kept& kept);  // "an open inquiry: inquiry--7c1f…"

// When the holder had an entry; nothing: that is not known, and it does not fall due.
using Had = std::function<std::optional<Micros>(std::string_view author, journal::Seq seq)>;

// What is kept, by id and by place. Of several reasons for one the first stays, but for one that keeps what it names
// too.
class Keeping {
 public:
  void keep(const std::string& id, const Kept& why);
  void keep(const Place& at, Kept why) { by_place_.try_emplace({at.author, at.seq}, std::move(why)); }
  void keep_all(Kept why) { all_ = std::move(why); }
  // Everything that the state of the group needs: open inquiries and unanswered recalls with what is said of them,
  // matters of which something was had after `cutoff`, contacts.
  void keep_state(const View& view, const Had& had, Micros cutoff);
  // And what is named by what an open inquiry, a recall, deliberation or a hold keeps, to any depth. `names`: of some
  // ids, pairs of one of them and an id that its object names.
  using Names = std::function<std::vector<std::pair<std::string, std::string>>(const std::vector<std::string>& ids)>;
  void follow(const Names& names);

  // Why an entry is kept; nothing: it is not. `type` as of the object.
  std::optional<Kept> why(const Place& at, std::string_view type) const;

 private:
  void keep_matter(const std::vector<Place>& said, const Had& had, Micros cutoff, const std::optional<Kept>& open);
  std::map<std::string, Kept, std::less<>> by_id_;
  std::map<std::pair<std::string, journal::Seq>, Kept> by_place_;
  std::optional<Kept> all_;
};

}  // namespace parley::group
