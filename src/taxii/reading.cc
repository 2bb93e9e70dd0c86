// GET of objects, manifest, one object and its versions: one query on the journal, rendered in one go and kept.
//
// The whole page is kept as it is sent, under what was asked, for whoever may ask the same; and
// once more under who asked with which request line, so that the next such request is answered
// without a look at its parameters (Service::fast). Rights are checked before, and belong to
// neither.
#include "taxii/media.h"
#include "taxii/service_impl.h"

namespace parley::taxii {
namespace {

// What a cursor is bound to: it is worth nothing for another collection, endpoint or object.
std::string cursor_scope(const Collection& collection, const Route& route) {
  std::string scope = collection.id;
  scope += '\0';
  scope += static_cast<char>('0' + static_cast<int>(route.resource));
  scope += route.item;
  return scope;
}

// The scope has the collection, the endpoint and the object; each further part is of fixed form or
// counted, so that two questions never have one key.
std::string page_key(std::string_view scope, const Selection& selection) {
  std::string key(scope);
  append_varint(key, selection.from);
  append_varint(key, selection.limit);
  key += selection.query.added_after ? '\1' : '\0';
  append_varint(key, static_cast<std::uint64_t>(selection.query.added_after.value_or(Micros{}).value));
  key += selection.filters;
  return key;
}

// TAXII 2.1 section 3.3: the dates of the first and the last object on this page, which a page
// without any has not.
std::string render_headers(const journal::Page& page) {
  std::string block = "Content-Type: " + std::string(kTaxiiMediaType) + "\r\nCache-Control: no-store\r\n";
  if (page.entries.empty()) return block;
  block += "X-TAXII-Date-Added-First: " + to_string(page.entries.front().date_added) + "\r\n";
  block += "X-TAXII-Date-Added-Last: " + to_string(page.entries.back().date_added) + "\r\n";
  return block;
}

std::shared_ptr<CachedPage> render(const Collection& collection, Resource resource, const journal::Page& page,
                                   std::string next) {
  auto rendered = std::make_shared<CachedPage>();
  rendered->header_block = render_headers(page);
  rendered->body = resource == Resource::manifest   ? render_manifest(page, next)
                   : resource == Resource::versions ? render_versions(page, next)
                                                    : render_envelope(page, next);
  rendered->collection = collection.id;
  rendered->next = std::move(next);
  rendered->objects = page.entries.size();
  rendered->validity = page.validity;
  rendered->journal = collection.journal;
  return rendered;
}

// Whether an empty answer means that what the path and match[version] name is not there at all. Section 5.6 wants an
// empty envelope when filters leave nothing, section 5.7 a 404 for a version that was deleted.
bool names_something_specific(const Selection& selection) {
  const journal::VersionFilter& versions = selection.query.versions;
  return !selection.continues && !versions.exact.empty() && !versions.last && !versions.first;
}

}  // namespace

http::Response Service::Impl::read_page(Exchange& exchange, const Collection& collection) {
  const Route& route = exchange.route;
  const Result<Parameters> parameters = http::parse_query(exchange.request.query);
  if (!parameters.ok()) return refuse_for(exchange, parameters.error());
  const std::string scope = cursor_scope(collection, route);
  const Result<Selection> selection =
      read_selection(*parameters, route.resource, route.item, scope, signer,
                     {.unasked = options.page_objects, .most = options.max_page_objects});
  if (!selection.ok()) return refuse_for(exchange, selection.error());

  const std::string key = page_key(scope, *selection);
  PagePtr answer = cache.find_page(key);
  if (answer == nullptr) {
    const Result<journal::Page> page = collection.journal->read(
        selection->query, selection->from,
        {.objects = selection->limit,
         .bytes = options.max_page_bytes,
         .text_only = route.resource != Resource::manifest && route.resource != Resource::versions});
    if (!page.ok()) return refuse_for(exchange, page.error());
    // An id in the path that was never here is 404; one that is here, and that the filters leave
    // out, is an empty envelope.
    if (page->entries.empty() && !route.item.empty()) {
      const Result<bool> exists = collection.journal->contains(route.item);
      if (!exists.ok()) return refuse_for(exchange, exists.error());
      if (!*exists) return error_answer(404, "this collection has no object " + clip(route.item));
      if (names_something_specific(*selection))
        return error_answer(404, "this collection has no such version of " + clip(route.item));
    }
    // Some clients stop at the first page without objects, others loop as long as there is `more`:
    // no page has the one without the other.
    const bool more = page->more && !page->entries.empty();
    answer = render(collection, route.resource, *page,
                    more ? signer.make(scope, page->next, selection->filters) : std::string());
    cache.insert_page(key, answer);
  }
  std::string target;
  append_target_key(target, exchange.principal, exchange.request);
  cache.insert_target(target, answer);
  exchange.cursor = answer->next;
  exchange.objects = answer->objects;
  return page_answer(answer);
}

}  // namespace parley::taxii
