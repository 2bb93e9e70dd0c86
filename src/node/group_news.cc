// Little questions between nodes that meet often: whether there is anything new, and connections that stay open for it.
#include <fmt/format.h>

#include "base/hash.h"
#include "json/json.h"
#include "json/object_text.h"
#include "node/groups_impl.h"
#include "node/log.h"

namespace parley::node {

// Of what this party could read anyway, and of nothing else: heads with their cosignatures, and how many receipts are
// on record.
std::string Groups::news_for(const taxii::Principal& principal) const {
  std::string seen;
  if (principal.name.starts_with(kPeerPrefix)) {
    const std::string_view identity = std::string_view(principal.name).substr(kPeerPrefix.size());
    const auto all = views();
    for (const GroupView& view : *all) {
      if (view.left || group::find_member(view.charter.terms, identity) == nullptr) continue;
      seen += fmt::format("{} {}\n", view.root, to_string(view.charter.terms.modified));
      for (const MemberView& member : view.members)
        if (member.journal) seen += member.journal->checkpoint();
      const Lock lock(impl_->mutex);
      for (const auto& signature : view.charter.signatures)
        if (const auto heads = impl_->heads.find(signature.journal_key.name); heads != impl_->heads.end())
          seen += heads->second.split_view;
      const auto receipts = impl_->receipt_counts.find(view.root);
      seen += fmt::format("{}\n", receipts == impl_->receipt_counts.end() ? 0 : receipts->second);
    }
  }
  return to_hex(sha256({as_bytes(seen)}));
}

Result<std::string> Groups::ask_for_news(PeerLink& link) const {
  PARLEY_TRY(const http::Response answer, link.get(std::string(kNewsPath)));
  if (answer.status == 404) return std::string();
  if (answer.status != 200 || answer.body_text().size() > 1024)
    return Error{Code::unavailable, fmt::format("they answered {} to the question for news", answer.status)};
  return std::string(answer.body_text());
}

Result<std::shared_ptr<PeerLink>> Groups::Impl::lend_link(const Groups& groups, const std::string& identity) {
  std::unique_ptr<PeerLink> link;
  std::uint64_t version = 0;
  {
    const Lock lock(mutex);
    version = views_version;
    if (const auto idle = idle_links.find(identity); idle != idle_links.end()) {
      link = std::move(idle->second);
      idle_links.erase(idle);
    }
  }
  if (!link) {
    PARLEY_TRY(link, groups.link(identity));
  }
  // Given back when the borrower lets go of it.
  return std::shared_ptr<PeerLink>(link.release(), [this, identity, version](PeerLink* back) {
    std::unique_ptr<PeerLink> owned(back);
    const Lock lock(mutex);
    if (views_version == version) idle_links.try_emplace(identity, std::move(owned));
  });
}

// They have read it and do not take it: sending it again would change nothing.
void Groups::Impl::note_refused_charter(const std::string& key, std::string_view status) {
  json::Parser parser;
  json::Object object, failure;
  json::Array failures;
  const auto parsed = parser.parse(status);
  if (!parsed.ok() || parsed->get(object) != simdjson::SUCCESS || object["failures"].get(failures) != simdjson::SUCCESS)
    return;
  for (const json::Element one : failures)
    if (one.get(failure) == simdjson::SUCCESS)
      log(LogLevel::warning, "a charter was not taken",
          {{"to", key.substr(key.find('/') + 1)},
           {"why", std::string(json::string_member(failure, "message").value_or("")).substr(0, 300)}});
}

void Groups::send_outbox(const std::string& identity, PeerLink& link) {
  {
    const Lock lock(impl_->mutex);
    if (impl_->outbox.erase(identity) == 0) return;
  }
  const auto other = peer(identity);
  bool all_sent = other.ok();
  for (const auto& [key, envelope] : notes(fmt::format("outbox/{}/", identity))) {
    if (!other.ok()) break;
    const auto answer = link.post(fmt::format("/{}/collections/{}/objects/", kLobby, other->card.lobby), envelope,
                                  "application/taxii+json;version=2.1");
    if (answer.ok() && answer->status == 202) {
      (void)put_note(key, "");
      impl_->note_refused_charter(key, answer->body_text());
    } else {
      all_sent = false;
    }
  }
  const Lock lock(impl_->mutex);
  if (!all_sent) impl_->outbox.insert(identity);
}

void Groups::send_outbox() {
  std::set<std::string> waiting;
  {
    const Lock lock(impl_->mutex);
    waiting = impl_->outbox;
  }
  for (const std::string& identity : waiting)
    if (const auto to = link(identity); to.ok()) send_outbox(identity, **to);
}

// Twice, so that the second time is that of the way alone.
Result<Groups::Reached> Groups::reach(std::string_view alias_or_identity) const {
  PARLEY_TRY(const Peer one, peer(alias_or_identity));
  PARLEY_TRY(const auto to, link(one.card.identity_id));
  const auto ask = [&]() -> Result<std::chrono::microseconds> {
    const auto begin = std::chrono::steady_clock::now();
    PARLEY_TRY(const http::Response answer, to->get(std::string(kNewsPath)));
    if (answer.status == 401)
      return Error{Code::unauthorized,
                   fmt::format("{} answers, and its certificate is the one on its card; but it does not know ours: it "
                               "has not accepted this party's card yet (parley peer invite prints it), or it has an "
                               "older one",
                               one.card.url)};
    if (answer.status != 200)
      return Error{Code::unavailable, fmt::format("{} answers {}, which no node of this version does: is that address "
                                                  "the [peers] listener of a Parley node?",
                                                  one.card.url, answer.status)};
    return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - begin);
  };
  Reached out;
  PARLEY_TRY(out.connected, ask());
  PARLEY_TRY(out.answered, ask());
  return out;
}

}  // namespace parley::node
