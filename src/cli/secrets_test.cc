// Nothing secret in logs, errors, evidence or crash dumps, and nothing unreleased at the other party: two nodes that
// log all they can, a day's work between them with refusals and a journal that goes back; then every byte that either
// has written is searched.
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <functional>
#include <thread>

#include <fmt/format.h>

#include "base/bytes.h"
#include "base/file.h"
#include "cli/test_node.h"
#include "release/release_fixture.h"
#include "testing/ports.h"
#include "testing/waiting.h"

namespace parley::cli::testing {
namespace {

namespace fs = std::filesystem;
using namespace release::testing;

std::vector<std::string> arguments_of(const std::string& name) {
  const std::uint16_t port = parley::testing::free_port();
  return {"--party",     name,
          "--domain",    name + ".example",
          "--peer-port", std::to_string(port),
          "--peer-url",  fmt::format("https://127.0.0.1:{}", port)};
}

// What must not be found, by what it is called when it is.
using Secrets = std::vector<std::pair<std::string, std::string>>;

// A text in the spellings in which it could get out.
void add_text(Secrets& secrets, const std::string& what, const std::string& text) {
  secrets.emplace_back(what, text);
  secrets.emplace_back(what + ", in hexadecimal", to_hex(as_bytes(text)));
  for (int shift = 0; shift < 3; ++shift) {  // base64 of it inside something longer
    const std::string inside = to_base64(as_bytes(std::string(static_cast<std::size_t>(shift), ' ') + text + "  "));
    secrets.emplace_back(what + ", in base64", inside.substr(4, (text.size() / 3 - 2) * 4));
  }
}

void add_keys(Secrets& secrets, const fs::path& folder) {
  for (const auto& entry : fs::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string(), text = read_file(entry.path()).value();
    if (entry.path().extension() != ".key") continue;
    if (text.starts_with("-----BEGIN")) {
      // The lines that hold the private number, each by itself.
      const std::size_t first = text.find('\n') + 1;
      secrets.emplace_back(name + ", first line", text.substr(first, 64));
      secrets.emplace_back(name + ", second line", text.substr(first + 65, 64));
      continue;
    }
    const std::string seed = text.substr(0, 64);
    const auto bytes = from_hex(seed);
    ASSERT_TRUE(bytes && bytes->size() == 32) << name;
    secrets.emplace_back(name, seed);
    add_text(secrets, name + ", the bytes", std::string(as_text(*bytes)));
  }
}

// Everything under `folder` but what `leave_out` names.
void expect_none(const fs::path& folder, const Secrets& secrets,
                 const std::function<bool(const fs::path&)>& leave_out = {}) {
  std::size_t files = 0;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file() || (leave_out && leave_out(entry.path()))) continue;
    const std::string text = read_file(entry.path()).value();
    ++files;
    for (const auto& [what, secret] : secrets)
      if (!secret.empty()) {
        EXPECT_EQ(text.find(secret), text.npos)
            << entry.path() << " holds " << what << ": "
            << text.substr(text.find(secret) > 200 ? text.find(secret) - 200 : 0, 300);
      }
  }
  EXPECT_GT(files, 0u) << folder;
}

bool holds(const fs::path& folder, const std::string& text) {
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.is_regular_file() && read_file(entry.path()).value().find(text) != text.npos) return true;
  return false;
}

// A node that logs all it can.
class LoudNode : public TestNode {
 public:
  explicit LoudNode(const std::string& name) : TestNode(arguments_of(name)) {
    const fs::path file = dir() / "parley.toml";
    std::string text = read_file(file).value();
    for (const auto& [from, to] :
         {std::pair("level = \"info\"", "level = \"debug\""), std::pair("requests = \"errors\"", "requests = \"all\"")})
      text.replace(text.find(from), std::string(from).size(), to);
    EXPECT_TRUE(replace_file(file, text, Durability::relaxed).ok());
    add_text(secrets, "the administrator's password", password);
    secrets.emplace_back("Basic credentials", authorization.substr(6));
  }
  // Keeps what is said, for the search.
  Finished run(const std::vector<std::string>& arguments, const std::string& input = {}) {
    const Finished finished = TestNode::run(arguments, input);
    said += finished.out + finished.err;
    return finished;
  }
  void stop_and_keep(int signal) {
    stop(signal);
    for (const char* stream : {"serve.out", "serve.err"}) logged += read_file(dir().parent_path() / stream).value();
  }
  Secrets secrets;
  std::string said, logged;  // by commands; by the server
};

