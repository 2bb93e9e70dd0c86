#include "stix/misp.h"

// MISP's own format is the commonest file that is given by mistake: a TAXII client or an export button has "JSON" for
// both. It has an "Event", alone, in a list, or in the "response" of its API, and never a STIX type.
namespace parley::stix {

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

}  // namespace parley::stix
