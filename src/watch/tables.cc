// CSV (RFC 4180; blanks around cells do not count, as no value has them) and JSON lines with a mapping.
//
// A table without a mapping is understood as far as its header has usual names; without such a
// header each cell is told by its own shape, so that a table nobody described is still searched for
// what is certain.
#include <algorithm>
#include <array>

#include "watch/blanks.h"
#include "watch/json_fields.h"
#include "watch/reader.h"

namespace parley::watch {
namespace {

constexpr std::size_t kMaxColumns = 1024;

// A line's cells, which point into it or, where quotes were doubled, into the splitter.
class Cells {
 public:
  enum class Split { done, open, broken };  // open: a quote has no end yet

  const std::vector<std::string_view>& all() const { return cells_; }

  Split split(std::string_view line, char delimiter) {
    cells_.clear();
    unquoted_used_ = 0;
    while (cells_.size() < kMaxColumns) {
      skip_blanks(line, delimiter);
      if (!line.empty() && line.front() == '"') {
        if (const Split found = quoted(line, delimiter); found != Split::done) return found;
      } else {
        const std::size_t end = line.find(delimiter);
        cells_.push_back(without_blanks(line.substr(0, end), delimiter));
        line.remove_prefix(end == std::string_view::npos ? line.size() : end);
      }
      if (line.empty()) return Split::done;
      line.remove_prefix(1);
      // A delimiter at the end of the line stands before an empty cell.
      if (line.empty()) return cells_.push_back({}), Split::done;
    }
    return Split::done;
  }

 private:
  // A cell in quotes; `line` moves behind it.
  Split quoted(std::string_view& line, char delimiter) {
    std::size_t end = 1;
    bool doubled = false;
    for (;; end += 2) {
      end = line.find('"', end);
      if (end == std::string_view::npos) return Split::open;
      if (end + 1 >= line.size() || line[end + 1] != '"') break;
      doubled = true;
    }
    std::string_view cell = line.substr(1, end - 1);
    line.remove_prefix(end + 1);
    skip_blanks(line, delimiter);
    // Something behind the closing quote: this was no quoted cell.
    if (!line.empty() && line.front() != delimiter) return Split::broken;
    // Past the last text a cell keeps its quotes doubled: such a line is no table anybody wrote.
    if (doubled && unquoted_used_ < unquoted_.size()) {
      std::string& text = unquoted_[unquoted_used_++];
      text.clear();
      for (std::size_t i = 0; i < cell.size(); ++i) {
        text += cell[i];
        if (cell[i] == '"') ++i;
      }
      cell = text;
    }
    cells_.push_back(without_blanks(cell, delimiter));
    return Split::done;
  }

  std::vector<std::string_view> cells_;
  std::array<std::string, 64> unquoted_;
  std::size_t unquoted_used_ = 0;
};

// Whether a cell is a value by itself, and not a name or a number.
bool is_value(std::string_view cell) {
  Record record;
  record.add(Role::any, cell);
  return !record.fields.empty();
}
// A date, not just a number.
bool is_time(std::string_view cell) { return cell.size() >= 19 && cell[4] == '-' && parse_time(cell).has_value(); }

class Csv final : public LogReader {
 public:
  explicit Csv(const Mapping& mapping) : mapping_(mapping), delimiter_(mapping.delimiter) {}

  Outcome read(std::string_view line, Record& out) override {
    if (without_blanks(line, delimiter_).empty()) return {};
    if (!named_ && line.size() == 5 && line.starts_with("sep=")) return delimiter_ = line.back(), Outcome{};
    // Lines that end with a carriage return alone came as one: it would be taken for a header, and nothing be read.
    if (!named_ && line.find('\r') != std::string_view::npos) return {false, Problem::columns};
    if (line.front() == '#') return remark(line), Outcome{};
    if (delimiter_ == '\0') delimiter_ = guess_delimiter(line);
    switch (cells_.split(line, delimiter_)) {
      case Cells::Split::open:
        return {false, Problem::quotes, true};
      case Cells::Split::broken:
        return {false, Problem::quotes};
      case Cells::Split::done:
        break;
    }
    if (!named_ && name_columns()) return {};
    const auto& cells = cells_.all();
    // A row with other columns is not read: what its cells mean would be a guess.
    if (cells.size() != roles_.size()) return {false, Problem::columns};
    for (std::size_t i = 0; i < cells.size(); ++i) {
      // What web servers and proxies write for nothing.
      if (cells[i] == "-") continue;
      if (!by_value_)
        out.add(roles_[i], cells[i]);
      else
        out.add(is_time(cells[i]) && out.time.empty() ? Role::time : Role::any, cells[i]);
    }
    if (out.fields.empty()) return {false, Problem::nothing_known};
    return {true, Problem::none};
  }

