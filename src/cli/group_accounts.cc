#include "cli/group_accounts.h"

#include <fcntl.h>
#include <fmt/format.h>

#include <map>

#include "base/file.h"
#include "cli/proof_file.h"
#include "node/groups.h"

namespace parley::cli {
namespace {

struct Held {
  std::string author, text, journal;
  journal::Seq seq = 0;
  Micros added{};
};

struct Maker {
  std::string author;  // whose journal counts
  Micros added{};
  bool by_name = false;  // the object says so itself
};

}  // namespace

Result<std::string> load_group(node::Node& node, const std::string& group, std::optional<Micros> as_of,
                               accounts::Material& material) {
  PARLEY_TRY(const node::GroupView view, node.groups().group(group));
  std::map<std::string, std::string, std::less<>> collections;
  for (const auto& signature : view.charter.signatures) collections[signature.identity_id] = signature.collection;
  std::map<std::string, std::string, std::less<>> names;
  for (const auto& row : node.journal_rows()) names[row.id] = row.name;

  std::map<std::string, Maker, std::less<>> makers;  // by object id
  std::vector<std::pair<std::string, Held>> all;
  json::Parser parser;
  PARLEY_TRY_STATUS(node.groups().for_each(view, [&](const group::Record& record) -> Status {
    json::Object object;
    const auto parsed = parser.parse(record.text);
    if (!parsed.ok() || parsed->get(object) != simdjson::SUCCESS) return {};
    const std::string id(json::string_member(object, "id").value_or(""));
    const std::string_view made_by = json::string_member(object, "created_by_ref").value_or("");
    if (id.empty()) return {};
    const bool is_member = group::find_member(view.charter.terms, made_by) != nullptr;
    if (is_member && made_by != record.author) return {};  // under another's name
    Maker& maker = makers[id];
    const bool first = maker.author.empty() || (!maker.by_name && (is_member || record.added < maker.added));
    if (first) maker = {std::string(record.author), record.added, is_member};
    const auto collection = collections.find(record.author);
    all.emplace_back(id,
                     Held{std::string(record.author), std::string(record.text),
                          collection == collections.end() ? "" : names[collection->second], record.seq, record.added});
    return {};
  }));
  accounts::Loader loader(material, as_of);
  for (const auto& [id, held] : all)
    if (makers[id].author == held.author)
      PARLEY_TRY_STATUS(
          loader.add({.text = held.text, .journal = held.journal, .seq = held.seq, .received = held.added}));
  loader.finish();
  return view.charter.terms.name;
}

Result<std::size_t> write_proofs(Context& context, const accounts::Material& material, const std::string& dir) {
  // As the caller sees the folder: a running node has another one.
  std::size_t count = 0;
  for (const auto& statement : material.statements()) {
    if (statement.journal.empty()) continue;
    PARLEY_TRY(const ProofFile proof, make_proof_file(*context.node, statement.journal, statement.seq));
    const std::string file = fmt::format("{}/{}-{}.json", dir, statement.journal, statement.seq);
    PARLEY_TRY(const Fd output, context.console.open_output(file));
    PARLEY_TRY_STATUS(write_all(output.get(), proof.text).in(file));
    context.console.progress(fmt::format("{} proofs", ++count));
  }
  context.console.end_progress();
  return count;
}

}  // namespace parley::cli
