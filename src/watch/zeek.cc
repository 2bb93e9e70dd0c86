// Zeek's logs, tab-separated with "#fields" in front and as JSON lines, with or without "_path": conn, dns, http, ssl,
// x509, files, smtp, and of others the columns that have the same names.
#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "base/bytes.h"
#include "watch/json_fields.h"
#include "watch/reader.h"

namespace parley::watch {
namespace {

using enum Role;

constexpr std::pair<std::string_view, Role> kColumns[] = {
    {"ts", Role::time},
    {"id.orig_h", source_address},
    {"id.resp_h", destination_address},
    {"id.orig_p", source_port},
    {"id.resp_p", destination_port},
    {"proto", transport},
    {"service", service},
    {"orig_l2_addr", source_mac},
    {"resp_l2_addr", destination_mac},
    {"query", domain},
    {"answers", answer},
    {"host", host},
    {"uri", uri},
    {"method", method},
    {"user_agent", user_agent},
    {"referrer", referrer},
    {"username", account},
    {"orig_filenames", file_name},
    {"resp_filenames", file_name},
    {"server_name", domain},
    {"subject", subject},
    {"issuer", certificate_issuer},
    {"client_subject", certificate_subject},
    {"client_issuer", certificate_issuer},
    {"cert_chain_fps", certificate_hash},
    {"client_cert_chain_fps", certificate_hash},
    {"fingerprint", certificate_hash},
    {"certificate.serial", certificate_serial},
    {"certificate.subject", certificate_subject},
    {"certificate.issuer", certificate_issuer},
    {"san.dns", domain},
    {"san.uri", url},
    {"san.email", email},
    {"san.ip", address},
    {"tx_hosts", source_address},
    {"rx_hosts", destination_address},
    {"md5", md5},
    {"sha1", sha1},
    {"sha256", sha256},
    {"filename", file_name},
    {"mime_type", mime_type},
    {"total_bytes", file_size},
    {"helo", host},
    {"mailfrom", sender},
    {"rcptto", recipient},
    {"from", sender},
    {"to", recipient},
    {"cc", recipient},
    {"reply_to", email},
    {"msg_id", message_id},
    {"x_originating_ip", address},
    {"path", address},
};

// Columns that only one of the logs has, whatever it calls itself.
constexpr std::pair<std::string_view, std::string_view> kMarkers[] = {
    {"AA", "dns"}, {"request_body_len", "http"}, {"established", "tls"}, {"last_reply", "smtp"}};

bool has_service(const Record& record, std::string_view name) {
  return std::any_of(record.fields.begin(), record.fields.end(),
                     [&](const Field& field) { return field.role == service && field.value == name; });
}

// Two names mean different things in different logs: `subject` is a certificate's in ssl.log and a message's in
// smtp.log, and the `user_agent` of smtp.log is no HTTP header.
void settle(Record& record) {
  const bool mail = has_service(record, "smtp");
  for (Field& field : record.fields) {
    if (field.role == subject && !mail) field.role = certificate_subject;
    if (field.role == user_agent && mail) field.role = none;
  }
}

const KeyTable& json_table() {
  static const KeyTable table = [] {
    KeyTable made;
    for (const auto& [name, role] : kColumns) made.add(name, role, true);
    for (const auto& [name, value] : kMarkers) made.add_marker(name, service, value);
    return made;
  }();
  return table;
}

class ZeekJson final : public LogReader {
 public:
  Outcome read(std::string_view line, Record& out) override {
    const Outcome outcome = fields_.read(line, json_table(), out);
    if (outcome.record) settle(out);
    return outcome;
  }

 private:
  JsonFields fields_;
};

class ZeekTsv final : public LogReader {
 public:
  Outcome read(std::string_view line, Record& out) override {
    if (line.empty()) return {};
    if (line.front() == '#') return header(line), Outcome{};
    if (columns_.empty()) return {false, Problem::no_header};
    unescaped_used_ = 0;
    std::size_t column = 0;
    for (std::string_view rest = line;; ++column) {
      const void* found = std::memchr(rest.data(), separator_, rest.size());
      const std::string_view cell =
          found == nullptr ? rest
                           : rest.substr(0, static_cast<std::size_t>(static_cast<const char*>(found) - rest.data()));
      if (column >= columns_.size()) return out.clear(), Outcome{false, Problem::columns};
      take(columns_[column], cell, out);
      if (found == nullptr) break;
      rest.remove_prefix(cell.size() + 1);
    }
    if (column + 1 != columns_.size()) return out.clear(), Outcome{false, Problem::columns};
    if (out.fields.empty()) return {false, Problem::nothing_known};
    if (!marker_.empty()) out.add(service, marker_);
    settle(out);
    return {true, out.fields.size() >= kMaxFields ? Problem::too_many_values : Problem::none};
  }

