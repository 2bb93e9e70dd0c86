#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>

#include "cli/acting.h"
#include "cli/groups.h"
#include "node/deliberation.h"
#include "node/journals.h"
#include "node/membership.h"
#include "node/people.h"
#include "node/provenance.h"

namespace parley::cli {
namespace {

struct UserArguments {
  std::string name;
  bool administrator = false, no_administrator = false, password_stdin = false, no_password = false, yes = false;
  std::vector<std::string> read, write, remove, none, allow, disallow;
  std::string in, uid;
  bool no_uid = false, recover = false, although = false;
};

// Who gives what this command gives: whoever acts, else the owner of the folder.
node::People::Giver giver(const Context& context) {
  const Micros at = context.node->time();
  return context.acting ? node::People::giver(*context.acting, at)
                        : node::People::Giver{.person = {}, .uid = context.caller.uid, .at = at};
}

// "*" or a journal's name, alias or collection id -> what the right is stored under.
Result<std::string> collection_id(Context& context, const std::string& name) {
  if (name == "*") return name;
  for (const auto& row : context.node->journals().rows())
    if (row.name == name || row.id == name || (!row.alias.empty() && row.alias == name)) return row.id;
  return Error{Code::not_found, "there is no journal \"" + name + "\"; parley journal list shows them"};
}

Status put_rights(Context& context, const UserArguments& arguments) {
  PARLEY_TRY(const auto before, context.node->access().all_rights());
  std::map<std::string, store::RightRow> rights;
  const auto right = [&](const std::string& collection) -> store::RightRow& {
    auto& row = rights[collection];
    if (row.user.empty()) {
      row = {arguments.name, collection};
      for (const auto& old : before)
        if (old.user == arguments.name && old.collection == collection) row = old;
    }
    return row;
  };
  for (const auto& name : arguments.none) {
    PARLEY_TRY(const std::string id, collection_id(context, name));
    right(id) = {arguments.name, id};
  }
  for (const auto& [names, which] : {std::pair{&arguments.read, &store::RightRow::read},
                                     {&arguments.write, &store::RightRow::write},
                                     {&arguments.remove, &store::RightRow::remove}})
    for (const auto& name : *names) {
      // By whatever it is called: its name, an alias, its id; and before it is there.
      PARLEY_TRY(const std::string id, node::is_closed_journal(name) ? Result(name) : collection_id(context, name));
      for (const auto& row : context.node->journals().rows())
        if (node::is_closed_journal(name) || (row.id == id && node::is_closed_journal(row.name)))
          return Error{Code::forbidden, "journal \"" + (row.id == id ? row.name : name) +
                                            "\" is this party's alone: no client can be given a right on it"};
      right(id).*which = true;
    }
  for (const auto& [id, row] : rights) PARLEY_TRY_STATUS(context.node->access().put_right(row));
  return {};
}

// "*" or what a right is for: a group by its name or id, a journal by its name, alias or collection id.
Result<std::string> place_of(Context& context, const std::string& name) {
  if (name.empty() || name == node::kEverywhere) return std::string(node::kEverywhere);
  if (const auto group = context.node->membership().group(name); group.ok()) return group->charter.terms.id;
  if (auto journal = collection_id(context, name); journal.ok()) return journal;
  return Error{Code::not_found, "there is no group and no journal \"" + name + "\""};
}

std::string place_text(Context& context, const std::string& place) {
  if (place == node::kEverywhere) return {};
  if (const auto group = context.node->membership().group(place); group.ok()) return " in " + group->alias;
  for (const auto& row : context.node->journals().rows())
    if (row.id == place) return " in " + row.name;
  return " in " + place;
}

Result<std::vector<node::Act>> acts_of(const std::vector<std::string>& words, const std::string& place) {
  std::vector<node::Act> out;
  for (const std::string& word : words) {
    const auto act = node::act_of(word);
    std::vector<std::string_view> known;
    for (const node::Act one : node::all_acts()) known.push_back(node::word_of(one));
    if (!act)
      return Error{Code::invalid_input, fmt::format("\"{}\" is no act; acts are: {}", word, fmt::join(known, ", "))};
    if (place != node::kEverywhere && !node::has_place(*act))
      return Error{Code::invalid_input, fmt::format("{} is for the whole node: leave --in out", word)};
    out.push_back(*act);
  }
  return out;
}

Result<std::optional<std::uint32_t>> wanted_uid(const UserArguments& arguments) {
  if (arguments.uid.empty()) return std::optional<std::uint32_t>();
  std::uint32_t uid = 0;
  const char* end = arguments.uid.data() + arguments.uid.size();
  const auto [at, error] = std::from_chars(arguments.uid.data(), end, uid);
  // The largest stands for no user at all (chown(2)).
  if (error != std::errc{} || at != end || uid == UINT32_MAX)
    return Error{Code::invalid_input,
                 "--uid is a user's number on this machine, as id -u prints it, and not \"" + arguments.uid + "\""};
  return std::optional(uid);
}

// What of the arguments concerns who the person is and what he may do; checked whole before anything is changed.
struct PersonChange {
  std::vector<node::Act> allow, disallow;
  std::string place;
  std::optional<std::uint32_t> uid;
};
Result<PersonChange> person_change(Context& context, const UserArguments& arguments) {
  PersonChange out;
  PARLEY_TRY(out.place, place_of(context, arguments.in));
  PARLEY_TRY(out.allow, acts_of(arguments.allow, out.place));
  PARLEY_TRY(out.disallow, acts_of(arguments.disallow, out.place));
  PARLEY_TRY(out.uid, wanted_uid(arguments));
  const bool anything = out.uid || !out.allow.empty();
  if (anything && arguments.name == node::Access::kAnonymous)
    return Error{Code::invalid_input,
                 "\"anonymous\" stands for requests without credentials: it is nobody's uid and does no act"};
  return out;
}

Status put_person(Context& context, const UserArguments& arguments, const PersonChange& change) {
  node::People& people = context.node->people();
  if (change.uid || arguments.no_uid) PARLEY_TRY_STATUS(people.tie(giver(context), arguments.name, change.uid));
  for (const node::Act act : change.disallow) PARLEY_TRY_STATUS(people.disallow(arguments.name, act, change.place));
  for (const node::Act act : change.allow)
    PARLEY_TRY_STATUS(people.allow(giver(context), arguments.name, act, change.place));
  return {};
}

// Two names on one uid are one person, and neither is known by it any more: nobody is to learn that from his next act.
Status may_share_uid(Context& context, const UserArguments& arguments, const PersonChange& change) {
  if (!change.uid) return {};
  PARLEY_TRY(const auto users, context.node->access().users());
  for (const auto& other : users) {
    if (other.name == arguments.name || other.uid != change.uid) continue;
    const std::string consequence = fmt::format(
        "\"{0}\" is tied to uid {1} as well: the two names count as one person, who is nobody's second "
        "person under the other, and every command from uid {1} has to say --as {0} or --as {2} from then "
        "on",
        other.name, *change.uid, arguments.name);
    if (!arguments.although)
      return Error{Code::conflict, consequence + "; nothing was changed, say --although-shared if that is meant"};
    context.console.err("parley: " + consequence);
  }
  return {};
}

// Who owns the folder of a node that is stopped owns the node: he can be let in again when nobody else can.
Status may_change_people(Context& context, const UserArguments& arguments) {
  if (!arguments.recover) {
    PARLEY_TRY_STATUS(somebody(context));
    return context.node->people().may(*context.acting, node::Act::people, node::kEverywhere);
  }
  if (context.server != nullptr)
    return Error{Code::forbidden, "--recover is for a stopped node: stop parley serve first"};
  context.console.err("parley: people are changed by the owner of the folder, without a right of this node");
  return {};
}

Result<std::optional<std::string>> wanted_password(Context& context, const UserArguments& arguments,
                                                   std::string& generated, bool is_new) {
  if (arguments.no_password || arguments.name == node::Access::kAnonymous) return std::optional<std::string>("");
  if (arguments.password_stdin) {
    std::string password;
    PARLEY_TRY_STATUS(for_each_line(context.console.in(), 4096, [&](std::string_view line, std::uint64_t) {
      password = line;
      return false;
    }));
    if (password.empty()) return Error{Code::invalid_input, "no password came on standard input"};
    return std::optional(password);
  }
  if (!is_new) return std::optional<std::string>();
  generated = node::generate_password();
  return std::optional(generated);
}

int put_user(Context& context, const UserArguments& arguments, bool is_new) {
  if (const auto may = may_change_people(context, arguments); !may.ok()) return context.fail(may.error());
  const auto change = person_change(context, arguments);
  if (!change.ok()) return context.fail(change.error());
  auto users = context.node->access().users();
  if (!users.ok()) return context.fail(users.error());
  const auto existing =
      std::find_if(users->begin(), users->end(), [&](const auto& user) { return user.name == arguments.name; });
  if (is_new && existing != users->end())
    return context.fail(
        {Code::conflict, "there is a user \"" + arguments.name + "\" already; parley user set changes it"});
  if (!is_new && existing == users->end())
    return context.fail({Code::not_found, "there is no user \"" + arguments.name + "\"; parley user add makes one"});
  if (auto may = may_share_uid(context, arguments, *change); !may.ok()) return context.fail(may.error());
  std::string generated;
  auto password = wanted_password(context, arguments, generated, is_new);
  if (!password.ok()) return context.fail(password.error());
  const bool administrator =
      arguments.administrator || (!is_new && existing->administrator && !arguments.no_administrator);
  if (auto put = context.node->people().put_user(giver(context), arguments.name, *password, administrator); !put.ok())
    return context.fail(put.error());
  if (auto put = put_rights(context, arguments); !put.ok()) return context.fail(put.error());
  if (auto put = put_person(context, arguments, *change); !put.ok()) return context.fail(put.error());
  if (context.json) {
    JsonLine line;
    line.text("user", arguments.name).flag("administrator", administrator);
    if (!generated.empty()) line.text("password", generated);
    context.console.line(line.str());
    return kDone;
  }
  context.console.line(fmt::format("{} user \"{}\"", is_new ? "Added" : "Changed", arguments.name));
  if (!generated.empty()) context.console.line(fmt::format("  password  {}   (shown only now)", generated));
  return kDone;
}

std::string rights_text(const std::vector<store::RightRow>& rights, const std::string& user,
                        const std::vector<store::CollectionRow>& rows) {
  std::vector<std::string> parts;
  for (const auto& right : rights) {
    if (right.user != user) continue;
    std::string name = right.collection;
    for (const auto& row : rows)
      if (row.id == right.collection) name = row.name;
    std::vector<std::string_view> what;
    if (right.read) what.push_back("read");
    if (right.write) what.push_back("write");
    if (right.remove) what.push_back("delete");
    parts.push_back(fmt::format("{}: {}", name, fmt::join(what, "+")));
  }
  return fmt::format("{}", fmt::join(parts, ", "));
}

int list_users(Context& context) {
  const auto users = context.node->access().users();
  const auto rights = context.node->access().all_rights();
  if (!users.ok()) return context.fail(users.error());
  if (!rights.ok()) return context.fail(rights.error());
  const auto rows = context.node->journals().rows();
  Table table({"USER", "ROLE", "PASSWORD", "ADDED", "RIGHTS"});
  for (const auto& user : *users) {
    if (context.json) {
      std::vector<std::string> items;
      for (const auto& right : *rights)
        if (right.user == user.name)
          items.push_back(JsonLine()
                              .text("collection", right.collection)
                              .flag("read", right.read)
                              .flag("write", right.write)
                              .flag("delete", right.remove)
                              .str());
      context.console.line(JsonLine()
                               .text("user", user.name)
                               .flag("administrator", user.administrator)
                               .flag("has_password", !user.password_hash.empty())
                               .text("created", to_string(user.created))
                               .raw("rights", json_array(items))
                               .str());
    } else {
      table.add({user.name, user.administrator ? "administrator" : "client",
                 user.password_hash.empty() ? "none" : "set", to_string(user.created).substr(0, 10),
                 user.administrator ? "everything" : rights_text(*rights, user.name, rows)});
    }
  }
  if (!context.json) table.print(context.console);
  return kDone;
}

std::string acts_text(Context& context, const std::string& name) {
  std::vector<std::string> parts;
  for (const auto& one : context.node->people().allowed(name))
    parts.push_back(std::string(node::word_of(one.act)) + place_text(context, one.place));
  return fmt::format("{}", fmt::join(parts, ", "));
}

int show_user_json(Context& context, const store::UserRow& user, std::size_t tokens,
                   const std::vector<store::RightRow>& rights) {
  const auto past = context.node->people().given_to(user.name);
  if (!past.ok()) return context.fail(past.error());
  std::vector<std::string> acts, collections, given;
  for (const auto& row : *past)
    given.push_back(JsonLine()
                        .text("what", row.what)
                        .text("detail", row.detail)
                        .text("by", node::giver_words(row))
                        .text("at", to_string(row.at))
                        .str());
  for (const auto& one : context.node->people().allowed(user.name))
    acts.push_back(JsonLine().text("act", node::word_of(one.act)).text("place", one.place).str());
  for (const auto& right : rights)
    if (right.user == user.name)
      collections.push_back(JsonLine()
                                .text("collection", right.collection)
                                .flag("read", right.read)
                                .flag("write", right.write)
                                .flag("delete", right.remove)
                                .str());
  JsonLine line;
  line.text("user", user.name)
      .flag("administrator", user.administrator)
      .flag("has_password", !user.password_hash.empty())
      .number("tokens", tokens);
  if (user.uid) line.number("uid", *user.uid);
  line.text("created", to_string(user.created)).raw("acts", json_array(acts)).raw("rights", json_array(collections));
  line.raw("given", json_array(given));
  context.console.line(line.str());
  return kDone;
}

// Who it is, how that is proved, and what he may do.
int show_user(Context& context, const std::string& name) {
  const auto user = context.node->access().user(name);
  if (!user) return context.fail({Code::not_found, "there is no user \"" + name + "\"; parley user list shows them"});
  const auto tokens = context.node->access().tokens();
  if (!tokens.ok()) return context.fail(tokens.error());
  const auto rights = context.node->access().all_rights();
  if (!rights.ok()) return context.fail(rights.error());
  const auto count = static_cast<std::size_t>(
      std::count_if(tokens->begin(), tokens->end(), [&](const auto& one) { return one.user == name; }));
  if (context.json) return show_user_json(context, *user, count, *rights);
  Console& console = context.console;
  console.line(fmt::format("user         {}", name));
  console.line(fmt::format("role         {}", user->administrator ? "administrator" : "client"));
  console.line(fmt::format("password     {}", user->password_hash.empty() ? "none" : "set"));
  console.line(fmt::format("tokens       {}", count));
  console.line(fmt::format("uid          {}", user->uid ? std::to_string(*user->uid) : "none"));
  const std::string acts = acts_text(context, name);
  console.line(fmt::format("acts         {}", user->administrator ? "all" : acts.empty() ? "none" : acts));
  const auto given = context.node->people().given_to(name);
  if (!given.ok()) return context.fail(given.error());
  const std::string collections = rights_text(*rights, name, context.node->journals().rows());
  console.line(fmt::format("collections  {}", user->administrator   ? "all: read, write, delete"
                                              : collections.empty() ? "none"
                                                                    : collections));
  for (const auto& row : *given)
    console.line(fmt::format("given        {}{} by {} on {}", row.what, row.detail.empty() ? "" : " " + row.detail,
                             node::giver_words(row), to_string(row.at).substr(0, 10)));
  return kDone;
}

struct PasswordArguments {
  std::string file;
  bool from_stdin = false;
};

Result<std::string> new_password(Context& context, const PasswordArguments& arguments, bool& generated) {
  Console& console = context.console;
  if (!arguments.file.empty()) return secret_in(context, arguments.file);
  if (arguments.from_stdin) return console.input_line();
  if (console.streams().in_is_terminal) {
    PARLEY_TRY(std::string password, console.secret("New password: "));
    PARLEY_TRY(const std::string again, console.secret("Once more: "));
    if (password != again) return Error{Code::invalid_input, "these were two different passwords; nothing was changed"};
    return password;
  }
  generated = true;
  return node::generate_password();
}

// The one thing about people that everybody may change: the own password.
int change_password(Context& context, const PasswordArguments& arguments) {
  if (const auto known = somebody(context); !known.ok()) return context.fail(known.error());
  bool generated = false;
  const auto password = new_password(context, arguments, generated);
  if (!password.ok()) return context.fail(password.error());
  const std::string& name = context.acting->person();
  if (auto put = context.node->people().change_own_password(*context.acting, *password, context.node->time());
      !put.ok())
    return context.fail(put.error());
  if (context.json) {
    JsonLine line;
    line.text("user", name);
    if (generated) line.text("password", *password);
    context.console.line(line.str());
    return kDone;
  }
  context.console.line(fmt::format("Changed the password of \"{}\", who changed it himself", name));
  if (generated) context.console.line(fmt::format("  password  {}   (shown only now)", *password));
  return kDone;
}

int revoke_user(Context& context, const UserArguments& arguments) {
  if (!may_destroy(context, arguments.yes,
                   fmt::format("Remove user \"{}\" with its tokens and rights?", arguments.name)))
    return kRefused;
  if (auto removed = context.node->access().remove_user(arguments.name); !removed.ok())
    return context.fail(removed.error());
  if (context.json)
    context.console.line(JsonLine().text("revoked", arguments.name).str());
  else
    context.console.line(fmt::format("Removed user \"{}\"", arguments.name));
  return kDone;
}

struct TokenArguments {
  std::string user, label, id;
  unsigned expires_days = 0;
  bool yes = false;
};

int add_token(Context& context, const TokenArguments& arguments) {
  std::optional<Micros> expires;
  if (arguments.expires_days > 0) expires = Micros{now().value + std::int64_t{arguments.expires_days} * 86'400'000'000};
  const auto token = context.node->people().add_token(giver(context), arguments.user, arguments.label, expires);
  if (!token.ok()) return context.fail(token.error());
  if (context.json) {
    context.console.line(
        JsonLine().text("id", token->id).text("user", arguments.user).text("token", token->secret).str());
    return kDone;
  }
  context.console.line(fmt::format("Added token {} for user \"{}\"; send it as: Authorization: Bearer TOKEN", token->id,
                                   arguments.user));
  context.console.line(fmt::format("  token  {}   (shown only now)", token->secret));
  return kDone;
}

int list_tokens(Context& context) {
  const auto tokens = context.node->access().tokens();
  if (!tokens.ok()) return context.fail(tokens.error());
  Table table({"TOKEN", "USER", "ADDED", "EXPIRES", "LABEL"});
  for (const auto& token : *tokens) {
    if (context.json) {
      JsonLine line;
      line.text("id", token.id)
          .text("user", token.user)
          .text("label", token.label)
          .text("created", to_string(token.created));
      if (token.expires) line.text("expires", to_string(*token.expires));
      context.console.line(line.str());
    } else {
      table.add({token.id, token.user, to_string(token.created).substr(0, 10),
                 token.expires ? to_string(*token.expires).substr(0, 10) : "never", token.label});
    }
  }
  if (!context.json) table.print(context.console);
  return kDone;
}

int revoke_token(Context& context, const TokenArguments& arguments) {
  if (!may_destroy(context, arguments.yes, fmt::format("Revoke token {}?", arguments.id))) return kRefused;
  if (auto removed = context.node->access().remove_token(arguments.id); !removed.ok())
    return context.fail(removed.error());
  if (context.json)
    context.console.line(JsonLine().text("revoked", arguments.id).str());
  else
    context.console.line(fmt::format("Revoked token {}", arguments.id));
  return kDone;
}

void user_options(Command* command, const std::shared_ptr<UserArguments>& arguments) {
  command->add_option("NAME", arguments->name, "The user; \"anonymous\" stands for requests without credentials")
      ->required();
  command->add_flag("--admin", arguments->administrator, "May do everything, on every collection");
  command
      ->add_option("--read", arguments->read,
                   "May read this collection (name, alias, id or \"*\"); can be given several times")
      ->type_name("JOURNAL");
  command->add_option("--write", arguments->write, "May add objects to it")->type_name("JOURNAL");
  command->add_option("--delete", arguments->remove, "May erase objects from it")->type_name("JOURNAL");
  command->add_flag("--password-stdin", arguments->password_stdin, "Read the password from standard input");
  command->add_flag("--no-password", arguments->no_password, "Tokens only");
  add_texts(command, "--allow", arguments->allow,
            "An act that the person may do, such as confirm (docs/rights.md lists them; again for each)")
      ->type_name("ACT");
  command->add_option("--in", arguments->in, "Allow (or no longer allow) it in this group or journal only")
      ->type_name("GROUP");
  command
      ->add_option("--uid", arguments->uid,
                   "The person's uid on this machine: who acts from a process of it is this person")
      ->type_name("UID");
  command->add_flag("--recover", arguments->recover,
                    "As the owner of a stopped node's folder, when nobody who may change people can act");
  command->add_flag("--although-shared", arguments->although,
                    "Tie the uid although another user is tied to it: the two names are one person then");
}

}  // namespace

void add_people(Command& app, Context& context) {
  auto* user = app.add_subcommand("user", "Who may use this node, and their rights on each collection");
  user->require_subcommand(1);
  auto person = std::make_shared<UserArguments>();
  auto* add = user->add_subcommand("add", "Add a user; a password is made and shown unless one is given");
  user_options(add, person);
  on_chosen(add, context, true, [person](Context& c) { return put_user(c, *person, true); });
  auto* set = user->add_subcommand("set", "Change a user's password, uid, rights and acts");
  user_options(set, person);
  set->add_flag("--no-admin", person->no_administrator, "No longer an administrator");
  set->add_option("--none", person->none, "Take away every right on this collection")->type_name("JOURNAL");
  add_texts(set, "--disallow", person->disallow, "An act that the person may not do any more (again for each)")
      ->type_name("ACT");
  set->add_flag("--no-uid", person->no_uid, "Not tied to a uid any more");
  on_chosen(set, context, true, [person](Context& c) { return put_user(c, *person, false); });
  auto* passwd = user->add_subcommand("passwd", "Change the own password: whoever proves himself by the old one");
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
  auto* show = user->add_subcommand("show", "Who a user is, how that is proved, and what the user may do");
  auto shown_name = std::make_shared<std::string>();
  show->add_option("NAME", *shown_name)->required();
  on_chosen(show, context, true, [shown_name](Context& c) { return show_user(c, *shown_name); });
  auto* list = user->add_subcommand("list", "List users and rights");
  on_chosen(list, context, true, list_users);
  auto* revoke = user->add_subcommand("revoke", "Remove a user with its tokens and rights");
  revoke->add_option("NAME", person->name)->required();
  revoke->add_flag("--yes,-y", person->yes, "Do not ask");
  on_chosen(revoke, context, node::Act::people, [person](Context& c) { return revoke_user(c, *person); });

  auto* token = app.add_subcommand("token", "Bearer tokens, each acting as its user");
  token->require_subcommand(1);
  auto ticket = std::make_shared<TokenArguments>();
  auto* add_one = token->add_subcommand("add", "Add a token and show it once");
  add_one->add_option("USER", ticket->user)->required();
  add_one->add_option("--label", ticket->label, "What it is for");
  add_one->add_option("--expires", ticket->expires_days, "Days until it stops working (default: never)")
      ->type_name("DAYS");
  on_chosen(add_one, context, node::Act::people, [ticket](Context& c) { return add_token(c, *ticket); });
  on_chosen(token->add_subcommand("list", "List tokens (never their secrets)"), context, true, list_tokens);
  auto* revoke_one = token->add_subcommand("revoke", "Make a token stop working at once");
  revoke_one->add_option("ID", ticket->id, "As parley token list shows it")->required();
  revoke_one->add_flag("--yes,-y", ticket->yes, "Do not ask");
  on_chosen(revoke_one, context, node::Act::people, [ticket](Context& c) { return revoke_token(c, *ticket); });
}

}  // namespace parley::cli
