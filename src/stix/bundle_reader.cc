// An object of STIX 2.0 has no version of its own: its bundle has it, and JSON lets a bundle write it behind the
// objects. What fits into memory (kMaxWholeBytes) is therefore there as a whole, and the first object that needs its
// bundle's version has the text read once to the end, the versions of all bundles by their offsets. A larger text is
// read as it comes, and only what stands in front of "objects" is known.
#include "stix/bundle_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "json/json.h"
#include "stix/report.h"
#include "stix/validate.h"

namespace parley::stix {
namespace {

constexpr std::size_t kBlockBytes = 1u << 18;

// The version that the text of a bundle gives; empty when it is no bundle or gives none that is known.
// The parser is given, because what it returns dies with its next parse: the look ahead must not use the one of the
// reader.
std::string_view version_in(json::Parser& parser, std::string_view frame) {
  const auto value = parser.parse(frame);
  json::Object object;
  if (!value.ok() || value->get(object) != simdjson::SUCCESS) return {};
  if (json::string_member(object, "type") != "bundle") return {};
  const auto version = json::string_member(object, "spec_version");
  return version == "2.0" ? "2.0" : version == "2.1" ? "2.1" : std::string_view();
}

// Whether the text can be an empty envelope: a cheap look, since each object of a file passes it.
bool may_be_empty_envelope(std::string_view text) {
  constexpr std::size_t kLongest = 64u << 10;  // a cursor of any server fits
  return text.size() <= kLongest && text.find("\"type\"") == text.npos && text.find("\"id\"") == text.npos;
}

}  // namespace

// A member that an envelope does not have may mean anything, and then it is not this that says that it is nothing.
bool is_empty_envelope(json::Element value) {
  json::Object members;
  if (value.get(members) != simdjson::SUCCESS) return false;
  for (const auto& [name, member] : members) {
    json::Array objects;
    const bool known = name == "more"      ? member.is_bool()
                       : name == "next"    ? member.is_string() || member.is_null()
                       : name == "objects" ? member.get(objects) == simdjson::SUCCESS && objects.size() == 0
                                           : false;
    if (!known) return false;
  }
  return true;
}

// Two readers are at work on one text at most: the one whose objects are handed out, and for a moment the one that
// looks ahead.
struct BundleReader::Impl {
  json::ObjectReader::Source source;  // null: the whole text was at hand
  std::string text;                   // the whole, or the beginning of a larger one
  bool whole = false;
  std::size_t at = 0;
  Status failure;
  std::unique_ptr<json::ObjectReader> reader;
  std::optional<std::uint64_t> container;  // of the last object
  std::optional<std::uint64_t> known;      // the container that `version` belongs to
  std::string_view version;
  bool looked_ahead = false;
  std::map<std::uint64_t, std::string_view> versions;  // from looking ahead, by the container's offset
  std::vector<Complaint> complaints;
  std::uint64_t empty_envelopes = 0;
  json::Parser parser;
  stix::Validator validator{{.warnings = false}};

  // What was read into memory is handed out first, then the rest of the source. A failure is told only when the
  // memory is used up, so that the objects in front of it are not lost.
  void begin() {
    reader = std::make_unique<json::ObjectReader>([this](char* out, std::size_t size) -> Result<std::size_t> {
      if (at == text.size() && !failure.ok()) return failure.error();
      if (at == text.size()) return source && !whole ? source(out, size) : Result<std::size_t>(std::size_t{0});
      const std::size_t part = std::min(size, text.size() - at);
      std::copy_n(text.data() + at, part, out);
      at += part;
      return part;
    });
    reader->on_closed([this](const json::ClosedContainer& closed) { judge(closed); });
  }

  // A failure of the source is kept and told by the reader when it has handed out what came before.
  Status fill() {
    while (text.size() <= kMaxWholeBytes) {
      const std::size_t old = text.size();
      text.resize(old + kBlockBytes);
      const auto got = source(text.data() + old, kBlockBytes);
      text.resize(old + (got.ok() ? *got : 0));
      if (!got.ok()) return got.error();
      if (*got == 0) {
        whole = true;
        break;
      }
    }
    return {};
  }

