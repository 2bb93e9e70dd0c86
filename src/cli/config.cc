// parley config check: whether parley.toml is one with which the node would start. Without a node, so that it can be
// asked before a restart; what only a running node can find out, such as a port that is taken, is not found here.
#include <fmt/format.h>

#include "cli/command.h"
#include "node/own_certificate.h"

namespace parley::cli {

void add_config(Command& app, Context& context) {
  auto* config = app.add_subcommand("config", "The node's configuration");
  config->require_subcommand(1);
  auto* check = config->add_subcommand("check", "Read parley.toml and say what is wrong with it");
  auto file = std::make_shared<std::string>();
  check->add_option("FILE", *file, "Default: parley.toml in the node's folder");
  // The folder's own file unless one is named, so that a new configuration can be tried before it takes the old one's
  // place.
  on_chosen(check, context, false, [file](Context& c) {
    const std::string path = file->empty() ? (std::filesystem::path(c.dir) / "parley.toml").string() : *file;
    const auto read = node::Config::load(path);
    if (!read.ok()) return c.fail(read.error());
    // What only shows when the node starts: files that the configuration names, relative to it.
    const auto usable = node::check_certificate(std::filesystem::path(path).parent_path(), *read);
    if (!usable.ok()) return c.fail(usable.error());
    // What is valid and still seldom meant is a warning and not an error: the status stays that of a good file.
    std::vector<std::string> warnings = read->warnings();
    if (auto one = node::certificate_warning(std::filesystem::path(path).parent_path(), *read); !one.empty())
      warnings.push_back(std::move(one));
    for (const std::string& warning : warnings) c.console.err("warning: " + warning);
    if (c.json)
      c.console.line(JsonLine().text("file", path).flag("valid", true).text("party", read->party.name).str());
    else
      c.console.line(fmt::format("{} is valid: \"{}\" on {}:{}, API root /{}/", path, read->party.name,
                                 read->server.address, read->server.port, read->taxii.root));
    return kDone;
  });
}

}  // namespace parley::cli
