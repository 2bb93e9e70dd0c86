// A case as it stands in a journal, read back into what people enter: the other way from case_objects.h.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "accounts/case.h"
#include "accounts/case_check.h"
#include "accounts/case_objects.h"
#include "base/result.h"

namespace parley::accounts {

struct StoredCase {
  WorkedCase of;
  CaseTexts texts;
  CaseIds ids;  // of all that the case calls by a short name, of its chapters and of the case itself
  std::vector<CaseChapter> chapters;
  std::map<std::string, std::string> artifacts;  // identifiers of its documents' texts, by the documents' short names
};

// A chapter of the case with that slug (case_objects.h); nothing when the text is none, or a withdrawn one.
std::optional<CaseChapter> chapter_in(std::string_view text, std::string_view slug);

// `objects`: the newest version of each by its identifier, as JSON, chapters among them; revoked ones, and such as
// neither the grouping nor a chapter of it names, are passed over. What is there and cannot be entered in a case file
// (judgements, exact times, what other tools added) is not in it: objects_of() does not write that, and whoever stores
// what it writes keeps what stood there. Fails with corrupt when the grouping is no object.
Result<StoredCase> read_stored(std::string_view grouping, const std::map<std::string, std::string>& objects,
                               std::string_view slug);

}  // namespace parley::accounts
