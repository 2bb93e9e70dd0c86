// parley init: a new node.
#include "cli/acting.h"
#include "cli/output.h"
#include "desk/founding.h"
#include "view/founding.h"

namespace parley::cli {
namespace {

struct InitArguments {
  InitArguments() { options.config.journals.domain.clear(); }  // empty: made from the public URL
  std::string dir;
  node::InitOptions options;
  bool password_stdin = false, self_signed = false;
};

// Needs no node and no right: there is none of either yet. The folder has to be missing or empty, so nothing can be
// overwritten.
int init(Context& context, const InitArguments& arguments) {
  node::InitOptions options = arguments.options;
  // A certificate that is made now is enough for peers, which pin it, and not for clients that ask an authority; so it
  // is an option and no default.
  if (arguments.self_signed) options.config.server.tls = node::Tls::self_signed;
  // Else one is made and shown once, by the founding itself.
  if (arguments.password_stdin) {
    auto password = password_on_input(context);
    if (!password.ok()) return context.fail(password.error());
    options.password = std::move(*password);
  }
  return put_out(context, desk::found(arguments.dir, std::move(options)), view::founded_text);
}

}  // namespace

void add_init(Command& app, Context& context) {
  auto* command = app.add_subcommand("init", "Make a new node: keys, identity, configuration, first administrator");
  // The options fill in the very configuration that is then written to parley.toml, so a default is in one place.
  auto a = std::make_shared<InitArguments>();
  node::InitOptions& o = a->options;
  command->add_option("DIR", a->dir, "A folder that does not exist or is empty")->required();
  command->add_option("--party", o.party, "Whose node this is, such as \"Ministry of the Interior\"")->required();
  command->add_option("--admin", o.administrator, "Name of the first administrator")->capture_default_str();
  command->add_flag("--password-stdin", a->password_stdin,
                    "Read the administrator's password from standard input (else one is made and shown)");
  command->add_option("--address", o.config.server.address, "Numeric address to listen on")->capture_default_str();
  command->add_option("--port", o.config.server.port, "Port to listen on")->capture_default_str();
  command->add_option("--public-url", o.config.server.public_url,
                      "What clients type, such as https://taxii.example.gov");
  node::Config::Peers& peers = o.config.peers;
  command
      ->add_option("--peer-port", peers.port,
                   "Port on which other parties' nodes may ask this one (TLS, both certificates pinned); 0: none")
      ->capture_default_str();
  command->add_option("--peer-address", peers.address, "Address of that listener")->capture_default_str();
  command->add_option("--peer-url", peers.url, "Where other parties reach it (default: https://DOMAIN:PORT)");
  command->add_option(
      "--domain", o.config.journals.domain,
      "First part of every journal's origin, fixed for life and no other group member's (default: the host of "
      "--public-url, else localhost, which is for trying out only)");
  command->add_flag("--self-signed", a->self_signed, "Serve TLS with a certificate made now");
  on_chosen(command, context, false, [a](Context& c) { return init(c, *a); });
}

}  // namespace parley::cli
