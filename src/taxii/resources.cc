// The bodies of TAXII's resources, as text. Members that would be empty are left out: an empty list
// is no list, and a page without objects is "{}".
#include "taxii/resources.h"

#include "json/writer.h"
#include "taxii/media.h"

namespace parley::taxii {
namespace {

constexpr std::string_view kStix21 = "application/stix+json;version=2.1", kStix20 = "application/stix+json;version=2.0";

// The resource of section 5.2.1. It must have a title, so a collection without one is shown under its id.
void append_collection(json::Writer& out, const Collection& collection) {
  out.open('{').text("id", collection.id);
  out.text("title", collection.title.empty() ? collection.id : collection.title);
  out.text_if("description", collection.description.value_or("")).text_if("alias", collection.alias.value_or(""));
  out.flag("can_read", collection.can_read).flag("can_write", collection.can_write);
  // Section 5.2.1: all media types that the collection can store. What was stored as 2.0 by earlier versions can still
  // be read, and its entry in the manifest says what it is.
  out.texts("media_types", std::initializer_list<std::string_view>{kStix21}).close();
}

// {"more":...,"next":...,"NAME":[ and ]} around what `append_entry` writes for each entry; "{}" without any.
template <class AppendEntry>
std::string render_page(const journal::Page& page, std::string_view next, std::string_view name,
                        std::size_t bytes_wanted, AppendEntry append_entry) {
  json::Writer out;
  if (page.entries.empty()) return "{}";
  out.reserve(bytes_wanted + next.size() + name.size() + 64);
  out.open('{').flag("more", page.more).text_if("next", next).key(name).open('[');
  for (const journal::Entry& entry : page.entries) append_entry(out, entry);
  return out.close().close().take();
}

// The status details of section 4.3.1.
void append_details(json::Writer& out, std::string_view name, std::span<const StatusReport::Detail> details) {
  if (details.empty()) return;
  out.key(name).open('[');
  for (const StatusReport::Detail& one : details)
    out.open('{').text("id", one.id).text("version", one.version).text_if("message", one.message).close();
  out.close();
}

}  // namespace

// Section 4.1.1. `roots` are those that the client may see; a title is required, so there is one for a server whose
// operator gave none.
std::string render_discovery(const Discovery& discovery, std::span<const ApiRoot> roots, std::string_view url_base) {
  json::ObjectWriter out;
  out.text("title", discovery.title.empty() ? "TAXII server" : discovery.title);
  out.text_if("description", discovery.description.value_or("")).text_if("contact", discovery.contact.value_or(""));
  std::vector<std::string> urls;
  for (const ApiRoot& root : roots) {
    urls.push_back(std::string(url_base) + "/" + root.name + "/");
    // The default must be one of those listed, so it is told only to who may see it.
    if (discovery.default_root == root.name) out.text("default", urls.back());
  }
  if (!urls.empty()) out.texts("api_roots", urls);
  return out.str();
}

// Section 4.2.1. `max_content_length` tells a client how much one POST may carry, before it is refused with 413.
std::string render_root(const ApiRoot& root, std::size_t max_content_length) {
  json::ObjectWriter out;
  out.text("title", root.title.empty() ? root.name : root.title);
  out.text_if("description", root.description.value_or(""));
  out.texts("versions", std::initializer_list<std::string_view>{kTaxiiMediaType});
  return out.number("max_content_length", max_content_length).str();
}

// Section 5.1.1.
std::string render_collections(std::span<const Collection> collections) {
  json::ObjectWriter out;
  if (collections.empty()) return out.str();
  out.key("collections").open('[');
  for (const Collection& one : collections) append_collection(out, one);
  return out.str();
}

std::string render_collection(const Collection& collection) {
  json::Writer out;
  append_collection(out, collection);
  return out.str();
}

// Objects are put in as they are stored, without parsing: they were checked when they came in. The
// sizes are added up first, so that a page of some megabytes is written into one allocation.
std::string render_envelope(const journal::Page& page, std::string_view next) {
  std::size_t bytes = 0;
  for (const journal::Entry& entry : page.entries) bytes += entry.text.size() + 1;
  return render_page(page, next, "objects", bytes,
                     [](json::Writer& out, const journal::Entry& entry) { out.raw(entry.text); });
}

// Nothing of an object's text is shown: identifier, date, version and media type stand beside it.
std::string render_manifest(const journal::Page& page, std::string_view next) {
  std::size_t bytes = 0;
  for (const journal::Entry& entry : page.entries) bytes += entry.id.size() + entry.version.size() + 128;
  return render_page(page, next, "objects", bytes, [](json::Writer& out, const journal::Entry& entry) {
    char date[27];
    format_micros(entry.date_added, date);
    out.open('{').text("id", entry.id).text("date_added", {date, sizeof date}).text("version", entry.version);
    out.text("media_type", entry.spec_version == "2.0" ? kStix20 : kStix21).close();
  });
}

// As written, without deduplication: two versions of one object are never the same.
std::string render_versions(const journal::Page& page, std::string_view next) {
  return render_page(page, next, "versions", page.entries.size() * 32,
                     [](json::Writer& out, const journal::Entry& entry) { out.text(entry.version); });
}

// Always complete: the objects were stored by one append before this is written, so nothing is ever
// pending.
std::string render_status(const StatusReport& report) {
  json::ObjectWriter out;
  out.reserve((report.successes.size() + report.failures.size()) * 128 + 256);
  out.text("id", report.id).text("status", "complete").text("request_timestamp", to_string(report.request_time));
  out.number("total_count", report.successes.size() + report.failures.size());
  out.number("success_count", report.successes.size());
  append_details(out, "successes", report.successes);
  out.number("failure_count", report.failures.size());
  append_details(out, "failures", report.failures);
  return out.number("pending_count", 0).str();
}

// The members of section 3.6.1; `details` holds numbers and lists that are JSON already.
std::string render_error(const ErrorReport& report) {
  json::ObjectWriter out;
  out.text("title", status_title(report.http_status)).text_if("description", report.description);
  out.text_if("error_id", report.error_id).text("http_status", std::to_string(report.http_status));
  if (!report.details.empty()) {
    out.key("details").open('{');
    for (const auto& [name, json] : report.details) out.raw(name, json);
    out.close();
  }
  return out.str();
}

// The title of section 3.6.1, which an error must have: general for each status, since what is special about one error
// stands in its description.
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