 private:
  struct Column {
    Role role = none;
    bool list = false;
  };

  void take(const Column& column, std::string_view cell, Record& out) {
    if (column.role == none || cell == unset_ || cell == empty_ || cell.empty()) return;
    if (!column.list) return add(column.role, cell, out);
    while (out.fields.size() < kMaxFields) {
      const std::size_t end = cell.find(set_separator_);
      if (const auto item = cell.substr(0, end); item != unset_) add(column.role, item, out);
      if (end == std::string_view::npos) return;
      cell.remove_prefix(end + set_separator_.size());
    }
  }

  void add(Role role, std::string_view value, Record& out) {
    if (value.find('\\') != std::string_view::npos) value = unescape(value);
    out.add(role, value);
  }

  // "\x09" and "\\": as Zeek writes what would break its table.
  std::string_view unescape(std::string_view value) {
    if (unescaped_used_ == unescaped_.size()) return value;
    std::string& out = unescaped_[unescaped_used_++];
    out.clear();
    for (std::size_t i = 0; i < value.size(); ++i) {
      if (value[i] == '\\' && i + 3 < value.size() && value[i + 1] == 'x') {
        if (const auto byte = from_hex(value.substr(i + 2, 2)); byte) {
          out += static_cast<char>((*byte)[0]);
          i += 3;
          continue;
        }
      }
      if (value[i] == '\\' && i + 1 < value.size() && value[i + 1] == '\\') ++i;
      out += value[i];
    }
    // What was escaped may be bytes that are no text.
    return simdjson::validate_utf8(out) ? std::string_view(out) : value;
  }

  void header(std::string_view line) {
    const auto rest_of = [&](std::string_view name) -> std::optional<std::string_view> {
      if (!line.starts_with(name) || line.size() <= name.size()) return std::nullopt;
      return line.substr(name.size() + 1);
    };
    if (const auto text = rest_of("#separator")) {
      const auto byte = text->starts_with("\\x") ? from_hex(text->substr(2, 2)) : std::nullopt;
      separator_ = byte && !byte->empty() ? static_cast<char>((*byte)[0]) : text->size() == 1 ? text->front() : '\t';
      // A new log begins, perhaps of another kind.
      columns_.clear();
      marker_ = {};
    } else if (const auto set = rest_of("#set_separator")) {
      set_separator_ = set->empty() ? "," : std::string(*set);
    } else if (const auto empty = rest_of("#empty_field")) {
      empty_ = *empty;
    } else if (const auto unset = rest_of("#unset_field")) {
      unset_ = *unset;
    } else if (const auto fields = rest_of("#fields")) {
      read_columns(*fields);
    } else if (const auto types = rest_of("#types")) {
      std::size_t i = 0;
      each_cell(*types, [&](std::string_view type) {
        if (i < columns_.size())
          columns_[i++].list = type.starts_with("vector") || type.starts_with("set") || type.starts_with("table");
      });
    }
  }

  void read_columns(std::string_view names) {
    columns_.clear();
    marker_ = {};
    each_cell(names, [&](std::string_view name) {
      Column& column = columns_.emplace_back();
      for (const auto& [known, role] : kColumns)
        if (known == name) column.role = role;
      for (const auto& [known, value] : kMarkers)
        if (known == name) marker_ = value;
    });
  }

  template <class Each>
  void each_cell(std::string_view text, Each each) {
    while (true) {
      const std::size_t end = text.find(separator_);
      each(text.substr(0, end));
      if (end == std::string_view::npos) return;
      text.remove_prefix(end + 1);
    }
  }

  char separator_ = '\t';
  std::string set_separator_ = ",", empty_ = "(empty)", unset_ = "-";
  std::string_view marker_;
  std::vector<Column> columns_;
  std::array<std::string, 64> unescaped_;  // as many cells of a line can hold escapes; further ones stay as written
  std::size_t unescaped_used_ = 0;
};

}  // namespace

std::unique_ptr<LogReader> make_zeek_json_reader() { return std::make_unique<ZeekJson>(); }
std::unique_ptr<LogReader> make_zeek_tsv_reader() { return std::make_unique<ZeekTsv>(); }

}  // namespace parley::watch
