#include "watch/json_fields.h"

#include <cstring>

namespace parley::watch {
namespace {

namespace ondemand = simdjson::ondemand;
using simdjson::error_code;
using simdjson::SUCCESS;

constexpr std::size_t kSlots = 512;  // far more than any table has names

std::size_t slot_of(std::string_view name) {
  if (name.empty()) return 0;
  const auto at = [&](std::size_t i) { return static_cast<std::size_t>(static_cast<unsigned char>(name[i])); };
  return (name.size() * 131 + at(0) * 7 + at(name.size() / 2) * 29 + at(name.size() - 1) * 61) % kSlots;
}

std::string_view trimmed(std::string_view token) {
  while (!token.empty() && static_cast<unsigned char>(token.back()) <= ' ') token.remove_suffix(1);
  return token;
}

error_code read_object(ondemand::object& object, const KeyTable& table, Record& out);

// A value whose member has `entry`: a string, a number, an object below, or a list of these.
error_code read_value(ondemand::value& value, const KeyTable::Entry& entry, Record& out, bool in_list) {
  ondemand::json_type type;
  if (const auto error = value.type().get(type)) return error;
  switch (type) {
    case ondemand::json_type::string: {
      std::string_view text;
      if (const auto error = value.get_string().get(text)) return error;
      if (out.fields.size() < kMaxFields) out.add(entry.role, text);
      return SUCCESS;
    }
    case ondemand::json_type::number:
      if (out.fields.size() < kMaxFields) out.add(entry.role, trimmed(value.raw_json_token()));
      return SUCCESS;
    case ondemand::json_type::object: {
      if (!entry.below) return SUCCESS;
      ondemand::object object;
      if (const auto error = value.get_object().get(object)) return error;
      return read_object(object, *entry.below, out);
    }
    case ondemand::json_type::array: {
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
    default: return SUCCESS;
  }
}

error_code read_object(ondemand::object& object, const KeyTable& table, Record& out) {
  for (auto item : object) {
    ondemand::field field;
    if (const auto error = std::move(item).get(field)) return error;
    // The bytes as they stand: a name with an escape in it is none that a table knows.
    const char* begin = field.key().raw();
    const char* end = begin;
    while (*end != '"') end += *end == '\\' ? 2 : 1;
    const auto* entry = table.find({begin, static_cast<std::size_t>(end - begin)});
    if (entry == nullptr) continue;
    if (!entry->constant.empty()) {
      out.add(entry->role, entry->constant);
      continue;
    }
    if (const auto error = read_value(field.value(), *entry, out, false)) return error;
  }
  return SUCCESS;
}

}  // namespace

KeyTable::KeyTable() : slots_(kSlots, 0) {}

const KeyTable::Entry* KeyTable::find(std::string_view name) const {
  for (std::size_t slot = slot_of(name);; slot = (slot + 1) % kSlots) {
    if (slots_[slot] == 0) return nullptr;
    const Entry& entry = entries_[slots_[slot] - 1u];
    if (entry.name == name) return &entry;
  }
}

KeyTable::Entry& KeyTable::entry(std::string_view name) {
  if (const Entry* found = find(name)) return const_cast<Entry&>(*found);
  entries_.push_back({std::string(name), Role::none, {}, nullptr});
  for (std::size_t slot = slot_of(name);; slot = (slot + 1) % kSlots) {
    if (slots_[slot] != 0) continue;
    slots_[slot] = static_cast<std::uint16_t>(entries_.size());
    return entries_.back();
  }
}

void KeyTable::add(std::string_view path, Role role, bool also_flat) {
  const std::size_t dot = path.find('.');
  if (entries_.size() >= kSlots / 2) return;
  if (dot == std::string_view::npos || also_flat) entry(path).role = role;
  if (dot == std::string_view::npos) return;
  Entry& first = entry(path.substr(0, dot));
  if (!first.below) first.below = std::make_unique<KeyTable>();
  first.below->add(path.substr(dot + 1), role, also_flat);
}

void KeyTable::add_marker(std::string_view name, Role role, std::string_view constant) {
  Entry& made = entry(name);
  made.role = role;
  made.constant = constant;
}

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
