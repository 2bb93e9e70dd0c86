// Suricata's EVE log: one JSON object a line, one object below it for each kind of event. What is where: eve_places.h.
#include "watch/eve_places.h"
#include "watch/json_fields.h"
#include "watch/reader.h"

namespace parley::watch {
namespace {

// Not a service of any log: a mark by which such a line is known when it has been read.
constexpr std::string_view kStatistics = "stats";

// Made once for all readers; it is not changed afterwards.
const KeyTable& table() {
  static const KeyTable made = [] {
    KeyTable out;
    for (const auto& [path, role] : eve_places()) out.add(path, role);
    for (const auto& [name, role] : eve_request_headers()) out.add_named("http.request_headers", name, role);
    for (const auto& [name, role] : eve_response_headers()) out.add_named("http.response_headers", name, role);
    out.add_service("stats", kStatistics);
    return out;
  }();
  return made;
}

// "12:34:AB" -> "1234ab": fingerprints and serial numbers as EVE writes them.
void without_colons(Field& field, Record& record) {
  if (field.value.find(':') == std::string_view::npos) return;
  std::string& plain = record.scratch();
  for (const char c : field.value)
    if (c != ':') plain += static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
  field.value = plain;
}

class Suricata final : public LogReader {
 public:
  Outcome read(std::string_view line, Record& out) override {
    if (line.empty()) return {};
    const Outcome outcome = fields_.read(line, table(), out);
    if (!outcome.record) return outcome;
    // Statistics of Suricata itself speak of no traffic.
    if (out.fields.size() == 1 && out.fields[0].value == kStatistics) return out.clear(), Outcome{};
    // http.hostname has no port: when the request named one, it is in http.http_port.
    out.says_ports = true;
    for (Field& field : out.fields)
      if (field.role == Role::certificate_hash || field.role == Role::certificate_serial) without_colons(field, out);
    settle_commands(out);
    return outcome;
  }

 private:
  JsonFields fields_;
};

}  // namespace

std::unique_ptr<LogReader> make_suricata_reader() { return std::make_unique<Suricata>(); }

}  // namespace parley::watch
