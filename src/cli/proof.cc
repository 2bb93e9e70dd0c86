#include <fmt/format.h>

#include "cli/acting.h"
#include "cli/groups.h"
#include "cli/open_text.h"
#include "desk/proofs.h"

namespace parley::cli {
namespace {

constexpr std::size_t kMaxProofBytes = 64u << 20;

struct ProofArguments {
  std::string id, journal, output, version, file, key, policy;
  bool require_quorum = false;
};

void print_proof(Context& context, const ProofArguments& arguments, const desk::Proof& proof,
                 const std::string& lacking) {
  Console& console = context.console;
  console.line(fmt::format("Wrote {}: {} is entry {} of {}", arguments.output, proof.id, proof.entry, proof.origin));
  if (proof.members > 0)
    console.line(fmt::format("Its head is cosigned by {} of the group, who thereby say that they hold it",
                             counted(proof.members, "other member")));
  if (proof.witnesses > 0)
    console.line(fmt::format("and by {} of {}", proof.witnesses,
                             counted(proof.witnesses_named, "outside witness", "outside witnesses")));
  if (!lacking.empty()) console.line(lacking + "; the file asks only for those that are there");
  console.line(fmt::format("Give the reader this key by another way than the file: {}", proof.verifier_key));
}

int prove(Context& context, const ProofArguments& arguments) {
  std::optional<Timestamp> version;
  if (!arguments.version.empty()) {
    auto time = Timestamp::parse(arguments.version);
    if (!time.ok()) return context.fail(time.error().in("--version-at"));
    version = *time;
  }
  if (const auto may = may_read(context, arguments.journal); !may.ok()) return context.fail(may.error());
  const auto proof = desk::Proofs(*context.node).of_object(arguments.id, arguments.journal, version);
  if (!proof.ok()) return context.fail(proof.error());
  const std::string lacking =
      proof->quorum_met() ? ""
                          : fmt::format("not yet cosigned by the witnesses: {} of {}", proof->witnesses, proof->quorum);
  if (arguments.require_quorum && !lacking.empty())
    return context.fail(
        {Code::conflict, lacking + "; nothing was written (parley group show tells who lacks and why)"});
  if (arguments.output == "-") {
    context.console.json_part(proof->text);
    return kDone;
  }
  Status written;
  if (auto file = context.console.open_output(arguments.output); file.ok())
    written = write_all(file->get(), proof->text).in(arguments.output);
  else
    written = file.error();
  if (!written.ok()) {
    context.fail(written.error());
    return kCouldNotRun;
  }
  if (context.json)
    context.console.line(to_json(*proof, arguments.output));
  else
    print_proof(context, arguments, *proof, lacking);
  return kDone;
}

std::string names(const std::vector<journal::VerifierKey>& keys) {
  std::vector<std::string> out;
  for (const auto& key : keys) out.push_back(key.name);
  return fmt::format("{}", fmt::join(out, ", "));
}

std::string names(const std::vector<journal::Verified>& witnesses) {
  std::vector<std::string> out;
  for (const auto& witness : witnesses) out.push_back(witness.key.name);
  return fmt::format("{}", fmt::join(out, ", "));
}

void print_report(Console& console, const journal::ProofReport& report) {
  console.line(report.log_key_pinned
                   ? "The proof holds."
                   : "The proof holds together, but who made it is not shown: its key comes from the file itself.");
  if (report.object_shown)
    console.line(fmt::format("  object    {}, as in the file", report.object_id));
  else
    console.line("  object    not shown: its content was erased, or this is the entry of an erasure");
  console.line(fmt::format("  said by   {}, entry {}, {} at {}", report.origin, report.index, to_string(report.kind),
                           to_string(report.date_added)));
  console.line(fmt::format("  under     a signed head of {}{}", counted(report.size, "entry", "entries"),
                           report.later_size ? fmt::format(", extended by one of {}", *report.later_size) : ""));
  console.line(fmt::format("  witnesses {}", report.witnesses.empty() ? "none has cosigned" : names(report.witnesses)));
  if (report.quorum.threshold > 0)
    console.line(
        fmt::format("  asked for {}{}", report.quorum.to_string(), report.policy_pinned ? "  (your policy)" : ""));
  if (!report.absent.empty())
    console.line(fmt::format("  lacking   {}, without whom it is satisfied", names(report.absent)));
  console.line(fmt::format("  key       {}{}", report.log_key, report.log_key_pinned ? "  (the one you gave)" : ""));
  if (!report.log_key_pinned)
    console.line(
        "            compare it with the one that the party gave you by another way, or give it here with --key");
}

// What the file itself, a key's holder or the reader's own policy is read from; nothing when no file is named.
Result<desk::Proofs::Named> policy_in(Context& context, const std::string& file) {
  if (file.empty()) return desk::Proofs::Named{};
  PARLEY_TRY(std::string text, read_text_file(context, file));
  return desk::Proofs::Named{std::move(text), file};
}

int verify(Context& context, const ProofArguments& arguments) {
  auto input = open_text(context.console, arguments.file, TextKind::any);
  if (!input.ok()) {
    const int status = context.fail(input.error());
    return input.error().code == Code::invalid_input ? status : kCouldNotRun;
  }
  auto text = input->rest(kMaxProofBytes);
  if (!text.ok()) return context.fail(text.error());
  const auto policy = policy_in(context, arguments.policy);
  if (!policy.ok()) {
    context.fail(policy.error());
    return kCouldNotRun;
  }
  const auto report =
      desk::Proofs::verify({*std::move(text), arguments.file}, {.key = {arguments.key, "--key"}, .policy = *policy});
  if (!report.ok()) return context.fail(report.error());
  if (context.json)
    context.console.line(desk::to_json(*report));
  else
    print_report(context.console, *report);
  // Whoever made the file could have made its key, too: a script must not take that for a proof of who said it.
  return report->log_key_pinned ? kDone : kRefused;
}

}  // namespace

void add_proof(Command& app, Context& context) {
  auto arguments = std::make_shared<ProofArguments>();
  auto* prove_command =
      app.add_subcommand("prove", "Write a file that proves offline that an object is in a journal, and since when");
  prove_command->add_option("ID", arguments->id, "The object")->required();
  prove_command->add_option("-o,--output", arguments->output, "File; \"-\" is standard output")
      ->required()
      ->uses(FileUse::writes);
  prove_command->add_option(
      "--journal,-j", arguments->journal,
      "Name, alias or collection id (else the one that has it: main, another of this party's, a mirror)");
  prove_command
      ->add_option("--version-at", arguments->version,
                   "The version with this `modified` (or `created`) time (default: the latest)")
      ->type_name("TIME");
  prove_command->add_flag(
      "--require-quorum", arguments->require_quorum,
      "Write nothing unless as many outside witnesses have cosigned as the group's charter asks for");
  on_chosen(prove_command, context, true, [arguments](Context& c) { return prove(c, *arguments); });

  auto* verify_command = app.add_subcommand("verify", "Check a proof file; no node and no network are needed");
  verify_command->footer(
      "Exit status 0 only with the key or policy of whoever is said to have made it (--key, --policy); 1 when the "
      "proof holds but nothing shows who made it, or when it does not hold.");
  verify_command->add_option("FILE", arguments->file, "As parley prove wrote it; \"-\" is standard input")->required();
  auto* key = verify_command
                  ->add_option("--key", arguments->key,
                               "The journal's verifier key as its party gave it to you (parley journal show)")
                  ->type_name("KEY");
  verify_command
      ->add_option(
          "--policy", arguments->policy,
          "Whom you believe, in the place of what the file says: its log key, witnesses and quorum (C2SP tlog-policy)")
      ->type_name("FILE")
      ->excludes(key);
  on_chosen(verify_command, context, false, [arguments](Context& c) { return verify(c, *arguments); });
}

}  // namespace parley::cli
