// A case file on its way to STIX objects: read (case_json.h), its quotations looked up and everything checked
// (case_check.h), made into objects (case_objects.h).
//
// Nothing is refused but what would make it another case: a short name twice, a text that is missing or is not the one
// annotated. Everything else that does not hold is told, and made as it stands; comparing marks it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "accounts/case.h"
#include "accounts/case_check.h"
#include "accounts/case_objects.h"
#include "base/result.h"

namespace parley::accounts {

struct GoldCase {
  std::string slug, name;
  std::string grouping;             // id of the object that names all others: the case itself
  std::vector<CaseObject> objects;  // the grouping last
  std::size_t statements = 0, propositions = 0, accounts = 0, documents = 0;
  std::vector<std::string> faults;  // what does not hold, each as a sentence with its place
};

struct GoldOptions {
  std::string slug;        // how people call the case: lower-case letters, digits, hyphens
  std::string created_by;  // identity of the importing party; may be empty
  ReadText read_text;
};

// Fails with invalid_input when the text is no such file, or has a fatal fault.
Result<GoldCase> read_gold(std::string_view text, const GoldOptions& options);

}  // namespace parley::accounts
