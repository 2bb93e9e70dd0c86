// For tests of commands without a process: a party's node in this one, and commands run on it as the server runs them.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/ascii.h"
#include "base/file.h"
#include "cli/command.h"
#include "cli/test_node.h"

namespace parley::cli::testing {

// What a command prints, with 100 columns and nobody to ask. On an open node it runs as the running node runs it;
// without one as a process of its own does, which opens the folder that --dir names.
// `stopped`: whether its caller has said Ctrl-C.
Finished print_on(node::Node* node, const std::vector<std::string>& arguments, const std::string& input = {},
                  node::NodeServer* server = nullptr, const std::function<bool()>& stopped = {});
inline Finished print_on(node::Node& node, const std::vector<std::string>& arguments, const std::string& input = {}) {
  return print_on(&node, arguments, input);
}
inline Finished print(const std::vector<std::string>& arguments, const std::string& input = {}) {
  return print_on(nullptr, arguments, input);
}

// A party's node, without a process. Its administrator is "admin", who is tied to the uid of the test.
class Party {
 public:
  using Meanwhile = std::function<void(const std::filesystem::path& dir)>;
  // `before` is called when the folder is made and before the node is opened.
  explicit Party(const std::string& name, const Meanwhile& before = {});
  // Closed, `meanwhile` with its folder, and opened again.
  void reopen(const Meanwhile& meanwhile = {});

  std::filesystem::path dir() const { return folder_.path() / "node"; }
  // Beside the node's folder.
  std::string file(const std::string& name) const { return (folder_.path() / name).string(); }
  std::string file(const std::string& name, const std::string& text) const;

  Finished run(const std::vector<std::string>& arguments, const std::string& input = {},
               const std::function<bool()>& stopped = {}) {
    return print_on(node_.get(), arguments, input, nullptr, stopped);
  }
  node::Node& node() { return *node_; }
  const std::string& identity() const { return node_->config().party.identity; }
  const node::Initialized& made() const { return made_; }

 private:
  TemporaryDir folder_;
  node::Initialized made_;
  std::unique_ptr<node::Node> node_;
};

// Makes the two a group called "Tarn", by files: cards of which each is accepted under the other's name, and a charter
// that `ours` has drafted with what these words say of it, and both have signed. How the last signature ended.
Finished make_group(Party& ours, Party& theirs, const std::vector<std::string>& draft);
// Its journal in the group, the one that has an entry, the charter: a line of `parley journal list --json`.
std::string own_journal_in(Party& party, const std::string& group);

// To the end of parley.toml, before a party's node is opened.
Party::Meanwhile configured(const std::string& lines);

// A party whose node is served, in this process.
class ServedParty : public Client {
 public:
  explicit ServedParty(const Party::Meanwhile& before = {}) : party_("Ruritania", before) { start(); }
  // As a node that is stopped and started, `meanwhile` with its folder.
  void restart(const Party::Meanwhile& meanwhile = {});
  Finished run(const std::vector<std::string>& arguments, const std::string& input = {}) {
    return print_on(&party_.node(), arguments, input, server_.get());
  }
  std::filesystem::path dir() const { return party_.dir(); }

 private:
  void start();
  Party party_;
  std::unique_ptr<node::NodeServer> server_;
};

}  // namespace parley::cli::testing
