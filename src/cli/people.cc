// parley user, parley token: who may use this node. What is done with them is done by desk/people.h.
#include "desk/people.h"

#include <fmt/format.h>

#include "cli/acting.h"
#include "cli/groups.h"
#include "cli/output.h"
#include "view/people.h"

namespace parley::cli {
namespace {

using desk::People;

// One set of arguments for `add` and `set`, which share all options but those that take away.
struct UserArguments {
  People::Wanted wanted;
  std::string uid;
  bool administrator = false, no_administrator = false;
  bool password_stdin = false, no_password = false;
  bool recover = false, yes = false;
};

// Whoever acts; with --recover the owner of the folder.
// The order of the tests is that of the desk: who is it, and only then what is wanted. So nobody learns which users
// there are from the errors of a command that he may not run.
Result<People::Keeper> keeper(Context& context, const UserArguments& arguments, const node::Deed& tried) {
  const People people(*context.node);
  if (!arguments.recover) {
    PARLEY_TRY_STATUS(somebody(context));
    return people.keeper(*context.acting, tried);
  }
  PARLEY_TRY(auto owner, people.owner(context.caller, context.server != nullptr).in("--recover"));
  context.console.err("parley: people are changed by the owner of the folder, without a right of this node");
  return owner;
}

// --admin goes before --no-admin where a script gives both, and neither means that it stays as it is.
People::Wanted wanted_of(const UserArguments& arguments) {
  People::Wanted wanted = arguments.wanted;
  if (arguments.no_administrator) wanted.administrator = false;
  if (arguments.administrator) wanted.administrator = true;
  return wanted;
}

Result<People::Change> checked(Context& context, const People::Keeper& by, const UserArguments& arguments,
                               bool is_new) {
  People::Wanted wanted = wanted_of(arguments);
  PARLEY_TRY(wanted.uid, People::read_uid(arguments.uid).in("--uid"));
  const People people(*context.node);
  return is_new ? people.add(by, wanted) : people.change(by, wanted);
}

// Three things a password can become: none, the one on standard input, and, with neither option, a made-up one for a
// new user and no change for an old one.
Result<People::Password> password(Context& context, const UserArguments& arguments) {
  using Kind = People::Password::Kind;
  if (arguments.no_password) return People::Password{.kind = Kind::none};
  if (!arguments.password_stdin) return People::Password{};
  PARLEY_TRY(std::string text, password_on_input(context));
  return People::Password{.kind = Kind::given, .text = std::move(text)};
}

// The steps in between are told or asked one after the other, and nothing is written before the last of them.
int put_user(Context& context, const UserArguments& arguments, bool is_new) {
  const People::Wanted wanted = wanted_of(arguments);
  const auto by = keeper(context, arguments, is_new ? People::adding(wanted) : People::changing(wanted));
  if (!by.ok()) return context.fail(by.error());
  const auto change = checked(context, *by, arguments, is_new);
  if (!change.ok()) return context.fail(change.error());
  if (const auto may = People::may_share(*change); !may.ok())
    return context.fail(with_hint(may.error(), "say --although-shared if that is meant"));
  // Told before the password is read, since whoever does not mean it can still stop here.
  if (const std::string alike = People::alike_words(*change); !alike.empty()) context.console.err("parley: " + alike);
  if (const auto& shared = change->shared())
    context.console.err(
        fmt::format("parley: {}: --as {} or --as {}", People::sharing_words(*change), shared->name, change->name()));
  // Read last: what can be refused is refused before a person has typed or made up a password for it.
  const auto secret = password(context, arguments);
  if (!secret.ok()) return context.fail(secret.error());
  return put_out(context, People(*context.node).put(*by, *change, *secret), view::kept_text);
}

// Asked about, since tokens and rights go with the account and would have to be given again one by one.
int revoke_user(Context& context, const UserArguments& arguments) {
  const std::string& name = arguments.wanted.name;
  if (!may_destroy(context, arguments.yes, fmt::format("Remove user \"{}\" with its tokens and rights?", name)))
    return kRefused;
  const auto by = keeper(context, arguments, {.what = "user revoke", .about = {name}});
  if (!by.ok()) return context.fail(by.error());
  return print_done(context, People(*context.node).remove(*by, name), "revoked", name,
                    fmt::format("Removed user \"{}\"", name));
}

struct PasswordArguments {
  std::string file;
  bool from_stdin = false;
};

// Nothing: nobody can be asked, and one is made.
Result<std::optional<std::string>> new_password(Context& context, const PasswordArguments& arguments) {
  Console& console = context.console;
  std::optional<std::string> password;
  // From the surest source on: a file was named on purpose, and a terminal is only there.
  if (!arguments.file.empty()) {
    PARLEY_TRY(password, secret_in(context, arguments.file));
  } else if (arguments.from_stdin) {
    PARLEY_TRY(password, console.input_line());
  } else if (console.streams().in_is_terminal) {
    PARLEY_TRY(password, console.secret("New password: "));
    // Twice, because it is not shown: a slip would lock the person out.
    PARLEY_TRY(const std::string again, console.secret("Once more: "));
    if (*password != again)
      return Error{Code::invalid_input, "these were two different passwords; nothing was changed"};
  }
  return password;
}

// The old password proves who acts, as for any other command; the new one comes by its own option, since both may be
// read from standard input, one line each.
int change_password(Context& context, const PasswordArguments& arguments) {
  if (const auto known = somebody(context); !known.ok()) return context.fail(known.error());
  const auto password = new_password(context, arguments);
  if (!password.ok()) return context.fail(password.error());
  return put_out(context, People(*context.node).change_own_password(*context.acting, *password),
                 view::own_password_text);
}

struct TokenArguments {
  std::string user, label, id;
  std::uint32_t expires_days = 0;  // 0: not said, since that is refused where it is
  bool yes = false;
};

// The secret is printed once. It cannot be shown again, since only what recognises it is kept.
int add_token(Context& context, const TokenArguments& arguments) {
  const auto by = keeper(context, {}, {.what = "token add", .about = {arguments.user}});
  if (!by.ok()) return context.fail(by.error());
  const People people(*context.node);
  return put_out(context, people.add_token(*by, arguments.user, arguments.label, arguments.expires_days),
                 view::new_token_text);
}

// Asked about, since whatever uses the token stops working at once.
int revoke_token(Context& context, const TokenArguments& arguments) {
  if (!may_destroy(context, arguments.yes, fmt::format("Revoke token {}?", arguments.id))) return kRefused;
  const auto by = keeper(context, {}, {.what = "token revoke", .about = {arguments.id}});
  if (!by.ok()) return context.fail(by.error());
  return print_done(context, People(*context.node).remove_token(*by, arguments.id), "revoked", arguments.id,
                    fmt::format("Revoked token {}", arguments.id));
}

// A token that ends at once is none, and no number of days can mean that it never ends: that is said by leaving it out.
Status expiring_days(const std::string& text) {
  if (text.find_first_not_of('0') != std::string::npos || text.empty()) return {};
  return Error{Code::invalid_input,
               "a token lasts for 1 day or more; without --expires it works until it is revoked, and parley token "
               "revoke ends it now"};
}

// What `add` and `set` have in common; what takes away from what somebody has is for `set` alone.
void user_options(Command* command, const std::shared_ptr<UserArguments>& arguments) {
  People::Wanted& w = arguments->wanted;
  command->add_option("NAME", w.name, "The user; \"anonymous\" stands for requests without credentials")->required();
  command->add_flag("--admin", arguments->administrator, "May do everything, on every collection");
  command
      ->add_option("--read", w.read, "May read this collection (name, alias, id or \"*\"); can be given several times")
      ->type_name("JOURNAL");
  command->add_option("--write", w.write, "May add objects to it")->type_name("JOURNAL");
  command->add_option("--delete", w.remove, "May erase objects from it")->type_name("JOURNAL");
  command->add_flag("--password-stdin", arguments->password_stdin, "Read the password from standard input");
  command->add_flag("--no-password", arguments->no_password, "Tokens only");
  add_texts(command, "--allow", w.allow,
            "An act that the person may do, such as confirm (docs/rights.md lists them; again for each)")
      ->type_name("ACT");
  command->add_option("--in", w.in, "Allow (or no longer allow) it in this group or journal only")->type_name("GROUP");
  command
      ->add_option("--uid", arguments->uid,
                   "The person's uid on this machine: who acts from a process of it is this person")
      ->type_name("UID");
  command->add_flag("--recover", arguments->recover,
                    "As the owner of a stopped node's folder, when nobody who may change people can act");
  command->add_flag("--although-shared", w.although_shared,
                    "Tie the uid although another user is tied to it: the two names are one person then");
}

// Without the right to change people: everybody changes his own password, and nobody another's by this.
void add_passwd(Command* user, Context& context) {
  auto* passwd = user->add_subcommand("passwd", "Change your own password; the old one proves who you are");
  passwd->footer(
      "Who acts gives the old password: --as NAME with --password-file or --password-stdin, or asked for at a "
      "terminal.\n"
      "From then on it is the person's own, and nobody's who made the account (docs/release.md, the second person).");
  auto secret = std::make_shared<PasswordArguments>();
  auto* new_file = passwd->add_option("--new-password-file", secret->file, "The new password is the first line of it")
                       ->type_name("FILE")
                       ->uses(FileUse::reads);
  passwd
      ->add_flag("--new-password-stdin", secret->from_stdin,
                 "The new password is the next line of standard input (else it is asked for at a terminal, or made and "
                 "shown)")
      ->excludes(new_file);
  on_chosen(passwd, context, true, [secret](Context& c) { return change_password(c, *secret); });
}

// A token acts as its user, with all that the user may do, so giving one is an act like giving a right.
void add_tokens(Command& app, Context& context) {
  auto* token = app.add_subcommand("token", "Bearer tokens, each acting as its user");
  token->require_subcommand(1);
  auto ticket = std::make_shared<TokenArguments>();
  auto* add = token->add_subcommand("add", "Add a token and show it once");
  add->add_option("USER", ticket->user)->required();
  add->add_option("--label", ticket->label, "What it is for");
  add->add_option("--expires", ticket->expires_days, "Days until it stops working, 1 or more (default: never)")
      ->type_name("DAYS")
      ->fits(expiring_days);
  on_chosen(add, context, node::Act::people, [ticket](Context& c) { return add_token(c, *ticket); });
  // Who has which token may be looked at by whoever reads the node; what one is worth stands in no list.
  on_chosen(token->add_subcommand("list", "List tokens (never their secrets)"), context, true,
            [](Context& c) { return put_out(c, People(*c.node).tokens(), view::tokens_text); });
  auto* revoke = token->add_subcommand("revoke", "Make a token stop working at once");
  revoke->add_option("ID", ticket->id, "As parley token list shows it")->required();
  revoke->add_flag("--yes,-y", ticket->yes, "Do not ask");
  on_chosen(revoke, context, node::Act::people, [ticket](Context& c) { return revoke_token(c, *ticket); });
}

}  // namespace

// One set of arguments is shared by all commands of the group, since a line has only one of them.
void add_people(Command& app, Context& context) {
  auto* user = app.add_subcommand("user", "Who may use this node, and their rights on each collection");
  user->require_subcommand(1);
  auto person = std::make_shared<UserArguments>();
  People::Wanted& w = person->wanted;
  auto* add = user->add_subcommand("add", "Add a user; a password is made and shown unless one is given");
  user_options(add, person);
  // No right stands here, because with --recover nobody acts who could have one; keeper() asks for it otherwise.
  on_chosen(add, context, true, [person](Context& c) { return put_user(c, *person, true); });
  auto* set = user->add_subcommand("set", "Change a user's password, uid, rights and acts");
  user_options(set, person);
  set->add_flag("--no-admin", person->no_administrator, "No longer an administrator");
  set->add_option("--none", w.none, "Take away every right on this collection")->type_name("JOURNAL");
  add_texts(set, "--disallow", w.disallow, "An act that the person may not do any more (again for each)")
      ->type_name("ACT");
  set->add_flag("--no-uid", w.no_uid, "Not tied to a uid any more");
  on_chosen(set, context, true, [person](Context& c) { return put_user(c, *person, false); });
  add_passwd(user, context);
  auto* show = user->add_subcommand("show", "Who a user is, how that is proved, and what the user may do");
  show->add_option("NAME", w.name)->required();
  on_chosen(show, context, true,
            [person](Context& c) { return put_out(c, People(*c.node).show(person->wanted.name), view::person_text); });
  on_chosen(user->add_subcommand("list", "List users and rights"), context, true,
            [](Context& c) { return put_out(c, People(*c.node).list(), view::people_text); });
  auto* revoke = user->add_subcommand("revoke", "Remove a user with its tokens and rights");
  revoke->add_option("NAME", w.name)->required();
  revoke->add_flag("--yes,-y", person->yes, "Do not ask");
  on_chosen(revoke, context, node::Act::people, [person](Context& c) { return revoke_user(c, *person); });

  add_tokens(app, context);
}

}  // namespace parley::cli
