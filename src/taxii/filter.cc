// TAXII 2.1 section 3.4 leaves much open about parameters. The rule here: a GET ignores what it
// does not know, since the standard lets clients send it and servers ignore it; what is known must
// be well-formed, and nothing comes twice. A DELETE ignores nothing, because a filter that is
// passed over there would erase more than was asked. docs/taxii.md has the choices one by one, with
// the clients that they are for.
#include "taxii/filter.h"

#include <algorithm>

#include "base/time.h"

namespace parley::taxii {
namespace {

// What is shown of a parameter is cut, so that a long request does not make a long answer and a long line in the log.
Error bad_parameter(std::string_view name, std::string_view value, std::string_view what) {
  constexpr std::size_t kShown = 80;  // of what the client sent
  std::string message = "\"" + std::string(name.substr(0, kShown)) + "=" + std::string(value.substr(0, kShown));
  return {Code::invalid_input, message + "\": " + std::string(what)};
}

// The parameters a client gave, each at most once.
class Once {
 public:
  static Result<Once> read(const Parameters& parameters) {
    Once once;
    for (const auto& [name, value] : parameters) {
      const bool counts = name == "added_after" || name == "limit" || name == "next" || name.starts_with("match[");
      if (!counts) continue;
      if (once.find(name) != nullptr) return bad_parameter(name, value, "this parameter may be given only once");
      once.given_.push_back({&name, &value});
    }
    return once;
  }
  const std::string* find(std::string_view name) const {
    for (const auto& [given, value] : given_)
      if (*given == name) return value;
    return nullptr;
  }
  const std::vector<std::pair<const std::string*, const std::string*>>& all() const { return given_; }

