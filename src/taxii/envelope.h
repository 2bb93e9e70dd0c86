// Cuts the body of a POST, a TAXII envelope (TAXII 2.1 section 3.7), into the texts of its objects, without copying or
// understanding them: that is journal::Intake's work, object by object.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace parley::taxii {

struct EnvelopeElement {
  std::string_view text;  // into the body
  std::size_t depth = 0;  // of nested arrays and objects in it
};

// The elements of the body's "objects". Other members (a bundle's "type" and "id", custom ones) are passed over.
// Fails with invalid_input when the body is not JSON, saying where; with unsupported when it is JSON but not an
// envelope with objects. What stands inside the elements is checked only as far as strings and brackets go.
Result<std::vector<EnvelopeElement>> split_envelope(std::string_view body);

// Whether a text that json::Parser refused is JSON by its grammar all the same: half of a surrogate pair, or an
// exponent that no double holds. Then one object is at fault and not the body.
bool is_json_by_grammar(std::string_view text);

}  // namespace parley::taxii
