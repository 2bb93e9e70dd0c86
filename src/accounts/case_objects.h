// STIX objects of a case. Identifiers are made from the case's slug and its short names (UUIDv5), so that two cases
// that use the same names stay apart, and the same case again gives the same objects.
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

struct CaseMaking {
  std::string slug;        // how people call the case: lower-case letters, digits, hyphens
  std::string created_by;  // identity of the party that enters it; may be empty
  CaseIds ids = {};        // of what is there already
  // Identifiers that cannot be used again: who withdraws an object does so for good (STIX 2.1 section 3.2, "revoked").
  // What is entered again under the same short name is another object.
  std::set<std::string, std::less<>> withdrawn = {};
};

// The case that holds or not: what does not hold is made all the same, as far as it can be written. Places of
// quotations as check_case() left them. The grouping, which names all others and is the case itself, comes last.
std::vector<CaseObject> objects_of(const WorkedCase& of, const CaseTexts& texts, const CaseMaking& making);

// "Lake Tarn: two reports" -> "lake-tarn-two-reports".
std::string slug_of(std::string_view name);

}  // namespace parley::accounts
