// For tests of commands without a process: a party's node in this one, and commands run on it as the server runs them.
#pragma once

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <memory>
#include <string>
#include <vector>

#include "base/ascii.h"
#include "base/file.h"
#include "cli/command.h"
#include "cli/test_node.h"

namespace parley::cli::testing {

struct Printed {
  int status = 0;
  std::string out, err;
};

// What a command prints on an open node, with 100 columns and nobody to ask.
inline Printed print_on(node::Node& node, const std::vector<std::string>& arguments) {
  const Fd out(::memfd_create("out", MFD_CLOEXEC)), err(::memfd_create("err", MFD_CLOEXEC)),
      in(::memfd_create("in", MFD_CLOEXEC));
  const auto all_of = [](const Fd& fd) {
    std::string text(static_cast<std::size_t>(::lseek(fd.get(), 0, SEEK_END)), '\0');
    EXPECT_EQ(::pread(fd.get(), text.data(), text.size(), 0), static_cast<ssize_t>(text.size()));
    return text;
  };
  Printed made;
  {
    Console console({.in = in.get(),
                     .out = out.get(),
                     .err = err.get(),
                     .columns = 100,
                     .open = [](const std::string& path, int flags,
                                int mode) { return open_file(path, flags, static_cast<mode_t>(mode)); },
                     .confirm = {}});
    made.status = run(arguments, console, &node);
  }
  made.out = all_of(out), made.err = all_of(err);
  return made;
}

// A party's node, without a process.
class Party {
 public:
  // `before` is called when the folder is made and before the node is opened.
  explicit Party(const std::string& name, const std::function<void(const std::filesystem::path&)>& before = {}) {
    node::InitOptions options;
    options.party = name;
    options.password = "a long password";
    options.config.journals.domain = to_lower(name) + ".example";
    EXPECT_TRUE(node::Node::init(dir(), options).ok());
    if (before) before(dir());
    auto node = node::Node::open(dir());
    EXPECT_TRUE(node.ok()) << node.error().message;
    node_ = std::move(*node);
  }
  std::string file(const std::string& name) const { return (folder_.path() / name).string(); }
  std::string file(const std::string& name, const std::string& text) const {
    EXPECT_TRUE(replace_file(file(name), text, Durability::relaxed).ok());
    return file(name);
  }

  Printed print(const std::vector<std::string>& arguments) { return print_on(*node_, arguments); }
  const std::string& identity() const { return node_->config().party.identity; }

 private:
  std::filesystem::path dir() const { return folder_.path() / "node"; }
  TemporaryDir folder_;
  std::unique_ptr<node::Node> node_;
};

}  // namespace parley::cli::testing
