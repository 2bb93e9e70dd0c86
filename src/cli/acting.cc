// Who acts: from what the command line claims to a person whose word was checked (node/people.h). Secrets never stand
// on the command line itself, where every user of the machine can read them (ps(1)): they come from a file, from
// standard input, or from the terminal.
#include "cli/acting.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include "node/audit.h"
#include "node/people.h"

namespace parley::cli {
namespace {

input::Source input_of(Context& context, int fd) {
  return input::read_until_stopped(fd, [&context] { return context.console.ends_here(); });
}

// From the strongest proof that was offered to the weakest. What was offered is what is tried: a wrong password is
// never made good by a uid that would have done.
Result<node::Acting> claimed(Context& context) {
  const Context::Claim& claim = context.claim;
  node::People& people = context.node->people();
  if (!claim.token_file.empty()) {
    PARLEY_TRY(const std::string token, secret_in(context, claim.token_file));
    return people.by_token(context.caller, claim.name, token);
  }
  if (claim.password_stdin || !claim.password_file.empty()) {
    std::string password;
    if (claim.password_stdin) {
      PARLEY_TRY(password, context.console.input_line());
    } else {
      PARLEY_TRY(password, secret_in(context, claim.password_file));
    }
    return people.by_password(context.caller, claim.name, password);
  }
  if (claim.name.empty()) return people.by_uid(context.caller);
  // A name alone does for who is tied to the caller's uid. Else the person is asked for the password, if there is a
  // terminal to ask at; a script gets the refusal, which says what would prove it.
  auto known = people.by_name(context.caller, claim.name);
  if (known.ok() || !context.console.streams().in_is_terminal) return known;
  PARLEY_TRY(const std::string password,
             context.console.secret(fmt::format("Password of \"{}\" at this node: ", claim.name)));
  return people.by_password(context.caller, claim.name, password);
}

// The node says what lacks; here it is completed by what says it on a command line. Not where a secret was given, or a
// name that is nobody's: then something is wrong with these.
Error with_options(const Context& context, Error why) {
  constexpr std::string_view kSecrets = "--password-stdin, --password-file FILE or --token-file FILE";
  const Context::Claim& claim = context.claim;
  const bool has_token = !claim.token_file.empty();
  const bool has_password = claim.password_stdin || !claim.password_file.empty();
  if (has_token || (has_password && !claim.name.empty())) return why;
  if (claim.name.empty())
    why.message += fmt::format(" (--as NAME{})", has_password ? "" : fmt::format(", with {}", kSecrets));
  else if (context.node->access().user(claim.name))
    why.message += fmt::format(" ({})", kSecrets);
  return why;
}

}  // namespace

// Others who can read the file know the secret, and others who can write it choose it. That is told and not refused: on
// some file systems all files look so.
Result<std::string> secret_in(Context& context, const std::string& file) {
  PARLEY_TRY(const Fd fd, context.console.open_input(file));
  struct stat info {};
  if (::fstat(fd.get(), &info) == 0 && S_ISREG(info.st_mode) && (info.st_mode & 077) != 0)
    context.console.err(
        fmt::format("parley: others on this machine may read or change {} (mode {:04o})", file, info.st_mode & 07777));
  std::string line;
  // Only the first line counts, so that an editor's last line feed is no part of the secret.
  PARLEY_TRY_STATUS(for_each_line(input_of(context, fd.get()), 4096, [&](std::string_view text, std::uint64_t) {
                      line = text;
                      return false;
                    }).in(file));
  while (line.ends_with('\r')) line.pop_back();
  if (line.empty()) return Error{Code::invalid_input, file + " is empty"};
  return line;
}

// Only the first line counts, as in a file with a secret.
Result<std::string> password_on_input(Context& context) {
  std::string password;
  PARLEY_TRY_STATUS(
      for_each_line(input_of(context, context.console.in()), 4096, [&](std::string_view line, std::uint64_t) {
        password = line;
        return false;
      }));
  if (password.empty()) return Error{Code::invalid_input, "no password came on standard input"};
  return password;
}

void add_claim(Command& app, Context& context) {
  Context::Claim& claim = context.claim;
  app.add_option("--as", claim.name,
                 "Who acts, a user of this node, proved by one of the next three or by the uid (else the person who is "
                 "tied to the caller's uid)")
      ->type_name("USER");
  auto* input = app.add_flag("--password-stdin", claim.password_stdin,
                             "The password of --as is the first line of standard input");
  auto* file = app.add_option("--password-file", claim.password_file, "The password of --as is the first line of it")
                   ->type_name("FILE")
                   ->uses(FileUse::reads);
  auto* token = app.add_option("--token-file", claim.token_file, "A token of the user who acts is the first line of it")
                    ->type_name("FILE")
                    ->uses(FileUse::reads);
  input->excludes(file);
  input->excludes(token);
  file->excludes(token);
}

// Commands that only read ask for nobody, unless the line claims somebody: then the claim is checked, since an answer
// under a false name should not be given. The right is asked for as far as it can be before the group or journal is
// known; the desk asks for it again with the place.
Status find_out_who_acts(Context& context) {
  if (context.node == nullptr || (!context.act && !context.claim.made())) return {};
  PARLEY_TRY_STATUS(somebody(context));
  if (!context.act) return {};
  const node::People& people = context.node->people();
  const Status may = node::has_place(*context.act) ? people.may_somewhere(*context.acting, *context.act)
                                                   : people.may(*context.acting, *context.act, node::kEverywhere);
  return node::refused_is_recorded(*context.node, *context.acting,
                                   {.act = *context.act,
                                    .what = context.command != nullptr ? tried_of(*context.command).front()
                                                                       : std::string(node::word_of(*context.act))},
                                   may);
}

// Once for a command, however many of its parts want to know: a password on standard input can be read once only. What
// was not proved is recorded, under the name that was claimed.
Status somebody(Context& context) {
  if (context.acting) return {};
  if (context.command != nullptr) context.caller.tried = tried_of(*context.command);
  auto known = claimed(context);
  if (!known.ok()) {
    context.node->audit().not_proved(context.caller, context.claim.name, known.error());
    return with_options(context, known.error());
  }
  context.acting = std::move(known).value();
  if (context.acting->known() == node::How::word)
    context.console.err(
        fmt::format("parley: \"{}\" acts on the caller's word: nothing proves who that is", context.acting->person()));
  return {};
}

// For commands that know the place of the act only once they have looked: the right is asked for there, with the place.
Status require(Context& context, node::Act act, std::string_view place) {
  PARLEY_TRY_STATUS(somebody(context));
  return node::may_begin(*context.node, *context.acting,
                         {.act = act, .what = std::string(node::word_of(act)), .place = std::string(place)});
}

// Every journal but the audit may be read by whoever reaches the node's folder or socket (docs/rights.md).
Status may_read(Context& context, std::string_view journal) {
  if (node::is_not_audit(*context.node, journal).ok()) return {};
  return require(context, node::Act::audit, node::kEverywhere);
}

}  // namespace parley::cli
