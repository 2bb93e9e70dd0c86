// A file that grows is looked at by hand here: what happens between two looks is what the test does.
#include "watch/followed_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace parley::watch {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string dns(int number) {
  return fmt::format(
      "{{\"ts\":\"2026-11-22T08:00:{:02}Z\",\"uid\":\"C{}\",\"id.orig_h\":\"192.0.2.1\",\"id.resp_h\":\"192.0.2.53\","
      "\"query\":\"h{}.example.net\"}}\n",
      number, number, number);
}

class FollowedFiles : public ::testing::Test {
 protected:
  FollowedFiles() {
    std::string name = ::testing::TempDir() + "followed-XXXXXX";
    EXPECT_NE(::mkdtemp(name.data()), nullptr);
    folder_ = name;
    path_ = folder_ / "dns.json";
    reader_ = {.record =
                   [this](Log& log, Occurrences&) {
                     for (const Field& field : log.record().fields)
                       if (field.value.ends_with(".example.net")) seen_.emplace_back(field.value.substr(0, 2));
                     return Status{};
                   },
               .stix = [](Log&) { return Status{}; },
               .notice = [this](const std::string&, const std::string& text) { said_.push_back(text); },
               .problem = [this](const std::string&, const Error& error) { said_.push_back(error.message); },
               .closed = [this](const Log& log) { skipped_ += log.counts().skipped(); }};
    file_ = std::make_unique<FollowedFile>(
        path_.string(), [](const std::string& name_of_file) { return open_file(name_of_file, O_RDONLY, 0); },
        LogOptions{.format = {}, .mapping = nullptr, .zone_minutes = 0, .growing = true}, reader_);
  }
  ~FollowedFiles() override {
    file_.reset();
    std::filesystem::remove_all(folder_);
  }
  void append(const std::string& text) const { std::ofstream(path_, std::ios::app | std::ios::binary) << text; }
  // One look: what is there, and the file anew when it is another.
  std::vector<std::string> look() {
    seen_.clear();
    EXPECT_TRUE(file_->drain().ok());
    if (file_->has_changed()) {
      EXPECT_TRUE(file_->open_again().ok());
      EXPECT_TRUE(file_->drain().ok());
    }
    return seen_;
  }

  std::filesystem::path folder_, path_;
  FollowedFile::Reader reader_;
  std::unique_ptr<FollowedFile> file_;
  std::vector<std::string> seen_, said_;
  std::uint64_t skipped_ = 0;
};

TEST_F(FollowedFiles, AreReadAsTheyGrowALineInTwoPiecesIsOne) {
  append(dns(1));
  file_->open();
  EXPECT_THAT(look(), ElementsAre("h1"));
  EXPECT_THAT(look(), IsEmpty());
  append(dns(2) + dns(3).substr(0, 40));
  EXPECT_THAT(look(), ElementsAre("h2"));
  append(dns(3).substr(40));
  EXPECT_THAT(look(), ElementsAre("h3"));
  file_->close();
  EXPECT_EQ(skipped_, 0u);
}

TEST_F(FollowedFiles, AreReadToTheirEndAndAnewWhenTheyAreRotated) {
  append(dns(1));
  file_->open();
  EXPECT_THAT(look(), ElementsAre("h1"));
  std::filesystem::rename(path_, folder_ / "dns.json.1");
  std::ofstream(folder_ / "dns.json.1", std::ios::app | std::ios::binary) << dns(4);
  // Moved away, and its successor is still to come: the old one is read on.
  EXPECT_THAT(look(), ElementsAre("h4"));
  std::ofstream(folder_ / "dns.json.1", std::ios::app | std::ios::binary) << dns(5);
  append(dns(6));
  EXPECT_THAT(look(), ElementsAre("h5", "h6"));
}

TEST_F(FollowedFiles, AreReadFromTheirBeginningWhenTheyWereTruncated) {
  append(dns(1) + dns(2));
  file_->open();
  EXPECT_THAT(look(), ElementsAre("h1", "h2"));
  std::filesystem::resize_file(path_, 0);
  EXPECT_THAT(look(), IsEmpty());
  append(dns(3));
  EXPECT_THAT(look(), ElementsAre("h3"));
}

TEST_F(FollowedFiles, AreWaitedForAndThatIsSaidOnce) {
  file_->open();
  EXPECT_FALSE(file_->came());
  EXPECT_TRUE(file_->has_changed()) << "its name is looked at again";
  ASSERT_TRUE(file_->open_again().ok());
  EXPECT_THAT(said_, ElementsAre(HasSubstr("waiting for it")));
  append(dns(1));
  EXPECT_THAT(look(), ElementsAre("h1"));
  EXPECT_TRUE(file_->came());
  EXPECT_THAT(said_, ElementsAre(HasSubstr("waiting for it"), "is there now"));
}

}  // namespace
}  // namespace parley::watch
