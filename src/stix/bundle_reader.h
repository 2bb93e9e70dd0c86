// The objects of a text as `import` and `stix validate` find them, with what only the bundle around them tells: its
// version, and whether it is a bundle itself.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "json/json.h"
#include "json/object_reader.h"

namespace parley::stix {

// A file of objects is read whole up to here, so that what stands behind a bundle's "objects" is known before them;
// a larger one as it comes.
inline constexpr std::size_t kMaxWholeBytes = 64u << 20;

// A TAXII envelope that brings nothing, such as {} or {"more":false}: what a client gets that has everything already
// (TAXII 2.1 section 3.7).
bool is_empty_envelope(json::Element value);

class BundleReader {
 public:
  // The bytes are text, as input/text_input.h gives them.
  explicit BundleReader(json::ObjectReader::Source source);
  // Of a text that is at hand already.
  explicit BundleReader(std::string text);
  ~BundleReader();

  // Empty envelopes are passed over and counted.
  Result<std::optional<json::FoundObject>> next();
  std::uint64_t empty_envelopes() const;
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

}  // namespace parley::stix
