// STIX objects of a case. Identifiers are made from the case's slug and its short names (UUIDv5), so that two cases
// that use the same names stay apart, and the same case again gives the same objects.
//
// A case is a grouping that names its objects. One with many statements names CHAPTERS instead of these: groupings,
// each of which names some of the statements, in their order. So one statement more is one object and a small one more,
// and not a list of all again. What is in a chapter stays there.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "accounts/case.h"
#include "accounts/case_check.h"

namespace parley::accounts {

struct CaseObject {
  std::string id, type;
  std::string body;   // the object without its times
  bool timed = true;  // has `created` and `modified`; an artifact has none
  // The object; both times as STIX timestamps.
  std::string with_times(std::string_view created, std::string_view modified) const;
};

// Identifiers by type and short name; the grouping's short name is empty.
using CaseIds = std::map<std::pair<std::string, std::string>, std::string, std::less<>>;

// The identifier that the case of that name makes of a short name; `again`: how often what was called so was withdrawn.
enum class CaseKind : std::uint8_t { party, event, proposition, statement, chapter, grouping };
std::string made_id(std::string_view slug, CaseKind kind, std::string_view name, int again = 0);

// `source_name` of the external reference that gives a chapter its number, before the slug. Not that of other objects
// of a case: a chapter is no case by itself.
inline constexpr std::string_view kChapterSource = "parley-chapter:";
inline constexpr std::size_t kMostWithoutChapters = 500, kMostInChapter = 250;  // statements
struct CaseChapter {
  std::string name;                     // its number
  std::vector<std::string> statements;  // identifiers
  bool operator==(const CaseChapter&) const = default;
};

struct CaseMaking {
  std::string slug;                        // how people call the case: lower-case letters, digits, hyphens
  std::string created_by;                  // identity of the party that enters it; may be empty
  CaseIds ids = {};                        // of what is there already
  std::vector<CaseChapter> chapters = {};  // as they are
  bool may_begin_chapters = true;          // where there are none; false: as a case is stored from before
  // Identifiers that cannot be used again: who withdraws an object does so for good (STIX 2.1 section 3.2, "revoked").
  // What is entered again under the same short name is another object.
  std::set<std::string, std::less<>> withdrawn = {};
};

// The case that holds or not: what does not hold is made all the same, as far as it can be written. Places of
// quotations as check_case() left them. The grouping, which names all others and is the case itself, comes last.
std::vector<CaseObject> objects_of(const WorkedCase& of, const CaseTexts& texts, const CaseMaking& making);

// One chapter, when its statements are known by their identifiers.
CaseObject object_of(const CaseChapter& chapter, const CaseMaking& making);
// The statements of a case, by their identifiers and in their order, as chapters: what was in one stays there, what
// comes in between goes with what stands before it, and a chapter that is full is followed by a new one.
std::vector<CaseChapter> in_chapters(const std::vector<std::string>& statements, const std::vector<CaseChapter>& now);

// "Lake Tarn: two reports" -> "lake-tarn-two-reports".
std::string slug_of(std::string_view name);

}  // namespace parley::accounts
