#include "cli/test_party.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <fstream>

#include "base/disk.h"

namespace parley::cli::testing {

Finished print_on(node::Node* node, const std::vector<std::string>& arguments, const std::string& input,
                  node::NodeServer* server, const std::function<bool()>& stopped) {
  const Fd out(::memfd_create("out", MFD_CLOEXEC)), err(::memfd_create("err", MFD_CLOEXEC)),
      in(::memfd_create("in", MFD_CLOEXEC));
  EXPECT_TRUE(write_all(in.get(), input).ok());
  ::lseek(in.get(), 0, SEEK_SET);
  const auto all_of = [](const Fd& fd) {
    std::string text(static_cast<std::size_t>(::lseek(fd.get(), 0, SEEK_END)), '\0');
    EXPECT_EQ(::pread(fd.get(), text.data(), text.size(), 0), static_cast<ssize_t>(text.size()));
    return text;
  };
  Finished made;
  {
    Console console({.in = in.get(),
                     .out = out.get(),
                     .err = err.get(),
                     .columns = 100,
                     .open = [](const std::string& path, int flags, int mode) -> Result<Fd> {
                       if ((flags & O_EXCL) != 0) return create_output(path);
                       return open_file(path, flags, static_cast<mode_t>(mode));
                     },
                     .confirm = {},
                     .stopped = stopped});
    made.status = cli::run(arguments, console, node, server);
  }
  made.out = all_of(out), made.err = all_of(err);
  return made;
}

Party::Party(const std::string& name, const Meanwhile& before) {
  node::InitOptions options;
  options.party = name;
  options.password = "a long password";
  options.config.journals.domain = to_lower(name) + ".example";
  options.config.server.port = 0;
  auto made = node::Node::init(dir(), options);
  EXPECT_TRUE(made.ok()) << made.error().message;
  made_ = std::move(*made);
  reopen(before);
}

void Party::reopen(const Meanwhile& meanwhile) {
  node_.reset();
  if (meanwhile) meanwhile(dir());
  auto node = node::Node::open(dir());
  EXPECT_TRUE(node.ok()) << node.error().message;
  node_ = std::move(*node);
}

std::string Party::file(const std::string& name, const std::string& text) const {
  EXPECT_TRUE(replace_file(file(name), text, Durability::relaxed).ok());
  return file(name);
}

Finished make_group(Party& ours, Party& theirs, const std::vector<std::string>& draft) {
  const auto done = [](Party& party, const std::vector<std::string>& arguments) {
    Finished finished = party.run(arguments);
    EXPECT_EQ(finished.status, kDone) << arguments[0] << " " << arguments[1] << ": " << finished.err;
    return finished;
  };
  const std::string our_card = ours.file("card"), their_card = theirs.file("card"), begun = ours.file("charter"),
                    signed_by_both = theirs.file("charter"), theirs_is = theirs.node().config().party.name;
  done(ours, {"peer", "invite", "--out", our_card});
  done(theirs, {"peer", "invite", "--out", their_card});
  done(ours, {"peer", "accept", their_card, "--yes"});
  done(theirs, {"peer", "accept", our_card, "--yes"});
  std::vector<std::string> words = {"group",     "draft",     "Tarn",  "--with",       to_lower(theirs_is),
                                    "--purpose", "Threats",   "--use", "interference", "--type",
                                    "*",         "--marking", "green", "--yes"};
  words.insert(words.end(), draft.begin(), draft.end());
  done(ours, words);
  done(ours, {"group", "sign", "tarn", "--out", begun, "--yes"});
  done(theirs, {"group", "sign", begun, "--alias", "tarn", "--out", signed_by_both, "--yes"});
  return done(ours, {"group", "sign", signed_by_both, "--yes"});
}

std::string own_journal_in(Party& party, const std::string& group) {
  const std::string journals = party.run({"journal", "list", "--json"}).out;
  for (std::size_t at = 0; at < journals.size(); at = journals.find('\n', at) + 1) {
    std::string line = journals.substr(at, journals.find('\n', at) - at);
    if (member(line, "journal").starts_with(group + ".") && member(line, "entries") != "0") return line;
  }
  ADD_FAILURE() << "no journal of this party's in " << group << ": " << journals;
  return {};
}

Party::Meanwhile configured(const std::string& lines) {
  return [lines](const std::filesystem::path& dir) { std::ofstream(dir / "parley.toml", std::ios::app) << lines; };
}

void ServedParty::start() {
  auto server = node::NodeServer::start(party_.node());
  ASSERT_TRUE(server.ok()) << server.error().message;
  server_ = std::move(*server);
  url = server_->url();
  port = server_->port();
  collection = party_.made().first_collection;
  authorization = basic("admin", party_.made().password);
}

void ServedParty::restart(const Party::Meanwhile& meanwhile) {
  server_.reset();
  party_.reopen(meanwhile);
  start();
}

}  // namespace parley::cli::testing
