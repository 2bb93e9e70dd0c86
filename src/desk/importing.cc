// Objects are appended in batches, because an append is one fsync: a crash or Ctrl-C in between loses nothing that was
// told as stored, and the same import again passes over what is there. Everything is told in the order of the file.
#include "desk/importing.h"

#include <fmt/format.h>

#include <utility>
#include <vector>

#include "desk/new_version.h"
#include "desk/own_objects.h"
#include "input/text_input.h"
#include "journal/intake.h"
#include "json/json.h"
#include "node/audit.h"
#include "node/journals.h"
#include "node/own_identity.h"
#include "pattern/defanged.h"
#include "pattern/pattern.h"
#include "stix/bundle_reader.h"
#include "stix/misp.h"
#include "stix/older_version.h"

namespace parley::desk {
namespace {

// Objects that are appended, and made durable, together. Large enough that one fsync is cheap for each.
constexpr std::size_t kBatchObjects = 2000;
// The second limit bounds memory where single objects are large.
constexpr std::size_t kBatchBytes = 8u << 20;
// Whether to stop is asked at every so manieth object only: in a running node it is a call of the system.
constexpr std::uint64_t kAskEvery = 256;

std::string in_a_line(const stix::Finding& finding) {
  return finding.path + (finding.path.empty() ? "" : ": ") + finding.message;
}

}  // namespace

struct Importing::Impl {
  Impl(node::Node& its_node, const Wanted& its_wanted, Listener its_listener, node::JournalInfo its_journal)
      : node(its_node),
        wanted(its_wanted),
        listener(std::move(its_listener)),
        info(std::move(its_journal)),
        intake({.warnings = false, .check_pattern = pattern::check_indicator_pattern}) {}

  node::Node& node;
  Wanted wanted;
  Listener listener;
  node::JournalInfo info;
  journal::Intake intake;
  json::Parser parser;
  // Two validators, because one that also looks for warnings is slower, and warnings are wanted only with `strict`.
  // `intake` has a third of its own, which decides whether an object is taken.
  stix::Validator validator{{.warnings = false}};
  stix::Validator strict{{.warnings = true,
                          .check_pattern = pattern::check_indicator_pattern,
                          .find_defanged = pattern::find_defanged_value}};
  std::vector<journal::NewObject> batch;
  std::vector<std::uint64_t> lines;  // of those in the batch
  std::size_t batch_bytes = 0;
  std::uint64_t file_bytes = 0, line = 0;
  std::string name;
  bool is_stopped = false;
  Totals totals;
  std::chrono::steady_clock::time_point started = std::chrono::steady_clock::now();

  Status file(const std::string& called, input::File opened);
  Status read(stix::BundleReader& reader);
  Status take(const json::FoundObject& found, stix::BundleReader& reader);
  void admit_with_version(const json::FoundObject& found, stix::BundleReader& reader,
                          journal::Intake::Admission& admission, std::string& told);
  bool is_bundle_by_itself(std::string_view text, std::string& wrong);
  std::string warning_of(std::string_view text);
  bool is_misp(std::string_view text);
  void tell_defanged(const journal::NewObject& object, std::uint64_t at);
  Status append_batch();
  Status conflict(const journal::NewObject& object, std::uint64_t at, const journal::Outcome& outcome);

  // Of an import that appends: what came of it is recorded when it ends, however it does.
  std::optional<node::Recorded> act;
  std::vector<std::string> stored_ids;  // the first of them
  std::optional<Error> failure;
  // What was stored stays stored, whatever ended the import, so the record says how much it was in any case.
  ~Impl() {
    if (!act) return;
    act->about(stored_ids, totals.stored + totals.new_versions);
    if (failure)
      act->failed(*failure);
    else
      act->done();
  }

