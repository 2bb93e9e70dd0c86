// A row of kColumns says which role the values of a column have in every log that has one of this
// name; exceptions name the logs in which it means something else, and what is left out has its
// reason. Each column of Zeek's scripts is in one of these tables, so that what a new version adds
// is decided and not forgotten.
#include "watch/zeek_columns.h"

#include <algorithm>
#include <vector>

namespace parley::watch {
namespace {

using enum Role;

// The column, with a dot where JSON may nest it, and the role.
constexpr ZeekColumn kColumns[] = {
    // Of every log about a connection.
    {"ts", Role::time},
    {"id.orig_h", source_address},
    {"id.resp_h", destination_address},
    {"id.orig_p", source_port},
    {"id.resp_p", destination_port},
    {"proto", transport},
    {"service", service},
    {"orig_l2_addr", source_mac},
    {"resp_l2_addr", destination_mac},
    // dns.log.
    {"query", domain},
    {"original_query", domain},
    {"answers", answer},
    {"auth", address},
    {"addl", address},
    // http.log.
    {"host", host},
    {"uri", uri},
    {"method", method},
    {"user_agent", user_agent},
    {"referrer", referrer},
    {"origin", Role::url},
    {"location", Role::url},
    {"proxied", words},
    {"username", account},
    {"user", account},
    {"orig_filenames", file_name},
    {"resp_filenames", file_name},
    // ssl.log and x509.log.
    {"server_name", domain},
    {"subject", certificate_subject},
    {"issuer", certificate_issuer},
    {"client_subject", certificate_subject},
    {"client_issuer", certificate_issuer},
    {"cert_chain_fps", certificate_hash},
    {"client_cert_chain_fps", certificate_hash},
    {"ja3", ja3},
    {"ja3s", ja3s},
    {"ja4", ja4},
    {"fingerprint", certificate_hash},
    {"certificate.serial", certificate_serial},
    {"certificate.subject", certificate_subject},
    {"certificate.issuer", certificate_issuer},
    {"certificate.cn", address},
    {"serialNumber", certificate_serial},
    {"san.dns", domain},
    {"san.uri", Role::url},
    {"san.email", email},
    {"san.ip", address},
    {"tx_hosts", source_address},
    {"rx_hosts", destination_address},
    // files.log.
    {"md5", md5},
    {"sha1", sha1},
    {"sha256", sha256},
    {"filename", file_name},
    {"mime_type", mime_type},
    {"total_bytes", file_size},
    // smtp.log.
    {"helo", host},
    {"mailfrom", sender},
    {"rcptto", recipient},
    {"from", sender},
    {"to", recipient},
    {"cc", cc},
    {"bcc", email},
    {"reply_to", email},
    {"msg_id", message_id},
    {"x_originating_ip", address},
    {"first_received", received},
    {"second_received", received},
    {"last_reply", words},
    {"urls", Role::url},
    {"path", address},
    {"reply_msg", words},
    {"data_channel.orig_h", address},
    {"data_channel.resp_h", address},
    // dhcp.log.
    {"client_addr", address},
    {"server_addr", address},
    {"requested_addr", address},
    {"assigned_addr", address},
    {"msg_orig", address},
    {"mac", mac},
    {"client_chaddr", mac},
    {"host_name", address},
    {"client_fqdn", address},
    {"domain", address},
    {"client_message", words},
    {"server_message", words},
    // kerberos.log.
    {"client_cert_subject", certificate_subject},
    {"server_cert_subject", certificate_subject},
    // ntlm.log: the client and the server that it spoke to, as Windows names them.
    {"hostname", address},
    {"domainname", address},
    {"server_nb_computer_name", address},
    {"server_dns_computer_name", address},
    {"server_tree_name", address},
    // smb_files.log and rdp.log.
    {"prev_name", file_name},
    {"cookie", account},
    {"client_name", address},
    // sip.log: header lines of a call, which hold addresses among other things.
    {"request_from", words},
    {"request_to", words},
    {"response_from", words},
    {"response_to", words},
    {"request_path", words},
    {"response_path", words},
    {"call_id", words},
    {"warning", words},
    // socks.log: what was asked for and what the proxy gave.
    {"request.host", address},
    {"request.name", address},
    {"bound.host", address},
    {"bound.name", address},
    // notice.log.
    {"src", source_address},
    {"dst", destination_address},
    {"msg", words},
    {"sub", words},
    {"file_desc", words},
    // intel.log: what Zeek's own intelligence framework has met.
    {"seen.indicator", any},
    // software.log, the logs about known hosts, radius.log.
    {"unparsed_version", words},
    {"issuer_subject", certificate_issuer},
    {"serial", certificate_serial},
    {"dhcp_host_name", address},
    {"framed_addr", address},
    {"tunnel_client", address},
    // Texts of syslog, notices and the like, in which values may stand.
    {"message", words},
    {"dcc_file_name", file_name},
    {"value", words},
    {"arg", words},
    {"response", words},
    {"frontend_arg", words},
    {"backend_arg", words},
    {"object", words},
    {"argument", words},
    {"diagnostic_message", words},
    {"base_object", words},
    {"filter", words},
    {"payload", words},
    {"will_payload", words},
    {"will_topic", words},
    {"topic", words},
    {"topics", words},
    {"ref_id", words},
    {"src_addr", source_address},
    {"dst_addr", destination_address},
    {"src_port", source_port},
    {"dst_port", destination_port},
    {"entity", words},
    {"orig_h", source_address},
    {"resp_h", destination_address},
    {"f.src_h", source_address},
    {"f.dst_h", destination_address},
    // openflow.log.
    {"match.dl_src", source_mac},
    {"match.dl_dst", destination_mac},
    {"match.nw_src", words},
    {"match.nw_dst", words},
    {"flow_mod.actions.dl_src", mac},
    {"flow_mod.actions.dl_dst", mac},
    {"flow_mod.actions.nw_src", address},
    {"flow_mod.actions.nw_dst", address},
    {"fname", file_name},
    {"cmd.value", words},
    {"reply.value", words},
    // smb_cmd.log.
    {"referenced_file.name", file_name},
    {"referenced_file.prev_name", file_name},
    {"referenced_file.path", words},
    {"tree", words},
    {"redirect", Role::url},
};

// The log, the column, and what it means there. `none`: in that log it is not searched.
constexpr ZeekException kExceptions[] = {
    // Elsewhere a subject is that of a certificate.
    {"smtp", "subject", subject},
    {"smtp", "user_agent", mailer},
    {"sip", "subject", none},
    {"sip", "user_agent", none},
    {"sip", "method", none},
    {"sip", "uri", words},
    {"sip", "reply_to", words},
    // Kerberos names its principals in columns that are addresses or services elsewhere.
    {"kerberos", "client", account},
    {"kerberos", "service", words},
    {"kerberos", "from", none},
    {"smb_files", "path", words},
    {"smb_files", "name", file_name},
    {"smb_files", "size", file_size},
    {"smb_mapping", "path", words},
    {"smb_mapping", "service", none},
    {"weird", "addl", words},
    {"irc", "addl", words},
    {"irc", "nick", account},
    // Logs about hosts that were seen, where `host` is no header of HTTP.
    {"known_hosts", "host", address},
    {"known_services", "host", address},
    {"known_certs", "host", address},
    {"known_modbus", "host", address},
    {"software", "host", address},
    {"ftp", "command", command},
    {"ftp", "arg", argument},
    // Messages of Zeek about itself.
    {"reporter", "message", none},
    {"cluster", "message", none},
    {"broker", "message", none},
    {"reporter", "location", none},
    {"config", "location", none},
    {"netcontrol", "location", none},
    {"netcontrol_drop", "location", none},
    {"netcontrol_shunt", "location", none},
    {"packet_filter", "filter", none},
};

// A column and the only log that has it.
// Asked where a log does not say its name: JSON lines without "_path" and tables without "#path".
constexpr ZeekMarker kMarkers[] = {{"last_reply", "smtp"},
                                   {"mailfrom", "smtp"},
                                   {"call_id", "sip"},
                                   {"request_path", "sip"},
                                   {"request_type", "kerberos"},
                                   {"forwardable", "kerberos"},
                                   {"prev_name", "smb_files"},
                                   {"times.modified", "smb_files"},
                                   {"share_type", "smb_mapping"},
                                   {"native_file_system", "smb_mapping"},
                                   {"dcc_file_name", "irc"},
                                   {"nick", "irc"},
                                   {"port_proto", "known_services"},
                                   {"issuer_subject", "known_certs"},
                                   {"dhcp_host_name", "known_devices"},
                                   {"software_type", "software"},
                                   {"data_channel.passive", "ftp"},
                                   {"reply_code", "ftp"},
                                   {"facility", "syslog"},
                                   {"subprotocol", "websocket"},
                                   {"notice", "weird"},
                                   {"host_key_alg", "ssh"},
                                   {"kex_alg", "ssh"}};

// A reason, and what it holds for: "log.column", "log" for whatever columns of it no other row has,
// "*.column".
constexpr ZeekLeftOut kLeftOut[] = {
    {"identifiers of Zeek's own, which join its logs",
     "*._path *._write_ts *.uid *.uids *.fuid *.fuids *.conn_uids *.tunnel_parents *.parent_fuid *.orig_fuids "
     "*.resp_fuids *.cert_chain_fuids *.client_cert_chain_fuids *.client_cert_fuid *.server_cert_fuid x509.id ocsp.id "
     "pe.id *.community_id signatures.sig_id"},
    {"about Zeek itself and the machine that it runs on, not about traffic",
     "broker capture_loss cluster config loaded_scripts packet_filter reporter stats telemetry print weird_stats "
     "analyzer dpd *.peer *.peer_descr files.extracted files.extracted_cutoff files.extracted_size *.email_dest "
     "*.remote_location netcontrol netcontrol_drop netcontrol_shunt openflow"},
    {"a secret, which nobody has a pattern for", "*.password *.community socks.password"},
    {"a number, a flag, a time, a state or a word of the protocol",
     "conn dce_rpc dhcp dnp3 dns files ftp http intel irc kerberos known_services known_certs known_modbus "
     "modbus modbus_register_change mqtt_connect mqtt_publish mqtt_subscribe mysql notice notice_alarm ntlm ntp ocsp "
     "radius rdp rfb signatures sip smb_files smb_mapping smb_cmd smtp snmp socks ssl syslog tunnel weird x509 "
     "quic ldap ldap_search postgresql redis websocket traceroute unknown_protocols software tftp pe"},
    {"what a program calls itself; the text of it all is in unparsed_version", "software.name software.version"},
    {"fingerprints and names that no property of STIX is for",
     "ssh.client ssh.server ssh.host_key ssh.hassh ssh.hasshServer ssh.hasshVersion ssl.ja4s ssl.client_key_exchange "
     "ocsp.issuerNameHash ocsp.issuerKeyHash"},
    {"which a session agreed on", "ssh"},
};

// Only logs that an exception or a marker names need a number. All others share 0, with which every column has its
// common meaning.
const std::vector<std::string_view>& log_names() {
  static const std::vector<std::string_view> logs = [] {
    std::vector<std::string_view> out;
    const auto put = [&](std::string_view log) {
      if (std::find(out.begin(), out.end(), log) == out.end()) out.push_back(log);
    };
    for (const auto& exception : kExceptions) put(exception.log);
    for (const auto& marker : kMarkers) put(marker.log);
    return out;
  }();
  return logs;
}

}  // namespace

std::span<const ZeekColumn> zeek_columns() { return kColumns; }
std::span<const ZeekException> zeek_exceptions() { return kExceptions; }
std::span<const ZeekMarker> zeek_markers() { return kMarkers; }
std::span<const ZeekLeftOut> zeek_left_out() { return kLeftOut; }

std::uint8_t zeek_log(std::string_view name) {
  const auto& logs = log_names();
  const auto at = std::find(logs.begin(), logs.end(), name);
  return at == logs.end() ? std::uint8_t{0} : static_cast<std::uint8_t>(at - logs.begin() + 1);
}
std::uint8_t zeek_logs() { return static_cast<std::uint8_t>(log_names().size()); }

// A log's own meaning goes before the common one.
Role zeek_role(std::uint8_t log, std::string_view name) {
  if (log != 0)
    for (const auto& exception : kExceptions)
      if (exception.name == name && zeek_log(exception.log) == log) return exception.role;
  for (const auto& column : kColumns)
    if (column.name == name) return column.role;
  return none;
}

}  // namespace parley::watch