class SecretsTest : public ::testing::Test {
 protected:
  SecretsTest() : ours("ruritania"), theirs("graustark") {
    for (LoudNode* node : {&ours, &theirs}) node->start();
  }
  bool wait_for(const std::function<bool()>& done) {
    return parley::testing::eventually(done, parley::testing::kPatience, std::chrono::milliseconds(50));
  }
  static bool says(LoudNode& node, const std::vector<std::string>& arguments, const std::string& what) {
    return node.TestNode::run(arguments).out.find(what) != std::string::npos;
  }

  void agree() {
    const auto file = [&](const char* name) { return (files.path() / name).string(); };
    ours.run({"peer", "invite", "--out", file("a")});
    theirs.run({"peer", "invite", "--out", file("b")});
    ours.run({"peer", "accept", file("b"), "--alias", "graustark", "--yes"});
    theirs.run({"peer", "accept", file("a"), "--alias", "ruritania", "--yes"});
    ours.run({"group", "draft", "Tarn", "--with", "graustark", "--purpose", "Threats", "--use", "interference",
              "--type", "*", "--marking", "green", "--answer", "high=2h,48h", "--yes"});
    ours.run({"group", "sign", "tarn", "--yes"});
    ASSERT_TRUE(wait_for([&] { return says(theirs, {"group", "list", "--json"}, "\"tarn\""); }));
    theirs.run({"group", "sign", "tarn", "--yes"});
    ASSERT_TRUE(wait_for([&] { return says(ours, {"group", "list", "--json"}, "in force"); }));
  }

  // Objects of which some may leave, some in part, some not, and some that nobody thinks of releasing.
  void release_some() {
    const std::string objects =
        object("identity", 9, R"(,"name":"Ana of the night shift")" + marked(kGreen)) + "\n" +
        malware(1, fmt::format(R"(,"created_by_ref":"{}","description":"Unsaid-7fd1c2: how we know it")",
                               id_of("identity", 9)) +
                       marked(kGreen)) +
        "\n" + malware(2, R"(,"description":"Forbidden-93ab04: from the safe")" + marked(kStrict)) + "\n" +
        malware(3, R"(,"description":"Untouched-c5520e: for later")" + marked(kGreen)) + "\n" + malware(4) + "\n" +
        malware(5) + "\n";
    ASSERT_EQ(ours.run({"import", "-"}, objects).status, 0);
    ASSERT_EQ(ours.run({"release", "send", id_of("malware", 4), "--to", "tarn", "--as", "admin", "--yes"}).status, 0);
    const auto sent = ours.run({"release", "send", id_of("malware", 1), "--with-references", "--redact",
                                id_of("malware", 1) + "/description=seen", "--pseudonym", id_of("identity", 9), "--to",
                                "tarn", "--as", "admin", "--yes"});
    ASSERT_EQ(sent.status, 0) << sent.err;
    EXPECT_EQ(ours.run({"release", "send", id_of("malware", 2), "--to", "tarn", "--as", "admin", "--yes"}).status, 1);
    for (const char* marker : {"Ana of the night shift", "Unsaid-7fd1c2", "Forbidden-93ab04", "Untouched-c5520e"})
      add_text(unreleased, marker, marker);
    for (const std::string& id : {id_of("malware", 1), id_of("malware", 2), id_of("malware", 3), id_of("identity", 9)})
      add_text(unreleased_ids, id, id);
  }

