// parley term: what each party means by a word.
#include <fmt/format.h>

#include "cli/acting.h"
#include "cli/groups.h"
#include "cli/output.h"
#include "desk/terms.h"
#include "view/messages.h"

namespace parley::cli {
namespace {

struct AddArguments {
  desk::Terms::Wanted wanted;
  std::string group, journal;
  bool yes = false;
};

// Said to nobody, and so nobody is asked whether it is meant.
int keep(Context& context, const std::string& text, const std::string& journal) {
  const auto kept = desk::Terms(*context.node).keep(*context.acting, text, journal);
  if (!kept.ok()) return context.fail(kept.error());
  context.console.line(context.json ? JsonLine().text("id", kept->id).text("journal", kept->place).str()
                                    : fmt::format("Added {} to journal \"{}\"", kept->id, kept->place));
  return kDone;
}

// The right depends on where the term goes, drafting in a journal or saying in a group, so the command asks who acts
// and the desk asks for the right. The text is made first: a word that cannot be admitted is refused before anybody is
// asked for a password.
int add(Context& context, const AddArguments& arguments) {
  const desk::Terms terms(*context.node);
  const auto text = terms.compose(arguments.wanted);
  if (!text.ok()) return context.fail(text.error());
  if (const auto known = somebody(context); !known.ok()) return context.fail(known.error());
  if (!arguments.journal.empty()) return keep(context, *text, arguments.journal);
  const auto group = open_group(context, arguments.group);
  if (!group.ok()) return context.fail(group.error());
  const std::string question = fmt::format("Say this in \"{}\"? It cannot be unsaid.", shown(group->group.alias));
  // No audience is printed here, since the question names the group.
  // Nothing: the person said no, or nobody could be asked.
  const auto flags = wants_to_say(context, *group, *text, "", question, arguments.yes);
  if (!flags) return kRefused;
  const auto said = terms.say(*context.acting, *text, group->group);
  if (!said.ok()) return context.fail(said.error());
  // The marking may ask for a second person; then it has not been said yet.
  if (said->waits) return print_waiting(context, *said->waits, *flags);
  context.console.line(context.json
                           ? JsonLine().text("id", said->id).text("group", said->place).raw("flags", *flags).str()
                           : fmt::format("Said in \"{}\": {}", shown(said->place), said->id));
  return kDone;
}

// Of every party, or for one word: that two mean different things by it is what one looks for.
int list(Context& context, const std::string& word) {
  return put_out(context, desk::Terms(*context.node).list(word), view::terms_text);
}

}  // namespace

void add_term(Command& app, Context& context) {
  auto* term =
      app.add_subcommand("term", "What each side means by a word, and to which other meanings it is not equivalent");
  term->require_subcommand(1);
  auto* one = term->add_subcommand("add", "Say what this party means by a word");
  auto a = std::make_shared<AddArguments>();
  desk::Terms::Wanted& w = a->wanted;
  one->add_option("WORD", w.term, "The word")->says_something()->required();
  one->add_option("--meaning", w.meaning, "What this party means by it")->says_something()->required();
  one->add_option("--language", w.language, "Of the word, such as en");
  add_texts(one, "--not-equivalent", w.different,
            "A term that means something else: its id, or the beginning of its UUID as in the list (again for each)");
  one->add_option("--explanation", w.explanation, "How they differ");
  add_texts(one, "--equivalent", w.same, "A term that means the same, likewise (again for each)");
  add_texts(one, "--used-in", w.used_in, "Id of a proposition or statement that uses it so (again for each)");
  one->add_option("--description", w.description, "Further remarks");
  auto* group = one->add_option("--group,-g", a->group, "Say it in this group (else the only one)");
  // In a journal it is kept and said to nobody; in a group it is said.
  one->add_option("--journal,-j", a->journal, "Keep it in this journal instead")->excludes(group);
  one->add_flag("--yes,-y", a->yes, "Do it without being asked");
  on_chosen(one, context, true, [a](Context& c) { return add(c, *a); });
  auto* other = term->add_subcommand("list", "The words of every party");
  auto word = std::make_shared<std::string>();
  other->add_option("WORD", *word, "Only this one");
  on_chosen(other, context, true, [word](Context& c) { return list(c, *word); });
}

}  // namespace parley::cli
