// One statement more of a case in chapters. Nothing of the case is read but its grouping, which names its documents,
// parties, events and propositions; the last chapter; and what the statement itself names, each found by the identifier
// that its name makes. What is then written is what would be written if the whole case had been read, or the whole case
// is read: where a name leads nowhere, or the new one could be taken for another, only the whole can tell what is
// wrong. Cost: that of a statement and a chapter, however large the case. Tests: case_end_test.cc.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/ascii.h"
#include "desk/case_store.h"
#include "json/text_member.h"
#include "json/with_member.h"
#include "json/writer.h"
#include "node/own_identity.h"
#include "stix/identifier.h"
#include "stix/object.h"

namespace parley::desk {
namespace {

using accounts::CaseKind;

std::string with_refs(std::string_view grouping, const std::vector<std::string>& refs) {
  return json::with_member(grouping, "object_refs", json::string_array_text(refs));
}

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// The name in every spelling that differs in capitals alone, itself first: they are taken for one another
// (accounts/case_check.cc). Nothing when there are too many, or when it has letters that others look like.
std::vector<std::string> spellings_of(const std::string& name) {
  constexpr std::ptrdiff_t kMostLetters = 8;
  const bool plain = std::all_of(name.begin(), name.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  if (!plain || std::count_if(name.begin(), name.end(), is_letter) > kMostLetters) return {};
  std::vector<std::string> out = {name};
  for (std::size_t at = 0; at < name.size(); ++at) {
    if (!is_letter(name[at])) continue;
    for (std::size_t i = 0, count = out.size(); i < count; ++i) {
      out.push_back(out[i]);
      out.back()[at] = static_cast<char>(out.back()[at] ^ 0x20);
    }
  }
  return out;
}

}  // namespace

std::string name_after(const std::string& last, std::size_t count,
                       const std::function<bool(const std::string&)>& taken) {
  std::string prefix;
  if (const std::size_t digits = last.find_last_not_of("0123456789") + 1; digits < last.size()) {
    prefix = last.substr(0, digits);
    std::from_chars(last.data() + digits, last.data() + last.size(), count);
  }
  for (std::size_t number = count + 1;; ++number)
    if (std::string name = prefix + std::to_string(number); !taken(name)) return name;
}

Result<CaseStore::Made> CaseStore::made(CaseKind kind, const std::string& name) const {
  Made out;
  for (int again = 0;; ++again) {
    out.id = accounts::made_id(slug_, kind, name, again);
    PARLEY_TRY(auto found, newest_of(*in_.journal, {out.id}));
    if (found.empty()) return out;
    out.text = std::move(found.begin()->second);
    if (!is_revoked(out.text)) return out;
    out.withdrawn.insert(out.id);
    out.text.clear();
  }
}

// False: it is not there.
Result<bool> CaseStore::read_name(const std::string& id) {
  if (texts_.contains(id)) return true;
  PARLEY_TRY(auto found, newest_of(*in_.journal, {id}));
  if (found.empty()) return false;
  texts_.merge(found);
  read_.push_back(id);
  return true;
}

// What a statement names, as far as it stands in the case; false when a name of the case leads nowhere.
Result<bool> CaseStore::read_named(const accounts::CaseStatement& statement) {
  std::vector<std::pair<CaseKind, std::string>> names = {{CaseKind::party, statement.speaker},
                                                         {CaseKind::party, statement.addressee},
                                                         {CaseKind::event, statement.occasion},
                                                         {CaseKind::statement, statement.same_as},
                                                         {CaseKind::statement, statement.within}};
  for (const auto& one : statement.stances) names.emplace_back(CaseKind::proposition, one.proposition);
  for (const auto& one : statement.chain) {
    names.emplace_back(CaseKind::party, one.party);
    names.emplace_back(CaseKind::statement, one.statement);
  }
  for (const auto& [kind, name] : names) {
    if (name.empty()) continue;
    const bool elsewhere = stix::is_identifier(name);
    Made found{.id = name, .text = {}, .withdrawn = {}};
    if (!elsewhere) {
      PARLEY_TRY(found, made(kind, name));
    }
    // Statements stand in chapters that are not read; that one is of this case it says itself (read_stored()).
    const bool named = kind == CaseKind::statement || std::find(refs_.begin(), refs_.end(), found.id) != refs_.end();
    const bool is_there = named && (elsewhere || !found.text.empty());
    if (is_there) {
      PARLEY_TRY([[maybe_unused]] const bool read, read_name(found.id));
    } else if (!elsewhere) {
      return false;
    }
  }
  return true;
}

Result<std::optional<CaseStore>> CaseStore::open_end(node::Node& node, const node::JournalInfo& in,
                                                     const std::string& slug, const std::string& grouping,
                                                     const MakeStatement& make) {
  CaseStore out(node, in);
  out.slug_ = slug, out.grouping_ = grouping;
  PARLEY_TRY(auto whole, newest_of(*in.journal, {grouping}));
  const std::string text = whole[grouping];
  PARLEY_TRY(out.refs_, refs_of(text).in(grouping));
  const auto last = std::find_if(out.refs_.rbegin(), out.refs_.rend(),
                                 [](const std::string& one) { return one.starts_with("grouping--"); });
  if (last == out.refs_.rend()) return std::optional<CaseStore>();
  out.last_id_ = *last;
  PARLEY_TRY(out.texts_, newest_of(*in.journal, {out.last_id_}));
  out.last_ = accounts::chapter_in(out.texts_[out.last_id_], slug);
  if (!out.last_ || out.last_->statements.empty()) return std::optional<CaseStore>();
  // Documents and accounts alone, which the grouping itself has.
  const std::string alone = with_refs(text, {});
  PARLEY_TRY(out.stored_, accounts::read_stored(alone, out.texts_, slug));
  PARLEY_TRY(const accounts::CaseStatement wanted, make(out.stored_.of));
  PARLEY_TRY(const bool named, out.read_named(wanted));
  PARLEY_TRY(const bool follows, out.read_name(out.last_->statements.back()));
  if (!named || !follows) return std::optional<CaseStore>();
  if (const auto artifact = out.stored_.artifacts.find(wanted.document); artifact != out.stored_.artifacts.end()) {
    PARLEY_TRY([[maybe_unused]] const bool read, out.read_name(artifact->second));
  }
  PARLEY_TRY(out.stored_, accounts::read_stored(with_refs(alone, out.read_), out.texts_, slug));
  // Whatever was read has to be what this case calls by its name, the last statement among it.
  const auto& of = out.stored_.of;
  if (!of.others.empty() || of.statements.empty()) return std::optional<CaseStore>();
  PARLEY_TRY(const bool good, out.choose_name(wanted.id));
  if (!good) return std::optional<CaseStore>();
  out.texts_[grouping] = text;
  return std::optional<CaseStore>(std::move(out));
}

// False: the name that is wanted is taken or like another, or nothing says which is the next.
Result<bool> CaseStore::choose_name(const std::string& wanted) {
  const std::string& last = last_->statements.back();
  const auto named =
      std::find_if(stored_.ids.begin(), stored_.ids.end(), [&](const auto& one) { return one.second == last; });
  if (named == stored_.ids.end()) return false;
  Status failed;
  bool clear = true;
  const auto taken = [&](const std::string& name) {
    const auto spellings = spellings_of(name);
    clear = clear && !spellings.empty();
    for (const std::string& one : spellings) {
      const auto found = made(CaseKind::statement, one);
      if (!found.ok()) failed = found.error();
      if (!found.ok() || found->text.empty()) continue;
      if (one == name) return true;
      clear = false;
    }
    return false;
  };
  // How many there are nobody has counted here, so the last has to have a number.
  const std::string& before = named->first.second;
  if (wanted.empty() && (before.empty() || !is_digits(before.substr(before.size() - 1)))) return false;
  next_name_ = wanted.empty() ? name_after(before, 0, taken) : wanted;
  if (!wanted.empty()) clear = !taken(wanted) && clear;
  PARLEY_TRY_STATUS(failed);
  return clear;
}

// A chapter that has room takes it; a full one is followed by a new one, which the grouping then names behind it.
Result<CaseStore::Difference> CaseStore::one_more(const accounts::WorkedCase& to,
                                                  const accounts::CaseTexts& texts) const {
  PARLEY_TRY(const Made statement, made(CaseKind::statement, next_name_));
  const accounts::CaseMaking making{
      .slug = slug_, .created_by = node_.config().party.identity, .ids = stored_.ids, .withdrawn = statement.withdrawn};
  const auto objects = accounts::objects_of(to, texts, making);
  const auto object =
      std::find_if(objects.begin(), objects.end(), [&](const auto& one) { return one.id == statement.id; });
  if (object == objects.end() || !statement.text.empty())
    return Error{Code::conflict, fmt::format("the statement \"{}\" is there already", next_name_)};
  Difference out;
  out.grouping = grouping_;
  const std::string time = time_after({});
  take(object->id, object->with_times(time, time), out.fresh, out);
  std::vector<std::string> refs = last_->statements;
  if (refs.size() >= accounts::kMostInChapter) {
    PARLEY_TRY_STATUS(take_new_chapter(object->id, out));
    return out;
  }
  refs.push_back(object->id);
  take_version(last_id_, with_refs(texts_.at(last_id_), refs), out);
  return out;
}

Status CaseStore::take_new_chapter(const std::string& statement, Difference& out) const {
  Status failed;
  Made chapter;
  // Another one may have the next number: chapters are numbered as they come.
  const std::string name = name_after(last_->name, 0, [&](const std::string& one) {
    auto found = made(CaseKind::chapter, one);
    if (!found.ok()) return failed = found.error(), false;
    chapter = std::move(*found);
    return !chapter.text.empty();
  });
  PARLEY_TRY_STATUS(failed);
  const accounts::CaseMaking making{
      .slug = slug_, .created_by = node_.config().party.identity, .withdrawn = chapter.withdrawn};
  const auto object = accounts::object_of(accounts::CaseChapter{name, {statement}}, making);
  const std::string time = time_after({});
  take(object.id, object.with_times(time, time), out.fresh, out);
  std::vector<std::string> refs = refs_;
  refs.insert(std::find(refs.begin(), refs.end(), last_id_) + 1, object.id);
  take_version(grouping_, with_refs(texts_.at(grouping_), refs), out);
  return {};
}

void CaseStore::take_version(const std::string& id, std::string text, Difference& out) const {
  const std::string time = time_after(json::text_member(text, "modified"));
  take(id, json::with_member(text, "modified", "\"" + time + "\""), out.changed, out);
}

}  // namespace parley::desk
