// CSV (RFC 4180, but for line ends inside cells), JSON lines with a mapping, and plain lists of values.
#include <algorithm>
#include <array>

#include "watch/json_fields.h"
#include "watch/reader.h"

namespace parley::watch {
namespace {

constexpr std::size_t kMaxColumns = 1024;

// The commonest of these in a header line.
char guess_delimiter(std::string_view line) {
  char best = ',';
  std::ptrdiff_t most = 0;
  for (const char c : {',', ';', '\t', '|'})
    if (const auto count = std::count(line.begin(), line.end(), c); count > most) most = count, best = c;
  return best;
}

class Csv final : public LogReader {
 public:
  explicit Csv(const Mapping& mapping) : mapping_(mapping), delimiter_(mapping.delimiter) {}

  Outcome read(std::string_view line, Record& out) override {
    if (line.empty() || line.front() == '#') return {};
    if (delimiter_ == '\0') delimiter_ = guess_delimiter(line);
    if (!split(line)) return {false, Problem::quotes};
    if (roles_.empty()) {
      name_columns();
      if (mapping_.header) return {};
    }
    if (cells_.size() != roles_.size()) return {false, Problem::columns};
    for (std::size_t i = 0; i < cells_.size(); ++i)
      if (roles_[i] != Role::none && cells_[i] != "-") out.add(roles_[i], cells_[i]);
    if (out.fields.empty()) return {false, Problem::nothing_known};
    return {true, Problem::none};
  }

 private:
  void name_columns() {
    for (std::size_t i = 0; i < cells_.size(); ++i) {
      std::string_view name = cells_[i];
      if (name.starts_with("\xEF\xBB\xBF")) name.remove_prefix(3);
      roles_.push_back(mapping_.role_of(mapping_.header ? name : std::to_string(i + 1)));
    }
  }

  // Into cells_, which point into the line or, where quotes were doubled, into unquoted_.
  bool split(std::string_view line) {
    cells_.clear();
    unquoted_used_ = 0;
    while (cells_.size() < kMaxColumns) {
      if (!line.empty() && line.front() == '"') {
        if (!quoted(line)) return false;
      } else {
        const std::size_t end = line.find(delimiter_);
        cells_.push_back(line.substr(0, end));
        line.remove_prefix(end == std::string_view::npos ? line.size() : end);
      }
      if (line.empty()) return true;
      line.remove_prefix(1);
      if (line.empty()) return cells_.push_back({}), true;
    }
    return true;
  }

  // A cell in quotes; `line` moves behind it.
  bool quoted(std::string_view& line) {
    std::size_t end = 1;
    bool doubled = false;
    for (;; end += 2) {
      end = line.find('"', end);
      if (end == std::string_view::npos) return false;
      if (end + 1 >= line.size() || line[end + 1] != '"') break;
      doubled = true;
    }
    std::string_view cell = line.substr(1, end - 1);
    line.remove_prefix(end + 1);
    if (!line.empty() && line.front() != delimiter_) return false;
    if (doubled && unquoted_used_ < unquoted_.size()) {
      std::string& text = unquoted_[unquoted_used_++];
      text.clear();
      for (std::size_t i = 0; i < cell.size(); ++i) {
        text += cell[i];
        if (cell[i] == '"') ++i;
      }
      cell = text;
    }
    cells_.push_back(cell);
    return true;
  }

  const Mapping& mapping_;
  char delimiter_;
  std::vector<Role> roles_;
  std::vector<std::string_view> cells_;
  std::array<std::string, 64> unquoted_;
  std::size_t unquoted_used_ = 0;
};

class JsonLines final : public LogReader {
 public:
  explicit JsonLines(const Mapping& mapping) {
    if (mapping.kind == Mapping::Kind::json) {
      for (const auto& [path, role] : mapping.fields) table_.add(path, role, true);
    } else {
      for (const auto& [path, role] : usual_roles()) table_.add(path, role, true);
    }
  }
  Outcome read(std::string_view line, Record& out) override {
    if (line.empty()) return {};
    return fields_.read(line, table_, out);
  }

 private:
  KeyTable table_;
  JsonFields fields_;
};

// One value a line; what follows blank, tab, comma or '#' is a remark.
class List final : public LogReader {
 public:
  Outcome read(std::string_view line, Record& out) override {
    while (!line.empty() && (line.front() == ' ' || line.front() == '\t')) line.remove_prefix(1);
    if (line.empty() || line.front() == '#' || line.starts_with("//")) return {};
    const std::string_view value = line.substr(0, line.find_first_of(" \t,;#"));
    if (shape_of(value))
      out.add(Role::any, value);
    else if (shape_of(line.substr(0, line.find_last_not_of(" \t") + 1)))
      out.add(Role::any, line.substr(0, line.find_last_not_of(" \t") + 1));
    else
      return {false, Problem::nothing_known};
    return {true, Problem::none};
  }
};

}  // namespace

std::unique_ptr<LogReader> make_csv_reader(const Mapping& mapping) { return std::make_unique<Csv>(mapping); }
std::unique_ptr<LogReader> make_json_lines_reader(const Mapping& mapping) {
  return std::make_unique<JsonLines>(mapping);
}
std::unique_ptr<LogReader> make_list_reader() { return std::make_unique<List>(); }

}  // namespace parley::watch