 private:
  // Some lists have their header as the last remark before the first row.
  void remark(std::string_view line) {
    if (named_ || !mapping_.header) return;
    while (!line.empty() && (line.front() == '#' || line.front() == ' ')) line.remove_prefix(1);
    remark_ = line;
  }

  std::vector<Role> roles_of(const std::vector<std::string_view>& names) const {
    std::vector<Role> roles;
    for (const std::string_view name : names) roles.push_back(mapping_.role_of(name));
    return roles;
  }
  static bool has_role(const std::vector<Role>& roles) {
    return std::any_of(roles.begin(), roles.end(), [](Role role) { return role != Role::none; });
  }

  // Whether this line was the header.
  // The first row that is no remark. It is the header when a mapping or usual names say so, or when
  // it has no value in it; else it is data, and its columns are told by their values.
  bool name_columns() {
    named_ = true;
    const auto& cells = cells_.all();
    if (!mapping_.header) {
      for (std::size_t i = 0; i < cells.size(); ++i) roles_.push_back(mapping_.role_of(std::to_string(i + 1)));
      return false;
    }
    roles_ = roles_of(cells);
    if (has_role(roles_) || mapping_.kind != Mapping::Kind::none) return true;
    const bool row = std::any_of(cells.begin(), cells.end(), is_value);
    if (!remark_.empty()) {
      Cells names;
      if (names.split(remark_, delimiter_) == Cells::Split::done && names.all().size() == cells.size())
        if (auto roles = roles_of(names.all()); has_role(roles)) return roles_ = std::move(roles), !row;
    }
    // Names that say nothing, or none: what a cell is, its value tells.
    by_value_ = true;
    return !row;
  }

  const Mapping& mapping_;
  char delimiter_;
  std::vector<Role> roles_;
  bool named_ = false, by_value_ = false;
  std::string remark_;
  Cells cells_;
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

}  // namespace

char guess_delimiter(std::string_view line) {
  char best = ',';
  std::ptrdiff_t most = 0;
  for (const char delimiter : {',', ';', '\t', '|'}) {
    std::ptrdiff_t count = 0;
    bool quoted = false;
    for (const char c : line) {
      if (c == '"') quoted = !quoted;
      count += c == delimiter && !quoted ? 1 : 0;
    }
    if (count > most) most = count, best = delimiter;
  }
  return best;
}

// Asked about the first line of a log: one usual name makes it a header, two values a row. One
// value alone would make every list a table.
CsvLook look_of_csv(std::string_view line) {
  if (line.size() == 5 && line.starts_with("sep=")) return CsvLook::header;  // of spreadsheets: which delimiter follows
  for (const char delimiter : {',', ';', '\t', '|'}) {
    Cells cells;
    if (cells.split(line, delimiter) == Cells::Split::broken || cells.all().size() < 2) continue;
    std::size_t values = 0;
    for (const std::string_view cell : cells.all()) {
      if (usual_role(cell) != Role::none) return CsvLook::header;
      values += is_time(cell) || is_value(cell) ? 1u : 0u;
    }
    if (values >= 2) return CsvLook::row;
  }
  return CsvLook::none;
}

std::unique_ptr<LogReader> make_csv_reader(const Mapping& mapping) { return std::make_unique<Csv>(mapping); }
std::unique_ptr<LogReader> make_json_lines_reader(const Mapping& mapping) {
  return std::make_unique<JsonLines>(mapping);
}

}  // namespace parley::watch
