#include <fmt/format.h>

#include "cli/command.h"

namespace parley::cli {
namespace {

struct InitArguments {
  std::string dir, party, administrator = "admin", address = "127.0.0.1", public_url, domain,
                          peer_address = "127.0.0.1", peer_url;
  std::uint16_t peer_port = 0;
  std::uint16_t port = 6100;
  bool password_stdin = false, self_signed = false;
};

std::string host_of(std::string_view url) {
  const std::size_t begin = url.find("://");
  if (begin == std::string_view::npos) return {};
  const std::string_view rest = url.substr(begin + 3);
  return std::string(rest.substr(0, rest.find_first_of(":/")));
}

Result<std::string> read_password(Console& console) {
  std::string password;
  PARLEY_TRY_STATUS(for_each_line(console.in(), 4096, [&](std::string_view line, std::uint64_t) {
    password = line;
    return false;
  }));
  if (password.empty()) return Error{Code::invalid_input, "no password came on standard input"};
  return password;
}

int init(Context& context, const InitArguments& arguments) {
  node::InitOptions options;
  options.party = arguments.party;
  options.administrator = arguments.administrator;
  if (arguments.password_stdin) {
    auto password = read_password(context.console);
    if (!password.ok()) return context.fail(password.error());
    options.password = std::move(password).value();
  }
  options.config.server.address = arguments.address;
  options.config.server.port = arguments.port;
  options.config.server.public_url = arguments.public_url;
  options.config.server.tls = arguments.self_signed ? node::Tls::self_signed : node::Tls::off;
  const std::string host = host_of(arguments.public_url);
  options.config.peers = {.address = arguments.peer_address, .port = arguments.peer_port, .url = arguments.peer_url};
  if (!arguments.domain.empty())
    options.config.journals.domain = arguments.domain;
  else if (!host.empty())
    options.config.journals.domain = host;
  const auto made = node::Node::init(arguments.dir, options);
  if (!made.ok()) return context.fail(made.error());
  Console& console = context.console;
  if (context.json) {
    JsonLine line;
    line.text("dir", arguments.dir).text("identity", made->identity).text("administrator", arguments.administrator);
    if (!options.password) line.text("password", made->password);
    line.text("domain", options.config.journals.domain);
    console.line(line.text("journal", made->first_journal).text("collection", made->first_collection).str());
    return kDone;
  }
  console.line(fmt::format("Made a node for \"{}\" in {}", arguments.party, arguments.dir));
  console.line(fmt::format("  identity       {}", made->identity));
  console.line(fmt::format("  journal        {} (collection {})", made->first_journal, made->first_collection));
  console.line(fmt::format("  administrator  {}", arguments.administrator));
  if (!options.password)
    console.line(fmt::format("  password       {}   (shown only now; parley user set {} --password-stdin changes it)",
                             made->password, arguments.administrator));
  if (node::is_for_trying_out(options.config.journals.domain))
    console.lines(
        fmt::format("  domain         {}: for trying out only. It is part of every journal's origin, cannot be changed "
                    "later,\n                 and cannot be shared with a peer in a group. For a node that meets other "
                    "parties give\n                 its own: parley init OTHER-DIR --domain parley.example.gov (or "
                    "--public-url)",
                    options.config.journals.domain));
  console.lines(fmt::format("\nNext: parley import --dir {0} FILE   and   parley serve --dir {0}", arguments.dir));
  return kDone;
}

}  // namespace

void add_init(Command& app, Context& context) {
  auto* command = app.add_subcommand("init", "Make a new node: keys, identity, configuration, first administrator");
  auto arguments = std::make_shared<InitArguments>();
  command->add_option("DIR", arguments->dir, "A folder that does not exist or is empty")->required();
  command->add_option("--party", arguments->party, "Whose node this is, such as \"Ministry of the Interior\"")
      ->required();
  command->add_option("--admin", arguments->administrator, "Name of the first administrator")->capture_default_str();
  command->add_flag("--password-stdin", arguments->password_stdin,
                    "Read the administrator's password from standard input (else one is made and shown)");
  command->add_option("--address", arguments->address, "Numeric address to listen on")->capture_default_str();
  command->add_option("--port", arguments->port, "Port to listen on")->capture_default_str();
  command->add_option("--public-url", arguments->public_url, "What clients type, such as https://taxii.example.gov");
  command
      ->add_option("--peer-port", arguments->peer_port,
                   "Port on which other parties' nodes may ask this one (TLS, both certificates pinned); 0: none")
      ->capture_default_str();
  command->add_option("--peer-address", arguments->peer_address, "Address of that listener")->capture_default_str();
  command->add_option("--peer-url", arguments->peer_url, "Where other parties reach it (default: https://DOMAIN:PORT)");
  command->add_option(
      "--domain", arguments->domain,
      "First part of every journal's origin, fixed for life and no other group member's (default: the host of "
      "--public-url, else localhost, which is for trying out only)");
  command->add_flag("--self-signed", arguments->self_signed, "Serve TLS with a certificate made now");
  on_chosen(command, context, false, [arguments](Context& c) { return init(c, *arguments); });
}

}  // namespace parley::cli
