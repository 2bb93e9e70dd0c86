// A log line has dozens of members, of which a few matter. simdjson finds the structure of the line
// in one pass; this walks it and asks the table about each name as it stands in the bytes, without
// unescaping and without a copy. Values are views into the line, except those with an escape, which
// simdjson writes into memory of its own.
//
// A line that breaks off in the middle is no record at all, whatever was read of it before.
#include "watch/json_fields.h"

#include <bit>
#include <cstring>

namespace parley::watch {
namespace {

namespace ondemand = simdjson::ondemand;
using simdjson::error_code;
using simdjson::SUCCESS;

constexpr std::size_t kMaxNames = 4096;  // of one object; a mapping could name more

// Length and three characters tell the names of a log apart well enough; collisions cost a
// comparison.
std::size_t slot_of(std::string_view name) {
  if (name.empty()) return 0;
  const auto at = [&](std::size_t i) { return static_cast<std::size_t>(static_cast<unsigned char>(name[i])); };
  return (name.size() * 131 + at(0) * 7 + at(name.size() / 2) * 29 + at(name.size() - 1) * 61);
}

std::string_view without_space_behind(std::string_view token) {
  while (!token.empty() && static_cast<unsigned char>(token.back()) <= ' ') token.remove_suffix(1);
  return token;
}

// The first byte equal to `wanted` from `at` on, eight at a time; there is one, and padding behind it. For the short
// strings of a log this is several times faster than memchr.
const char* find_byte(const char* at, char wanted) {
  constexpr std::uint64_t kOnes = 0x0101010101010101u, kHighs = 0x8080808080808080u;
  const std::uint64_t pattern = kOnes * static_cast<unsigned char>(wanted);
  for (;; at += 8) {
    std::uint64_t bytes;
    std::memcpy(&bytes, at, 8);
    bytes ^= pattern;
    if (const std::uint64_t zeros = (bytes - kOnes) & ~bytes & kHighs; zeros != 0) {
      static_assert(std::endian::native == std::endian::little);
      return at + std::countr_zero(zeros) / 8;
    }
  }
}

// The text of a string value: as it stands in the line if nothing in it is escaped.
error_code text_of(ondemand::value& value, std::string_view& out) {
  // A token begins with its quote.
  const char* begin = value.raw_json_token().data() + 1;
  const char* end = find_byte(begin, '"');
  out = {begin, static_cast<std::size_t>(end - begin)};
  if (std::memchr(begin, '\\', out.size()) != nullptr) return value.get_string().get(out);
  // The value must be taken from simdjson also when its text is known, or it would be read again.
  ondemand::raw_json_string taken;
  return value.get_raw_json_string().get(taken);
}

error_code read_object(ondemand::object& object, const KeyTable& table, Record& out);

// {"name": N, "value": V}, in either order.
error_code read_named(ondemand::object& object, const KeyTable& table, Record& out) {
  std::string_view name, value;
  for (auto item : object) {
    ondemand::field field;
    if (const auto error = std::move(item).get(field)) return error;
    const char* begin = field.key().raw();
    const std::string_view key(begin, static_cast<std::size_t>(find_byte(begin, '"') - begin));
    if (key != "name" && key != "value") continue;
    ondemand::json_type type;
    if (const auto error = field.value().type().get(type)) return error;
    if (type != ondemand::json_type::string) continue;
    if (const auto error = text_of(field.value(), key == "name" ? name : value)) return error;
  }
  // Names of headers have no case; no header that the table knows is longer.
  std::string lower(name.substr(0, 64));
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  const auto* entry = table.find(lower);
  if (out.fields.size() < kMaxFields) out.add(entry != nullptr ? entry->role : Role::words, value);
  return SUCCESS;
}

// A value whose member has `entry`: a string, a number, an object below, or a list of these.
error_code read_value(ondemand::value& value, const KeyTable::Entry& entry, Record& out, bool in_list) {
  ondemand::json_type type;
  if (const auto error = value.type().get(type)) return error;
  switch (type) {
    case ondemand::json_type::string: {
      std::string_view text;
      if (const auto error = text_of(value, text)) return error;
      if (out.fields.size() < kMaxFields) out.add(entry.role, text, entry.note);
      return SUCCESS;
    }
    case ondemand::json_type::number:
      if (out.fields.size() < kMaxFields) out.add(entry.role, without_space_behind(value.raw_json_token()), entry.note);
      return SUCCESS;
    case ondemand::json_type::object: {
      if (!entry.below && !entry.named) return SUCCESS;
      ondemand::object object;
      if (const auto error = value.get_object().get(object)) return error;
      return entry.named ? read_named(object, *entry.named, out) : read_object(object, *entry.below, out);
    }
    case ondemand::json_type::array: {
      // Lists of lists have no meaning in any log, and without this their depth would be the
      // sender's choice.
      if (in_list) return SUCCESS;
      ondemand::array list;
      if (const auto error = value.get_array().get(list)) return error;
      for (auto item : list) {
        ondemand::value one;
        if (const auto error = item.get(one)) return error;
        if (const auto error = read_value(one, entry, out, true)) return error;
      }
      return SUCCESS;
    }
    default:
      return SUCCESS;
  }
}

// Goes as deep as the table does and no deeper: what a line nests further is skipped.
error_code read_object(ondemand::object& object, const KeyTable& table, Record& out) {
  for (auto item : object) {
    ondemand::field field;
    if (const auto error = std::move(item).get(field)) return error;
    // The bytes as they stand: a name with an escape in it, or the part of it before an escaped quote, is none that a
    // table knows.
    const char* begin = field.key().raw();
    const auto* entry = table.find({begin, static_cast<std::size_t>(find_byte(begin, '"') - begin)});
    if (entry == nullptr) continue;
    if (entry->kind != 0) out.kind = entry->kind;
    if (!entry->service.empty()) out.add(Role::service, entry->service);
    if (entry->role == Role::none && entry->note == 0 && !entry->below && !entry->named) continue;
    if (const auto error = read_value(field.value(), *entry, out, false)) return error;
  }
  return SUCCESS;
}

}  // namespace

KeyTable::KeyTable() : slots_(16, 0) {}

const KeyTable::Entry* KeyTable::find(std::string_view name) const {
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t slot = slot_of(name) & mask;; slot = (slot + 1) & mask) {
    if (slots_[slot] == 0) return nullptr;
    const Entry& entry = entries_[slots_[slot] - 1u];
    if (entry.name == name) return &entry;
  }
}

void KeyTable::put(std::size_t index) {
  const std::size_t mask = slots_.size() - 1;
  std::size_t slot = slot_of(entries_[index].name) & mask;
  while (slots_[slot] != 0) slot = (slot + 1) & mask;
  slots_[slot] = static_cast<std::uint16_t>(index + 1);
}

KeyTable::Entry& KeyTable::entry(std::string_view name) {
  if (const Entry* found = find(name)) return const_cast<Entry&>(*found);
  Entry made;
  made.name = name;
  entries_.push_back(std::move(made));
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

LogReader::Outcome JsonFields::read(std::string_view line, const KeyTable& table, Record& out) {
  ondemand::document document;
  ondemand::object object;
  if (parser_.iterate(line.data(), line.size(), line.size() + kPadding).get(document) != SUCCESS ||
      document.get_object().get(object) != SUCCESS || read_object(object, table, out) != SUCCESS) {
    out.clear();
    return {false, Problem::not_json};
  }
  if (out.fields.empty()) return {false, Problem::nothing_known};
  return {true, out.fields.size() >= kMaxFields ? Problem::too_many_values : Problem::none};
}

}  // namespace parley::watch
