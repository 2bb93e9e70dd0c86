// A row of kPlaces says which role the values at a path have; lists on the way do not count, and a
// path may lead to a list of values. A row of kLeftOut says why nothing there is searched. Each
// place of Suricata's schema must be in one of the two, so that what a new version adds is decided
// and not forgotten.
//
// How a role was chosen: what names a host that took part in the traffic is `address`, or `domain`
// where it was asked for; what is free text in which a value may stand is `words`. What a signature
// says is never searched, since it names the very domain that it warns of and would make every
// alert a hit.
#include "watch/eve_places.h"

namespace parley::watch {
namespace {

using enum Role;

// The path, parts joined by dots, and the role.
constexpr EvePlace kPlaces[] = {
    // Of every event: who spoke with whom, and when.
    {"timestamp", Role::time},
    {"src_ip", source_address},
    {"dest_ip", destination_address},
    {"src_port", source_port},
    {"dest_port", destination_port},
    {"proto", transport},
    {"app_proto", service},
    {"ether.src_mac", source_mac},
    {"ether.dest_mac", destination_mac},
    {"ether.src_macs", source_mac},
    {"ether.dest_macs", destination_mac},
    {"arp.src_ip", source_address},
    {"arp.dest_ip", destination_address},
    {"arp.src_mac", source_mac},
    {"arp.dest_mac", destination_mac},
    {"tunnel.src_ip", address},
    {"tunnel.dest_ip", address},
    {"flow.src_ip", address},
    {"flow.dest_ip", address},
    // The sides of an alert, which a rule may turn round; the flow's own are above.
    {"alert.source.ip", address},
    {"alert.target.ip", address},
    // May hold a list of addresses as the proxy wrote them.
    {"alert.xff", words},
    {"metadata.flowvars.value", words},
    {"metadata.pktvars.username", account},
    // DNS: one record a line (version 1), lists (2), queries as a list (3), and inside of alerts.
    {"dns.rrname", domain},
    {"dns.rdata", answer},
    {"dns.query.rrname", domain},
    {"dns.queries.rrname", domain},
    {"dns.answer.rrname", domain},
    {"dns.answers.rrname", domain},
    {"dns.answers.rdata", answer},
    {"dns.answers.srv.name", address},
    {"dns.answers.soa.mname", address},
    {"dns.answers.soa.rname", address},
    {"dns.grouped.A", answer},
    {"dns.grouped.AAAA", answer},
    {"dns.grouped.CNAME", answer},
    {"dns.grouped.MX", answer},
    {"dns.grouped.NS", answer},
    {"dns.grouped.PTR", answer},
    {"dns.grouped.SRV.name", address},
    {"dns.grouped.SOA.mname", address},
    {"dns.grouped.SOA.rname", address},
    {"dns.grouped.TXT", words},
    // Of other names than the one that was asked for, as a rule: name servers and their addresses.
    {"dns.authorities.rrname", address},
    {"dns.authorities.rdata", address},
    {"dns.authorities.soa.mname", address},
    {"dns.authorities.soa.rname", address},
    {"dns.additionals.rrname", address},
    {"dns.additionals.rdata", address},
    {"dns.answer.authorities.rrname", address},
    {"dns.answer.authorities.rdata", address},
    {"dns.answer.authorities.soa.mname", address},
    {"dns.answer.authorities.soa.rname", address},
    {"dns.answer.additionals.rrname", address},
    {"dns.answer.additionals.rdata", address},
    // HTTP. The host of http.hostname has no port; one that the request named is in http.http_port.
    {"http.hostname", host},
    {"http.http_port", host_port},
    {"http.url", uri},
    {"http.http_user_agent", user_agent},
    {"http.http_method", method},
    {"http.http_refer", referrer},
    {"http.redirect", Role::url},
    {"http.xff", words},
    // Headers that `custom` asks for have their own names in lower case.
    {"http.location", Role::url},
    {"http.origin", Role::url},
    {"http.referer", referrer},
    {"http.true_client_ip", words},
    {"http.org_src_ip", words},
    {"http.x_forwarded_for", words},
    {"http.forwarded", words},
    {"http.via", words},
    // TLS and QUIC: the name that was asked for, the certificate that was shown, fingerprints of
    // both sides.
    {"tls.sni", domain},
    {"tls.subject", certificate_subject},
    {"tls.issuerdn", certificate_issuer},
    {"tls.serial", certificate_serial},
    {"tls.fingerprint", certificate_hash},
    {"tls.subjectaltname", address},
    {"tls.certificate", certificate},
    {"tls.chain", certificate},
    {"tls.ja3.hash", ja3},
    {"tls.ja3s.hash", ja3s},
    {"tls.ja4", ja4},
    {"tls.client.subject", certificate_subject},
    {"tls.client.issuerdn", certificate_issuer},
    {"tls.client.serial", certificate_serial},
    {"tls.client.fingerprint", certificate_hash},
    {"tls.client.subjectaltname", address},
    {"tls.client.certificate", certificate},
    {"tls.client.chain", certificate},
    {"quic.sni", domain},
    {"quic.ua", user_agent},
    {"quic.ja3.hash", ja3},
    {"quic.ja3s.hash", ja3s},
    {"quic.ja4", ja4},
    // Files, in events of their own and inside of those of the protocol that carried them.
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
    {"files.size", file_size},
    // Mail: the envelope of SMTP and the headers of the message, which need not agree.
    {"smtp.helo", host},
    {"smtp.mail_from", sender},
    {"smtp.rcpt_to", recipient},
    {"email.from", sender},
    {"email.to", recipient},
    {"email.cc", cc},
    {"email.bcc", email},
    {"email.reply_to", email},
    {"email.subject", subject},
    {"email.message_id", message_id},
    {"email.received", received},
    {"email.x_mailer", mailer},
    {"email.x_originating_ip", words},
    {"email.url", Role::url},
    {"email.attachment", file_name},
    // Commands and their arguments: what an argument is, its command says (settle_commands()).
    {"ftp.command", command},
    {"ftp.command_data", argument},
    {"ftp.reply", words},
    {"ftp_data.filename", file_name},
    {"tftp.file", file_name},
    {"nfs.filename", file_name},
    {"nfs.rename.from", file_name},
    {"nfs.rename.to", file_name},
    // Names of machines, shares and accounts that file services speak of.
    {"rpc.creds.machine_name", address},
    {"smb.filename", file_name},
    {"smb.rename.from", file_name},
    {"smb.rename.to", file_name},
    {"smb.directory", words},
    {"smb.share", words},
    {"smb.ntlmssp.user", account},
    {"smb.ntlmssp.host", address},
    {"smb.ntlmssp.domain", address},
    {"smb.kerberos.realm", address},
    {"smb.kerberos.snames", words},
    {"krb5.cname", account},
    {"krb5.realm", address},
    {"krb5.sname", words},
    // Addresses that are given, asked for and told of.
    {"dhcp.assigned_ip", address},
    {"dhcp.client_ip", address},
    {"dhcp.next_server_ip", address},
    {"dhcp.relay_ip", address},
    {"dhcp.requested_ip", address},
    {"dhcp.dns_servers", address},
    {"dhcp.routers", address},
    {"dhcp.client_mac", mac},
    {"dhcp.hostname", address},
    // Protocols with a place or two each.
    {"snmp.trap_address", address},
    {"snmp.usm", account},
    {"rdp.cookie", account},
    {"rdp.client.client_name", address},
    {"rfb.framebuffer.name", words},
    // Messages and queries: texts in which values may stand.
    {"mqtt.connect.username", account},
    {"mqtt.connect.will.message", words},
    {"mqtt.connect.will.topic", words},
    {"mqtt.publish.message", words},
    {"mqtt.publish.topic", words},
    {"mqtt.subscribe.topics.topic", words},
    {"mqtt.unsubscribe.topics", words},
    {"mqtt.connack.properties.server_reference", words},
    {"mqtt.disconnect.properties.server_reference", words},
    {"pgsql.request.startup_parameters.user", account},
    {"pgsql.request.simple_query", words},
    {"pgsql.response.parameter_status.session_authorization", account},
    {"pop3.request.command", command},
    {"pop3.request.args", argument},
    {"pop3.response.data", words},
    {"pop3.response.header", words},
    // Calls: addresses stand in URIs, header lines and the description of the session.
    {"sip.uri", words},
    {"sip.request_line", words},
    {"sip.response_line", words},
    {"sip.sdp.origin", words},
    {"sip.sdp.connection_data", words},
    {"sip.sdp.media_descriptions.connection_data", words},
    {"sip.sdp.email", words},
    {"sip.sdp.uri", words},
    {"sip.sdp.session_info", words},
    {"sip.sdp.attributes", words},
    {"sip.sdp.media_descriptions.attributes", words},
    // LDAP names entries by their path, in which host names and accounts stand.
    {"ldap.request.bind_request.name", words},
    {"ldap.request.search_request.base_object", words},
    {"ldap.request.add_request.entry", words},
    {"ldap.request.add_request.attributes.values", words},
    {"ldap.request.compare_request.entry", words},
    {"ldap.request.compare_request.attribute_value_assertion.value", words},
    {"ldap.request.del_request.dn", words},
    {"ldap.request.extended_request.value", words},
    {"ldap.request.mod_dn_request.entry", words},
    {"ldap.request.mod_dn_request.new_rdn", words},
    {"ldap.request.mod_dn_request.new_superior", words},
    {"ldap.request.modify_request.object", words},
    {"ldap.request.modify_request.changes.modification.attribute_values", words},
    {"ldap.responses.search_result_entry.base_object", words},
    {"ldap.responses.search_result_entry.attributes.values", words},
    {"ldap.responses.add_response.message", words},
    {"ldap.responses.bind_response.message", words},
    {"ldap.responses.compare_response.message", words},
    {"ldap.responses.del_response.message", words},
    {"ldap.responses.extended_response.message", words},
    {"ldap.responses.extended_response.value", words},
    {"ldap.responses.intermediate_response.value", words},
    {"ldap.responses.mod_dn_response.message", words},
    {"ldap.responses.modify_response.message", words},
    {"ldap.responses.search_result_done.message", words},
    // "203.0.113.9:6881" as a text, or an object.
    {"bittorrent_dht.response.values", any},
    {"bittorrent_dht.response.values.ip", address},
    {"bittorrent_dht.response.nodes", any},
    {"bittorrent_dht.response.nodes.ip", address},
    {"bittorrent_dht.response.nodes6.ip", address},
    {"ntp.reference_id", words},
    {"ndpi.hostname", domain},
    // mDNS and LLMNR have a member for each type of record.
    {"mdns.queries.rrname", domain},
    {"mdns.answers.rrname", domain},
    {"mdns.answers.rdata", answer},
    {"mdns.answers.a", answer},
    {"mdns.answers.aaaa", answer},
    {"mdns.answers.ptr", answer},
    {"mdns.answers.srv.name", address},
    {"mdns.answers.txt", words},
    {"mdns.authorities.rrname", address},
    {"mdns.authorities.rdata", address},
    {"mdns.additionals.rrname", address},
    {"mdns.additionals.rdata", address},
    {"mdns.additionals.a", address},
    {"mdns.additionals.aaaa", address},
    {"mdns.additionals.ptr", address},
    {"mdns.additionals.txt", words},
    {"llmnr.queries.rrname", domain},
    {"llmnr.answers.rrname", domain},
    {"llmnr.answers.a", answer},
    {"llmnr.answers.aaaa", answer},
    {"llmnr.answers.cname", answer},
    {"llmnr.answers.mx", answer},
    {"llmnr.answers.ns", answer},
    {"llmnr.answers.ptr", answer},
    {"llmnr.answers.srv.name", address},
    {"llmnr.answers.soa.mname", address},
    {"llmnr.answers.soa.rname", address},
    {"llmnr.answers.txt", words},
    {"llmnr.authorities.rrname", address},
    {"llmnr.authorities.a", address},
    {"llmnr.authorities.aaaa", address},
    {"llmnr.authorities.cname", address},
    {"llmnr.authorities.mx", address},
    {"llmnr.authorities.ns", address},
    {"llmnr.authorities.ptr", address},
    {"llmnr.authorities.soa.mname", address},
    {"llmnr.authorities.soa.rname", address},
    {"llmnr.authorities.txt", words},
    {"llmnr.additionals.rrname", address},
    {"llmnr.additionals.a", address},
    {"llmnr.additionals.aaaa", address},
    {"llmnr.additionals.cname", address},
    {"llmnr.additionals.mx", address},
    {"llmnr.additionals.ns", address},
    {"llmnr.additionals.ptr", address},
    {"llmnr.additionals.txt", words},
    {"llmnr.grouped.A", answer},
    {"llmnr.grouped.AAAA", answer},
    {"llmnr.grouped.CNAME", answer},
    {"llmnr.grouped.MX", answer},
    {"llmnr.grouped.NS", answer},
    {"llmnr.grouped.PTR", answer},
    {"llmnr.grouped.SOA.mname", address},
    {"llmnr.grouped.SOA.rname", address},
    {"llmnr.grouped.TXT", words},
};

// ":scheme" and ":authority" are HTTP/2's (RFC 9113, section 8.3.1).
constexpr EveHeader kRequestHeaders[] = {
    {":scheme", scheme}, {":authority", host},  {":path", none},      {":method", none},
    {"host", host},      {"origin", Role::url}, {"user-agent", none}, {"referer", referrer},
};
constexpr EveHeader kResponseHeaders[] = {{"location", Role::url}, {":status", none}, {"date", none}};

// A reason, and the paths that it holds for, with all that is below them.
constexpr EveLeftOut kLeftOut[] = {
    {"about Suricata itself, not about traffic",
     "stats engine in_iface host pcap_filename pcap_cnt capture_file log_level suricata_version pkt_src tunnel.pkt_src "
     "packet_info template traffic firewall tx_guessed tx_id flow_id parent_id community_id *.tx_id"},
    {"what a rule says, not what was seen: a rule names the domain that it looks for", "alert verdict metadata drop"},
    {"bytes with a dot for each that is no letter: the dots make names that nobody sent",
     "payload payload_printable packet frame http.http_request_body_printable http.http_response_body_printable "
     "websocket"},
    {"the content of a body or field as base64 or hexadecimal digits, which no pattern of STIX is about",
     "payload_length stream http.http_request_body http.http_response_body tftp.packet dns.grouped.NULL "
     "llmnr.grouped.NULL *.null *.unknown *.data ike ldap.request.bind_request.sasl ldap.responses.bind_response"},
    {"a number, a flag, a state or a word of the protocol",
     "event_type icmp_code icmp_type response_icmp_code response_icmp_type spi ip_v vlan direction stream_tcp "
     "sub_state tc_progress ts_progress tcp igmp rgmp sctp anomaly netflow flow enip modbus dnp3 dcerpc smb "
     "ether.ether_type arp.hw_type arp.opcode arp.proto_type app_proto_expected app_proto_orig app_proto_tc "
     "app_proto_ts tunnel.depth tunnel.pcap_cnt tunnel.proto dns.version http.version http.protocol http.status "
     "http.status_string http.length http.content_range http.http2 http.http_content_type http.request_headers "
     "http.response_headers *.id *.type *.flags *.opcode *.rcode *.rrtype *.ttl *.aa *.qr *.ra *.rd *.tc *.z "
     "*.rrname_truncated *.rdata_truncated *.mname_truncated *.expire *.minimum *.refresh *.retry *.serial *.priority "
     "*.weight *.code *.dup *.qos *.retain *.message_id *.reason_code *.version *.state *.status *.port "
     "*.reason dns.answer.rrtype email.status email.date files fileinfo ftp ftp_data.command tftp.mode nfs rpc krb5 "
     "dhcp.dhcp_type dhcp.lease_time dhcp.rebinding_time dhcp.renewal_time dhcp.params ldap.request ldap.responses "
     "mqtt pgsql pop3.response rdp rfb sip.code sip.method sip.sdp snmp ssh.client.error ssh.server.error "
     "ssh.client.proto_version ssh.server.proto_version ntp tls.client_alpns tls.server_alpns tls.client_handshake "
     "tls.server_handshake tls.from_proto tls.notafter tls.notbefore tls.client.notafter tls.client.notbefore "
     "tls.session_resumed quic.extensions bittorrent_dht.request_type bittorrent_dht.error bittorrent_dht.request"},
    {"a mask, no host", "dhcp.subnet_mask"},
    {"what a client or its maker calls itself; the hardware address is in client_mac",
     "dhcp.client_id dhcp.vendor_class_identifier bittorrent_dht.client_version"},
    {"fingerprints that STIX has no property for, or the text that a fingerprint of ours is the hash of",
     "dns.answers.sshfp dns.grouped.SSHFP llmnr.answers.sshfp ssh tls.ja3.string tls.ja3s.string quic.ja3.string "
     "quic.ja3s.string quic.cyu"},
    {"digests of parts of a message, which no property of STIX holds", "email.body_md5 email.subject_md5"},
    {"numbers of nodes and transfers, not of files",
     "bittorrent_dht.transaction_id bittorrent_dht.response.id bittorrent_dht.response.token"},
    {"of a tunnel's outer packets, while the record is about the inner ones", "tunnel.src_port tunnel.dest_port"},
    {"another library's, whose members nobody promises", "ndpi"},
};

}  // namespace

std::span<const EvePlace> eve_places() { return kPlaces; }
std::span<const EveHeader> eve_request_headers() { return kRequestHeaders; }
std::span<const EveHeader> eve_response_headers() { return kResponseHeaders; }
std::span<const EveLeftOut> eve_left_out() { return kLeftOut; }

}  // namespace parley::watch
