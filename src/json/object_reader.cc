// How it finds its way: values that stand at the top are read by their brackets (value_scan.h). An object there may
// turn out to be a container, when its member "objects" is an array; then its elements are the objects.
//
// Behind something broken it goes on at the next line that begins as the broken value's line began: the next line of
// NDJSON, or the next element of an indented array. From there on it no longer knows in which containers it is, so
// it takes what comes as values at the top and passes over what closes a container. That may read some text again, at
// most once for each of the 256 levels that a value can have.
#include "json/object_reader.h"

#include <fmt/format.h>

#include <vector>

#include "json/scan.h"
#include "json/value_scan.h"
#include "json/window.h"

namespace parley::json {

namespace {

constexpr std::size_t kMaxIndent = 256;
constexpr std::size_t kMaxFrame = 64u << 10;  // of a container's own text that is kept to be checked
constexpr std::size_t kShownBytes = 256;      // of broken text that is handed out

// A number, or a text. Of the words that JSON knows only the whole would tell them from any other.
bool begins_scalar(char c) { return c == '"' || c == '-' || (c >= '0' && c <= '9'); }

// An array whose elements are being read.
struct Container {
  bool in_object = false;  // it is the "objects" of a bundle or envelope
  bool element_read = false;
  bool comma_read = false;
  std::uint64_t elements = 0;
  std::uint64_t offset = 0;
  std::uint64_t line = 1;
  std::string frame;  // the bundle's text without the elements; given up when it gets too long
  bool frame_kept = true;
};

}  // namespace

// What is handed out points into the window, so the window may only be released up to the beginning of the next
// object: next() does it at its start, when the caller is done with the last one.
struct ObjectReader::Impl {
  Impl(Source source, std::size_t max_object_bytes) : window(std::move(source)), max_bytes(max_object_bytes) {}

  Window window;
  std::size_t max_bytes;
  std::uint64_t at = 0;
  std::uint64_t line = 1;
  // What stands before `at` on its line, as long as that is only space.
  std::string indent;
  bool first_on_line = true;
  std::vector<Container> containers;
  // After a loss: what closes containers at the top belongs to one of which the beginning is no longer known.
  bool lenient = false;
  std::optional<std::string> lost_indent;  // where to go on: at the next line that begins so
  std::unique_ptr<Parser> parser;          // for frames
  std::function<void(const ClosedContainer&)> closed;

  std::optional<FoundObject> next();

 private:
  std::optional<FoundObject> at_top(char c);
  std::optional<FoundObject> in_container(char c);
  std::optional<FoundObject> value(bool may_be_container);
  std::optional<FoundObject> finish(const ValueScan& scan, ScanEnd end, std::uint64_t start, std::uint64_t start_line);
  std::optional<FoundObject> rest_of_container();
  std::optional<FoundObject> wrong_scalar();
  std::optional<FoundObject> end_of_stream();
  void enter(std::uint64_t start, std::uint64_t start_line, const ValueScan& scan);
  void lose(const ValueScan& scan, std::uint64_t start, std::uint64_t start_line);

