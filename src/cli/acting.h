// Who acts in a command: what the line says (--as, --password-stdin, --password-file, --token-file), else the person
// who is tied to the uid of the process that asks.
#pragma once

#include "cli/command.h"

namespace parley::cli {

void add_claim(Command& app, Context& context);
// Sets context.acting, where the command is an act or the line says who acts. Fails when that is not proved, or when
// the person may not do the act anywhere.
Status find_out_who_acts(Context& context);
// The same for a command of which it depends what right it needs.
Status somebody(Context& context);
// The first line of a file with a secret, as the caller reads it.
Result<std::string> secret_in(Context& context, const std::string& file);
// The first line of standard input, which is to be somebody's new password.
Result<std::string> password_on_input(Context& context);
// For the place of an act: the id of a group's charter or of a journal. The act's own check of `find_out_who_acts` is
// only that there is some such place.
Status require(Context& context, node::Act act, std::string_view place);
// Whoever reads a journal asks this first: who did what is for those who have the right to it.
Status may_read(Context& context, std::string_view journal);

}  // namespace parley::cli
