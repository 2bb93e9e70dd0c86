// A log line has dozens of members, of which a few matter. simdjson's first stage tells where every token of the line
// begins, with the vector code that the processor has; this walks from token to token and asks the table about each
// name as it stands in the bytes, without unescaping and without a copy. Values are views into the line, except those
// with an escape, which are copied.
//
// The walk is not simdjson's own (`ondemand`), which costs more and is compiled for the oldest processor that the
// program is made for; see docs/decisions/0013-a-walk-of-our-own.md. What it asks of a line is the same: that tokens
// stand in the order of JSON wherever it looks. What it skips only has to be closed.
//
// A line that breaks off in the middle is no record at all, whatever was read of it before.
#include "watch/json_fields.h"

#include <simdjson.h>

#include <algorithm>
#include <bit>
#include <cstring>

#include "base/ascii.h"

namespace parley::watch {
namespace {

constexpr std::size_t kMaxNames = 4096;  // of one object; a mapping could name more

template <class Number>
inline std::uint64_t load(const char* at) {
  Number out;
  std::memcpy(&out, at, sizeof out);
  return out;
}

}  // namespace

// Words that overlap where the name is no multiple of one, so that no loop goes over single bytes.
inline KeyTable::Ends KeyTable::ends_of(std::string_view name) {
  const char* const begin = name.data();
  const std::size_t size = name.size();
  if (size >= 8) return {load<std::uint64_t>(begin), load<std::uint64_t>(begin + size - 8), size};
  if (size >= 4) return {load<std::uint32_t>(begin), load<std::uint32_t>(begin + size - 4), size};
  if (size == 0) return {};
  return {load<std::uint8_t>(begin), load<std::uint8_t>(begin + size / 2) << 8 | load<std::uint8_t>(begin + size - 1),
          size};
}

// The upper bits of a product depend on all of its factor.
inline std::size_t KeyTable::home(const Ends& ends) {
  const std::uint64_t mixed = ((ends.first ^ std::rotl(ends.last, 29)) + ends.size) * 0x9E3779B97F4A7C15u;
  return static_cast<std::size_t>(mixed >> 40);
}

// simdjson's parsers: one for the tokens of a line, one for the strings that have escapes.
struct JsonFields::Parsers {
  std::unique_ptr<simdjson::internal::dom_parser_implementation> tokens;
  std::size_t capacity = 0;
  simdjson::dom::parser strings;

  bool find_tokens(std::string_view line);
};

// Only what is closed and is UTF-8 has tokens.
bool JsonFields::Parsers::find_tokens(std::string_view line) {
  if (line.size() > capacity) {
    // Doubled, or every line that is a little longer than those before it would be one more allocation.
    capacity = std::bit_ceil(std::max<std::size_t>(line.size(), 4096));
    // The depth counts for trees only, and none is built.
    const auto made = simdjson::get_active_implementation()->create_dom_parser_implementation(capacity, 1, tokens);
    if (made != simdjson::SUCCESS) return capacity = 0, false;
  }
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(line.data());
  return tokens && tokens->stage1(bytes, line.size(), simdjson::stage1_mode::regular) == simdjson::SUCCESS;
}

// From token to token. Each function but peek() returns false where the line is not JSON.
class JsonFields::Walk {
 public:
  Walk(std::string_view line, Parsers& parsers, Record& out)
      : line_(line.data()),
        at_(parsers.tokens->structural_indexes.get()),
        end_(at_ + parsers.tokens->n_structural_indexes),
        has_escapes_(line.find('\\') != std::string_view::npos),
        strings_(parsers.strings),
        out_(out) {}

  bool line(const KeyTable& table) {
    // What is behind the object is looked at no further, but something closes there: what breaks off is no record.
    return at_ != end_ && line_[end_[-1]] == '}' && take('{') && object(table);
  }

 private:
  // No token begins with NUL.
  char peek() const { return at_ == end_ ? '\0' : line_[*at_]; }
  bool take(char wanted) {
    if (peek() != wanted) return false;
    ++at_;
    return true;
  }
  // A token, up to the blanks before the next one. Behind the last one simdjson says where the line ends.
  std::string_view take_token() {
    const char *const begin = line_ + at_[0], *end = line_ + at_[1];
    while (static_cast<unsigned char>(end[-1]) <= ' ') --end;
    ++at_;
    return {begin, static_cast<std::size_t>(end - begin)};
  }
  // What is between the quotes, as it stands in the line.
  std::string_view take_string() {
    const std::string_view token = take_token();
    return token.substr(1, token.size() - 2);
  }