  double seconds() const { return std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count(); }
  std::uint64_t found() const { return totals.seen + totals.refused + totals.bundles; }
  bool stopped() {
    if (!is_stopped && totals.seen % kAskEvery == 0) is_stopped = listener.stopped && listener.stopped();
    return is_stopped;
  }
  void tell(std::string_view what, std::string_view id, std::uint64_t at, std::string_view message) {
    if (listener.notice) listener.notice({what, id, name, at, message});
  }
  void refuse(std::string_view id, std::uint64_t at, std::string_view why) {
    ++totals.refused;
    tell("refused", id, at, why);
  }
};

// --- reading

// One file. A file that cannot be read as text is refused like an object, and the next file is read; only what the disk
// or the caller's rights refuse ends the import. What waits in the batch is appended at the end of each file, so that
// what is told about a file is complete when the next begins.
Status Importing::Impl::file(const std::string& called, input::File opened) {
  name = called, line = 0;
  auto text = input::TextInput::open(std::move(opened), name, input::TextKind::json);
  if (!text.ok() && input::is_about_content(text.error())) {
    refuse("", 1, text.error().message);
    return {};
  }
  if (!text.ok()) return text.error();
  const bool empty = text->empty();
  file_bytes = text->file_bytes();
  const std::uint64_t found_before = found();
  stix::BundleReader reader([&](char* out, std::size_t size) { return text->read(out, size); });
  PARLEY_TRY_STATUS(read(reader));
  if (is_stopped) return {};  // at the last batch
  PARLEY_TRY_STATUS(append_batch());
  // Nothing in it was an object, and nothing was refused: an empty file, or one of something else. Without this line
  // the import would say that all went well.
  totals.empty_envelopes += reader.empty_envelopes();
  if (found() > found_before) return {};
  // What a client of a TAXII server gets when nothing is new: told, and no fault.
  if (reader.empty_envelopes() > 0)
    tell("empty", "", 1, "it is an empty TAXII envelope: nothing was in it");
  else
    refuse("", 1, input::shown_name(name) + std::string(empty ? input::kEmptyFile : input::kNoObjects));
  return {};
}

// The reader hands out one object at a time, so memory does not grow with the file. Its complaints about places where
// no object can be read are told before the object behind them, in the order of the file.
Status Importing::Impl::read(stix::BundleReader& reader) {
  const std::uint64_t bytes_before = totals.bytes;
  while (!stopped()) {
    const auto found = reader.next();
    // Input that ends only because nobody waits for the rest is not cut off.
    if ((!found.ok() || !*found) && listener.stopped && listener.stopped()) {
      is_stopped = true;
      totals.bytes = bytes_before + reader.bytes_read();  // more than the objects that were looked at
      return {};
    }
    for (const auto& complaint : reader.take_complaints()) refuse("", complaint.line, complaint.message);
    if (!found.ok() && input::is_about_content(found.error())) {
      // A packed file that is damaged or cut off: what came before counts.
      refuse("", line, found.error().message);
      return {};
    }
    if (!found.ok()) return found.error().in(name);
    totals.bytes = bytes_before + reader.bytes_read();
    if (!*found) return {};
    line = (*found)->line;
    PARLEY_TRY_STATUS(take(**found, reader));
    if (listener.progress) PARLEY_TRY_STATUS(listener.progress({totals, reader.bytes_read(), file_bytes, started}));
  }
  return {};
}

// --- one object

// One object on its way in, in this order: what could not even be read; a bundle that is empty, which is no object; the
// warnings, when they refuse; a second try with the version of its bundle; and what is then still refused. The first
// reason that is found is the one that is told, except where a better one is known: a MISP event is called that,
// instead of an object without `id`.
Status Importing::Impl::take(const json::FoundObject& found, stix::BundleReader& reader) {
  if (found.error) {
    ++totals.seen;
    refuse("", found.line, found.error->message);
    return {};
  }
  auto admission = intake.admit(found.text);
  std::string told, wrong;
  if (!admission.object && !found.container && is_bundle_by_itself(found.text, wrong)) {
    ++totals.bundles;
    return {};
  }
  ++totals.seen;
  // A bundle that is not a good one is refused with the fault of the bundle, not with that of an object.
  if (!wrong.empty()) admission.refusal.message = wrong;
  if (const std::string warning = warning_of(found.text); admission.object && !warning.empty()) {
    refuse(admission.object->id, found.line, warning);
    return {};
  }
  if (!admission.object) {
    if (!wanted.strict)
      admit_with_version(found, reader, admission, told);
    else if (reader.bundle_version() == "2.0" && stix::with_this_version(found.text))
      admission.refusal.message =
          "it is STIX 2.0, as its bundle says, and strictly only STIX 2.1 is taken: convert it first, for instance "
          "with the OASIS stix2-elevator, or import it without being strict";
  }
  if (!admission.object && is_misp(found.text)) admission.refusal.message = stix::kMispSentence;
  if (!admission.object) {
    refuse(admission.refusal.id, found.line, admission.refusal.message);
    return {};
  }
  if (!told.empty()) {
    ++totals.version_added;
    tell("version-added", admission.object->id, found.line, told);
  }
  if (admission.object->type == "indicator") tell_defanged(*admission.object, found.line);
  // From here the object counts as taken. It is stored with its batch, and counted as stored only then.
  batch_bytes += admission.object->text.size();
  batch.push_back(std::move(*admission.object));
  lines.push_back(found.line);
  if (batch.size() >= kBatchObjects || batch_bytes >= kBatchBytes) return append_batch();
  return {};
}

// STIX 2.0 gives the version on the bundle only. An object that is good as 2.1 gets it; a receiver sees the object
// alone, and a journal holds 2.1 only.
void Importing::Impl::admit_with_version(const json::FoundObject& found, stix::BundleReader& reader,
                                         journal::Intake::Admission& admission, std::string& told) {
  const auto versioned = stix::with_this_version(found.text);
  if (!versioned) return;
  // Neither the bundle nor the object says a version: then nothing says that it is STIX 2.1 but the object's own
  // refusal, which stays.
  const std::string_view of_bundle = reader.bundle_version();
  if (of_bundle.empty() && !versioned->said_older) return;
  auto again = intake.admit(versioned->text);
  if (again.object) {
    told = versioned->said_older
               ? "it says that it is STIX 2.0, and is good STIX 2.1: stored with spec_version 2.1"
               : fmt::format("stored with spec_version 2.1 added: only its bundle has one ({})", of_bundle);
  } else if (versioned->said_older || of_bundle == "2.0") {
    again.refusal.message =
        "it is STIX 2.0, and as it stands not good STIX 2.1; convert it first, for instance with the OASIS "
        "stix2-elevator: " +
        again.refusal.message;
  }
  admission = std::move(again);
}

// A bundle without "objects", which the standard allows: there is nothing to store in it, and it may be a good one.
bool Importing::Impl::is_bundle_by_itself(std::string_view text, std::string& wrong) {
  const auto value = parser.parse(text);
  json::Object object;
  if (!value.ok() || value->get(object) != simdjson::SUCCESS || json::string_member(object, "type") != "bundle")
    return false;
  if (validator.check(*value)) return true;
  wrong = in_a_line(validator.first_error());
  return false;
}

// The first warning, when warnings refuse.
std::string Importing::Impl::warning_of(std::string_view text) {
  if (!wanted.strict) return {};
  const auto value = parser.parse(text);
  if (!value.ok() || !strict.check(*value) || strict.warning_count() == 0) return {};
  return in_a_line(strict.findings().front());
}

bool Importing::Impl::is_misp(std::string_view text) {
  const auto value = parser.parse(text);
  return value.ok() && stix::is_misp_event(*value);
}

// A value that was made harmless matches nothing. It is stored as it came all the same: what another party said is not
// for us to correct.
// A cheap search comes first, since nearly all indicators pass it and parsing each of them once more would cost as much
// as the import.
void Importing::Impl::tell_defanged(const journal::NewObject& object, std::uint64_t at) {
  if (!pattern::may_be_defanged(object.text)) return;
  const auto value = parser.parse(object.text);
  json::Object members;
  if (!value.ok() || value->get(members) != simdjson::SUCCESS) return;
  if (json::string_member(members, "pattern_type") != "stix") return;
  const auto found = pattern::find_defanged(json::string_member(members, "pattern").value_or(""));
  if (!found) return;
  ++totals.defanged;
  tell("defanged", object.id, at,
       fmt::format("its pattern has \"{}\", which is defanged: as it stands it can match nothing. It is stored as it "
                   "came; refanged, for an indicator of your own, it would be {}",
                   found->value, found->pattern));
}

// --- the journal

// In a dry run all of the batch counts as to be stored: whether an object is here already is found out by the append,
// which is not made.
Status Importing::Impl::append_batch() {
  if (batch.empty()) return {};
  if (wanted.dry_run) {
    totals.stored += batch.size();
  } else {
    PARLEY_TRY(const auto outcomes, node::append_as_it_came(*info.journal, node.config(), batch));
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
      switch (outcomes[i].added) {
        case journal::Added::stored:
          ++totals.stored;
          if (stored_ids.size() < node::AuditRecord::kMostAbout) stored_ids.push_back(batch[i].id);
          break;
        case journal::Added::already_there:
          ++totals.already_there;
          break;
        case journal::Added::conflict:
          PARLEY_TRY_STATUS(conflict(batch[i], lines[i], outcomes[i]));
      }
    }
  }
  batch.clear();
  lines.clear();
  batch_bytes = 0;
  return {};
}

