// Reads a worked case: one file "parley-attribution-gold/1" (statements found in texts, with their spans) beside the
// texts, and makes STIX objects of it. Only what people recorded is read: parties, events, propositions, documents,
// statements, which reports are of one utterance, and to which account a statement counts. Matrix, verdicts, changes
// and shared lines in the file are not looked at.
//
// Identifiers are deterministic (UUIDv5 in a namespace of the case), so that two cases that use the same short names
// stay apart and importing again gives the same objects.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace parley::accounts {

struct CaseObject {
  std::string id, type;
  std::string body;   // the object without its times
  bool timed = true;  // has `created` and `modified`; an artifact has none
  // The object; both times as STIX timestamps.
  std::string with_times(std::string_view created, std::string_view modified) const;
};

struct GoldCase {
  std::string slug, name;
  std::string grouping;             // id of the object that names all others: the case itself
  std::vector<CaseObject> objects;  // the grouping last
  std::size_t statements = 0, propositions = 0, accounts = 0, documents = 0;
  // What does not hold, each as a sentence with its place. The objects are made all the same; comparing marks them.
  std::vector<std::string> faults;
};

struct GoldOptions {
  std::string slug;        // how people call the case: lower-case letters, digits, hyphens
  std::string created_by;  // identity of the importing party; may be empty
  std::function<Result<std::string>(const std::string& file)>
      read_text;  // a document beside the gold file, or in a folder under it
};

// Fails with invalid_input when the text is not such a file, when an id stands twice in it, or when a document is
// missing or is not the one annotated (its hash differs).
Result<GoldCase> read_gold(std::string_view text, const GoldOptions& options);

// "Lake Tarn: two reports" -> "lake-tarn-two-reports".
std::string slug_of(std::string_view name);

}  // namespace parley::accounts
