#include "taxii/resources.h"

#include "base/bytes.h"
#include "taxii/media.h"

namespace parley::taxii {
namespace {

// Writes one JSON object, members in the order of the calls.
class ObjectWriter {
 public:
  explicit ObjectWriter(std::string& out) : out_(out) { out_ += '{'; }
  ObjectWriter& name(std::string_view name) {
    if (!first_) out_ += ',';
    first_ = false;
    append_json_string(out_, name);
    out_ += ':';
    return *this;
  }
  ObjectWriter& text(std::string_view member, std::string_view value) {
    name(member);
    append_json_string(out_, value);
    return *this;
  }
  ObjectWriter& text_unless_empty(std::string_view member, std::string_view value) {
    return value.empty() ? *this : text(member, value);
  }
  ObjectWriter& number(std::string_view member, std::size_t value) { return raw(member, std::to_string(value)); }
  ObjectWriter& flag(std::string_view member, bool value) { return raw(member, value ? "true" : "false"); }
  ObjectWriter& raw(std::string_view member, std::string_view json) {
    name(member);
    out_ += json;
    return *this;
  }
  void end() { out_ += '}'; }

 private:
  std::string& out_;
  bool first_ = true;
};

constexpr std::string_view kStix21 = "application/stix+json;version=2.1", kStix20 = "application/stix+json;version=2.0";

void append_collection(std::string& out, const Collection& collection) {
  ObjectWriter object(out);
  object.text("id", collection.id).text("title", collection.title.empty() ? collection.id : collection.title);
  object.text_unless_empty("description", collection.description.value_or(""));
  object.text_unless_empty("alias", collection.alias.value_or(""));
  object.flag("can_read", collection.can_read).flag("can_write", collection.can_write);
  // Section 5.2.1: all media types that the collection can store. What was stored as 2.0 by earlier versions can still be
  // read, and its entry in the manifest says what it is.
  object.raw("media_types", "[\"application/stix+json;version=2.1\"]").end();
}

// {"more":...,"next":...,"NAME":[ and ]} around what `append_entry` writes for each entry; "{}" without any.
template <class AppendEntry>
std::string render_page(const journal::Page& page, std::string_view next, std::string_view name,
                        std::size_t bytes_wanted, AppendEntry append_entry) {
  std::string out;
  if (page.entries.empty()) return "{}";
  out.reserve(bytes_wanted + next.size() + name.size() + 64);
  out += page.more ? "{\"more\":true," : "{\"more\":false,";
  if (!next.empty()) {
    out += "\"next\":\"";  // its alphabet needs no escapes
    out += next;
    out += "\",";
  }
  out += '"';
  out += name;
  out += "\":[";
  bool first = true;
  for (const journal::Entry& entry : page.entries) {
    if (!first) out += ',';
    first = false;
    append_entry(out, entry);
  }
  out += "]}";
  return out;
}

void append_details(std::string& out, std::span<const StatusReport::Detail> details) {
  out += '[';
  for (std::size_t i = 0; i < details.size(); ++i) {
    if (i != 0) out += ',';
    ObjectWriter object(out);
    object.text("id", details[i].id).text("version", details[i].version);
    object.text_unless_empty("message", details[i].message).end();
  }
  out += ']';
}

}  // namespace

std::string render_discovery(const Discovery& discovery, std::span<const ApiRoot> roots, std::string_view url_base) {
  std::string out;
  ObjectWriter object(out);
  object.text("title", discovery.title.empty() ? "TAXII server" : discovery.title);
  object.text_unless_empty("description", discovery.description.value_or(""));
  object.text_unless_empty("contact", discovery.contact.value_or(""));
  const auto url = [&](std::string_view root) { return std::string(url_base) + "/" + std::string(root) + "/"; };
  std::string list;
  for (const ApiRoot& root : roots) {
    // The default must be one of those listed, so it is told only to who may see it.
    if (discovery.default_root == root.name) object.text("default", url(root.name));
    list += list.empty() ? '[' : ',';
    append_json_string(list, url(root.name));
  }
  if (!list.empty()) object.raw("api_roots", list + "]");
  object.end();
  return out;
}

std::string render_root(const ApiRoot& root, std::size_t max_content_length) {
  std::string out;
  ObjectWriter object(out);
  object.text("title", root.title.empty() ? root.name : root.title);
  object.text_unless_empty("description", root.description.value_or(""));
  object.raw("versions", "[\"" + std::string(kTaxiiMediaType) + "\"]")
      .number("max_content_length", max_content_length)
      .end();
  return out;
}

std::string render_collections(std::span<const Collection> collections) {
  if (collections.empty()) return "{}";
  std::string out = "{\"collections\":[";
  for (std::size_t i = 0; i < collections.size(); ++i) {
    if (i != 0) out += ',';
    append_collection(out, collections[i]);
  }
  return out + "]}";
}

std::string render_collection(const Collection& collection) {
  std::string out;
  append_collection(out, collection);
  return out;
}

std::string render_envelope(const journal::Page& page, std::string_view next) {
  std::size_t bytes = 0;
  for (const journal::Entry& entry : page.entries) bytes += entry.text.size() + 1;
  return render_page(page, next, "objects", bytes,
                     [](std::string& out, const journal::Entry& entry) { out += entry.text; });
}

std::string render_manifest(const journal::Page& page, std::string_view next) {
  std::size_t bytes = 0;
  for (const journal::Entry& entry : page.entries) bytes += entry.id.size() + entry.version.size() + 128;
  return render_page(page, next, "objects", bytes, [](std::string& out, const journal::Entry& entry) {
    ObjectWriter object(out);
    char date[27];
    format_micros(entry.date_added, date);
    object.text("id", entry.id).text("date_added", {date, sizeof date}).text("version", entry.version);
    object.text("media_type", entry.spec_version == "2.0" ? kStix20 : kStix21).end();
  });
}

std::string render_versions(const journal::Page& page, std::string_view next) {
  return render_page(page, next, "versions", page.entries.size() * 32,
                     [](std::string& out, const journal::Entry& entry) { append_json_string(out, entry.version); });
}

std::string render_status(const StatusReport& report) {
  std::string out;
  out.reserve((report.successes.size() + report.failures.size()) * 128 + 256);
  ObjectWriter object(out);
  object.text("id", report.id).text("status", "complete").text("request_timestamp", to_string(report.request_time));
  object.number("total_count", report.successes.size() + report.failures.size());
  object.number("success_count", report.successes.size());
  if (!report.successes.empty()) append_details((object.name("successes"), out), report.successes);
  object.number("failure_count", report.failures.size());
  if (!report.failures.empty()) append_details((object.name("failures"), out), report.failures);
  object.number("pending_count", 0).end();
  return out;
}

std::string render_error(const ErrorReport& report) {
  std::string out;
  ObjectWriter object(out);
  object.text("title", status_title(report.http_status)).text_unless_empty("description", report.description);
  object.text_unless_empty("error_id", report.error_id).text("http_status", std::to_string(report.http_status));
  if (!report.details.empty()) {
    std::string details;
    ObjectWriter inner(details);
    for (const auto& [name, json] : report.details) inner.raw(name, json);
    inner.end();
    object.raw("details", details);
  }
  object.end();
  return out;
}

std::string_view status_title(int http_status) {
  switch (http_status) {
    case 400:
      return "The request could not be understood";
    case 401:
      return "Authentication is required";
    case 403:
      return "Not allowed";
    case 404:
      return "Not found";
    case 405:
      return "Method not allowed";
    case 406:
      return "Not acceptable";
    case 408:
      return "The request took too long";
    case 409:
      return "Conflict";
    case 413:
      return "The request body is too large";
    case 415:
      return "Unsupported media type";
    case 422:
      return "The content could not be processed";
    case 429:
      return "Too many requests";
    case 431:
      return "The request header is too large";
    case 501:
      return "Not implemented";
    case 503:
      return "Temporarily unavailable";
    default:
      return http_status < 500 ? "The request was refused" : "Internal error";
  }
}

}  // namespace parley::taxii
