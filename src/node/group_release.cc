// The one way by which anything leaves this node: an append to the own journal of a group, after the policy said yes.
#include <fmt/format.h>

#include "group/messages.h"
#include "json/canonical.h"
#include "json/writer.h"
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
    json::ObjectWriter one;
    one.text("object_ref", object.id);
    if (!object.version.empty()) one.text("version", object.version);
    one.raw("hashes", json::ObjectWriter().text("SHA-256", group::canonical_sha256(object.text)).str());
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

// All versions of an object in the journals, the newest last.
std::vector<std::string> versions_in(const std::vector<std::shared_ptr<journal::Journal>>& journals,
                                     std::string_view id) {
  const journal::Query query{.added_after = {},
                             .ids = {std::string(id)},
                             .types = {},
                             .spec_versions = {"2.0", "2.1"},
                             .versions = {.last = false, .first = false, .all = true, .exact = {}}};
  std::vector<std::pair<Timestamp, std::string>> found;
  for (const auto& journal : journals) {
    for (journal::Seq from = 0;;) {
      const auto page = journal->read(query, from, {});
      if (!page.ok()) break;
      for (const journal::Entry& entry : page->entries) {
        Timestamp time;
        if (!Timestamp::parse(entry.version, time)) time = {};
        found.emplace_back(time, std::string(entry.text));
      }
      if (!page->more) break;
      from = page->next;
    }
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const auto& a, const auto& b) { return a.first.micros() < b.first.micros(); });
  std::vector<std::string> texts;
  for (auto& [time, text] : found) texts.push_back(std::move(text));
  return texts;
}

// What the policy asks about objects that are here. What others said only counts where nothing of ours is known.
void ask_home(release::Context& context, Groups::Impl& impl) {
  std::vector<std::shared_ptr<journal::Journal>> ours;
  for (const auto& source : impl.own_journals()) ours.push_back(source.journal);
  context.find = [ours](std::string_view id) -> std::optional<std::string> {
    const journal::Query query{
        .added_after = {}, .ids = {std::string(id)}, .types = {}, .spec_versions = {}, .versions = {}};
    for (const auto& journal : ours) {
      const auto page = journal->read(query, 0, {.objects = 1});
      if (page.ok() && !page->entries.empty()) return std::string(page->entries.front().text);
    }
    return std::nullopt;
  };
  context.versions = [ours, &node = impl.node](std::string_view id) {
    auto texts = versions_in(ours, id);
    if (!texts.empty()) return texts;
    std::vector<std::shared_ptr<journal::Journal>> theirs;
    for (const auto& row : node.journal_rows())
      if (const auto info = row.source.empty() ? Error{Code::not_found, ""} : node.journal(row.id); info.ok())
        theirs.push_back(info->journal);
    return versions_in(theirs, id);
  };
  context.origins = [&graph = impl.graph](std::string_view id) { return graph.origins(id); };
  context.referrers = [&graph = impl.graph](std::string_view id, const release::Context::Visit& visit) {
    graph.referrers(id, visit);
  };
}

}  // namespace

std::vector<ObjectGraph::Source> Groups::Impl::own_journals() {
  std::vector<ObjectGraph::Source> ours;
  for (const auto& row : node.journal_rows()) {
    if (!row.source.empty() || row.root == kLobby) continue;
    const auto info = node.journal(row.id);
    if (info.ok()) ours.push_back({row.id, info->journal, row.root == node.config().taxii.root});
  }
  return ours;
}

release::Context Groups::policy_context(const GroupView& view) const {
  release::Context context;
  context.charter = &view.charter;
  context.own_identity = impl_->own_identity();
  context.embargoes = embargoes();
  context.now = impl_->node.time();
  context.coming = signed_versions(view.charter.terms.id, view.charter.terms.modified);
  // Fails only where a journal cannot be read: release() asks for itself and stops.
  (void)impl_->graph.refresh(impl_->own_journals());
  std::shared_ptr<journal::Journal> own;
  for (const MemberView& member : view.members)
    if (member.own) own = member.journal;
  context.is_released = [own](std::string_view id) {
    const auto there = own ? own->contains(id) : Result<bool>(false);
    return there.ok() && *there;
  };
  ask_home(context, *impl_);
  return context;
}