// The same version with other content. A journal never replaces an entry, and which of the two is right is for a person
// to say: so it is reported, kept as it is, or stored as a version of its own, as the caller wants.
Status Importing::Impl::conflict(const journal::NewObject& object, std::uint64_t at, const journal::Outcome& outcome) {
  if (wanted.on_conflict == OnConflict::new_version) {
    PARLEY_TRY(const NewVersion made, append_as_new_version(*info.journal, intake, object));
    if (made.outcome == NewVersion::Outcome::stored) {
      ++totals.new_versions;
      tell("new-version", object.id, at,
           fmt::format("version {} is here already with other content: stored as the new version {}", outcome.version,
                       made.version));
      return {};
    }
    if (made.outcome == NewVersion::Outcome::already_there) {
      ++totals.already_there;
      return {};
    }
  }
  ++totals.conflicts;
  if (wanted.on_conflict == OnConflict::keep) return {};
  tell("conflict", object.id, at,
       fmt::format("version {} is here already with other content (entry {}); nothing was overwritten", outcome.version,
                   outcome.seq));
  return {};
}

// --- the door

Importing::Importing(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Importing::Importing(Importing&&) noexcept = default;
Importing::~Importing() = default;

Importing::OnConflict Importing::conflict_of(std::string_view word) {
  if (word == "keep") return OnConflict::keep;
  return word == "new-version" ? OnConflict::new_version : OnConflict::report;
}

// The right is asked for also in a dry run, so that it tells what the real one would. Only the real one is recorded as
// an act.
Result<Importing> Importing::begin(node::Node& node, const node::Acting& acting, const Wanted& wanted,
                                   Listener listener) {
  PARLEY_TRY(auto info, OwnObjects(node).journal(acting, node::Act::draft, wanted.journal));
  auto impl = std::make_unique<Impl>(node, wanted, std::move(listener), std::move(info));
  if (!wanted.dry_run) {
    PARLEY_TRY(node::Recorded act,
               node::begin_act(node, acting, {.act = node::Act::draft, .what = "import", .place = impl->info.row.id}));
    impl->act.emplace(std::move(act));
  }
  return Importing(std::move(impl));
}

// The failure is kept for the record of the act, which is written when the import is dropped.
Status Importing::file(const std::string& name, Result<input::File> file) {
  Status done = file.ok() ? impl_->file(name, std::move(file).value()) : Status{file.error()};
  if (!done.ok()) impl_->failure = done.error();
  return done;
}
const std::string& Importing::journal() const { return impl_->info.row.name; }
const Importing::Totals& Importing::totals() const { return impl_->totals; }
bool Importing::was_stopped() const { return impl_->is_stopped; }
std::string Importing::place() const {
  // Of what was read and not taken apart yet no line is known.
  if (impl_->line == 0) return impl_->name + " before its first object was looked at";
  return fmt::format("{}:{}", impl_->name, impl_->line);
}
std::uint64_t Importing::waiting() const { return impl_->batch.size(); }
double Importing::seconds() const { return impl_->seconds(); }

}  // namespace parley::desk
