// parley case new, statement, proposition, event, party: what each enters is done by desk/case_entry.h, and each option
// is a member of what the desk takes.
#include "cli/case_entry.h"

#include <fmt/format.h>

#include "cli/output.h"
#include "desk/case_entry.h"
#include "view/case.h"

namespace parley::cli {
namespace {

using desk::CaseEntry;

int put_entered(Context& context, const Result<desk::Entered>& entered) {
  return put_out(context, entered, view::entered_text);
}

// A command on a case: `made` has its arguments, among them `in`, the case.
template <class Made>
Command* case_command(Command& group, const char* name, const char* what, Made& made) {
  auto* command = group.add_subcommand(name, what);
  command->add_option("CASE", made.in.name, "As parley case list shows it")->required();
  command->add_option("--journal,-j", made.in.journal, "The one in this journal");
  return command;
}

// What a desk is asked to do with one thing of a case, or with two.
struct Names {
  desk::CaseName in = {.name = {}};
  std::string name = {}, other = {}, third = {};
};
// The arguments live as long as the command that was made for them, which the shared pointer sees to.
template <class Made, class Do>
void run_as(Command* command, Context& context, const std::shared_ptr<Made>& made, const Do& act) {
  on_chosen(command, context, node::Act::draft, [made, act](Context& c) { return put_entered(c, act(c, *made)); });
}

// An option that is only said where it was typed: an edit changes nothing else.
void said_option(Command* command, const char* name, const char* what, const char* type,
                 std::optional<std::string>& to) {
  command->add_option(name, to, what)->type_name(type);
}

// How sure the reader is comes as a number without a "not said" of its own, so -1 stands for that until entry().
struct StatementArguments {
  desk::CaseName in = {.name = {}};
  desk::StatementEntry statement = {};
  int sure = -1;  // not said
  desk::StatementEntry entry() const {
    desk::StatementEntry out = statement;
    if (sure >= 0) out.sure = sure;
    return out;
  }
};

// The same options for a new statement and for a change of one. Words, stances and links come one by one, so that a
// comma in a quotation stays a comma.
void statement_options(Command* command, StatementArguments& made) {
  desk::StatementEntry& one = made.statement;
  said_option(command, "--speaker", "Who says it", "PARTY", one.speaker);
  command
      ->add_option("--words", one.words, "His words, as they stand in the document; several: pieces in reading order")
      ->type_name("TEXT")
      ->one_value_each();
  command->add_option("--stance", one.stances, "Where he stands: P1=denies; P1=accepts,negation; P1= takes back")
      ->type_name("P=STANCE")
      ->one_value_each();
  command->add_option("--via", one.via, "Who passed it on, from the page inwards, without the publisher")
      ->type_name("PARTY")
      ->one_value_each();
  said_option(command, "--to", "To whom", "PARTY", one.to);
  said_option(command, "--said", "When, in the document's words", "TEXT", one.said);
  said_option(command, "--where", "Where", "TEXT", one.where);
  said_option(command, "--at", "On what occasion", "EVENT", one.at);
  said_option(command, "--act", "What he does: declines, asks, ...", "VERB", one.act);
  said_option(command, "--in-other-words", "What is said, where the words are not his", "TEXT", one.in_other_words);
  said_option(command, "--same-as", "The statement whose content is meant", "STATEMENT", one.same_as);
  said_option(command, "--within", "The statement in whose words it stands", "STATEMENT", one.within);
  said_option(command, "--form", "direct, mixed, indirect", "FORM", one.form);
  said_option(command, "--lang", "The language of the words, where it is not the document's: en, pt-BR", "LANG",
              one.language);
  said_option(command, "--factuality", "asserted, questioned, conditional, hedged", "WORD", one.factuality);
  // In whole percent, as the notation has it.
  command->add_option("--sure", made.sure, "How sure you are, 0 to 100")->type_name("N")->between(0, 100);
  said_option(command, "--note", "Anything", "TEXT", one.note);
  command->add_option("--in", one.in, "Document, and behind a colon the line where it stands")
      ->type_name("FILE[:LINE]");
}

// The same for every kind of thing, which is withdrawn by its short name.
void withdraw_command(Command& group, Context& context, const char* kind,
                      Result<desk::Entered> (CaseEntry::*withdraw)(const node::Acting&, const desk::CaseName&,
                                                                   const std::string&) const) {
  auto made = std::make_shared<Names>();
  auto* command = case_command(group, "withdraw", "Withdraw it; the versions stay in the journal", *made);
  command->add_option("NAME", made->name, kind)->required();
  run_as(command, context, made, [withdraw](Context& c, const Names& one) {
    return (CaseEntry(*c.node).*withdraw)(*c.acting, one.in, one.name);
  });
}

void add_statements(Command& app, Context& context) {
  auto* group = app.add_subcommand("statement", "Enter who said what in a case's documents");
  group->require_subcommand(1);
  auto fresh = std::make_shared<StatementArguments>();
  auto* add = case_command(*group, "add", "Add a statement", *fresh);
  statement_options(add, *fresh);
  add->add_option("--name", fresh->statement.name, "Short name (else the next number)");
  add->add_option("--asked", fresh->statement.asked, "The question that it answers, as it stands in the document")
      ->type_name("TEXT");
  run_as(add, context, fresh, [](Context& c, const StatementArguments& one) {
    return CaseEntry(*c.node).add_statement(*c.acting, one.in, one.entry());
  });
  auto edited = std::make_shared<StatementArguments>();
  auto* edit = case_command(*group, "edit", "Change what is said here of a statement, and nothing else of it", *edited);
  edit->add_option("NAME", edited->statement.name, "The statement")->required();
  statement_options(edit, *edited);
  run_as(edit, context, edited, [](Context& c, const StatementArguments& one) {
    return CaseEntry(*c.node).edit_statement(*c.acting, one.in, one.entry());
  });
  withdraw_command(*group, context, "The statement", &CaseEntry::withdraw_statement);
}

// "parley proposition VERB CASE NAME OTHER"
using OnTwo = Result<desk::Entered> (CaseEntry::*)(const node::Acting&, const desk::CaseName&, const std::string&,
                                                   const std::string&) const;
void command_on_two(Command& group, Context& context, const char* name, const char* what, const char* second,
                    const char* second_is, OnTwo act) {
  auto made = std::make_shared<Names>();
  auto* command = case_command(group, name, what, *made);
  command->add_option("NAME", made->name, "The proposition")->required();
  command->add_option(second, made->other, second_is)->required();
  run_as(command, context, made, [act](Context& c, const Names& one) {
    return (CaseEntry(*c.node).*act)(*c.acting, one.in, one.name, one.other);
  });
}

void add_propositions(Command& app, Context& context) {
  auto* group = app.add_subcommand("proposition", "Enter what can be affirmed or denied in a case");
  group->require_subcommand(1);
  struct Made {
    desk::CaseName in = {.name = {}};
    desk::PropositionEntry one = {.name = {}, .text = {}};
  };
  auto fresh = std::make_shared<Made>();
  auto* add = case_command(*group, "add", "Add a proposition", *fresh);
  add->add_option("NAME", fresh->one.name, "Short name, such as P1")->says_something()->required();
  add->add_option("TEXT", fresh->one.text, "A sentence that can be affirmed or denied")->says_something()->required();
  add->add_option("--about", fresh->one.about, "Event that it is about; can be given several times")
      ->type_name("EVENT")
      ->one_value_each();
  add->add_option("--note", fresh->one.note, "Anything");
  run_as(add, context, fresh,
         [](Context& c, const Made& made) { return CaseEntry(*c.node).add_proposition(*c.acting, made.in, made.one); });
  command_on_two(*group, context, "reword", "Put it in other words; what was said of it stays said of it", "TEXT",
                 "The new sentence", &CaseEntry::reword);
  command_on_two(*group, context, "narrower", "Say that it says less than another; an empty one takes that back",
                 "THAN", "The wider proposition", &CaseEntry::narrower);
  command_on_two(*group, context, "negates", "Say that it is the negation of another; an empty one takes that back",
                 "OTHER", "The other proposition", &CaseEntry::negates);
  // With a third name, so it is none of the commands on two: who holds two propositions for the same is a part of it.
  auto same = std::make_shared<Names>();
  auto* same_as = case_command(*group, "same-as", "Say that it means the same as another, according to a party", *same);
  same_as->add_option("NAME", same->name, "The proposition")->required();
  same_as->add_option("OTHER", same->other, "The other proposition")->required();
  same_as->add_option("--according-to", same->third, "Whose opinion it is")->type_name("PARTY")->required();
  run_as(same_as, context, same, [](Context& c, const Names& one) {
    return CaseEntry(*c.node).same_as(*c.acting, one.in, one.name, one.other, one.third);
  });
  withdraw_command(*group, context, "The proposition", &CaseEntry::withdraw_proposition);
}

void add_events(Command& app, Context& context) {
  auto* group = app.add_subcommand("event", "Enter what happened in a case, and in which order");
  group->require_subcommand(1);
  struct Made {
    desk::CaseName in = {.name = {}};
    desk::EventEntry one = {.name = {}, .label = {}};
  };
  auto fresh = std::make_shared<Made>();
  auto* add = case_command(*group, "add", "Add an event", *fresh);
  add->add_option("NAME", fresh->one.name, "Short name")->says_something()->required();
  add->add_option("TEXT", fresh->one.label, "What happened, in a few words")->says_something()->required();
  add->add_option("--when", fresh->one.when, "In the documents' words, or a time in UTC")->type_name("TEXT");
  add->add_option("--where", fresh->one.where, "Where")->type_name("TEXT");
  add->add_option("--note", fresh->one.note, "Anything");
  run_as(add, context, fresh,
         [](Context& c, const Made& made) { return CaseEntry(*c.node).add_event(*c.acting, made.in, made.one); });
  // Three commands of one form: what was typed between the two events is all that differs.
  const std::tuple<const char*, const char*, desk::Order> orders[] = {
      {"before", "Say that it was before another", desk::Order::before},
      {"after", "Say that it was after another", desk::Order::after},
      {"same-day", "Say that it was on the same day as another", desk::Order::same_day}};
  for (const auto& [name, what, order] : orders) {
    auto made = std::make_shared<Names>();
    auto* command = case_command(*group, name, what, *made);
    command->add_option("NAME", made->name, "The event")->required();
    command->add_option("OTHER", made->other, "The other event")->required();
    run_as(command, context, made, [how = order](Context& c, const Names& one) {
      return CaseEntry(*c.node).order(*c.acting, one.in, one.name, how, one.other);
    });
  }
  withdraw_command(*group, context, "The event", &CaseEntry::withdraw_event);
}

// Parties of a case are whoever speaks in its documents; tying one to a party that is known here is an option of its
// own.
void add_parties(Command& app, Context& context) {
  auto* group = app.add_subcommand("party", "Enter who speaks in a case, and who is spoken of");
  group->require_subcommand(1);
  struct Made {
    desk::CaseName in = {.name = {}};
    desk::PartyEntry one = {.name = {}, .title = {}};
  };
  auto fresh = std::make_shared<Made>();
  auto* add = case_command(*group, "add", "Add a party", *fresh);
  add->add_option("NAME", fresh->one.name, "Short name")->says_something()->required();
  add->add_option("TEXT", fresh->one.title, "The name for people")->says_something()->required();
  add->add_option("--kind", fresh->one.kind, "person, organisation, publisher, state, group, document, unnamed")
      ->type_name("KIND");
  add->add_option("--office", fresh->one.office, "What he is");
  add->add_option("--for", fresh->one.speaks_for, "For whom the party speaks: its side")->type_name("PARTY");
  add->add_option("--is", fresh->one.is,
                  "Another party of the case, or one that is known here: a name, an alias or an identity")
      ->type_name("PARTY");
  add->add_option("--also", fresh->one.also, "How it is called besides; can be given several times")
      ->type_name("NAME")
      ->one_value_each();
  add->add_option("--note", fresh->one.note, "Anything");
  run_as(add, context, fresh,
         [](Context& c, const Made& made) { return CaseEntry(*c.node).add_party(*c.acting, made.in, made.one); });
  withdraw_command(*group, context, "The party", &CaseEntry::withdraw_party);
}

// --- the case

struct DocumentArguments {
  desk::CaseName in = {.name = {}};
  std::string title, file;
  std::vector<std::string> files;
  desk::NewDocument one = {.file = {}, .text = {}};
};

// Called in the case by its last part: where the person has it is nobody's business.
Result<desk::NewDocument> document_of(Console& console, const std::string& path) {
  desk::NewDocument out{.file = path.substr(path.rfind('/') == std::string::npos ? 0 : path.rfind('/') + 1),
                        .text = {}};
  PARLEY_TRY(out.text, read_whole(console, path));
  return out;
}

int begin_case(Context& context, const DocumentArguments& arguments) {
  std::vector<desk::NewDocument> documents;
  for (const std::string& file : arguments.files) {
    auto one = document_of(context.console, file);
    if (!one.ok()) return could_not_run(context, one.error());
    one->language = arguments.one.language;
    documents.push_back(std::move(*one));
  }
  return put_entered(context,
                     CaseEntry(*context.node).begin(*context.acting, arguments.in, arguments.title, documents));
}

int add_document(Context& context, const DocumentArguments& arguments) {
  auto one = document_of(context.console, arguments.file);
  if (!one.ok()) return could_not_run(context, one.error());
  one->name = arguments.one.name;
  one->title = arguments.one.title;
  one->publisher = arguments.one.publisher;
  one->language = arguments.one.language;
  return put_entered(context, CaseEntry(*context.node).add_document(*context.acting, arguments.in, *one));
}

}  // namespace

void add_case_making(Command& group, Context& context) {
  auto fresh = std::make_shared<DocumentArguments>();
  auto* make = group.add_subcommand("new", "Make a case of some documents, to be entered by hand");
  make->add_option("NAME", fresh->in.name, "How to call it: lower-case letters, digits, hyphens")
      ->says_something()
      ->required();
  make->add_option("--document", fresh->files, "Text in UTF-8; can be given several times")
      ->type_name("FILE")
      ->one_value_each()
      ->uses(FileUse::reads);
  make->add_option("--title", fresh->title, "Its name for people");
  make->add_option("--lang", fresh->one.language, "The language of the documents, such as en or pt-BR")
      ->type_name("LANG");
  make->add_option("--journal,-j", fresh->in.journal, "Name, alias or collection id (else deliberation)");
  on_chosen(make, context, node::Act::draft, [fresh](Context& c) { return begin_case(c, *fresh); });

  auto more = std::make_shared<DocumentArguments>();
  auto* add = case_command(group, "add-document", "Add a document to a case", *more);
  add->add_option("FILE", more->file, "Text in UTF-8")->required()->uses(FileUse::reads);
  add->add_option("--name", more->one.name, "Short name (else the file's, without its ending)");
  add->add_option("--title", more->one.title, "Its title");
  add->add_option("--by", more->one.publisher, "Who publishes it")->type_name("PARTY");
  add->add_option("--lang", more->one.language, "Its language, such as en or pt-BR")->type_name("LANG");
  on_chosen(add, context, node::Act::draft, [more](Context& c) { return add_document(c, *more); });
}

void add_case_parts(Command& app, Context& context) {
  add_parties(app, context);
  add_events(app, context);
  add_propositions(app, context);
  add_statements(app, context);
}

}  // namespace parley::cli