Status Groups::put_embargo(const release::Embargo& embargo) {
  if (embargo.until <= impl_->node.time())
    return Error{Code::invalid_input, fmt::format("an embargo until {} is over already: nothing would be held back",
                                                  to_string(embargo.until))};
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

Result<Groups::HeldBack> Groups::held_back(const release::Embargo& embargo) const {
  PARLEY_TRY_STATUS(impl_->graph.refresh(impl_->own_journals()));
  release::Context context;
  context.own_identity = impl_->own_identity();
  ask_home(context, *impl_);
  context.versions = {};  // every version comes by here
  std::set<std::string> held, naming;
  journal::Query query;
  query.spec_versions = {"2.0", "2.1"};
  query.versions = {.last = false, .first = false, .all = true, .exact = {}};
  for (const auto& source : impl_->own_journals()) {
    for (journal::Seq from = 0; source.is_home;) {
      PARLEY_TRY(const journal::Page page, source.journal->read(query, from, {.objects = 5000}));
      for (const journal::Entry& entry : page.entries)
        if (!held.contains(std::string(entry.id)) && release::holds_for(embargo, entry.text, context))
          held.emplace(entry.id);
      if (!page.more) break;
      from = page.next;
    }
  }
  for (const std::string& id : held)
    impl_->graph.referrers(id, [&](std::string_view referrer) {
      if (!held.contains(std::string(referrer))) naming.emplace(referrer);
      return true;
    });
  return HeldBack{held.size(), naming.size()};
}

Status Groups::put_derivations(std::span<const release::Derivation> derivations) {
  std::vector<store::DerivationRow> rows;
  for (const auto& one : derivations) rows.push_back({one.derived, one.original, static_cast<int>(one.how)});
  PARLEY_TRY_STATUS(impl_->db->put_derivations(rows));
  impl_->graph.add(derivations);
  return {};
}

Result<Released> Groups::release(std::string_view group, const ReleaseRequest& request) {
  PARLEY_TRY(GroupView view, this->group(group));
  if (view.left) return Error{Code::forbidden, "this party has left \"" + view.alias + "\""};
  if (request.objects.empty()) return Error{Code::invalid_input, "nothing was given to be released"};
  PARLEY_TRY_STATUS(impl_->may_append(*this, view).in("nothing was released"));
  std::shared_ptr<journal::Journal> own;
  for (const MemberView& member : view.members)
    if (member.own) own = member.journal;

  const Lock lock(impl_->sync_mutex(own->origin()));
  // Again: while this waited, a version may have come into force or been signed.
  PARLEY_TRY(view, this->group(group));
  PARLEY_TRY_STATUS(impl_->db->embargoes().ok()
                        ? Status{}
                        : Error{Code::unavailable, "nothing was released: the embargoes cannot be read"});
  PARLEY_TRY_STATUS(put_derivations(request.derivations).in("nothing was released"));
  PARLEY_TRY_STATUS(impl_->graph.refresh(impl_->own_journals()).in("nothing was released"));
  release::Context context = policy_context(view);
  context.although_held_back = request.although_held_back;
  bool needs_second = false, needs_answer = false;
  std::string refused;
  for (const std::string& text : request.objects) {
    const release::Verdict verdict = release::evaluate(text, context);
    const auto says = [&](release::Decision decision) {
      return std::any_of(verdict.reasons.begin(), verdict.reasons.end(),
                         [&](const release::Reason& one) { return one.decision == decision; });
    };
    needs_second = needs_second || says(release::Decision::needs_second_person);
    needs_answer = needs_answer || verdict.decision == release::Decision::needs_answer;
    if (verdict.decision >= release::Decision::needs_answer)
      refused += fmt::format("\n  {}: {}", id_of(text), reasons_text(verdict));
  }
  if (!refused.empty())
    return Error{Code::forbidden, (needs_answer ? "nothing was released, because the policy refuses or asks:"
                                                : "nothing was released, because the policy refuses:") +
                                      refused};
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
