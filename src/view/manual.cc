// The manual page in man(7), made from the description of the command line: each command with its operands, options and
// remarks. Written here are only the parts that no command says of itself: exit statuses, examples, environment and
// files.
#include "view/command_line.h"

#include <fmt/format.h>

namespace parley::view {
namespace {

// Text as roff wants it.
std::string roff(std::string_view text) {
  std::string out;
  for (const char c : text) {
    // A backslash begins an escape, a hyphen would be set as a dash and could not be copied, and a line feed would be
    // filled away. A dot or a quote at the beginning of a line makes it a request.
    if (c == '\\')
      out += "\\\\";
    else if (c == '-')
      out += "\\-";
    else if (c == '\n')
      out += "\n.br\n";
    else
      out += c;
  }
  if (out.starts_with('.') || out.starts_with('\'')) out.insert(0, "\\&");
  return out;
}

// ".TP", the term in bold, and its description; `type` as --help shows it, such as TIME.
void man_term(std::string_view term, std::string_view type, std::string_view description, std::string& out) {
  out += fmt::format(".TP\n\\fB{}\\fR{}{}\n{}\n", roff(term), type.empty() ? "" : " ", roff(type), roff(description));
}

// Commands that only group others have no section: their names are in those of the commands below them. Operands come
// before options, as they are typed.
void man_command(const CommandLine& line, const std::string& path, std::string& out) {
  std::string usage = path;
  for (const CommandOption& option : line.options)
    if (option.operand) usage += option.required ? " " + option.name : " [" + option.name + "]";
  if (path != "parley" && line.commands.empty()) {
    out += fmt::format(".SS \"{}\"\n{}\n", roff(usage), roff(line.about));
    for (const CommandOption& option : line.options)
      if (option.operand && !option.about.empty()) man_term(option.name, "", option.about, out);
    for (const CommandOption& option : line.options) {
      if (option.operand || option.long_names == std::vector<std::string>{"help"}) continue;
      man_term(option.name, option.takes_value ? option.type : "", option.about, out);
    }
    if (!line.footer.empty()) out += fmt::format(".PP\n{}\n", roff(line.footer));
  }
  for (const CommandLine& child : line.commands) man_command(child, path + " " + child.name, out);
}

}  // namespace

std::string man_page(const CommandLine& line, const std::string& version) {
  std::string out = fmt::format(
      ".TH PARLEY 1 \"\" \"Parley {}\" \"User Commands\"\n.SH NAME\nparley \\- STIX 2.1 journals that can be proved, "
      "served over TAXII 2.1\n",
      version);
  out +=
      ".SH SYNOPSIS\n.B parley\n[\\-\\-dir DIR] [\\-\\-json] [\\-\\-as USER] COMMAND [ARGUMENTS]\n.SH DESCRIPTION\n" +
      roff(line.about) + "\n";
  out += ".SH COMMANDS\n";
  man_command(line, "parley", out);
  out +=
      ".SH EXIT STATUS\n0 done; 1 something was refused or invalid; 2 wrong usage; 3 could not run; 4 nothing is wrong "
      "and nothing has left: it waits for a second person (parley release pending); 5 an import met versions that are "
      "here with other content; 130 it was stopped by Ctrl\\-C.\n"
      ".SH EXAMPLES\n.TP\nA node, what it holds, and who may read it:\n"
      ".nf\nparley init /srv/parley \\-\\-party \"Ministry of the Interior\"\n"
      "parley import \\-\\-dir /srv/parley bundle.json\n"
      "parley user add sensor \\-\\-read main \\-\\-dir /srv/parley\n"
      "parley serve \\-\\-dir /srv/parley\n.fi\n"
      ".TP\nAnother party, a group, and a release to it (with PARLEY_DIR set):\n"
      ".nf\nparley peer invite\nparley peer accept CARD\n"
      "parley group draft lake\\-tarn \\-\\-with graustark \\-\\-purpose \"Find out what happened.\" \\-\\-use "
      "interference\n"
      "parley group sign lake\\-tarn\nparley release preview ID \\-\\-to lake\\-tarn\n"
      "parley release send ID \\-\\-to lake\\-tarn\n.fi\n"
      ".TP\nA proof, and its verification anywhere:\n"
      ".nf\nparley prove ID \\-o proof.json\nparley verify proof.json \\-\\-key KEY\n.fi\n"
      ".SH ENVIRONMENT\n.TP\n.B PARLEY_DIR\nThe node's folder when \\-\\-dir is not given.\n"
      ".SH FILES\n.TP\n.B DIR/parley.toml\nConfiguration; parley config check reads it.\n"
      ".TP\n.B DIR/journals\nThe journals: plain NDJSON segments, tiles, signed head.\n";
  return out;
}

}  // namespace parley::view
