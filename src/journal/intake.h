// From bytes that came in to objects that may be appended: parse, check against the standard, canonical form.
// The same for a TAXII POST and for `parley import`. Not thread-safe; one a thread, kept.
#pragma once

#include "journal/journal.h"
#include "stix/validate.h"

namespace parley::journal {

struct Refusal {
  std::string id;       // as far as it could be read; empty otherwise
  std::string version;  // likewise
  std::string message;  // first finding, with path and section
};

class Intake {
 public:
  explicit Intake(stix::ValidateOptions options = {.warnings = false});
  ~Intake();
  // Either an object or why not. A text that is not JSON is `not_json`. A record of the node's own acts (stix/parley.h)
  // is taken from nobody.
  struct Admission {
    std::optional<NewObject> object;
    Refusal refusal;
    bool not_json = false;
  };
  Admission admit(std::string_view text);
  // Without asking whether the standard allows it: for what another party has put into its journal and signed. Fails
  // when it cannot be kept: no JSON object, no identifier, no canonical form.
  Result<NewObject> read(std::string_view text);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace parley::journal
