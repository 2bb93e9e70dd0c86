// A log of 70,000 entries and proof files, judged by code that is not ours: verifier/main.go over Go's sumdb libraries.
#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/wait.h>

#include "base/file.h"
#include "base/keys.h"
#include "journal/bundle.h"
#include "journal/log.h"
#include "testing/source.h"
#include "testing/vectors.h"

namespace parley::journal {
namespace {

namespace fs = std::filesystem;

constexpr const char* kOrigin = "node.gov-a.example/j/7f3k";
constexpr std::uint64_t kEntries = 70'000;

int run(const std::string& command) {
  const int status = std::system((command + " 2>&1").c_str());
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

// A folder with a log in log/, proof files beside it, and the built verifier.
class Verifier : public ::testing::Test {
 protected:
  void SetUp() override {
    if (run("command -v go >/dev/null") != 0 || !fs::exists("/usr/share/gocode/src/golang.org/x/mod/sumdb/tlog")) {
      const char* ci = std::getenv("CI");
      if (ci != nullptr && std::string_view(ci) == "true")
        FAIL() << "golang-go and golang-golang-x-mod-dev are missing, and CI=true";
      GTEST_SKIP() << "golang-go and golang-golang-x-mod-dev are missing";
    }
    std::string name = (fs::temp_directory_path() / "parley-verifier-XXXXXX").string();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder_ = name;
    const fs::path source = parley::testing::source_dir() / "src/journal/verifier/main.go";
    ASSERT_EQ(run("GO111MODULE=off GOPATH=/usr/share/gocode GOCACHE=" + (folder_ / "cache").string() + " go build -o " +
                  (folder_ / "verifier").string() + " " + source.string()),
              0);
    write_log();
  }
  void TearDown() override {
    std::error_code ignored;
    if (!folder_.empty()) fs::remove_all(folder_, ignored);
  }

  static std::string object(std::uint64_t i) { return R"({"id":"x--)" + std::to_string(i) + R"(","type":"x"})"; }
  static Salt salt(std::uint64_t i) { return Salt{static_cast<std::uint8_t>(i), static_cast<std::uint8_t>(i >> 8)}; }

  void write_log() {
    Log log = Log::open(folder_ / "log", kOrigin).value();
    while (log.size() < kEntries) {
      std::vector<std::string> texts;
      for (std::uint64_t i = log.size(); i < std::min(kEntries, log.size() + 999); ++i)
        texts.push_back(make_leaf(LeafKind::assertion, commitment(salt(i), object(i)),
                                  Micros{1'795'336'493'000'000 + static_cast<std::int64_t>(i)}));
      const std::vector<std::string_view> views(texts.begin(), texts.end());
      ASSERT_TRUE(log.append(views).ok());
      ASSERT_TRUE(log.publish(key_, Durability::relaxed).ok());
    }
    for (const std::uint64_t i :
         {std::uint64_t{0}, std::uint64_t{255}, std::uint64_t{256}, std::uint64_t{65'536}, kEntries - 1}) {
      const ProofBundle bundle{.proof = log.prove(i).value(),
                               .entry = log.read_entry(i).value(),
                               .object = object(i),
                               .salt = salt(i),
                               .policy = {.log = vkey_, .quorum = {}},
                               .later = std::nullopt};
      ASSERT_TRUE(verify_bundle(write_bundle(bundle), vkey_).ok());
      const fs::path file = folder_ / (std::to_string(i) + ".proof");
      ASSERT_TRUE(replace_file(file, write_bundle(bundle), Durability::relaxed).ok());
      proofs_ += " " + file.string();
    }
  }
  int judge_log() const {
    return run((folder_ / "verifier").string() + " log " + (folder_ / "log").string() + " " + vkey_.to_string());
  }
  int judge_proofs() const { return run((folder_ / "verifier").string() + " proof " + vkey_.to_string() + proofs_); }
  // Changes one byte in the middle of a file of the log.
  void damage(const std::string& name) const {
    std::string bytes = read_file(folder_ / "log" / name).value();
    bytes[bytes.size() / 2] ^= 1;
    ASSERT_TRUE(replace_file(folder_ / "log" / name, bytes, Durability::relaxed).ok());
  }

  fs::path folder_;
  std::string proofs_;
  const SigningKey key_ = SigningKey::generate();
  const VerifierKey vkey_ = VerifierKey::make(kOrigin, SignatureType::ed25519, key_.public_key());
};

TEST_F(Verifier, OfOthersAcceptsTheLogAndItsProofsAndSeesOneChangedByte) {
  EXPECT_EQ(judge_log(), 0);
  EXPECT_EQ(judge_proofs(), 0);
  for (const char* name :
       {"tile/entries/123", "tile/0/200", "tile/entries/273.p/112", "tile/1/001.p/17", "checkpoint"}) {
    const std::string before = read_file(folder_ / "log" / name).value();
    damage(name);
    EXPECT_EQ(judge_log(), 1) << name;
    ASSERT_TRUE(replace_file(folder_ / "log" / name, before, Durability::relaxed).ok());
  }
  EXPECT_EQ(judge_log(), 0);
}

}  // namespace
}  // namespace parley::journal
