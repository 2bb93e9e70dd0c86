// Object paths by number. The ones that logs speak of have fixed numbers; others get theirs from Index::path().
#pragma once

#include <cstdint>
#include <string_view>

namespace parley::pattern {

using PathNumber = std::uint32_t;
inline constexpr PathNumber kNoPath = 0xFFFF'FFFF;

// PARLEY_PATH(constant, "path as to_text() writes it")
#define PARLEY_PATHS(PARLEY_PATH)                                                                           \
  PARLEY_PATH(domain_name_value, "domain-name:value")                                                       \
  PARLEY_PATH(domain_name_resolves_to, "domain-name:resolves_to_refs[*].value")                             \
  PARLEY_PATH(ipv4_addr_value, "ipv4-addr:value")                                                           \
  PARLEY_PATH(ipv6_addr_value, "ipv6-addr:value")                                                           \
  PARLEY_PATH(mac_addr_value, "mac-addr:value")                                                             \
  PARLEY_PATH(url_value, "url:value")                                                                       \
  PARLEY_PATH(email_addr_value, "email-addr:value")                                                         \
  PARLEY_PATH(email_addr_display_name, "email-addr:display_name")                                           \
  PARLEY_PATH(email_message_subject, "email-message:subject")                                               \
  PARLEY_PATH(email_message_from, "email-message:from_ref.value")                                           \
  PARLEY_PATH(email_message_sender, "email-message:sender_ref.value")                                       \
  PARLEY_PATH(email_message_to, "email-message:to_refs[*].value")                                           \
  PARLEY_PATH(email_message_cc, "email-message:cc_refs[*].value")                                           \
  PARLEY_PATH(email_message_id, "email-message:message_id")                                                 \
  PARLEY_PATH(email_message_body, "email-message:body")                                                     \
  PARLEY_PATH(file_name, "file:name")                                                                       \
  PARLEY_PATH(file_size, "file:size")                                                                       \
  PARLEY_PATH(file_mime_type, "file:mime_type")                                                             \
  PARLEY_PATH(file_md5, "file:hashes.MD5")                                                                  \
  PARLEY_PATH(file_sha1, "file:hashes.'SHA-1'")                                                             \
  PARLEY_PATH(file_sha256, "file:hashes.'SHA-256'")                                                         \
  PARLEY_PATH(file_sha512, "file:hashes.'SHA-512'")                                                         \
  PARLEY_PATH(file_parent_directory, "file:parent_directory_ref.path")                                      \
  PARLEY_PATH(artifact_md5, "artifact:hashes.MD5")                                                          \
  PARLEY_PATH(artifact_sha1, "artifact:hashes.'SHA-1'")                                                     \
  PARLEY_PATH(artifact_sha256, "artifact:hashes.'SHA-256'")                                                 \
  PARLEY_PATH(artifact_url, "artifact:url")                                                                 \
  PARLEY_PATH(x509_md5, "x509-certificate:hashes.MD5")                                                      \
  PARLEY_PATH(x509_sha1, "x509-certificate:hashes.'SHA-1'")                                                 \
  PARLEY_PATH(x509_sha256, "x509-certificate:hashes.'SHA-256'")                                             \
  PARLEY_PATH(x509_serial_number, "x509-certificate:serial_number")                                         \
  PARLEY_PATH(x509_subject, "x509-certificate:subject")                                                     \
  PARLEY_PATH(x509_issuer, "x509-certificate:issuer")                                                       \
  PARLEY_PATH(network_traffic_src, "network-traffic:src_ref.value")                                         \
  PARLEY_PATH(network_traffic_dst, "network-traffic:dst_ref.value")                                         \
  PARLEY_PATH(network_traffic_src_type, "network-traffic:src_ref.type")                                     \
  PARLEY_PATH(network_traffic_dst_type, "network-traffic:dst_ref.type")                                     \
  PARLEY_PATH(network_traffic_src_port, "network-traffic:src_port")                                         \
  PARLEY_PATH(network_traffic_dst_port, "network-traffic:dst_port")                                         \
  PARLEY_PATH(network_traffic_protocols, "network-traffic:protocols[*]")                                    \
  PARLEY_PATH(network_traffic_src_bytes, "network-traffic:src_byte_count")                                  \
  PARLEY_PATH(network_traffic_dst_bytes, "network-traffic:dst_byte_count")                                  \
  PARLEY_PATH(network_traffic_src_packets, "network-traffic:src_packets")                                   \
  PARLEY_PATH(network_traffic_dst_packets, "network-traffic:dst_packets")                                   \
  PARLEY_PATH(http_method, "network-traffic:extensions.'http-request-ext'.request_method")                  \
  PARLEY_PATH(http_value, "network-traffic:extensions.'http-request-ext'.request_value")                    \
  PARLEY_PATH(http_version, "network-traffic:extensions.'http-request-ext'.request_version")                \
  PARLEY_PATH(http_user_agent, "network-traffic:extensions.'http-request-ext'.request_header.'User-Agent'") \
  PARLEY_PATH(http_host, "network-traffic:extensions.'http-request-ext'.request_header.Host")               \
  PARLEY_PATH(http_referer, "network-traffic:extensions.'http-request-ext'.request_header.Referer")         \
  PARLEY_PATH(tls_ja3, "network-traffic:x_ja3")                                                             \
  PARLEY_PATH(tls_ja3s, "network-traffic:x_ja3s")                                                           \
  PARLEY_PATH(tls_server_name, "network-traffic:x_server_name")                                             \
  PARLEY_PATH(software_name, "software:name")                                                               \
  PARLEY_PATH(user_account_user_id, "user-account:user_id")                                                 \
  PARLEY_PATH(user_account_login, "user-account:account_login")                                             \
  PARLEY_PATH(as_number, "autonomous-system:number")                                                        \
  PARLEY_PATH(process_command_line, "process:command_line")                                                 \
  PARLEY_PATH(registry_key, "windows-registry-key:key")                                                     \
  PARLEY_PATH(mutex_name, "mutex:name")

namespace path {
#define PARLEY_PATH(name, text) name,
enum : PathNumber { PARLEY_PATHS(PARLEY_PATH) count };
#undef PARLEY_PATH
}  // namespace path

}  // namespace parley::pattern
