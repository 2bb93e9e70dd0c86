// parley audit: who did what at this node. What is recorded, and when, is node/audit.h's.
#include "desk/audits.h"

#include <fmt/format.h>

#include "cli/groups.h"
#include "view/audit.h"

namespace parley::cli {
namespace {

struct AuditArguments {
  desk::Audits::Wanted wanted;
  std::string since;
};

// A timestamp; a day, from its beginning in UTC; or how long ago.
// A day means its beginning here, unlike everywhere else, where it means its end (desk/typed.h): "since Monday" takes
// Monday in, as "until Monday" does.
Result<Micros> parse_since(const std::string& text, Micros now) {
  if (text.size() == 10 && text[4] == '-' && text[7] == '-') {
    PARLEY_TRY(const Timestamp day, Timestamp::parse(text + "T00:00:00Z"));
    return day.micros();
  }
  if (text.find('T') != std::string::npos) {
    PARLEY_TRY(const Timestamp time, Timestamp::parse(text));
    return time.micros();
  }
  PARLEY_TRY(const std::chrono::seconds ago, parse_duration(text));
  return Micros{now.value - std::int64_t{ago.count()} * 1'000'000};
}

// How it was known is a word, and the uid beside it where that is not the same. Times are cut to seconds: a person
// reads them, and --json has them whole.
view::AuditLine line_of(const node::AuditRecord& record) {
  std::string known = record.known ? std::string(node::word_of(*record.known)) : std::string();
  if (record.uid) {
    const std::string uid = fmt::format("uid {}", *record.uid);
    known = known.empty() || record.known == node::How::uid ? uid : known + ", " + uid;
  }
  return {.at = to_string(record.at).substr(0, 19),
          .person = record.person,
          .known = std::move(known),
          .door = std::string(node::word_of(record.door)),
          .state = std::string(node::word_of(record.state)),
          .act = record.act ? std::string(node::word_of(*record.act)) : std::string(),
          .what = record.what,
          .place = record.place_name.empty() ? record.place : record.place_name,
          .about = record.about,
          .about_count = record.about_count,
          .asked_by = record.asked_by,
          .proof_from = record.proof_from,
          .asked_proof_from = record.asked_proof_from,
          .why = record.why,
          .attempts = record.attempts,
          .since = record.since ? to_string(*record.since).substr(0, 19) : std::string()};
}

// An empty answer is said in words, and so is what the limit or a journal that cannot be written left out: silence
// about either would read as "nobody did anything".
int audit(Context& context, const AuditArguments& arguments) {
  desk::Audits::Wanted wanted = arguments.wanted;
  if (!arguments.since.empty()) {
    const auto since = parse_since(arguments.since, context.node->time());
    if (!since.ok()) return context.fail(since.error().in("--since"));
    wanted.since = *since;
  }
  const auto listed = desk::Audits(*context.node).list(*context.acting, wanted);
  if (!listed.ok()) return context.fail(listed.error());
  // Records one a line, whole, as a program reads them; what is left out is told to people only.
  if (context.json) {
    for (const auto& line : listed->lines) context.console.line(to_json(line));
    return kDone;
  }
  std::vector<view::AuditLine> lines;
  for (const auto& line : listed->lines) lines.push_back(line_of(line.record));
  if (lines.empty())
    context.console.line("Nothing that was done here is like that");
  else
    context.console.out(view::audit_text(lines));
  // To standard error, so that it stands on the screen also when the list goes into a file.
  if (listed->more > 0)
    context.console.err(fmt::format("{} before these are not shown (--limit)", counted(listed->more, "record")));
  if (listed->waiting > 0)
    context.console.err(fmt::format("parley: {} cannot be written yet and {} not shown; parley status says why",
                                    counted(listed->waiting, "record"), listed->waiting == 1 ? "is" : "are"));
  return kDone;
}

}  // namespace

void add_audit(Command& app, Context& context) {
  auto* command = app.add_subcommand("audit", "Who did what at this node, how that was known, and what was refused");
  command->footer(
      "Each act is there before it takes effect (asked), and with what came of it (done, failed); what somebody had no "
      "right to\n"
      "is refused. Looking is not recorded, but for what is read in the room. The newest stands last. --json has each "
      "record whole, as it stands in the "
      "journal\n"
      "\"audit\", which nobody outside of this party is given and nobody here changes (docs/rights.md).");
  auto arguments = std::make_shared<AuditArguments>();
  command
      ->add_option("--since", arguments->since,
                   "Only since then: a day (2026-11-30), a timestamp, or how long ago (12h, 7d)")
      ->type_name("TIME");
  command->add_option("--person", arguments->wanted.person, "Only by this user, or asked for by him")
      ->type_name("USER");
  command->add_option("--act", arguments->wanted.act, "Only what needs this right, such as confirm (docs/rights.md)")
      ->type_name("ACT");
  command->add_option("--state", arguments->wanted.state, "Only what is so: asked, done, failed or refused")
      ->one_of({"asked", "done", "failed", "refused"});
  command->add_option("--group", arguments->wanted.group, "Only in this group")->type_name("GROUP");
  command->add_option("--journal,-j", arguments->wanted.journal, "Only in this journal of this party's")
      ->type_name("JOURNAL");
  command
      ->add_option("--about", arguments->wanted.about,
                   "Only about this: an object, a user, a waiting release, or the beginning of an id")
      ->type_name("WHAT");
  command->add_option("--limit", arguments->wanted.limit, "The newest so many (else all)");
  on_chosen(command, context, node::Act::audit, [arguments](Context& c) { return audit(c, *arguments); });
}

}  // namespace parley::cli
