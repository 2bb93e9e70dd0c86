#include <fmt/format.h>

#include "cli/groups.h"
#include "cli/own_journal.h"
#include "cli/proof_file.h"
#include "cli/text_input.h"
#include "journal/bundle.h"
#include "node/find_object.h"

namespace parley::cli {
namespace {

constexpr std::size_t kMaxProofBytes = 64u << 20;

struct ProofArguments {
  std::string id, journal, output, version, file, key, policy;
  bool require_quorum = false;
};

// The entry that is meant: the latest version, or the one with this time.
Result<journal::Seq> find_entry(const journal::Journal& journal, const ProofArguments& arguments) {
  journal::Query query;
  query.ids = {arguments.id};
  if (!arguments.version.empty()) {
    PARLEY_TRY(const Timestamp version, Timestamp::parse(arguments.version).in("--version-at"));
    query.versions = {.last = false, .first = false, .all = false, .exact = {version}};
  }
  PARLEY_TRY(const auto page, journal.read(query, 0, {.objects = 1}));
  if (page.entries.empty())
    return Error{Code::not_found,
                 "there is no object " + arguments.id + (arguments.version.empty() ? "" : " of that version")};
  return page.entries[0].seq;
}

int prove(Context& context, const ProofArguments& given) {
  ProofArguments arguments = given;
  auto id = node::whole_id(*context.node, given.id);
  if (!id.ok()) return context.fail(id.error());
  arguments.id = std::move(id).value();
  const std::string journal = journal_with(*context.node, arguments.journal, arguments.id);
  auto info = context.node->journal(journal);
  if (!info.ok()) return context.fail(info.error());
  const auto seq = find_entry(*info->journal, arguments);
  if (!seq.ok()) return context.fail(seq.error());
  const auto proof = make_proof_file(*context.node, journal, *seq);
  if (!proof.ok()) return context.fail(proof.error());
  const std::string lacking =
      proof->quorum_met() ? ""
                          : fmt::format("not yet cosigned by the witnesses: {} of {}", proof->witnesses, proof->quorum);
  if (arguments.require_quorum && !lacking.empty())
    return context.fail(
        {Code::conflict, lacking + "; nothing was written (parley group show tells who lacks and why)"});
  if (arguments.output == "-") return context.console.json_part(proof->text), kDone;
  auto file = context.console.open_output(arguments.output);
  if (!file.ok()) return context.fail(file.error()), kCouldNotRun;
  if (auto written = write_all(file->get(), proof->text); !written.ok())
    return context.fail(written.error().in(arguments.output)), kCouldNotRun;
  if (context.json) {
    context.console.line(JsonLine()
                             .text("file", arguments.output)
                             .text("id", arguments.id)
                             .number("entry", *seq)
                             .text("origin", proof->origin)
                             .text("verifier_key", proof->verifier_key)
                             .number("members", proof->members)
                             .number("witnesses", proof->witnesses)
                             .number("quorum", proof->quorum)
                             .flag("quorum_met", proof->quorum_met())
                             .str());
  } else {
    context.console.line(
        fmt::format("Wrote {}: {} is entry {} of {}", arguments.output, arguments.id, *seq, proof->origin));
    if (proof->members > 0)
      context.console.line(fmt::format("Its head is cosigned by {} of the group, who thereby say that they hold it",
                                       counted(proof->members, "other member")));
    if (proof->witnesses > 0)
      context.console.line(fmt::format("and by {} of {}", proof->witnesses,
                                       counted(proof->witnesses_named, "outside witness", "outside witnesses")));
    if (!lacking.empty()) context.console.line(lacking + "; the file asks only for those that are there");
    context.console.line(fmt::format("Give the reader this key by another way than the file: {}", proof->verifier_key));
  }
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

std::string report_json(const journal::ProofReport& report) {
  return JsonLine()
      .flag("holds", true)
      .text("origin", report.origin)
      .number("entry", report.index)
      .number("size", report.size)
      .text("kind", to_string(report.kind))
      .text("date_added", to_string(report.date_added))
      .flag("object_shown", report.object_shown)
      .text("id", report.object_id)
      .text("type", report.object_type)
      .text("verifier_key", report.log_key)
      .flag("key_pinned", report.log_key_pinned)
      .text("witnesses", names(report.witnesses))
      .text("asked_for", report.quorum.to_string())
      .flag("policy_pinned", report.policy_pinned)
      .text("lacking", names(report.absent))
      .str();
}

int verify(Context& context, const ProofArguments& arguments) {
  auto input = TextInput::open(context.console, arguments.file, TextKind::any);
  if (!input.ok())
    return context.fail(input.error()), input.error().code == Code::invalid_input ? kRefused : kCouldNotRun;
  const auto read = input->rest(kMaxProofBytes);
  if (!read.ok()) return context.fail(read.error());
  const std::string& text = *read;
  std::optional<journal::VerifierKey> pinned;
  if (!arguments.key.empty()) {
    auto key = journal::VerifierKey::parse(arguments.key);
    if (!key.ok()) return context.fail(key.error().in("--key"));
    pinned = *key;
  }
  std::optional<journal::Policy> policy;
  if (!arguments.policy.empty()) {
    const auto policy_text = read_text_file(context, arguments.policy);
    if (!policy_text.ok()) return context.fail(policy_text.error()), kCouldNotRun;
    auto parsed = journal::Policy::parse(*policy_text);
    if (!parsed.ok()) return context.fail(parsed.error().in(arguments.policy));
    policy = *std::move(parsed);
  }
  const auto report = policy ? journal::verify_bundle(text, *policy) : journal::verify_bundle(text, pinned);
  if (!report.ok())
    return context.fail(
        {Code::invalid_input, fmt::format("{} proves nothing: {}", arguments.file, report.error().message)});
  if (context.json)
    context.console.line(report_json(*report));
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
