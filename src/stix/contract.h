// The line contract of `parley stix id|canonical|mark --ndjson`: one JSON text in, one JSON line out, for test
// harnesses and for programs that drive this library through a pipe. What cannot be answered is answered by
// {"line","error"}.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace parley::stix {

// `text` is an SCO without "id". {"line":n,"id":"..."}; the id is null when no ID contributing property is there.
std::string id_line(std::string_view text, std::uint64_t n);
// `text` is {"input":"JSON text"}. {"line":n,"canonical":"..."}, the RFC 8785 form of the input.
std::string canonical_line(std::string_view text, std::uint64_t n);
// `text` is {"op","object","selectors","options","marking","layer"}, of which only the first two must be there:
// `op` is get_markings, is_marked, add_markings, remove_markings, set_markings or clear_markings; `selectors` null for
// the object as a whole, a string or a list; `layer` "granular" to leave object markings out. {"line":n,"result":...}:
// a sorted list, a boolean, or {"object_marking_refs","granular_markings"} as they are then, null where there are none.
// In
// {"line","error","message"} the error is InvalidSelectorError, MarkingNotFoundError or InvalidValueError.
std::string mark_line(std::string_view text, std::uint64_t n);

// The same for one text that is no line of many: the identifier (nothing when no ID contributing property is there),
// and the canonical form.
Result<std::optional<std::string>> id_of_text(std::string_view sco);
Result<std::string> canonical_text(std::string_view text);

}  // namespace parley::stix
