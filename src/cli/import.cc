#include <fmt/format.h>
#include <sys/stat.h>

#include <chrono>

#include "cli/command.h"
#include "cli/own_journal.h"
#include "journal/intake.h"
#include "json/object_reader.h"
#include "pattern/pattern.h"

namespace parley::cli {
namespace {

// Objects that are appended, and made durable, together. Large enough that one fsync is cheap for each.
constexpr std::size_t kBatchObjects = 2000;
constexpr std::size_t kBatchBytes = 8u << 20;
constexpr std::size_t kShownRefusals = 20;

struct ImportArguments {
  std::vector<std::string> files;
  std::string journal = "main";
  bool dry_run = false;
};

struct Totals {
  std::uint64_t seen = 0, stored = 0, already_there = 0, conflicts = 0, refused = 0, bytes = 0;
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
    PARLEY_TRY(const Fd fd, context_.console.open_input(name));
    struct stat info {};
    file_bytes_ = ::fstat(fd.get(), &info) == 0 && S_ISREG(info.st_mode) ? static_cast<std::uint64_t>(info.st_size) : 0;
    json::ObjectReader reader(read_from(fd.get()));
    const std::uint64_t before = totals_.bytes;
    while (true) {
      PARLEY_TRY(const auto found, reader.next().in(name));
      totals_.bytes = before + reader.bytes_read();
      if (!found) break;
      PARLEY_TRY_STATUS(take(*found));
      show_progress(reader.bytes_read());
      if (context_.console.failed()) return Error{Code::unavailable, "the output is closed"};
    }
    return append_batch();
  }

  const Totals& totals() const { return totals_; }
  double seconds() const { return std::chrono::duration<double>(std::chrono::steady_clock::now() - started_).count(); }

 private:
  Status take(const json::FoundObject& found) {
    ++totals_.seen;
    if (found.error) return refuse("", found.line, found.error->message), Status{};
    auto admission = intake_.admit(found.text);
    if (!admission.object) return refuse(admission.refusal.id, found.line, admission.refusal.message), Status{};
    batch_bytes_ += found.text.size();
    batch_.push_back(std::move(*admission.object));
    lines_.push_back(found.line);
    if (batch_.size() >= kBatchObjects || batch_bytes_ >= kBatchBytes) return append_batch();
    return {};
  }

  Status append_batch() {
    if (batch_.empty()) return {};
    if (arguments_.dry_run) {
      totals_.stored += batch_.size();
    } else {
      PARLEY_TRY(const auto outcomes, journal_->append(batch_));
      for (std::size_t i = 0; i < outcomes.size(); ++i) {
        switch (outcomes[i].added) {
          case journal::Added::stored:
            ++totals_.stored;
            break;
          case journal::Added::already_there:
            ++totals_.already_there;
            break;
          case journal::Added::conflict:
            ++totals_.conflicts;
            report(batch_[i].id, lines_[i],
                   fmt::format("version {} is here already with other content (entry {}); nothing was overwritten",
                               outcomes[i].version, outcomes[i].seq));
        }
      }
    }
    batch_.clear();
    lines_.clear();
    batch_bytes_ = 0;
    return {};
  }

  void refuse(const std::string& id, std::uint64_t line, const std::string& why) {
    ++totals_.refused;
    report(id, line, why);
  }

  void report(const std::string& id, std::uint64_t line, const std::string& why) {
    if (context_.json) {
      context_.console.line(
          JsonLine().text("refused", id).text("file", name_).number("line", line).text("message", why).str());
    } else if (++shown_ <= kShownRefusals) {
      context_.console.err(fmt::format("refused: {}:{}: {}{}{}", name_, line, id, id.empty() ? "" : ": ", why));
      if (shown_ == kShownRefusals) context_.console.err("further refusals are counted, not shown (--json shows all)");
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
  std::vector<journal::NewObject> batch_;
  std::vector<std::uint64_t> lines_;
  std::size_t batch_bytes_ = 0, shown_ = 0;
  std::uint64_t file_bytes_ = 0;
  std::string name_;
  Totals totals_;
  std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
};

int import(Context& context, const ImportArguments& arguments) {
  auto info = own_journal(context, node::Act::draft, arguments.journal);
  if (!info.ok()) return context.fail(info.error());
  Import work(context, arguments, info->journal);
  for (const auto& file : arguments.files) {
    if (auto done = work.file(file); !done.ok()) {
      context.console.end_progress();
      context.fail(done.error());
      return kCouldNotRun;
    }
  }
  context.console.end_progress();
  const Totals& totals = work.totals();
  if (context.json) {
    context.console.line(JsonLine()
                             .text("journal", info->row.name)
                             .flag("dry_run", arguments.dry_run)
                             .number("objects", totals.seen)
                             .number("stored", totals.stored)
                             .number("already_there", totals.already_there)
                             .number("conflicts", totals.conflicts)
                             .number("refused", totals.refused)
                             .number("bytes", totals.bytes)
                             .str());
  } else {
    context.console.line(
        fmt::format("{} {} of {} objects in journal \"{}\" ({}, {:.2f} s): {} already there, {} conflicts, {} refused",
                    arguments.dry_run ? "Would store" : "Stored", with_commas(totals.stored), with_commas(totals.seen),
                    info->row.name, human_bytes(totals.bytes), work.seconds(), with_commas(totals.already_there),
                    with_commas(totals.conflicts), with_commas(totals.refused)));
  }
  return totals.refused + totals.conflicts > 0 ? kRefused : kDone;
}

}  // namespace

void add_import(Command& app, Context& context) {
  auto* command = app.add_subcommand("import", "Check STIX 2.1 objects and append them to a journal");
  command->footer(
      "A file is a bundle, a TAXII envelope, an array, single objects or one object a line; it may be larger than "
      "memory.\n"
      "A refused object never decides over the others. The same file again adds nothing.");
  auto arguments = std::make_shared<ImportArguments>();
  command->add_option("FILE", arguments->files, "Files; \"-\" is standard input")->required()->uses(FileUse::reads);
  command->add_option("--journal,-j", arguments->journal, "Name, alias or collection id")->capture_default_str();
  command->add_flag("--dry-run", arguments->dry_run, "Check only; append nothing");
  on_chosen(command, context, node::Act::draft, [arguments](Context& c) { return import(c, *arguments); });
}

}  // namespace parley::cli