 private:
  std::vector<std::pair<const std::string*, const std::string*>> given_;
};

// The values between the commas; none of them empty.
Result<std::vector<std::string>> read_list(std::string_view name, std::string_view text) {
  std::vector<std::string> values;
  std::string_view rest = text;
  while (true) {
    const std::size_t comma = rest.find(',');
    const std::string_view value = rest.substr(0, comma);
    if (value.empty()) return bad_parameter(name, text, "a value is empty");
    values.emplace_back(value);
    if (comma == rest.npos) return values;
    rest.remove_prefix(comma + 1);
  }
}

// The order of values means nothing to a filter, so all orders are made one.
void sort_and_deduplicate(std::vector<std::string>& values) {
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
}

// Section 3.4.1, "version".
Result<journal::VersionFilter> read_versions(std::string_view name, std::string_view text) {
  PARLEY_TRY(const std::vector<std::string> values, read_list(name, text));
  journal::VersionFilter filter{.last = false, .first = false, .all = false, .exact = {}};
  for (const std::string& value : values) {
    bool* const keyword = value == "last"    ? &filter.last
                          : value == "first" ? &filter.first
                          : value == "all"   ? &filter.all
                                             : nullptr;
    if (keyword != nullptr) {
      if (*keyword) return bad_parameter(name, text, value + " is given twice");
      *keyword = true;
      continue;
    }
    // Two spellings of one instant are one version given twice: versions are compared as times,
    // since clients reformat them.
    const Result<Timestamp> time = Timestamp::parse(value);
    if (!time.ok())
      return bad_parameter(name, text,
                           "each value must be last, first, all or a STIX timestamp; " + time.error().message);
    if (std::find(filter.exact.begin(), filter.exact.end(), *time) != filter.exact.end())
      return bad_parameter(name, text, "one version is given twice");
    filter.exact.push_back(*time);
  }
  if (filter.all && values.size() > 1) return bad_parameter(name, text, "\"all\" may not be combined with others");
  std::sort(filter.exact.begin(), filter.exact.end());
  return filter;
}

bool all_digits(std::string_view text) { return !text.empty() && text.find_first_not_of("0123456789") == text.npos; }

// Any version of the right form may be asked for; one that nobody has leaves nothing.
Result<std::vector<std::string>> read_spec_versions(std::string_view name, std::string_view text) {
  PARLEY_TRY(std::vector<std::string> values, read_list(name, text));
  for (const std::string_view value : values) {
    const std::size_t dot = value.find('.');
    if (dot == value.npos || !all_digits(value.substr(0, dot)) || !all_digits(value.substr(dot + 1)))
      return bad_parameter(name, text, "a specification version looks like 2.1");
  }
  sort_and_deduplicate(values);
  return values;
}

// Any number of digits: what is more than the server gives is the same as what it gives.
Result<std::size_t> read_limit(std::string_view text, std::size_t most) {
  if (!all_digits(text)) return bad_parameter("limit", text, "a limit is a whole number from 1 on");
  std::size_t limit = 0;
  for (const char c : text) limit = std::min(limit * 10 + static_cast<std::size_t>(c - '0'), most);
  if (text.find_first_not_of('0') == text.npos)
    return bad_parameter("limit", text, "a limit is a whole number from 1 on");
  return limit;
}

// Each endpoint has its own fields (sections 5.3 to 5.8): an object in the path leaves nothing to
// say about ids and types, and the list of versions nothing about versions.
Status read_matches(const Once& given, Resource resource, journal::Query& query) {
  const bool many = resource == Resource::objects || resource == Resource::manifest;
  if (const std::string* ids = given.find("match[id]"); ids != nullptr && many) {
    PARLEY_TRY(query.ids, read_list("match[id]", *ids));
    sort_and_deduplicate(query.ids);
  }
  if (const std::string* types = given.find("match[type]"); types != nullptr && many) {
    PARLEY_TRY(query.types, read_list("match[type]", *types));
    sort_and_deduplicate(query.types);
  }
  if (const std::string* versions = given.find("match[version]");
      versions != nullptr && resource != Resource::versions) {
    PARLEY_TRY(query.versions, read_versions("match[version]", *versions));
  }
  if (const std::string* spec_versions = given.find("match[spec_version]"); spec_versions != nullptr) {
    PARLEY_TRY(query.spec_versions, read_spec_versions("match[spec_version]", *spec_versions));
  }
  return {};
}

// The cursor says everything, whatever else is in the request. There are clients that send `next`
// together with a new `added_after`, and clients that drop or change parameters after the first
// page; the position in the cursor is the one that loses nothing. Only long filters must be
// repeated, and their digest tells whether they were.
Status apply_cursor(std::string_view cursor, std::string_view scope, const CursorSigner& signer, Selection& selection) {
  PARLEY_TRY(const Position position, signer.open(scope, cursor));
  selection.from = position.next;
  selection.query.added_after.reset();
  if (position.filters_are_digest) {
    if (position.filters != filters_digest(selection.filters))
      return Error{Code::invalid_input, "\"next\" continues a query with other match parameters; repeat those"};
    return {};
  }
  selection.filters = position.filters;
  if (!decode_filters(position.filters, selection.query))
    return Error{Code::invalid_input, "\"next\" is of another version of this server; start again without it"};
  return {};
}

// Each length stands before what it counts: no byte in an identifier can be taken for a separator.
void append_list(std::string& out, const std::vector<std::string>& values) {
  append_varint(out, values.size());
  for (const std::string& value : values) {
    append_varint(out, value.size());
    out += value;
  }
}

// Reads what append_list() wrote. Nothing is reserved by the count, which is not checked against anything: a wrong one
// ends at the end of the bytes.
bool take_list(std::string_view& in, std::vector<std::string>& values) {
  std::uint64_t count = 0;
  if (!take_varint(in, count)) return false;
  for (; count > 0; --count) {
    std::uint64_t size = 0;
    if (!take_varint(in, size) || size > in.size()) return false;
    values.emplace_back(in.substr(0, size));
    in.remove_prefix(size);
  }
  return true;
}

}  // namespace

Result<Selection> read_selection(const Parameters& parameters, Resource resource, std::string_view object_id,
                                 std::string_view scope, const CursorSigner& signer, const LimitRule& limits) {
  PARLEY_TRY(const Once given, Once::read(parameters));
  Selection selection;
  selection.limit = std::min(limits.unasked, limits.most);
  if (const std::string* limit = given.find("limit")) {
    PARLEY_TRY(selection.limit, read_limit(*limit, limits.most));
  }
  if (const std::string* added_after = given.find("added_after")) {
    const Result<Timestamp> time = Timestamp::parse(*added_after);
    if (!time.ok())
      return bad_parameter("added_after", *added_after,
                           "must be a timestamp such as 2026-01-31T12:00:00.000000Z; " + time.error().message);
    selection.query.added_after = time->micros();
    selection.continues = true;
  }
  if (resource == Resource::versions)
    selection.query.versions = {.last = false, .first = false, .all = true, .exact = {}};
  PARLEY_TRY_STATUS(read_matches(given, resource, selection.query));
  selection.filters = encode_filters(selection.query);
  // Some clients send an empty `next` on their first page.
  if (const std::string* next = given.find("next"); next != nullptr && !next->empty()) {
    PARLEY_TRY_STATUS(apply_cursor(*next, scope, signer, selection));
    selection.continues = true;
  }
  // Last, because a cursor brings its own filters, in which the object of the path is not.
  if (!object_id.empty()) selection.query.ids = {std::string(object_id)};
  return selection;
}

// Section 5.7 has these two filters and no others. `match[version]` is read by the same rules as for a GET.
Result<Deletion> read_deletion(const Parameters& parameters) {
  PARLEY_TRY(const Once given, Once::read(parameters));
  Deletion deletion;
  for (const auto& [name, value] : given.all()) {
    if (*name == "match[version]") {
      PARLEY_TRY(deletion.versions, read_versions(*name, *value));
    } else if (*name == "match[spec_version]") {
      PARLEY_TRY(deletion.spec_versions, read_spec_versions(*name, *value));
    } else {
      return bad_parameter(*name, *value, "a DELETE understands match[version] and match[spec_version] only");
    }
  }
  return deletion;
}

// One form for each meaning: lists are sorted and counted, so that two requests for the same page
// are one key in the cache.
std::string encode_filters(const journal::Query& query) {
  std::string out;
  const journal::VersionFilter& versions = query.versions;
  out += static_cast<char>((versions.last ? 1 : 0) | (versions.first ? 2 : 0) | (versions.all ? 4 : 0));
  append_varint(out, versions.exact.size());
  for (const Timestamp& time : versions.exact) {
    append_varint(out, static_cast<std::uint64_t>(time.seconds));
    append_varint(out, time.attos);
  }
  append_list(out, query.ids);
  append_list(out, query.types);
  append_list(out, query.spec_versions);
  return out;
}

// The bytes are ours, as their signature says, but perhaps of another version: each length is
// checked.
bool decode_filters(std::string_view bytes, journal::Query& query) {
  if (bytes.empty() || (bytes.front() & ~7) != 0) return false;
  journal::Query read;
  read.added_after = query.added_after;
  read.versions = {.last = (bytes.front() & 1) != 0,
                   .first = (bytes.front() & 2) != 0,
                   .all = (bytes.front() & 4) != 0,
                   .exact = {}};
  bytes.remove_prefix(1);
  std::uint64_t count = 0;
  if (!take_varint(bytes, count)) return false;
  for (; count > 0; --count) {
    std::uint64_t seconds = 0;
    Timestamp time;
    if (!take_varint(bytes, seconds) || !take_varint(bytes, time.attos)) return false;
    time.seconds = static_cast<std::int64_t>(seconds);
    read.versions.exact.push_back(time);
  }
  if (!take_list(bytes, read.ids) || !take_list(bytes, read.types) || !take_list(bytes, read.spec_versions) ||
      !bytes.empty())
    return false;
  query = std::move(read);
  return true;
}

}  // namespace parley::taxii
