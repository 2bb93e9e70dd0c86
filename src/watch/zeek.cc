// Zeek's logs, tab-separated with "#fields" in front and as JSON lines, with or without "_path". What the columns mean:
// zeek_columns.h. A line of JSON without "_path" is known by the columns that only one log has.
//
// A name may mean different things in different logs, and which log a JSON line is of may be known
// only after its last member. So values of ambiguous names are kept with a note, and settle() gives
// them their role when the line is read.
#include <simdjson.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "base/bytes.h"
#include "watch/json_fields.h"
#include "watch/reader.h"
#include "watch/zeek_columns.h"

namespace parley::watch {
namespace {

using enum Role;

// What a log is about that does not say its service: the columns that only it has.
constexpr std::pair<std::string_view, std::string_view> kServices[] = {
    {"AA", "dns"}, {"request_body_len", "http"}, {"established", "tls"}, {"last_reply", "smtp"}};

// Names that some log means otherwise than the others. A field's note is the name's number here, from 1; kLogName is
// that of "_path".
constexpr std::uint8_t kLogName = 255;
const std::vector<std::string_view>& ambiguous() {
  static const std::vector<std::string_view> names = [] {
    std::vector<std::string_view> out;
    for (const auto& exception : zeek_exceptions()) {
      if (zeek_role(0, exception.name) == exception.role) continue;
      if (std::find(out.begin(), out.end(), exception.name) == out.end()) out.push_back(exception.name);
    }
    return out;
  }();
  return names;
}
// 0: the name means the same in every log.
std::uint8_t note_of(std::string_view name) {
  const auto at = std::find(ambiguous().begin(), ambiguous().end(), name);
  return at == ambiguous().end() ? std::uint8_t{0} : static_cast<std::uint8_t>(at - ambiguous().begin() + 1);
}

// What the name with a note means in a log.
// A row for each log, a column for each note; made once, so that a value's role costs one look.
Role role_in(std::uint8_t log, std::uint8_t note) {
  static const std::vector<std::array<Role, 256>> roles = [] {
    std::vector<std::array<Role, 256>> out;
    for (std::uint8_t number = 0; number <= zeek_logs(); ++number) {
      auto& row = out.emplace_back();
      row.fill(none);
      for (std::size_t i = 0; i < ambiguous().size(); ++i) row[i + 1] = zeek_role(number, ambiguous()[i]);
    }
    return out;
  }();
  return roles[log][note];
}

// A call and its bodies have lengths in sip.log, too, which is what http.log is told by.
void drop_service(Record& record, std::string_view name) {
  std::erase_if(record.fields, [&](const Field& field) { return field.role == service && field.value == name; });
}

// Each value once more, now that its role is known, so that it is taken apart as the role wants.
void add_again(Record& record, std::vector<Field>& held) {
  held.swap(record.fields);
  record.fields.clear();
  for (const Field& field : held) {
    if (field.note == 0)
      record.fields.push_back(field);
    else
      record.add(role_in(record.kind, field.note), field.value);
  }
}

// Gives each field with a note the role that its name has in this log.
void settle(Record& record, std::vector<Field>& held) {
  if (!record.noted) return;
  const auto is_log_name = [](const Field& field) { return field.note == kLogName; };
  for (const Field& field : record.fields)
    if (is_log_name(field)) record.kind = zeek_log(field.value);
  std::erase_if(record.fields, is_log_name);
  // In most logs no name is ambiguous.
  if (std::any_of(record.fields.begin(), record.fields.end(), [](const Field& field) { return field.note != 0; }))
    add_again(record, held);
  static const std::uint8_t kSip = zeek_log("sip");
  if (record.kind == kSip) drop_service(record, "http");
}

const KeyTable& json_table() {
  static const KeyTable table = [] {
    KeyTable made;
    for (const auto& [name, role] : zeek_columns()) made.add(name, role, true, note_of(name));
    // A name may have a meaning in one log only and none elsewhere. It is kept until it is known which log this is.
    for (const std::string_view name : ambiguous()) made.add(name, zeek_role(0, name), true, note_of(name));
    made.add("_path", none, false, kLogName);
    for (const auto& [name, log] : zeek_markers()) made.add_kind(name, zeek_log(log));
    for (const auto& [name, value] : kServices) made.add_service(name, value);
    return made;
  }();
  return table;
}

class ZeekJson final : public LogReader {
 public:
  Outcome read(std::string_view line, Record& out) override {
    Outcome outcome = fields_.read(line, json_table(), out);
    if (!outcome.record) return outcome;
    // Roles before commands: that a field is a command is known only when the log is.
    settle(out, held_);
    settle_commands(out);
    if (out.fields.empty()) return {false, Problem::nothing_known};
    return outcome;
  }