  // Right and wrong credentials, bodies that are none, questions to roots and collections that are not theirs.
  void ask_badly() {
    const auto token = ours.TestNode::run({"token", "add", "admin", "--json"}).out;
    const std::string secret = member(token, "token").empty() ? member(token, "secret") : member(token, "token");
    ASSERT_FALSE(secret.empty()) << token;
    add_text(ours.secrets, "a token", secret);
    const std::string user = ours.TestNode::run({"user", "add", "anna", "--json"}).out,
                      guess = "a-wrong-guess-at-a-password-44b1";
    ASSERT_FALSE(member(user, "password").empty()) << user;
    add_text(ours.secrets, "a user's password", member(user, "password"));
    add_text(ours.secrets, "a wrong password", guess);
    const std::string objects = "/api/collections/" + ours.collection + "/objects/";
    EXPECT_EQ(ours.get(objects, {{"Authorization", "Bearer " + secret}}).status, 200);
    EXPECT_EQ(ours.get(objects, {{"Authorization", basic("anna", guess)}}).status, 401);
    EXPECT_EQ(ours.get(objects, {{"Authorization", "Bearer " + secret + "0"}}).status, 401);
    for (const char* body : {R"({"objects":[{"type":"malware","name":"Unsaid-7fd1c2"}]})",
                             R"({"objects":[{"id":"Unsaid-7fd1c2")", "Unsaid-7fd1c2"})
      EXPECT_GE(ours.post(objects, body).status, 400);
    EXPECT_EQ(ours.get("/nowhere/").status, 404);
    ours.run({"import", "-"}, R"({"type":"malware","description":"Unsaid-7fd1c2)"
                              "\n"
                              R"({"type":"malware","id":"x","description":"Unsaid-7fd1c2"})"
                              "\n");
  }

  void ask_and_answer() {
    const auto draft =
        ours.run({"inquiry", "draft", "The night", "--to", "graustark", "--severity", "high", "-q", "Who?", "--json"});
    ASSERT_EQ(draft.status, 0) << draft.err;
    ours.run({"inquiry", "draft", "Untouched-c5520e", "--to", "graustark", "-q", "Not sent?"});
    ASSERT_EQ(ours.run({"inquiry", "send", member(draft.out, "id"), "--yes"}).status, 0);
    EXPECT_TRUE(wait_for([&] { return says(ours, {"inquiry", "status", "--json"}, "acknowledged"); }));
    for (LoudNode* node : {&ours, &theirs})
      for (const char* command : {"sync", "status", "inbox"}) node->run({command});
  }

  // An old copy of our folder is started while nobody can tell it so, and signs: two histories, of which the other side
  // keeps the proof.
  void go_back() {
    ours.stop_and_keep(SIGTERM);
    const fs::path copy = files.path() / "copy";
    fs::copy(ours.dir(), copy, fs::copy_options::recursive);
    ours.start();
    release_last();
    ASSERT_TRUE(wait_for([&] {
      return says(theirs, {"list", "--journal", "tarn.ruritania", "--json"}, id_of("malware", 5));
    }));
    ours.stop_and_keep(SIGKILL);
    theirs.stop_and_keep(SIGTERM);
    fs::remove_all(ours.dir());
    fs::copy(copy, ours.dir(), fs::copy_options::recursive);
    ours.start();
    release_last();
    theirs.start();
    EXPECT_TRUE(wait_for([&] {
      for (LoudNode* node : {&theirs, &ours}) node->run({"sync"});
      return fs::exists(theirs.dir() / "evidence");
    }));
  }
  void release_last() {
    ASSERT_EQ(ours.run({"release", "send", id_of("malware", 5), "--to", "tarn", "--as", "admin", "--yes"}).status, 0);
  }

  TemporaryDir files;
  LoudNode ours, theirs;
  Secrets unreleased, unreleased_ids;
};