  bool take_text(std::string_view& out) {
    const std::string_view token = take_token();
    out = token.substr(1, token.size() - 2);
    if (!has_escapes_ || out.find('\\') == std::string_view::npos) return true;
    // Behind the token stands the rest of the line, and its padding.
    if (strings_.parse(token.data(), token.size(), false).get(out) != simdjson::SUCCESS) return false;
    // The parser's next string takes the place of this one.
    std::string& kept = out_.scratch();
    kept = out;
    out = kept;
    return true;
  }

  void add(const KeyTable::Entry& entry, std::string_view value) {
    if (out_.fields.size() < kMaxFields) out_.add(entry.role, value, entry.note);
  }

  // Over one value, whatever is in it.
  bool skip() {
    const char first = peek();
    if (first == '{' || first == '[') return skip_nested();
    if (first == '}' || first == ']' || first == ',' || first == ':' || first == '\0') return false;
    ++at_;
    return true;
  }
  // At its opening bracket.
  bool skip_nested() {
    std::size_t depth = 0;
    do {
      if (at_ == end_) return false;
      const char token = line_[*at_++];
      if (token == '{' || token == '[') ++depth;
      if (token == '}' || token == ']') --depth;
    } while (depth > 0);
    return true;
  }

  // A string, a number, an object below, or a list of these. Goes as deep as the table does and no deeper: what a line
  // nests further is skipped.
  bool value(const KeyTable::Entry& entry, bool in_list) {
    const char first = peek();
    if (first == '"') {
      std::string_view text;
      if (!take_text(text)) return false;
      add(entry, text);
      return true;
    }
    if (is_digit(first) || first == '-') return add(entry, take_token()), true;
    if (first == '{') {
      if (!entry.below && !entry.named) return skip();
      ++at_;
      return entry.named ? named(*entry.named) : object(*entry.below);
    }
    // Lists of lists have no meaning in any log, and without this their depth would be the sender's choice.
    if (first == '[') return in_list ? skip() : list(entry);
    return (first == 't' || first == 'f' || first == 'n') && skip();
  }

  bool list(const KeyTable::Entry& entry) {
    ++at_;
    if (take(']')) return true;
    do {
      if (!value(entry, true)) return false;
    } while (take(','));
    return take(']');
  }

  bool member(const KeyTable::Entry* entry) {
    if (entry == nullptr) return skip();
    if (entry->kind != 0) out_.kind = entry->kind;
    if (!entry->service.empty()) out_.add(Role::service, entry->service);
    if (entry->role == Role::none && entry->note == 0 && !entry->below && !entry->named) return skip();
    return value(*entry, false);
  }

  // Calls `each` with every name, the walk standing at its value. A name with an escape in it is none that a table
  // knows.
  template <class Each>
  bool members(Each each) {
    if (take('}')) return true;
    do {
      if (peek() != '"') return false;
      const std::string_view name = take_string();
      if (!take(':') || !each(name)) return false;
    } while (take(','));
    return take('}');
  }

  bool object(const KeyTable& table) {
    return members([&](std::string_view name) { return member(table.find(name)); });
  }

  // {"name": N, "value": V}, in either order.
  bool named(const KeyTable& table) {
    std::string_view name, value;
    const bool whole = members([&](std::string_view key) {
      if ((key != "name" && key != "value") || peek() != '"') return skip();
      return take_text(key == "name" ? name : value);
    });
    if (!whole) return false;
    // Names of headers have no case; no header that the table knows is longer.
    const auto* entry = table.find(to_lower(name.substr(0, 64)));
    if (out_.fields.size() < kMaxFields) out_.add(entry != nullptr ? entry->role : Role::words, value);
    return true;
  }

