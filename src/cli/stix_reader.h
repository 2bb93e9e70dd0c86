// The objects of a file as `import` and `stix validate` find them, with what only the bundle around them tells: its
// version, and whether it is a bundle itself.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/text_input.h"
#include "json/json.h"
#include "json/object_reader.h"

namespace parley::cli {

// A file of objects is read whole up to here, so that what stands behind a bundle's "objects" is known before them;
// a larger one as it comes.
inline constexpr std::size_t kMaxWholeBytes = 64u << 20;

class StixReader {
 public:
  explicit StixReader(TextInput input);
  // Of a text that is at hand already.
  explicit StixReader(std::string text);
  ~StixReader();

  Result<std::optional<json::FoundObject>> next();
  // What the bundle around the last object found says as its spec_version: "2.0" or "2.1"; else empty.
  std::string_view bundle_version();
  // What is wrong with bundles themselves, apart from their objects, since the last call.
  struct Complaint {
    std::uint64_t line;
    std::string message;
  };
  std::vector<Complaint> take_complaints();
  std::uint64_t bytes_read() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// The object's text with spec_version "2.1" where it has none, or "2.0"; nothing when it has another, or is no object.
// For objects that only their bundle gives a version (STIX 2.0).
struct Versioned {
  std::string text;
  bool said_older = false;  // it had spec_version "2.0"
};
std::optional<Versioned> with_this_version(std::string_view object);
// The object's text with another value (JSON) for a member at its top, or with that member added in front.
std::string with_member(std::string_view object, std::string_view name, std::string_view value);

// Whether the text is a MISP event or a list of them, which people take for STIX.
bool is_misp_event(json::Element value);
// Behind a file's name.
inline constexpr std::string_view kEmptyFile =
    " is empty: there is no object in it (was it fetched and saved completely?)";
inline constexpr std::string_view kNoObjects = " holds no objects: a list or envelope of nothing";
inline constexpr std::string_view kMispSentence =
    "this is a MISP event, not STIX: export it from MISP as STIX 2.1 (returnFormat stix2 of its REST search, or "
    "Download as... STIX 2)";

}  // namespace parley::cli
