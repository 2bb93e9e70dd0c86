// What each party means by a word. Two parties that use one word for two things is what this is for, so terms are never
// merged: the list shows every party's own meaning, and what each says of the others'.
#include "desk/terms.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "json/json.h"
#include "json/writer.h"
#include "node/audit.h"
#include "node/journals.h"
#include "node/membership.h"
#include "node/own_journal.h"
#include "release/confirm.h"

namespace parley::desk {
namespace {

// The ids in a list of an object: the strings themselves, or one member of each object in it when `member` is given.
// What is of another type is passed over, since these are others' objects.
std::vector<std::string> references(json::Object object, std::string_view list, std::string_view member) {
  std::vector<std::string> out;
  json::Array array;
  if (object.at_key(list).get(array) != simdjson::SUCCESS) return out;
  for (const json::Element item : array) {
    std::string_view id;
    json::Object part;
    if (member.empty() ? item.get(id) == simdjson::SUCCESS
                       : item.get(part) == simdjson::SUCCESS && part.at_key(member).get(id) == simdjson::SUCCESS)
      out.emplace_back(id);
  }
  return out;
}

// The newest version of each term in a journal.
Status read_terms(const journal::Journal& journal, const std::string& where, const std::string& party,
                  std::vector<Terms::Term>& out) {
  json::Parser parser;
  journal::Query query;
  query.types = {"term"};
  for (journal::Seq at = 0;;) {
    PARLEY_TRY(const auto page, journal.read(query, at, {}));
    for (const auto& entry : page.entries) {
      const auto root = parser.parse(entry.text);
      json::Object object;
      if (!root.ok() || root->get(object) != simdjson::SUCCESS) continue;
      const auto text = [&](std::string_view name) {
        return std::string(json::string_member(object, name).value_or(std::string_view()));
      };
      // Party and place come from the journal in which the term stands, and not from what it says of itself.
      out.push_back({where, party, std::string(entry.id), text("term"), text("meaning"), text("term_lang"),
                     references(object, "not_equivalent_to", "term_ref"),
                     references(object, "equivalent_to_refs", "")});
    }
    if (!page.more) return {};
    at = page.next;
  }
}

// A journal speaks for its writer alone: a mirror's terms are never this party's.
Result<std::vector<Terms::Term>> all_terms(node::Node& node) {
  std::vector<Terms::Term> terms;
  std::set<std::string> in_groups;  // origins
  const auto groups = node.membership().views();
  for (const node::GroupView& group : *groups)
    for (const node::MemberView& member : group.members) {
      // A member whose journal has not come in yet has said nothing that could be shown.
      if (member.journal == nullptr) continue;
      in_groups.insert(member.journal->origin());
      // Under the member's own name, also where the object names another author.
      PARLEY_TRY_STATUS(read_terms(*member.journal, group.alias, member.name, terms));
    }
  for (const auto& row : node.journals().rows()) {
    const auto info = node.journals().open(row.id);
    // Journals of groups were read above, under the names that people have for their members.
    if (!info.ok() || in_groups.contains(info->journal->origin())) continue;
    PARLEY_TRY_STATUS(
        read_terms(*info->journal, row.name, row.source.empty() ? node.config().party.name : row.title, terms));
  }
  std::stable_sort(terms.begin(), terms.end(), [](const auto& a, const auto& b) {
    return std::tie(a.term, a.party, a.id) < std::tie(b.term, b.party, b.id);
  });
  // Kept in a journal of ours and said in a group it is one term.
  const auto same = [](const auto& a, const auto& b) { return a.id == b.id && a.party == b.party; };
  terms.erase(std::unique(terms.begin(), terms.end(), same), terms.end());
  return terms;
}

// Turns the beginnings of ids, as the list shows them, into ids. Whole ids stay: the other term may not have come in
// yet.
Result<std::vector<std::string>> complete_ids(const std::vector<Terms::Term>& terms, std::vector<std::string> ids) {
  for (std::string& id : ids) {
    const node::TypedId typed(id);
    if (typed.is_whole()) continue;
    std::string found;
    // To the end, since only then it is sure that the beginning means one term alone.
    for (const Terms::Term& term : terms) {
      if (!typed.means(term.id) || term.id == found) continue;
      if (!found.empty()) return Error{Code::conflict, "\"" + id + "\" means more than one term; give more of its id"};
      found = term.id;
    }
    if (found.empty())
      return Error{Code::not_found, "there is no term \"" + id + "\"; parley term list shows them with their ids"};
    id = found;
  }
  return ids;
}

}  // namespace

// The text as it is kept or said afterwards, byte for byte, so that a person agrees to what then goes.
Result<std::string> Terms::compose(const Wanted& wanted) const {
  PARLEY_TRY(const auto terms, all_terms(node_));
  PARLEY_TRY(const auto different, complete_ids(terms, wanted.different));
  PARLEY_TRY(const auto same, complete_ids(terms, wanted.same));
  PARLEY_TRY(const auto used_in, node::whole_ids(node_, wanted.used_in));
  const std::string& own = node_.config().party.identity;
  // Cut to milliseconds, as the standard has times of objects.
  auto text = group::message_text(
      {.type = "term", .id = {}, .author = own, .time = {node_.time().value / 1000 * 1000}, .exercise = false});
  text.text("term", wanted.term).text("meaning", wanted.meaning).text("party_ref", own);
  text.text_if("term_lang", wanted.language);
  text.text_if("description", wanted.description);
  if (!used_in.empty()) text.texts("used_in_refs", used_in);
  std::vector<std::string> items;
  for (const std::string& id : different) {
    json::ObjectWriter one;
    one.text("term_ref", id);
    one.text_if("explanation", wanted.explanation);
    items.push_back(one.str());
  }
  if (!items.empty()) text.raw("not_equivalent_to", json::array_text(items));
  if (!same.empty()) text.texts("equivalent_to_refs", same);
  // Admitted now and not only when it is appended, so that a person is asked about nothing that would be refused.
  std::string out = text.str();
  PARLEY_TRY([[maybe_unused]] const auto admitted, node::OwnJournal::admit_one(out));
  return out;
}

// Kept in a journal of our own and said to nobody: a draft, with the right to draft.
Result<Terms::Kept> Terms::keep(const node::Acting& acting, const std::string& text, const std::string& journal) const {
  const OwnObjects own(node_);
  PARLEY_TRY(const auto info, own.journal(acting, node::Act::draft, journal));
  PARLEY_TRY(const auto object, node::OwnJournal::admit_one(text));
  PARLEY_TRY([[maybe_unused]] const auto outcomes,
             own.append(acting, node::Act::draft, "term add", info, std::span(&text, 1)));
  return Kept{object.id, info.row.name};
}

Result<Terms::Kept> Terms::say(const node::Acting& acting, const std::string& text,
                               const node::GroupView& group) const {
  // A term is content in the eyes of the policy, and a message in the eyes of the rights: it says what this party
  // means.
  PARLEY_TRY_STATUS(
      node::may_begin(node_, acting, {.act = node::Act::say, .what = "term add", .place = group.charter.terms.id}));
  PARLEY_TRY(const auto object, node::OwnJournal::admit_one(text));
  // By the way of every release, so that the policy, the log and a second person see it as any other content.
  const std::vector<std::string> objects = {text};
  PARLEY_TRY(auto sent, node_.releases().send(acting, {.group = group.charter.terms.id,
                                                       .objects = objects,
                                                       .shown = release::digest_of(objects),
                                                       .journal = {}}));
  return Kept{object.id, group.alias, std::move(sent.waits)};
}

// By the word exactly as it is written, or by an id: two words that differ in a letter are two words.
Result<std::vector<Terms::Term>> Terms::list(const std::string& typed) const {
  PARLEY_TRY(auto terms, all_terms(node_));
  if (!typed.empty())
    std::erase_if(terms, [&](const Term& one) { return one.term != typed && !node::means(typed, one.id); });
  return terms;
}

}  // namespace parley::desk
