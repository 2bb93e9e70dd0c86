// The one way by which anything leaves this node: an append to the own journal of a group, after the policy said yes.
#include <fmt/format.h>

#include "group/messages.h"
#include "json/canonical.h"
#include "json/object_text.h"
#include "node/groups_impl.h"
#include "pattern/pattern.h"

namespace parley::node {
namespace {

std::string reasons_text(const release::Verdict& verdict) {
  std::string out;
  for (const auto& reason : verdict.reasons) {
    if (reason.decision == release::Decision::allowed) continue;
    if (!out.empty()) out += "; ";
    out += reason.rule + (reason.pointer.empty() ? "" : " at " + reason.pointer) + ": " + reason.message;
  }
  return out;
}

std::string id_of(std::string_view text) {
  json::Parser parser;
  json::Object object;
  const auto parsed = parser.parse(text);
  if (!parsed.ok() || parsed->get(object) != simdjson::SUCCESS) return "an object";
  return std::string(json::string_member(object, "id").value_or("an object"));
}

// What was released, for the record; names nobody.
std::string record_of(const group::Terms& terms, const std::string& own, const std::vector<journal::NewObject>& objects,
                      Micros at) {
  std::vector<std::string> released;
  for (const auto& object : objects) {
    json::ObjectText one;
    one.text("object_ref", object.id);
    if (!object.version.empty()) one.text("version", object.version);
    one.raw("hashes", json::ObjectText().text("SHA-256", group::canonical_sha256(object.text)).str());
    released.push_back(one.str());
  }
  auto text = group::message_text(
      {.type = "release", .id = {}, .author = own, .time = {at.value / 1000 * 1000}, .exercise = terms.exercise});
  return text.text("charter_ref", terms.id)
      .text("charter_version", to_string(terms.modified))
      .raw("released", json::array_text(released))
      .str();
}

// Whether exactly this version was released before; conflict when it was with other content. Asked before anything is
// appended, so that a release is all or nothing.
Result<bool> is_there(const journal::Journal& journal, const journal::NewObject& object) {
  PARLEY_TRY(const bool known, journal.contains(object.id));
  if (!known) return false;
  const journal::Query query{.added_after = {},
                             .ids = {object.id},
                             .types = {},
                             .spec_versions = {"2.0", "2.1"},
                             .versions = {.last = false, .first = false, .all = true, .exact = {}}};
  PARLEY_TRY(const journal::Page page, journal.read(query, 0, {}));
  for (const journal::Entry& entry : page.entries) {
    PARLEY_TRY(const std::string canonical, json::canonical(entry.text));
    if (canonical == object.canonical) return true;
    if (!object.version.empty() && entry.version == object.version)
      return Error{Code::conflict, fmt::format("nothing was released: {} was released before with other content under "
                                               "the same version; give it a later \"modified\"",
                                               object.id)};
  }
  return false;
}

}  // namespace

release::Context Groups::policy_context(const GroupView& view) const {
  release::Context context;
  context.charter = &view.charter;
  context.own_identity = impl_->own_identity();
  context.embargoes = embargoes();
  context.now = impl_->node.time();
  std::shared_ptr<journal::Journal> own;
  for (const MemberView& member : view.members)
    if (member.own) own = member.journal;
  context.is_released = [own](std::string_view id) {
    const auto there = own ? own->contains(id) : Result<bool>(false);
    return there.ok() && *there;
  };
  std::vector<std::shared_ptr<journal::Journal>> ours;  // not what others said
  for (const auto& row : impl_->node.journal_rows())
    if (const auto info = row.source.empty() ? impl_->node.journal(row.id) : Error{Code::not_found, ""}; info.ok())
      ours.push_back(info->journal);
  context.find = [ours](std::string_view id) -> std::optional<std::string> {
    const journal::Query query{
        .added_after = {}, .ids = {std::string(id)}, .types = {}, .spec_versions = {}, .versions = {}};
    for (const auto& journal : ours) {
      const auto page = journal->read(query, 0, {.objects = 1});
      if (page.ok() && !page->entries.empty()) return std::string(page->entries.front().text);
    }
    return std::nullopt;
  };
  return context;
}

Status Groups::put_embargo(const release::Embargo& embargo) {
  return impl_->db->put_embargo(
      {.party = embargo.party, .what = embargo.what, .reason = embargo.reason, .until = embargo.until});
}
Status Groups::remove_embargo(const std::string& party, const std::string& what) {
  return impl_->db->remove_embargo(party, what);
}
std::vector<release::Embargo> Groups::embargoes() const {
  std::vector<release::Embargo> out;
  const auto rows = impl_->db->embargoes();
  if (!rows.ok()) return out;  // release() asks for itself and stops
  for (const auto& row : *rows)
    out.push_back({.party = row.party, .what = row.what, .until = row.until, .reason = row.reason});
  return out;
}

Result<Released> Groups::release(std::string_view group, const ReleaseRequest& request) {
  PARLEY_TRY(const GroupView view, this->group(group));
  if (view.left) return Error{Code::forbidden, "this party has left \"" + view.alias + "\""};
  if (request.objects.empty()) return Error{Code::invalid_input, "nothing was given to be released"};
  PARLEY_TRY_STATUS(impl_->may_append(*this, view).in("nothing was released"));
  std::shared_ptr<journal::Journal> own;
  for (const MemberView& member : view.members)
    if (member.own) own = member.journal;

  const Lock lock(impl_->sync_mutex(own->origin()));
  PARLEY_TRY_STATUS(impl_->db->embargoes().ok()
                        ? Status{}
                        : Error{Code::unavailable, "nothing was released: the embargoes cannot be read"});
  const release::Context context = policy_context(view);
  bool needs_second = false;
  std::string refused;
  for (const std::string& text : request.objects) {
    const release::Verdict verdict = release::evaluate(text, context);
    needs_second = needs_second || verdict.decision == release::Decision::needs_second_person;
    if (verdict.decision == release::Decision::refused)
      refused += fmt::format("\n  {}: {}", id_of(text), reasons_text(verdict));
  }
  if (!refused.empty()) return Error{Code::forbidden, "nothing was released, because the policy refuses:" + refused};
  if (needs_second && (!request.confirmed_by || *request.confirmed_by == request.released_by))
    return Error{Code::forbidden,
                 "nothing was released: TLP:RED and TLP:AMBER+STRICT need a second person's confirmation (parley "
                 "release confirm)"};

  journal::Intake intake({.warnings = false, .check_pattern = pattern::check_indicator_pattern});
  std::vector<journal::NewObject> objects;
  for (const std::string& text : request.objects) {
    auto admitted = intake.admit(text);
    if (!admitted.object)
      return Error{Code::invalid_input,
                   fmt::format("nothing was released: {}: {}", admitted.refusal.id, admitted.refusal.message)};
    objects.push_back(std::move(*admitted.object));
  }
  bool any_new = false;
  for (const auto& object : objects) {
    PARLEY_TRY(const bool there, is_there(*own, object));
    any_new = any_new || !there;
  }
  // The node's own acknowledgements are records themselves.
  const bool recorded = any_new && !request.released_by.empty();
  if (recorded) {
    auto record = intake.admit(record_of(view.charter.terms, impl_->own_identity(), objects, context.now));
    if (!record.object) return Error{Code::internal, "the record of the release: " + record.refusal.message};
    objects.push_back(std::move(*record.object));
  }
  PARLEY_TRY(auto outcomes, own->append(objects));
  Released out;
  if (recorded) {
    out.release_record = outcomes.back().seq;
    outcomes.pop_back();
  }
  out.outcomes = std::move(outcomes);
  return out;
}

// Past the policy: what belongs to the group itself, the charter.
Status Groups::Impl::append_own(journal::Journal& journal, const std::vector<std::string>& texts,
                                std::vector<journal::Outcome>& outcomes) {
  journal::Intake intake({.warnings = false, .check_pattern = pattern::check_indicator_pattern});
  std::vector<journal::NewObject> objects;
  for (const std::string& text : texts) {
    auto admitted = intake.admit(text);
    // A charter that was drafted with the names of an older version is the one that was signed, letter for letter.
    if (!admitted.object && group::read_message(text).ok()) {
      PARLEY_TRY(admitted.object, intake.read(text));
    }
    if (!admitted.object) return Error{Code::invalid_input, admitted.refusal.id + ": " + admitted.refusal.message};
    objects.push_back(std::move(*admitted.object));
  }
  PARLEY_TRY(outcomes, journal.append(objects));
  return {};
}

}  // namespace parley::node
