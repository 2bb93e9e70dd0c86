// For tests: a case as a file in the notation, of one text that every document of it has.
#pragma once

#include <string>

#include "desk/cases.h"

namespace parley::desk::testing {

// "harbour", of "harbour.case".
inline CaseFile case_file(const std::string& called, std::string text, std::string document) {
  return {.text = std::move(text),
          .file = called + ".case",
          .called = called,
          .read_text = [document = std::move(document)](const std::string&) { return Result<std::string>(document); }};
}

}  // namespace parley::desk::testing
