#include "cli/stix_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/bytes.h"
#include "stix/validate.h"

namespace parley::cli {
namespace {

bool is_space(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

// The version that the text of a bundle gives; empty when it is no bundle or gives none that is known.
std::string_view version_in(json::Parser& parser, std::string_view frame) {
  const auto value = parser.parse(frame);
  json::Object object;
  if (!value.ok() || value->get(object) != simdjson::SUCCESS) return {};
  if (json::string_member(object, "type") != "bundle") return {};
  const auto version = json::string_member(object, "spec_version");
  return version == "2.0" ? "2.0" : version == "2.1" ? "2.1" : std::string_view();
}

// Behind the value that begins at `at`: a string, a bracketed value, or a word.
std::size_t behind_value(std::string_view text, std::size_t at) {
  std::size_t depth = 0;
  while (at < text.size()) {
    const char c = text[at];
    if (c == '"') {
      for (++at; at < text.size() && text[at] != '"'; ++at)
        if (text[at] == '\\') ++at;
      ++at;
    } else if (c == '{' || c == '[') {
      ++depth, ++at;
      continue;
    } else if (c == '}' || c == ']') {
      if (depth == 0) return at;
      --depth, ++at;
    } else if (depth == 0) {
      while (at < text.size() && text[at] != ',' && text[at] != '}' && text[at] != ']' && !is_space(text[at])) ++at;
    } else {
      ++at;
      continue;
    }
    if (depth == 0) return std::min(at, text.size());
  }
  return text.size();
}

}  // namespace

struct StixReader::Impl {
  std::optional<TextInput> input;
  std::string text;  // the whole, or the beginning of a larger one
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
  json::Parser parser;
  stix::Validator validator{{.warnings = false}};

  void begin() {
    reader = std::make_unique<json::ObjectReader>([this](char* out, std::size_t size) -> Result<std::size_t> {
      if (at == text.size() && !failure.ok()) return failure.error();
      if (at == text.size()) return input && !whole ? input->read(out, size) : Result<std::size_t>(std::size_t{0});
      const std::size_t part = std::min(size, text.size() - at);
      std::copy_n(text.data() + at, part, out);
      at += part;
      return part;
    });
    reader->on_closed([this](const json::ClosedContainer& closed) { judge(closed); });
  }

  Status fill() {
    while (text.size() <= kMaxWholeBytes) {
      const std::size_t old = text.size();
      text.resize(old + (1 << 18));
      const auto got = input->read(text.data() + old, 1 << 18);
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
    json::Object object;
    if (!value.ok() || value->get(object) != simdjson::SUCCESS) return;
    if (json::string_member(object, "type") != "bundle" || validator.check(*value)) return;
    for (const stix::Finding& one : validator.findings()) {
      // The frame's own list is always empty: what was in it has been read.
      if (one.severity != stix::Severity::error) continue;
      if (one.path == "/objects" && one.code == "empty-list" && closed.elements > 0) continue;
      complaints.push_back({closed.line, fmt::format("the bundle itself: {}{}{} (STIX 2.1 section {})", one.path,
                                                     one.path.empty() ? "" : ": ", one.message, one.section)});
    }
  }

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

StixReader::StixReader(TextInput input) : impl_(std::make_unique<Impl>()) {
  impl_->input = std::move(input);
  impl_->failure = impl_->fill();
  impl_->begin();
}

StixReader::StixReader(std::string text) : impl_(std::make_unique<Impl>()) {
  impl_->text = std::move(text);
  impl_->whole = true;
  impl_->begin();
}

StixReader::~StixReader() = default;

Result<std::optional<json::FoundObject>> StixReader::next() {
  PARLEY_TRY(auto found, impl_->reader->next());
  impl_->container = found ? found->container : std::nullopt;
  return found;
}

std::string_view StixReader::bundle_version() {
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

std::vector<StixReader::Complaint> StixReader::take_complaints() { return std::exchange(impl_->complaints, {}); }
std::uint64_t StixReader::bytes_read() const { return impl_->reader->bytes_read(); }

std::string with_member(std::string_view object, std::string_view name, std::string_view value) {
  std::string quoted;
  append_json_string(quoted, name);
  std::size_t at = object.find('{') + 1;
  while (at < object.size()) {
    while (at < object.size() && (is_space(object[at]) || object[at] == ',')) ++at;
    if (at >= object.size() || object[at] != '"') break;
    const std::size_t key_end = behind_value(object, at);
    const bool is_it = object.substr(at, key_end - at) == quoted;
    at = object.find(':', key_end);
    if (at == std::string_view::npos) break;
    ++at;
    while (at < object.size() && is_space(object[at])) ++at;
    const std::size_t end = behind_value(object, at);
    if (is_it) return std::string(object.substr(0, at)) + std::string(value) + std::string(object.substr(end));
    at = end;
  }
  const std::size_t open = object.find('{') + 1;
  std::size_t next = open;
  while (next < object.size() && is_space(object[next])) ++next;
  const bool alone = next < object.size() && object[next] == '}';
  return std::string(object.substr(0, open)) + quoted + ":" + std::string(value) + (alone ? "" : ",") +
         std::string(object.substr(open));
}

std::optional<Versioned> with_this_version(std::string_view object) {
  json::Parser parser;
  const auto value = parser.parse(object);
  json::Object members;
  if (!value.ok() || value->get(members) != simdjson::SUCCESS) return std::nullopt;
  const auto version = json::member(members, "spec_version");
  if (version && json::string_member(members, "spec_version") != "2.0") return std::nullopt;
  return Versioned{with_member(object, "spec_version", "\"2.1\""), version.has_value()};
}

bool is_misp_event(json::Element value) {
  json::Array list;
  json::Element inner;
  if (value.get(list) == simdjson::SUCCESS) return list.begin() != list.end() && is_misp_event(*list.begin());
  json::Object object;
  if (value.get(object) != simdjson::SUCCESS || json::member(object, "type")) return false;
  if (const auto event = json::member(object, "Event")) return event->is_object();
  const auto response = json::member(object, "response");
  return response && !response->is_null() && is_misp_event(*response);
}

}  // namespace parley::cli
