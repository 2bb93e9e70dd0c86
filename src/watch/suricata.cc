// Suricata's EVE log: one JSON object a line, one object below it for each kind of event.
#include "watch/json_fields.h"
#include "watch/reader.h"

namespace parley::watch {
namespace {

using enum Role;

constexpr std::pair<std::string_view, Role> kMembers[] = {
    {"timestamp", Role::time},
    {"src_ip", source_address},
    {"dest_ip", destination_address},
    {"src_port", source_port},
    {"dest_port", destination_port},
    {"proto", transport},
    {"app_proto", service},
    {"ether.src_mac", source_mac},
    {"ether.dest_mac", destination_mac},
    {"dns.rrname", domain},
    {"dns.rdata", answer},
    {"dns.answers.rrname", domain},
    {"dns.answers.rdata", answer},
    {"dns.grouped.A", answer},
    {"dns.grouped.AAAA", answer},
    {"dns.grouped.CNAME", answer},
    {"dns.grouped.MX", answer},
    {"dns.grouped.NS", answer},
    {"dns.query.rrname", domain},
    {"dns.queries.rrname", domain},
    {"http.hostname", host},
    {"http.url", uri},
    {"http.http_user_agent", user_agent},
    {"http.http_method", method},
    {"http.http_refer", referrer},
    {"http.xff", address},
    {"tls.sni", domain},
    {"tls.subject", certificate_subject},
    {"tls.issuerdn", certificate_issuer},
    {"tls.serial", certificate_serial},
    {"tls.fingerprint", certificate_hash},
    {"fileinfo.filename", file_name},
    {"fileinfo.md5", md5},
    {"fileinfo.sha1", sha1},
    {"fileinfo.sha256", sha256},
    {"fileinfo.size", file_size},
    {"fileinfo.mimetype", mime_type},
    {"files.filename", file_name},
    {"files.md5", md5},
    {"files.sha1", sha1},
    {"files.sha256", sha256},
    {"smtp.helo", host},
    {"smtp.mail_from", sender},
    {"smtp.rcpt_to", recipient},
    {"email.from", sender},
    {"email.to", recipient},
    {"email.cc", recipient},
    {"email.subject", subject},
    {"email.message_id", message_id},
    {"email.url", url},
    {"email.attachment", file_name},
};
constexpr std::pair<std::string_view, std::string_view> kMarkers[] = {{"stats", "stats"}};

const KeyTable& table() {
  static const KeyTable made = [] {
    KeyTable out;
    for (const auto& [path, role] : kMembers) out.add(path, role);
    for (const auto& [name, value] : kMarkers) out.add_marker(name, service, value);
    return out;
  }();
  return made;
}

// "12:34:AB" -> "1234ab": fingerprints and serial numbers as EVE writes them.
void without_colons(Field& field, std::string& storage) {
  if (field.value.find(':') == std::string_view::npos) return;
  storage.clear();
  for (const char c : field.value)
    if (c != ':') storage += static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
  field.value = storage;
}

class Suricata final : public LogReader {
 public:
  Outcome read(std::string_view line, Record& out) override {
    if (line.empty()) return {};
    const Outcome outcome = fields_.read(line, table(), out);
    if (!outcome.record) return outcome;
    // Statistics of Suricata itself speak of no traffic.
    if (out.fields.size() == 1 && out.fields[0].value == "stats") return out.clear(), Outcome{};
    for (Field& field : out.fields) {
      if (field.role == certificate_hash) without_colons(field, out.composed[0]);
      if (field.role == certificate_serial) without_colons(field, out.composed[1]);
    }
    return outcome;
  }

 private:
  JsonFields fields_;
};

}  // namespace

std::unique_ptr<LogReader> make_suricata_reader() { return std::make_unique<Suricata>(); }

}  // namespace parley::watch