TEST_F(SecretsTest, NothingSecretIsWrittenAnywhereAndNothingUnreleasedLeaves) {
  agree();
  if (HasFatalFailure()) return;
  release_some();
  if (HasFatalFailure()) return;
  ask_badly();
  if (HasFatalFailure()) return;
  ask_and_answer();
  if (HasFatalFailure()) return;
  go_back();

  const auto limits = read_file(fmt::format("/proc/{}/limits", ours.pid()));
  ASSERT_TRUE(limits.ok());
  const std::string core = limits->substr(limits->find("Max core file size"), 66);
  EXPECT_EQ(core.find_first_of("123456789d"), core.npos) << core;
  ours.stop_and_keep(SIGSEGV);
  theirs.stop_and_keep(SIGTERM);
  EXPECT_FALSE(fs::exists(ours.dir() / "core"));

  for (LoudNode* node : {&ours, &theirs}) add_keys(node->secrets, node->dir() / "keys");
  const fs::path said = files.path() / "said", logged = files.path() / "logged";
  ASSERT_TRUE(make_directories(said).ok() && make_directories(logged).ok());
  for (LoudNode* node : {&ours, &theirs}) {
    const std::string name = node == &ours ? "ours" : "theirs";
    ASSERT_TRUE(replace_file(said / name, node->said, Durability::relaxed).ok() &&
                replace_file(logged / name, node->logged, Durability::relaxed).ok());
    ASSERT_NE(node->logged.find("\"event\":\"request\""), std::string::npos);
  }
  ASSERT_NE(theirs.logged.find("a journal was refused"), std::string::npos);
  const auto is_key = [](const fs::path& path) { return path.parent_path().filename() == "keys"; };
  for (const Secrets* secrets : {&ours.secrets, &theirs.secrets}) {
    for (const fs::path& folder : {said, logged}) expect_none(folder, *secrets);
    expect_none(ours.dir(), *secrets, is_key);
    expect_none(theirs.dir(), *secrets, is_key);
  }
  for (const auto& key : fs::directory_iterator(ours.dir() / "keys")) {  // nobody else may read them
    if (key.path().extension() == ".key") {
      EXPECT_EQ(key.status().permissions() & (fs::perms::group_all | fs::perms::others_all), fs::perms::none)
          << key.path();
    }
  }
  // What may be found is found, so the search looks where it should.
  EXPECT_TRUE(holds(theirs.dir(), id_of("malware", 4)));
  EXPECT_TRUE(holds(theirs.dir() / "evidence", "shown_head"));
  for (const auto& [marker, text] : unreleased)
    EXPECT_TRUE(marker.ends_with("base64") || marker.ends_with("hexadecimal") || holds(ours.dir() / "journals", text))
        << marker;
  // At home, what is unreleased is in the journals and nowhere else; at the other party's it is nowhere, not even by
  // its name.
  expect_none(logged, unreleased);
  expect_none(ours.dir(), unreleased,
              [&](const fs::path& path) { return fs::relative(path, ours.dir()).begin()->string() == "journals"; });
  expect_none(theirs.dir(), unreleased);
  expect_none(theirs.dir(), unreleased_ids);
}

// The search must find what is there.
TEST(SecretsSearch, FindsWhatIsThereInEverySpelling) {
  Secrets secrets;
  add_text(secrets, "a word", "Unsaid-7fd1c2: how we know it");
  for (const std::string& text :
       {std::string("x Unsaid-7fd1c2: how we know it"), to_hex(as_bytes(std::string("Unsaid-7fd1c2: how we know it"))),
        to_base64(as_bytes(std::string("x Unsaid-7fd1c2: how we know it?"))),
        to_base64(as_bytes(std::string("Unsaid-7fd1c2: how we know it?"))),
        to_base64(as_bytes(std::string("xUnsaid-7fd1c2: how we know it?")))})
    EXPECT_TRUE(std::any_of(secrets.begin(), secrets.end(), [&](const auto& one) {
      return text.find(one.second) != text.npos;
    })) << text;
}

}  // namespace
}  // namespace parley::cli::testing
