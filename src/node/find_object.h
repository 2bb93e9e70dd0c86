// Objects by what people type, in all journals that are here: this party's and the mirrors of others'.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "node/node.h"

namespace parley::node {

inline constexpr std::size_t kShortestBeginning = 4;  // characters of a UUID that people type in the place of all

// What a person types for an object or a message: a whole id, or the beginning of one, written as "indicator--7c1f2a30"
// (as screens show it) or "7c1f2a30", with kShortestBeginning or more characters of the UUID. White space around it and
// the case of letters do not matter. Every command understands an id by this class and by nothing else.
class TypedId {
 public:
  explicit TypedId(std::string_view text);
  bool is_whole() const { return is_whole_; }
  bool is_beginning() const { return is_beginning_; }
  bool has_type() const { return !type_.empty(); }
  // Neither is_whole() nor is_beginning(): it means nothing.
  bool means(std::string_view id) const;

  const std::string& text() const { return text_; }  // without white space around it
  // Of a whole id, as an index is asked that knows an id letter by letter: as it was typed, and in lower case, which is
  // how nearly all are written.
  std::vector<std::string> spellings() const;
  // In lower case; the type is empty when only (the beginning of) a UUID was typed.
  const std::string& type() const { return type_; }
  const std::string& uuid() const { return uuid_; }

 private:
  std::string text_, type_, uuid_;
  bool is_whole_ = false, is_beginning_ = false;
};
// Whether `text` means the object `id`.
inline bool means(std::string_view text, std::string_view id) { return TypedId(text).means(id); }

// The id that `text` means: itself when it is a whole one; else the only one here that begins so, written as
// "indicator--7c1f2a30" or "7c1f2a30". Fails with invalid_input, not_found, or conflict when several do, and says what
// to type.
Result<std::string> whole_id(Node& node, std::string_view text);
// The same for each of a list.
Result<std::vector<std::string>> whole_ids(Node& node, const std::vector<std::string>& texts);

// The name of the journal that has the object: "main", another of this party's, or a mirror; "main" when none has, so
// that the answer names a journal that people know.
std::string journal_with(Node& node, const std::string& id);

// What an object is called in the newest version that is here, in any journal (stix::title_of); empty when it is not
// here or has no name. Others' words.
std::string title_of(Node& node, const std::string& id);

// Ids here that begin with `uuid` behind "TYPE--", of any type when `type` is empty; at most two. Lower case, both.
Result<std::set<std::string>> objects_beginning(Node& node, const std::string& type, const std::string& uuid);

// The newest version of every object here of these types (all when empty), or the versions that are wanted: `visit`
// until it says false. An object that stands in several journals comes once for each.
Status for_each_object(Node& node, const std::vector<std::string>& types,
                       const std::function<bool(const journal::Entry&)>& visit,
                       const journal::VersionFilter& versions = {});

// The types that the standard and Parley know, without "bundle".
const std::set<std::string_view>& standard_types();

// Without white space around it.
std::string trim(std::string_view text);

}  // namespace parley::node
