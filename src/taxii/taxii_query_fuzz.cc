// Path, query and cursor of a request, and the envelope of a POST: whatever comes must end in a value or an error.
#include <cstdint>
#include <cstdlib>

#include "taxii/envelope.h"
#include "taxii/filter.h"
#include "taxii/media.h"
#include "taxii/route.h"

namespace {

using namespace parley;
using namespace parley::taxii;

void must(bool condition) {
  if (!condition) std::abort();
}

void read_query(std::string_view text) {
  const std::string_view path = text.substr(0, text.find('?'));
  const std::string_view query = text.substr(std::min(path.size() + 1, text.size()));
  (void)parse_route(path);
  const Result<Parameters> parameters = http::parse_query(query);
  if (!parameters.ok()) return;
  static const std::vector<std::uint8_t> key(32, 1);
  static const CursorSigner signer(key);
  (void)read_deletion(*parameters);
  for (const Resource resource : {Resource::objects, Resource::object, Resource::versions}) {
    const Result<Selection> selection = read_selection(*parameters, resource, "indicator--1", "scope", signer, {});
    if (!selection.ok()) continue;
    must(selection->limit >= 1);
    // What was understood can be carried by a cursor and comes back the same.
    const std::string next = signer.make("scope", selection->from + 1, selection->filters);
    const Result<Position> position = signer.open("scope", next);
    must(position.ok() && position->next == selection->from + 1);
    if (!position->filters_are_digest) {
      journal::Query again;
      must(decode_filters(position->filters, again) && encode_filters(again) == selection->filters);
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (text.empty()) return 0;
  const std::string_view rest = text.substr(1);
  switch (text.front() % 4) {
    case 0:
      read_query(rest);
      break;
    case 1: {
      journal::Query query;
      (void)decode_filters(rest, query);
      break;
    }
    case 2:
      (void)accepts_taxii({{"accept", std::string(rest)}}, StixRange::accepted);
      (void)is_taxii_content(rest);
      break;
    default:
      if (const auto elements = split_envelope(rest); elements.ok())
        for (const EnvelopeElement& element : *elements) must(!element.text.empty());
  }
  return 0;
}