  // What the standard says of a bundle itself. An envelope, or whatever else has "objects", it does not know.
  void judge(const json::ClosedContainer& closed) {
    if (closed.frame.empty()) return;
    const auto value = parser.parse(closed.frame);
    if (closed.elements == 0 && value.ok() && is_empty_envelope(*value)) ++empty_envelopes;
    json::Object object;
    if (!value.ok() || value->get(object) != simdjson::SUCCESS) return;
    if (json::string_member(object, "type") != "bundle" || validator.check(*value)) return;
    for (const stix::Finding& one : validator.findings()) {
      // The frame's own list is always empty: what was in it has been read.
      if (one.severity != stix::Severity::error) continue;
      if (one.path == "/objects" && one.code == "empty-list" && closed.elements > 0) continue;
      complaints.push_back({closed.line, fmt::format("the bundle itself: {}{}{} ({})", one.path,
                                                     one.path.empty() ? "" : ": ", one.message, cited(one.section))});
    }
  }

  // Containers are known by their offset in the text, which is the same for both readers.
  void look_ahead() {
    looked_ahead = true;
    std::size_t place = 0;
    json::ObjectReader other([&](char* out, std::size_t size) -> Result<std::size_t> {
      const std::size_t part = std::min(size, text.size() - place);
      std::copy_n(text.data() + place, part, out);
      place += part;
      return part;
    });
    json::Parser own;
    other.on_closed(
        [&](const json::ClosedContainer& closed) { versions[closed.offset] = version_in(own, closed.frame); });
    while (true) {
      const auto found = other.next();
      if (!found.ok() || !*found) return;
    }
  }
};

// Reads up to the bound at once, which is when it is known whether the text is a small one.
BundleReader::BundleReader(json::ObjectReader::Source source) : impl_(std::make_unique<Impl>()) {
  impl_->source = std::move(source);
  impl_->failure = impl_->fill();
  impl_->begin();
}

// Whatever its size: it is in memory already, so it counts as whole.
BundleReader::BundleReader(std::string text) : impl_(std::make_unique<Impl>()) {
  impl_->text = std::move(text);
  impl_->whole = true;
  impl_->begin();
}

BundleReader::~BundleReader() = default;

// Empty envelopes are counted and passed over; everything else is handed out as it was found, errors included.
Result<std::optional<json::FoundObject>> BundleReader::next() {
  while (true) {
    PARLEY_TRY(auto found, impl_->reader->next());
    impl_->container = found ? found->container : std::nullopt;
    if (!found || found->error || found->container || !may_be_empty_envelope(found->text)) return found;
    const auto value = impl_->parser.parse(found->text);
    if (!value.ok() || !is_empty_envelope(*value)) return found;
    ++impl_->empty_envelopes;
  }
}

// Those that stood by themselves and those that the reader had taken apart, in one count.
std::uint64_t BundleReader::empty_envelopes() const { return impl_->empty_envelopes; }

// What stands in front of "objects" is asked first: nearly all programs write "spec_version" there, and then nobody
// has to look ahead. A bundle's answer is kept for all of its objects.
std::string_view BundleReader::bundle_version() {
  Impl& in = *impl_;
  if (!in.container) return {};
  if (in.known == in.container) return in.version;
  in.known = in.container;
  in.version = version_in(in.parser, in.reader->frame_so_far());
  if (in.version.empty() && in.whole) {
    if (!in.looked_ahead) in.look_ahead();
    const auto later = in.versions.find(*in.container);
    if (later != in.versions.end()) in.version = later->second;
  }
  return in.version;
}

// Each complaint is handed out once, and the caller asks after each object, as a bundle is judged when it closes.
std::vector<BundleReader::Complaint> BundleReader::take_complaints() { return std::exchange(impl_->complaints, {}); }
std::uint64_t BundleReader::bytes_read() const { return impl_->reader->bytes_read(); }

}  // namespace parley::stix
