// Whether a case holds: everything that does not, at once, each with its place. What can be found is found: where
// quotations stand in their documents.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "accounts/case.h"
#include "accounts/locate.h"
#include "base/result.h"

namespace parley::accounts {

// The texts of a case's documents, by the documents' short names.
class CaseTexts {
 public:
  struct Text {
    std::string sha256;
    std::string artifact, object;  // the STIX object that has the bytes, and its identifier
    Locator in;
  };

  // Nothing: the text of that document is not here.
  Text* find(std::string_view document) const;
  // Fails with invalid_input when it is not UTF-8.
  Status put(const std::string& document, std::string text);

 private:
  std::map<std::string, std::unique_ptr<Text>, std::less<>> texts_;
};

inline constexpr std::size_t kMostTextBytes = 256u << 20;  // of all documents: they are held in memory

// Gives the bytes of a file beside the case's own file, or in a folder under it.
using ReadText = std::function<Result<std::string>(const std::string& file)>;
// A document that cannot be read, or is not the one that was annotated, is a fatal fault.
CaseTexts read_texts(const WorkedCase& of, const ReadText& read, Faults& faults);

// Looks the quotations up that have no place yet, and tells what does not hold.
void check_case(WorkedCase& of, const CaseTexts& texts, Faults& faults);

}  // namespace parley::accounts
