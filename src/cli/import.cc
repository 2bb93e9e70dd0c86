#include <fmt/format.h>

#include <chrono>
#include <map>

#include "cli/command.h"
#include "cli/new_version.h"
#include "cli/own_journal.h"
#include "cli/stix_reader.h"
#include "journal/intake.h"
#include "node/own_identity.h"
#include "pattern/defanged.h"
#include "pattern/pattern.h"

namespace parley::cli {
namespace {

// Objects that are appended, and made durable, together. Large enough that one fsync is cheap for each.
constexpr std::size_t kBatchObjects = 2000;
constexpr std::size_t kBatchBytes = 8u << 20;
constexpr std::size_t kShownLines = 20;
// Beside the statuses of every command (command.h).
constexpr int kConflict = 5;

// What to do with a version that is here already with other content.
enum class OnConflict : std::uint8_t { report, keep, new_version };

struct ImportArguments {
  std::vector<std::string> files;
  std::string journal = "main", on_conflict = "report";
  bool dry_run = false, strict = false;

  OnConflict conflict() const {
    return on_conflict == "keep"          ? OnConflict::keep
           : on_conflict == "new-version" ? OnConflict::new_version
                                          : OnConflict::report;
  }
};

struct Totals {
  std::uint64_t seen = 0, stored = 0, already_there = 0, conflicts = 0, new_versions = 0, refused = 0, bytes = 0;
  std::uint64_t version_added = 0, defanged = 0, bundles = 0;
};

// One import over all its files: reads, checks, appends in batches, and tells what it refused and why.
class Import {
 public:
  Import(Context& context, const ImportArguments& arguments, std::shared_ptr<journal::Journal> journal)
      : context_(context),
        arguments_(arguments),
        journal_(std::move(journal)),
        intake_({.warnings = false, .check_pattern = pattern::check_indicator_pattern}) {}

  Status file(const std::string& name) {
    name_ = name;
    auto input = TextInput::open(context_.console, name, TextKind::json);
    if (!input.ok() && is_about_content(input.error())) {
      refuse("", 1, input.error().message);
      return {};
    }
    if (!input.ok()) return input.error();
    const bool empty = input->empty();
    file_bytes_ = input->file_bytes();
    StixReader reader(std::move(*input));
    const std::uint64_t before = totals_.bytes, seen_before = totals_.seen + totals_.refused + totals_.bundles;
    while (!stopped()) {
      const auto found = reader.next();
      for (const auto& complaint : reader.take_complaints()) refuse("", complaint.line, complaint.message);
      if (!found.ok() && is_about_content(found.error())) {
        // A packed file that is damaged or cut off: what came before counts.
        refuse("", line_, found.error().message);
        break;
      }
      if (!found.ok()) return found.error().in(name);
      totals_.bytes = before + reader.bytes_read();
      if (!*found) break;
      line_ = (*found)->line;
      PARLEY_TRY_STATUS(take(**found, reader));
      show_progress(reader.bytes_read());
      if (context_.console.failed()) return Error{Code::unavailable, "the output is closed"};
    }
    if (stopped_) return {};  // at the last batch
    PARLEY_TRY_STATUS(append_batch());
    if (totals_.seen + totals_.refused + totals_.bundles == seen_before)
      refuse("", 1, shown_name(name) + std::string(empty ? kEmptyFile : kNoObjects));
    return {};
  }

  const Totals& totals() const { return totals_; }
  bool was_stopped() const { return stopped_; }
  // Where the last object that was looked at begins.
  std::string place() const { return fmt::format("{}:{}", name_, line_); }
  std::uint64_t waiting() const { return batch_.size(); }
  double seconds() const { return std::chrono::duration<double>(std::chrono::steady_clock::now() - started_).count(); }

 private:
  // Asked once in a while only: in a running node it is a call of the system.
  bool stopped() {
    if (!stopped_ && (totals_.seen & 255) == 0) stopped_ = context_.console.stopped();
    return stopped_;
  }