 private:
  JsonFields fields_;
  std::vector<Field> held_;
};

// The header lines say everything: separator, name of the log, columns, which of them are lists. A
// new header in the middle of a file begins a new log (concatenated and rotated files).
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
      // With more or fewer cells than names, every value may stand under the wrong name: nothing of such a line is
      // searched.
      if (column >= columns_.size()) return out.clear(), Outcome{false, Problem::columns};
      take(columns_[column], cell, out);
      // The line ends with its last cell and not with a separator.
      if (found == nullptr) break;
      rest.remove_prefix(cell.size() + 1);
    }
    if (column + 1 != columns_.size()) return out.clear(), Outcome{false, Problem::columns};
    if (out.fields.empty()) return {false, Problem::nothing_known};
    if (!marker_.empty()) out.add(service, marker_);
    settle_commands(out);
    return {true, out.fields.size() >= kMaxFields ? Problem::too_many_values : Problem::none};
  }

 private:
  struct Column {
    Role role = none;
    bool list = false;
  };

  // What stands for a missing value is told by the header, and is a value nowhere.
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
    // Behind the name stands the separator, and a blank in the line that tells which one it is.
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
      log_ = 0;
    } else if (const auto set = rest_of("#set_separator")) {
      set_separator_ = set->empty() ? "," : std::string(*set);
    } else if (const auto empty = rest_of("#empty_field")) {
      empty_ = *empty;
    } else if (const auto unset = rest_of("#unset_field")) {
      unset_ = *unset;
    } else if (const auto path = rest_of("#path")) {
      log_ = zeek_log(*path);
      named_ = true;
    } else if (const auto fields = rest_of("#fields")) {
      read_columns(*fields);
    } else if (const auto types = rest_of("#types")) {
      std::size_t i = 0;
      // Which columns are lists is said only by the types, in the line behind the names.
      each_cell(*types, [&](std::string_view type) {
        if (i < columns_.size())
          columns_[i++].list = type.starts_with("vector") || type.starts_with("set") || type.starts_with("table");
      });
    }
  }

  void read_columns(std::string_view names) {
    columns_.clear();
    marker_ = {};
    // A header without "#path": the columns themselves tell which log this is.
    if (!named_) {
      log_ = 0;
      each_cell(names, [&](std::string_view name) {
        for (const auto& [known, log] : zeek_markers())
          if (known == name) log_ = zeek_log(log);
      });
    }
    named_ = false;
    each_cell(names, [&](std::string_view name) {
      columns_.push_back({zeek_role(log_, name), false});
      for (const auto& [known, value] : kServices)
        if (known == name && (value != "http" || log_ != zeek_log("sip"))) marker_ = value;
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
  std::uint8_t log_ = 0;
  bool named_ = false;  // a "#path" stood before the columns
  std::vector<Column> columns_;
  std::array<std::string, 64> unescaped_;  // as many cells of a line can hold escapes; further ones stay as written
  std::size_t unescaped_used_ = 0;
};

}  // namespace

std::unique_ptr<LogReader> make_zeek_json_reader() { return std::make_unique<ZeekJson>(); }
std::unique_ptr<LogReader> make_zeek_tsv_reader() { return std::make_unique<ZeekTsv>(); }

}  // namespace parley::watch