  const char* line_;
  const std::uint32_t* at_;  // where the next token begins, of those up to end_
  const std::uint32_t* end_;
  const bool has_escapes_;
  simdjson::dom::parser& strings_;
  Record& out_;
};

KeyTable::KeyTable() : slots_(16, 0) {}

// Asked for every member of every line, so nothing in it calls anything.
const KeyTable::Entry* KeyTable::find(std::string_view name) const {
  const Ends ends = ends_of(name);
  const std::size_t mask = slots_.size() - 1;
  const std::uint16_t* const slots = slots_.data();
  for (std::size_t slot = home(ends) & mask; slots[slot] != 0; slot = (slot + 1) & mask) {
    const std::size_t index = slots[slot] - 1u;
    if (ends_.data()[index] == ends) return name.size() <= 16 ? entries_.data() + index : find_long(name, slot);
  }
  return nullptr;
}

// From the first slot on whose name has the same ends.
const KeyTable::Entry* KeyTable::find_long(std::string_view name, std::size_t slot) const {
  for (; slots_[slot] != 0; slot = (slot + 1) & (slots_.size() - 1))
    if (const Entry& entry = entries_[slots_[slot] - 1u]; entry.name == name) return &entry;
  return nullptr;
}

void KeyTable::put(std::size_t index) {
  const std::size_t mask = slots_.size() - 1;
  std::size_t slot = home(ends_[index]) & mask;
  while (slots_[slot] != 0) slot = (slot + 1) & mask;
  slots_[slot] = static_cast<std::uint16_t>(index + 1);
}

KeyTable::Entry& KeyTable::entry(std::string_view name) {
  if (const Entry* found = find(name)) return const_cast<Entry&>(*found);
  Entry made;
  made.name = name;
  entries_.push_back(std::move(made));
  ends_.push_back(ends_of(name));
  // At most a quarter full: names that nobody asked for are told after one look.
  if (entries_.size() * 4 > slots_.size()) {
    slots_.assign(slots_.size() * 2, 0);
    for (std::size_t i = 0; i < entries_.size(); ++i) put(i);
  } else {
    put(entries_.size() - 1);
  }
  return entries_.back();
}

// Beyond kMaxNames a mapping's further names are passed over; slots hold 16-bit numbers.
void KeyTable::add(std::string_view path, Role role, bool also_flat, std::uint8_t note) {
  const std::size_t dot = path.find('.');
  if (entries_.size() >= kMaxNames) return;
  if (dot == std::string_view::npos || also_flat) {
    Entry& whole = entry(path);
    whole.role = role;
    whole.note = note;
  }
  if (dot == std::string_view::npos) return;
  Entry& first = entry(path.substr(0, dot));
  if (!first.below) first.below = std::make_unique<KeyTable>();
  first.below->add(path.substr(dot + 1), role, also_flat, note);
}

void KeyTable::add_kind(std::string_view name, std::uint8_t kind) { entry(name).kind = kind; }

void KeyTable::add_named(std::string_view path, std::string_view name, Role role) {
  const std::size_t dot = path.find('.');
  Entry& first = entry(path.substr(0, dot));
  if (dot != std::string_view::npos) {
    if (!first.below) first.below = std::make_unique<KeyTable>();
    return first.below->add_named(path.substr(dot + 1), name, role);
  }
  if (!first.named) first.named = std::make_unique<KeyTable>();
  first.named->add(name, role);
}

Role KeyTable::role_of(std::string_view path) const {
  const std::size_t dot = path.find('.');
  const Entry* found = find(path.substr(0, dot));
  if (found == nullptr) return Role::none;
  if (dot == std::string_view::npos) return found->role;
  if (found->named && path.substr(dot + 1) == "value") return Role::words;
  return found->below ? found->below->role_of(path.substr(dot + 1)) : Role::none;
}

void KeyTable::add_service(std::string_view name, std::string_view service) { entry(name).service = service; }

JsonFields::JsonFields() : parsers_(std::make_unique<Parsers>()) {}
JsonFields::~JsonFields() = default;

LogReader::Outcome JsonFields::read(std::string_view line, const KeyTable& table, Record& out) {
  if (!parsers_->find_tokens(line) || !Walk(line, *parsers_, out).line(table)) {
    out.clear();
    return {false, Problem::not_json};
  }
  if (out.fields.empty()) return {false, Problem::nothing_known};
  return {true, out.fields.size() >= kMaxFields ? Problem::too_many_values : Problem::none};
}

}  // namespace parley::watch