  Status take(const json::FoundObject& found, StixReader& reader) {
    if (found.error) return ++totals_.seen, refuse("", found.line, found.error->message), Status{};
    auto admission = intake_.admit(found.text);
    std::string told, wrong;
    if (!admission.object && !found.container && is_bundle_by_itself(found.text, wrong))
      return ++totals_.bundles, Status{};
    ++totals_.seen;
    if (!wrong.empty()) admission.refusal.message = wrong;
    if (const std::string warning = warning_of(found.text); admission.object && !warning.empty())
      return refuse(admission.object->id, found.line, warning), Status{};
    if (!admission.object && !arguments_.strict) admit_with_version(found, reader, admission, told);
    if (!admission.object && is_misp(found.text)) admission.refusal.message = kMispSentence;
    if (!admission.object) return refuse(admission.refusal.id, found.line, admission.refusal.message), Status{};
    if (!told.empty()) {
      ++totals_.version_added;
      report("version-added", admission.object->id, found.line, told);
    }
    if (admission.object->type == "indicator") tell_defanged(*admission.object, found.line);
    batch_bytes_ += admission.object->text.size();
    batch_.push_back(std::move(*admission.object));
    lines_.push_back(found.line);
    if (batch_.size() >= kBatchObjects || batch_bytes_ >= kBatchBytes) return append_batch();
    return {};
  }

