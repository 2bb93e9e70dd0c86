#include "cli/watch_about.h"

#include <fmt/format.h>

#include "cli/groups.h"
#include "node/journals.h"

namespace parley::cli {
namespace {

constexpr std::size_t kMaxNames = 100'000;

std::string name_in(const journal::Journal& journal, std::string_view id) {
  journal::Query query;
  query.ids = {std::string(id)};
  const auto page = journal.read(query, 0, {.objects = 1});
  if (!page.ok() || page->entries.empty()) return {};
  json::Parser parser;
  const auto value = parser.parse(page->entries[0].text);
  json::Object object;
  if (!value.ok() || value->get(object) != simdjson::SUCCESS) return {};
  return shown(json::string_member(object, "name").value_or(""));
}

}  // namespace

const std::string& AboutIndicators::name(std::string_view id) {
  if (const auto at = names_.find(id); at != names_.end()) return at->second;
  if (names_.size() >= kMaxNames) names_.clear();
  std::string found;
  for (const auto& row : context_.node->journals().rows()) {
    const auto info = context_.node->journals().open(row.id);
    if (!info.ok()) continue;
    found = name_in(*info->journal, id);
    if (!found.empty()) break;
  }
  return names_.emplace(id, std::move(found)).first->second;
}

std::string_view AboutIndicators::recalled(std::string_view id) const {
  const auto at = recalls_.find(id);
  return at == recalls_.end() ? std::string_view() : std::string_view(at->second);
}

void AboutIndicators::refresh() {
  const auto groups = open_groups(context_, "");
  if (!groups.ok()) return;  // the hits are no worse for it
  std::map<std::string, std::string, std::less<>> found;
  for (const OpenGroup& group : *groups)
    for (const group::RecallState& recall : group.view.recalls) {
      std::string text =
          fmt::format("{}{}: {}, wish {}", recall.at.exercise || group.exercise() ? "exercise: " : "",
                      group.name(recall.at.author), shown(recall.recall.reason), shown(recall.recall.wish));
      if (recall.recall.version) text += ", version " + to_string(recall.recall.version->micros());
      for (const auto& party : recall.parties)
        if (party.party == group.own && party.answered) text += ", " + std::string(to_string(party.outcome)) + " here";
      std::string& all = found[recall.recall.object];
      all += (all.empty() ? "" : "; ") + text;
    }
  recalls_ = std::move(found);
}

}  // namespace parley::cli