  // The source has failed, and this value wants what it did not give. What was there before it whole is handed out.
  bool is_broken_off(ScanEnd end) {
    if (!window.failure() || end == ScanEnd::closed || end == ScanEnd::objects_array) return false;
    at = window.end();
    return true;
  }
  bool skip_space();
  void skip_line();
  bool find_line(const std::string& begins);
  void pass(std::uint64_t count = 1) {
    at += count;
    first_on_line = false;
  }
  FoundObject error_here(std::string message) const { return error(at, line, Code::invalid_input, std::move(message)); }
  FoundObject error(std::uint64_t offset, std::uint64_t in_line, Code code, std::string message) const {
    return {{}, offset, in_line, {}, Error{code, std::move(message)}};
  }
  std::string_view shown(std::uint64_t from, std::uint64_t to) const {
    return window.text(from, std::min(to, from + kShownBytes));
  }
};

// One step each time round: a step either hands something out, or has moved on. Each step reads at least one byte,
// changes what is expected next, or ends, so that the loop ends on any input (object_reader_fuzz).
std::optional<FoundObject> ObjectReader::Impl::next() {
  for (;;) {
    window.release(at);
    if (lost_indent) {
      const std::string begins = *std::exchange(lost_indent, std::nullopt);
      if (!find_line(begins)) return std::nullopt;
    }
    if (!skip_space()) return end_of_stream();
    const char c = *window.at(at);
    std::optional<FoundObject> found = containers.empty() ? at_top(c) : in_container(c);
    if (found || (window.failure() && at >= window.end())) return found;
  }
}

// Only the outermost container is told: those inside are cut off because it is. When the source has failed, its error
// says more than "cut off" would.
std::optional<FoundObject> ObjectReader::Impl::end_of_stream() {
  if (containers.empty() || window.failure()) return std::nullopt;
  const Container open = std::move(containers.front());
  containers.clear();
  return error(open.offset, open.line, Code::invalid_input,
               fmt::format("the {} that begins in line {} is cut off by the end of the input",
                           open.in_object ? "bundle" : "array", open.line));
}

// Between values that are not in an array. An object may turn out to be a bundle; an array is entered, and its
// elements are the objects.
std::optional<FoundObject> ObjectReader::Impl::at_top(char c) {
  if (c == '{') return value(true);
  if (c == '[') {
    containers.emplace_back();
    containers.back().offset = at;
    containers.back().line = line;
    pass();
    return std::nullopt;
  }
  if (lenient && (c == ',' || c == ']' || c == '}')) {
    pass();
    return std::nullopt;
  }
  // At the beginning, and where files were put one behind another that each have a byte order mark.
  if (c == '\xEF' && window.ensure(at + 3) && window.text(at, at + 3) == "\xEF\xBB\xBF") {
    at += 3;
    return std::nullopt;
  }
  if (c == ',') {
    FoundObject found = error_here("a comma stands between values that are not in an array");
    pass();
    return found;
  }
  // A member of the broken value's rest. It was told once that the value is broken, and a complaint for each line of
  // it would bury that.
  const bool leftover = lenient && c == '"';
  const auto byte = static_cast<unsigned char>(c);
  FoundObject found = error_here(
      !leftover && begins_scalar(c) ? std::string("a value that is no object stands where an object is expected")
      : byte > 0x20 && byte < 0x7F  ? fmt::format("not JSON: '{}' stands where an object is expected", c)
                                    : fmt::format("not JSON: byte 0x{:02x} stands where an object is expected", byte));
  skip_line();
  if (leftover) return std::nullopt;
  return found;
}

// Commas are checked here and not by the parser, which never sees the array as a whole. A wrong one costs an error of
// its own; the elements on both sides are still read.
std::optional<FoundObject> ObjectReader::Impl::in_container(char c) {
  Container& array = containers.back();
  if (c == ',') {
    if (!array.element_read) {
      FoundObject found = error_here("an element is missing before ','");
      pass();
      return found;
    }
    array.element_read = false;
    array.comma_read = true;
    pass();
    return std::nullopt;
  }
  if (c == ']') {
    // JSON knows no comma behind the last element, though JavaScript and hand-written files have it.
    const bool missing = array.comma_read && !array.element_read;
    if (missing) {
      array.comma_read = false;
      return error_here("an element is missing behind ','");
    }
    pass();
    if (array.in_object) return rest_of_container();
    containers.pop_back();
    return std::nullopt;
  }
  if (c == '}') {
    FoundObject found = error_here("'}' closes nothing that is open");
    pass();
    return found;
  }
  // The error is told first, and the same place is looked at once more: the element itself is handed out by the next
  // call.
  if (array.element_read) {
    array.element_read = false;
    return error_here("',' is missing between two elements");
  }
  array.element_read = true;
  ++array.elements;
  if (c == '{' || c == '[') return value(c == '{' && !array.in_object);
  return wrong_scalar();
}

// An element that is no object and no array: to the next comma or bracket outside a string, or the end of the line.
std::optional<FoundObject> ObjectReader::Impl::wrong_scalar() {
  FoundObject found = error_here("an element is not an object");
  bool in_string = false;
  while (window.ensure(at + 1)) {
    const char c = *window.at(at);
    if (c == '\n' || (!in_string && (c == ',' || c == ']' || c == '{' || c == '}'))) break;
    if (c == '"') in_string = !in_string;
    const bool escapes = c == '\\' && window.ensure(at + 2) && *window.at(at + 1) != '\n';
    pass(escapes ? 2 : 1);
    window.release(at);
  }
  return found;
}

// The scan finds the end by brackets alone. Whether the text is JSON is for whoever parses it; this reader parses no
// object, only the frames of bundles.
std::optional<FoundObject> ObjectReader::Impl::value(bool may_be_container) {
  const std::uint64_t start = at;
  const std::uint64_t start_line = line;
  ScanOptions options;
  options.max_bytes = max_bytes;
  options.find_objects = may_be_container;
  options.in_array = !containers.empty();
  options.first_on_line = first_on_line;
  options.indent = indent;
  ValueScan scan(window, start, line, options);
  const ScanEnd end = scan.run();
  if (is_broken_off(end)) return std::nullopt;
  if (end == ScanEnd::objects_array) {
    enter(start, start_line, scan);
    return std::nullopt;
  }
  return finish(scan, end, start, start_line);
}

// From a value's scan to what is handed out for it.
// From the graver to the lesser: what is too large has no text to look at; broken brackets explain why it is cut off.
std::optional<FoundObject> ObjectReader::Impl::finish(const ValueScan& scan, ScanEnd end, std::uint64_t start,
                                                      std::uint64_t start_line) {
  FoundObject found;
  found.offset = start;
  found.line = start_line;
  if (!containers.empty() && containers.back().in_object) found.container = containers.back().offset;
  if (scan.whole()) found.text = window.text(start, scan.end());
  const bool is_array = scan.whole() && found.text.front() == '[';
  if (scan.too_large()) {
    found.error = Error{Code::too_large, fmt::format("the object has more than {} bytes", max_bytes)};
  } else if (!scan.wrong().empty()) {
    found.error = Error{Code::invalid_input, "not JSON: " + scan.wrong()};
  } else if (end == ScanEnd::cut_off) {
    found.error = Error{Code::invalid_input, "the object is cut off by the end of the input"};
  } else if (is_array) {
    found.error = Error{Code::invalid_input, "an element is an array and not an object"};
  }
  if (found.error) found.text = scan.whole() ? shown(start, scan.end()) : std::string_view();
  at = scan.end();
  line = scan.line();
  first_on_line = false;
  // The element that was read lacks its end, so that what begins now may follow without a comma.
  if (end == ScanEnd::next_begins && !containers.empty()) containers.back().element_read = *window.at(at) != '{';
  if (end == ScanEnd::lost || end == ScanEnd::cut_off) lose(scan, start, start_line);
  return found;
}

// Goes on behind the value's first line, when that is still there: what was read since may belong to other values.
void ObjectReader::Impl::lose(const ValueScan& scan, std::uint64_t start, std::uint64_t start_line) {
  containers.clear();
  lenient = true;
  lost_indent = indent;
  if (!scan.whole() || scan.too_deep()) return;
  at = start;
  line = start_line;
}

// A bundle was found to be one at its "objects". What stands before that is kept as the beginning of its frame, unless
// it is too long to be checked.
void ObjectReader::Impl::enter(std::uint64_t start, std::uint64_t start_line, const ValueScan& scan) {
  Container bundle;
  bundle.in_object = true;
  bundle.offset = start;
  bundle.line = start_line;
  bundle.frame_kept = scan.whole() && scan.end() - start <= kMaxFrame;
  if (bundle.frame_kept) bundle.frame = window.text(start, scan.end());
  containers.push_back(std::move(bundle));
  at = scan.end();
  line = scan.line();
  first_on_line = false;
}

// Behind the "objects" array: the members that follow it, perhaps another "objects", and the end of the bundle.
// The frame, the bundle's text without its objects, is parsed at the end: a bundle may be broken beside its objects,
// and this is the only place where anybody would see it.
std::optional<FoundObject> ObjectReader::Impl::rest_of_container() {
  Container& bundle = containers.back();
  ScanOptions options;
  options.max_bytes = max_bytes;
  options.find_objects = true;
  ValueScan scan(window, at, line, options);
  scan.begin_inside_object();
  const ScanEnd end = scan.run();
  if (is_broken_off(end)) return std::nullopt;
  bundle.frame_kept = bundle.frame_kept && scan.whole() && scan.end() - at <= kMaxFrame && scan.wrong().empty();
  if (bundle.frame_kept) bundle.frame += fmt::format("]{}", window.text(at, scan.end()));
  at = scan.end();
  line = scan.line();
  first_on_line = false;
  if (end == ScanEnd::objects_array) {
    bundle.element_read = bundle.comma_read = false;
    return std::nullopt;
  }
  const Container ended = std::move(bundle);
  containers.pop_back();
  const auto failed = [&](std::string_view what) {
    return error(ended.offset, ended.line, Code::invalid_input,
                 fmt::format("the bundle that begins in line {} {}", ended.line, what));
  };
  // An empty indent: it goes on at the next line that begins with an object or array at its very beginning.
  if (end == ScanEnd::lost) {
    containers.clear();
    lenient = true;
    lost_indent.emplace();
  }
  if (end == ScanEnd::cut_off) {
    containers.clear();
    return failed("is cut off by the end of the input");
  }
  if (!scan.wrong().empty()) return failed("is not JSON: " + scan.wrong());
  const auto tell = [&](std::string_view text) {
    if (closed) closed({.frame = text, .offset = ended.offset, .line = ended.line, .elements = ended.elements});
  };
  if (!ended.frame_kept) return tell({}), std::nullopt;
  if (!parser) parser = std::make_unique<Parser>();
  const Result<Element> frame = parser->parse(ended.frame);
  if (frame.ok()) return tell(ended.frame), std::nullopt;
  const std::string& why = frame.error().message;
  return failed("is broken beside its objects: " + why.substr(0, why.rfind(" (byte ")));
}

// Remembers the spaces in front of the first thing on a line, as they are what the reader finds its way back by. More
// than 256 are not an indentation that anybody has written, and are not kept.
bool ObjectReader::Impl::skip_space() {
  for (;;) {
    if (at >= window.end()) {
      window.release(at);
      if (!window.ensure(at + 1)) return false;
    }
    const char c = *window.at(at);
    if (!is_space(c)) return true;
    ++at;
    if (c == '\n') {
      ++line;
      indent.clear();
      first_on_line = true;
    } else if (first_on_line) {
      indent += c;
      first_on_line = indent.size() <= kMaxIndent;
    }
  }
}

// To the end of the line, which stays.
// Released as it goes, so a line of any length takes no memory.
void ObjectReader::Impl::skip_line() {
  first_on_line = false;
  while (window.ensure(at + 1)) {
    const std::string_view ahead = window.text(at, window.end());
    const std::size_t newline = ahead.find('\n');
    at += newline == std::string_view::npos ? ahead.size() : newline;
    if (newline != std::string_view::npos) return;
    window.release(at);
  }
}

// To the beginning of the next line that has an object behind `begins` alone, or a value at its very beginning.
bool ObjectReader::Impl::find_line(const std::string& begins) {
  for (;;) {
    skip_line();
    if (!window.ensure(at + 1)) return false;
    window.release(++at);
    ++line;
    window.ensure(at + begins.size() + 1);
    const std::string_view ahead = window.text(at, std::min(window.end(), at + begins.size() + 1));
    const bool same = ahead.size() > begins.size() && ahead.starts_with(begins) && ahead.back() == '{';
    if (same || ahead.starts_with('{') || ahead.starts_with('[')) break;
  }
  indent.clear();
  first_on_line = true;
  return true;
}

ObjectReader::ObjectReader(Source source, std::size_t max_object_bytes)
    : impl_(std::make_unique<Impl>(std::move(source), max_object_bytes)) {}
ObjectReader::~ObjectReader() = default;

// What was whole before the source failed is handed out first; the failure comes when there is nothing else.
Result<std::optional<FoundObject>> ObjectReader::next() {
  std::optional<FoundObject> found = impl_->next();
  if (!found && impl_->window.failure()) return *impl_->window.failure();
  return found;
}

std::uint64_t ObjectReader::bytes_read() const { return impl_->window.end(); }

void ObjectReader::on_closed(std::function<void(const ClosedContainer&)> closed) { impl_->closed = std::move(closed); }

// The frame ends where its "objects" begin, so that closing both makes it JSON: whoever reads an object can look at the
// members that stand before it. Empty when there is no bundle around or its frame was given up.
std::string ObjectReader::frame_so_far() const {
  if (impl_->containers.empty() || !impl_->containers.back().in_object || !impl_->containers.back().frame_kept)
    return {};
  return impl_->containers.back().frame + "]}";
}

}  // namespace parley::json