  // STIX 2.0 gives the version on the bundle only. An object that is good as 2.1 gets it; a receiver sees the object
  // alone, and a journal holds 2.1 only.
  void admit_with_version(const json::FoundObject& found, StixReader& reader, journal::Intake::Admission& admission,
                          std::string& told) {
    const auto versioned = with_this_version(found.text);
    if (!versioned) return;
    const std::string_view of_bundle = reader.bundle_version();
    if (of_bundle.empty() && !versioned->said_older) return;
    auto again = intake_.admit(versioned->text);
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
  bool is_bundle_by_itself(std::string_view text, std::string& wrong) {
    const auto value = parser_.parse(text);
    json::Object object;
    if (!value.ok() || value->get(object) != simdjson::SUCCESS || json::string_member(object, "type") != "bundle")
      return false;
    if (validator_.check(*value)) return true;
    const stix::Finding finding = validator_.first_error();
    wrong = finding.path + (finding.path.empty() ? "" : ": ") + finding.message;
    return false;
  }
  // The first warning, with --strict.
  std::string warning_of(std::string_view text) {
    if (!arguments_.strict) return {};
    const auto value = parser_.parse(text);
    if (!value.ok() || !strict_.check(*value) || strict_.warning_count() == 0) return {};
    const stix::Finding finding = strict_.findings().front();
    return finding.path + (finding.path.empty() ? "" : ": ") + finding.message;
  }
  bool is_misp(std::string_view text) {
    const auto value = parser_.parse(text);
    return value.ok() && is_misp_event(*value);
  }

  void tell_defanged(const journal::NewObject& object, std::uint64_t line) {
    if (!pattern::may_be_defanged(object.text)) return;
    const auto value = parser_.parse(object.text);
    json::Object members;
    if (!value.ok() || value->get(members) != simdjson::SUCCESS) return;
    if (json::string_member(members, "pattern_type") != "stix") return;
    const auto found = pattern::find_defanged(json::string_member(members, "pattern").value_or(""));
    if (!found) return;
    ++totals_.defanged;
    report(
        "defanged", object.id, line,
        fmt::format("its pattern has \"{}\", which is defanged: as it stands it can match nothing. It is stored as it "
                    "came; refanged, for an indicator of your own, it would be {}",
                    found->value, found->pattern));
  }

  Status append_batch() {
    if (batch_.empty()) return {};
    if (arguments_.dry_run) {
      totals_.stored += batch_.size();
    } else {
      PARLEY_TRY(const auto outcomes, node::append_as_it_came(*journal_, context_.node->config(), batch_));
      for (std::size_t i = 0; i < outcomes.size(); ++i) {
        switch (outcomes[i].added) {
          case journal::Added::stored:
            ++totals_.stored;
            break;
          case journal::Added::already_there:
            ++totals_.already_there;
            break;
          case journal::Added::conflict:
            PARLEY_TRY_STATUS(conflict(batch_[i], lines_[i], outcomes[i]));
        }
      }
    }
    batch_.clear();
    lines_.clear();
    batch_bytes_ = 0;
    return {};
  }

  Status conflict(const journal::NewObject& object, std::uint64_t line, const journal::Outcome& outcome) {
    if (arguments_.conflict() == OnConflict::new_version) {
      PARLEY_TRY(const NewVersion made, append_as_new_version(*journal_, intake_, object));
      if (made.outcome == NewVersion::Outcome::stored) {
        ++totals_.new_versions;
        report("new-version", object.id, line,
               fmt::format("version {} is here already with other content: stored as the new version {}",
                           outcome.version, made.version));
        return {};
      }
      if (made.outcome == NewVersion::Outcome::already_there) return ++totals_.already_there, Status{};
    }
    ++totals_.conflicts;
    if (arguments_.conflict() == OnConflict::keep) return {};
    report("conflict", object.id, line,
           fmt::format("version {} is here already with other content (entry {}); nothing was overwritten",
                       outcome.version, outcome.seq));
    return {};
  }

  void refuse(const std::string& id, std::uint64_t line, const std::string& why) {
    ++totals_.refused;
    report("refused", id, line, why);
  }

  void report(const std::string& what, const std::string& id, std::uint64_t line, const std::string& why) {
    if (context_.json) {
      context_.console.line(
          JsonLine().text(what, id).text("file", name_).number("line", line).text("message", why).str());
    } else if (std::size_t& shown = shown_[what]; ++shown <= kShownLines) {
      context_.console.err(fmt::format("{}: {}:{}: {}{}{}", what, name_, line, id, id.empty() ? "" : ": ", why));
      if (shown == kShownLines)
        context_.console.err(fmt::format("further lines \"{}\" are counted, not shown (--json shows all)", what));
    }
  }

  void show_progress(std::uint64_t read) {
    if ((totals_.seen & 1023) != 0) return;
    const double seconds = this->seconds();
    std::string bar;
    if (file_bytes_ > 0) {
      const std::uint64_t filled = 24 * std::min(read, file_bytes_) / file_bytes_;
      bar = fmt::format("[{:<24}] {:3}%  ", std::string(filled, '#'), 100 * std::min(read, file_bytes_) / file_bytes_);
    }
    context_.console.progress(fmt::format(
        "{}{} objects, {}, {:.0f} objects/s, {} refused", bar, with_commas(totals_.seen), human_bytes(totals_.bytes),
        seconds > 0 ? static_cast<double>(totals_.seen) / seconds : 0, totals_.refused + totals_.conflicts));
  }

  Context& context_;
  const ImportArguments& arguments_;
  std::shared_ptr<journal::Journal> journal_;
  journal::Intake intake_;
  json::Parser parser_;
  stix::Validator validator_{{.warnings = false}};
  stix::Validator strict_{{.warnings = true,
                           .check_pattern = pattern::check_indicator_pattern,
                           .find_defanged = pattern::find_defanged_value}};
  std::vector<journal::NewObject> batch_;
  std::vector<std::uint64_t> lines_;
  std::size_t batch_bytes_ = 0;
  std::map<std::string, std::size_t> shown_;  // lines for people, by what they are about
  std::uint64_t file_bytes_ = 0, line_ = 0;
  std::string name_;
  bool stopped_ = false;
  Totals totals_;
  std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
};

void print(Context& context, const ImportArguments& arguments, const std::string& journal, const Import& work) {
  const Totals& totals = work.totals();
  if (context.json) {
    JsonLine line;
    line.text("journal", journal)
        .flag("dry_run", arguments.dry_run)
        .number("objects", totals.seen)
        .number("stored", totals.stored)
        .number("already_there", totals.already_there)
        .number("conflicts", totals.conflicts)
        .number("new_versions", totals.new_versions)
        .number("version_added", totals.version_added)
        .number("defanged", totals.defanged)
        .number("refused", totals.refused)
        .number("bytes", totals.bytes);
    if (work.was_stopped()) line.flag("stopped", true).text("place", work.place());
    return context.console.line(line.str());
  }
  std::string more;
  const auto add = [&](std::uint64_t count, std::string_view what) {
    if (count > 0) more += fmt::format(", {} {}", with_commas(count), what);
  };
  add(totals.new_versions, "stored as new versions");
  add(totals.version_added, "with spec_version 2.1 added");
  add(totals.defanged, "defanged");
  // What is no object (a file without any, a broken bundle) is refused without being one of them.
  const std::string what = totals.seen == 0 ? std::string(arguments.dry_run ? "Would store nothing" : "Stored nothing")
                                            : fmt::format("{} {} of {}", arguments.dry_run ? "Would store" : "Stored",
                                                          with_commas(totals.stored), counted(totals.seen, "object"));
  context.console.line(fmt::format("{} in journal \"{}\" ({}, {:.2f} s): {} already there, {}, {} refused{}", what,
                                   journal, human_bytes(totals.bytes), work.seconds(),
                                   with_commas(totals.already_there), counted(totals.conflicts, "conflict"),
                                   with_commas(totals.refused), more));
  if (work.was_stopped())
    context.console.err(fmt::format(
        "Stopped at {}: {} behind the last batch {} not stored. What was stored stays; the same import again goes on "
        "from there, since what is there already is passed over.",
        work.place(), counted(work.waiting(), "object"), work.waiting() == 1 ? "was" : "were"));
}

int import(Context& context, const ImportArguments& arguments) {
  auto info = own_journal(context, node::Act::draft, arguments.journal);
  if (!info.ok()) return context.fail(info.error());
  Import work(context, arguments, info->journal);
  for (const auto& file : arguments.files) {
    if (auto done = work.file(file); !done.ok()) {
      context.console.end_progress();
      context.fail(done.error());
      // What the files before it brought is stored, and is said.
      if (work.totals().seen > 0) print(context, arguments, info->row.name, work);
      return kCouldNotRun;
    }
    if (work.was_stopped()) break;
  }
  context.console.end_progress();
  print(context, arguments, info->row.name, work);
  if (work.was_stopped()) return kStopped;
  if (work.totals().refused > 0) return kRefused;
  return work.totals().conflicts > 0 && arguments.conflict() != OnConflict::keep ? kConflict : kDone;
}

}  // namespace

void add_import(Command& app, Context& context) {
  auto* command = app.add_subcommand("import", "Check STIX 2.1 objects and append them to a journal");
  command->footer(
      "A file is a bundle, a TAXII envelope, an array, single objects or one object a line, perhaps packed with gzip "
      "or\n"
      "zstd; it may be larger than memory. A refused object never decides over the others. The same file again adds\n"
      "nothing. What `parley stix validate` calls valid is taken, and the rest refused.\n"
      "Exit status: 0 all is here now, 1 something was refused, 5 nothing was refused, but some objects are here "
      "already\n"
      "in the same version with other content (--on-conflict), 130 stopped by Ctrl-C after a batch; 3 could not run.");
  auto arguments = std::make_shared<ImportArguments>();
  command->add_option("FILE", arguments->files, "Files; \"-\" is standard input")->required()->uses(FileUse::reads);
  command->add_option("--journal,-j", arguments->journal, "Name, alias or collection id")->capture_default_str();
  command
      ->add_option(
          "--on-conflict", arguments->on_conflict,
          "When a version is here already with other content: report it (status 5); keep what is here and say "
          "only how many (status 0); new-version: store what came as a version of its own, a millisecond later")
      ->one_of({"report", "keep", "new-version"})
      ->capture_default_str();
  command->add_flag("--strict", arguments->strict,
                    "Warnings refuse an object, too, and none is given a version; as stix validate --strict");
  command->add_flag("--dry-run", arguments->dry_run, "Check only; append nothing");
  command->callback([&context, arguments] {
    context.needs_node = true;
    context.act = node::Act::draft;
    context.ends_on_signal = true;
    context.run = [arguments](Context& c) { return import(c, *arguments); };
  });
}

}  // namespace parley::cli
