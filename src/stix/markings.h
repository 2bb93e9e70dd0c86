// Data markings (STIX 2.1 section 7.2): which markings hold for an object or a part of it, and changing them.
#pragma once

#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "json/json.h"

namespace parley::stix {

struct MarkingOptions {
  bool inherited = false;    // with what holds for the parts above a selector, up to the object itself
  bool object_level = true;  // false: inherited stops below the object itself
  bool descendants = false;  // with what holds for the parts below it
  bool marking_ref = true;   // count markings by reference
  bool lang = true;          // count language markings
};

// Whether each selector is well-formed and selects something in the object (section 7.2.3.1).
Status check_selectors(json::Element object, const std::vector<std::string>& selectors);

// Marking identifiers and language tags that hold for `selectors` (none: for the object as a whole), sorted. Fails with
// invalid_input for a selector that is malformed or selects nothing (section 7.2.3.1).
Result<std::set<std::string>> get_markings(json::Element object, const std::vector<std::string>& selectors,
                                           const MarkingOptions& options = {});
// Whether `markings` hold there: for selectors every one of them, for the object as a whole any of them (as the
// reference implementation asks); with no markings, whether any at all holds.
Result<bool> is_marked(json::Element object, const std::vector<std::string>& markings,
                       const std::vector<std::string>& selectors, const MarkingOptions& options = {});

struct GranularMarking {
  std::string marking_ref;  // exactly one of these two is set
  std::string lang;
  std::vector<std::string> selectors;
  auto operator<=>(const GranularMarking&) const = default;
};
struct Markings {
  std::vector<std::string> object_marking_refs;
  std::vector<GranularMarking> granular;
};
Result<Markings> read_markings(json::Element object);

enum class MarkingChange { add, remove, set, clear };
// The markings that the object would have after the change. No selectors: object markings. Fails with invalid_input for
// a selector as above, for what is neither the identifier of a marking nor (with selectors) a language tag, and with
// not_found when none of what is to be removed or cleared is there. `set` takes away what the selectors have, whatever
// it is, and adds; `clear` heeds marking_ref and lang in `options`.
Result<Markings> change_markings(json::Element object, MarkingChange change, const std::vector<std::string>& markings,
                                 const std::vector<std::string>& selectors, const MarkingOptions& options = {});

// TLP 1.0 (section 7.2.1.4) and TLP 2.0 marking-definition objects, which every producer must use as they are.
enum class Tlp { clear, green, amber, amber_strict, red };
struct TlpMarking {
  std::string_view id;
  Tlp level;
  int version;  // 1 or 2
};
// By identifier; null when it is not one of the nine.
const TlpMarking* tlp_marking(std::string_view id);
std::span<const TlpMarking> tlp_markings();  // all of them

}  // namespace parley::stix
