// The markings are read from the objects as they lie in the journals, since a comparison has no use for them.
// Everything that is shown is asked, statements, propositions and the documents that are quoted, and the strictest
// decides: a page is handed on whole.
#include "desk/provenance.h"

#include <algorithm>
#include <map>
#include <set>

#include "json/json.h"
#include "node/journals.h"
#include "release/handling.h"
#include "stix/markings.h"

namespace parley::desk {
namespace {

using namespace accounts;

// What is shown, by kind.
struct Visible {
  std::set<StatementIndex> statements;
  std::set<DocumentIndex> documents;
  std::set<PropositionIndex> propositions;
};

// A statement is shown when it stands behind a cell that is shown; a document when such a statement stands in it.
Visible visible_of(const Comparison& comparison, const Selection& selection) {
  Visible out;
  out.propositions.insert(selection.propositions.begin(), selection.propositions.end());
  const Shown shown = selection.shown(comparison);
  for (const Cell& cell : comparison.cells())
    if (shown.accounts[cell.account] && shown.propositions[cell.proposition])
      for (const StatementIndex index : cell.statements()) out.statements.insert(index);
  for (const StatementIndex index : out.statements)
    if (const DocumentIndex document = comparison.material().statements()[index].document; document != kNone)
      out.documents.insert(document);
  return out;
}

// The strictest marking of what was read so far.
class Strictest {
 public:
  void take(std::string_view object) {
    ++objects_;
    const auto element = parser_.parse(object);
    if (!element.ok()) return;
    const auto markings = stix::read_markings(*element);
    if (!markings.ok()) return;
    // A marking of a part counts as one of the whole: the page is not marked part by part.
    bool any = false;
    for (const std::string& id : markings->object_marking_refs) any = true, one(id);
    for (const auto& granular : markings->granular)
      if (!granular.marking_ref.empty()) any = true, one(granular.marking_ref);
    marked_ += any;
  }
  void put_into(Provenance& out) const {
    out.marked = marked_, out.objects = objects_;
    if (level_) out.marking = release::to_string(*level_);
    // A marking that is no level of TLP cannot be set in order with the levels, so the page only says that there is
    // one. Beside TLP:RED it could add nothing.
    if (other_ && !(level_ && *level_ == stix::Tlp::red)) out.marking = "MARKED";
  }

 private:
  void one(const std::string& id) {
    const stix::TlpMarking* tlp = stix::tlp_marking(id);
    if (tlp == nullptr)
      other_ = true;
    else if (!level_ || tlp->level > *level_)
      level_ = tlp->level;
  }
  json::Parser parser_;
  std::optional<stix::Tlp> level_;
  bool other_ = false;
  std::size_t marked_ = 0, objects_ = 0;
};

// "origin", the size and the root of a signed note.
Provenance::Head head_of(const std::string& journal, const std::string& note) {
  Provenance::Head out{.journal = journal};
  std::size_t at = note.find('\n');
  if (at == std::string::npos) return out;
  const std::size_t size_end = note.find('\n', at + 1);
  if (size_end == std::string::npos) return out;
  // Second line of a checkpoint: how many entries its root is over.
  for (const char c : note.substr(at + 1, size_end - at - 1))
    if (c >= '0' && c <= '9') out.entries = out.entries * 10 + static_cast<std::uint64_t>(c - '0');
  out.root = note.substr(size_end + 1, note.find('\n', size_end + 1) - size_end - 1);
  return out;
}

}  // namespace

Result<Provenance> provenance_of(node::Node& node, const Comparison& comparison, const Selection& selection,
                                 Micros now) {
  const Material& material = comparison.material();
  const Visible visible = visible_of(comparison, selection);
  Provenance out{.made = now, .party = node.config().party.name};
  std::map<std::string, std::vector<std::string>> ids;  // by journal
  const auto look_at = [&](const Record& one) {
    // What is only referred to stands in no journal and has no marking to be read.
    if (!one.journal.empty()) ids[one.journal].push_back(one.id);
  };
  // Names and not indices, in one order and each once, since they are printed.
  std::set<std::string> recorders;
  for (const StatementIndex index : visible.statements) {
    look_at(material.statements()[index]);
    // The person who entered it, where no party is named for it.
    const Statement& statement = material.statements()[index];
    if (statement.recorder == kNone) recorders.insert(statement.authors.begin(), statement.authors.end());
    if (const PartyIndex recorder = statement.recorder; recorder != kNone)
      recorders.insert(material.parties()[recorder].title.empty() ? material.parties()[recorder].name
                                                                  : material.parties()[recorder].title);
  }
  for (const PropositionIndex index : visible.propositions) look_at(material.propositions()[index]);
  for (const DocumentIndex index : visible.documents) {
    const Document& one = material.documents()[index];
    look_at(one);
    // A document without a publisher has no voice, and the page then names its title alone.
    const std::string voice = one.voice == kNone ? std::string() : material.parties()[one.voice].title;
    out.documents.push_back({one.title.empty() ? one.name : one.title, voice, one.sha256, one.text.size()});
  }
  out.recorders.assign(recorders.begin(), recorders.end());
  Strictest strictest;
  for (auto& [journal, wanted] : ids) {
    PARLEY_TRY(const auto info, node.journals().open(journal));
    // A head over all that is shown; where none can be signed now, the last one says how far it goes.
    [[maybe_unused]] const Status signed_now = info.journal->publish();
    out.heads.push_back(head_of(info.row.name, info.journal->checkpoint()));
    journal::Query query;
    query.ids = std::move(wanted);
    query.versions = {.last = true, .first = false, .all = false, .exact = {}};
    for (journal::Seq from = 0;;) {
      PARLEY_TRY(const journal::Page page, info.journal->read(query, from, {.objects = 5000}));
      for (const journal::Entry& entry : page.entries) strictest.take(entry.text);
      if (!page.more) break;
      from = page.next;
    }
  }
  strictest.put_into(out);
  return out;
}

}  // namespace parley::desk
