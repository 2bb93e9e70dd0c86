// parley prove and verify: a proof that goes into a file, and a file that is checked. Verifying needs neither node nor
// network, because whoever has to be convinced has neither; it is the same code that made the proof
// (journal/bundle.h).
#include <fmt/format.h>

#include "cli/acting.h"
#include "cli/groups.h"
#include "cli/open_text.h"
#include "cli/output.h"
#include "desk/proofs.h"
#include "view/proof.h"

namespace parley::cli {
namespace {

// A proof is one object and some hashes, and far smaller than this.
constexpr std::size_t kMaxProofBytes = 64u << 20;

struct ProofArguments {
  std::string id, journal, output, version, file, key, policy;
  bool require_quorum = false;
};

int prove(Context& context, const ProofArguments& arguments) {
  // Read before the journal is looked at, as a time that is none is a slip in the line.
  std::optional<Timestamp> version;
  if (!arguments.version.empty()) {
    auto time = Timestamp::parse(arguments.version);
    if (!time.ok()) return context.fail(time.error().in("--version-at"));
    version = *time;
  }
  // A proof carries the object, so who may not read the journal may not prove from it.
  if (const auto may = may_read(context, arguments.journal); !may.ok()) return context.fail(may.error());
  const auto proof = desk::Proofs(*context.node).of_object(arguments.id, arguments.journal, version);
  if (!proof.ok()) return context.fail(proof.error());
  // Without this option a proof with fewer witnesses is written all the same, and asks only for those that are there:
  // half a proof today is better than none, but a script has to be able to insist.
  if (arguments.require_quorum && !proof->quorum_met())
    return context.fail({Code::conflict, view::quorum_text(*proof) +
                                             "; nothing was written (parley group show tells who lacks and why)"});
  // The file alone, since it goes on to another program: not a word about it.
  if (arguments.output == "-") {
    context.console.json_part(proof->text);
    return kDone;
  }
  // Told as what could not be run and not as a refusal: the proof itself was made.
  Status written;
  if (auto file = context.console.open_output(arguments.output); file.ok())
    written = write_all(file->get(), proof->text).in(arguments.output);
  else
    written = file.error();
  if (!written.ok()) return could_not_run(context, written.error());
  if (context.json)
    context.console.line(to_json(*proof, arguments.output));
  else
    context.console.out(view::proof_text(*proof, arguments.output));
  return kDone;
}

// What the file itself, a key's holder or the reader's own policy is read from; nothing when no file is named.
Result<desk::Proofs::Named> policy_in(Context& context, const std::string& file) {
  if (file.empty()) return desk::Proofs::Named{};
  PARLEY_TRY(std::string text, read_text_file(context, file));
  return desk::Proofs::Named{std::move(text), file};
}

// The key or policy decides what the check is worth. A key in the file itself is checked too, and then the report says
// that it shows nothing about who made the file.
int verify(Context& context, const ProofArguments& arguments) {
  auto input = open_text(context.console, arguments.file, TextKind::any);
  // What is no readable text proves nothing, which is an answer; what cannot be opened is no answer.
  if (!input.ok()) {
    const int status = context.fail(input.error());
    return input.error().code == Code::invalid_input ? status : kCouldNotRun;
  }
  auto text = input->rest(kMaxProofBytes);
  if (!text.ok()) return context.fail(text.error());
  const auto policy = policy_in(context, arguments.policy);
  if (!policy.ok()) return could_not_run(context, policy.error());
  const auto report =
      desk::Proofs::verify({*std::move(text), arguments.file}, {.key = {arguments.key, "--key"}, .policy = *policy});
  if (!report.ok()) return context.fail(report.error());
  if (context.json)
    context.console.line(desk::to_json(*report));
  else
    context.console.out(view::report_text(*report));
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
