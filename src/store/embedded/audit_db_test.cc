// What could not be written into the journal `audit` yet.
#include "store/embedded/audit_db.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "base/file_fault.h"
#include "store/embedded/node_db.h"

namespace parley::store {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class AuditDbTest : public ::testing::Test {
 protected:
  AuditDbTest() {
    std::string pattern = std::filesystem::temp_directory_path() / "parley-db-XXXXXX";
    dir_ = ::mkdtemp(pattern.data());
    EXPECT_TRUE(NodeDb::open(file()).ok());  // makes the file, as a node of before did
  }
  ~AuditDbTest() override { std::filesystem::remove_all(dir_); }
  std::filesystem::path file() const { return dir_ / "node.db"; }
  std::unique_ptr<AuditDb> opened() {
    auto db = AuditDb::open(file());
    EXPECT_TRUE(db.ok()) << db.error().message;
    return std::move(db).value();
  }

 private:
  std::filesystem::path dir_;
};

TEST_F(AuditDbTest, KeepsWhatWaitsInItsOrderUntilItIsTakenAway) {
  EXPECT_THAT(opened()->waiting().value(), IsEmpty());
  ASSERT_TRUE(opened()->add_waiting("first").ok());
  ASSERT_TRUE(opened()->add_waiting("second").ok());
  EXPECT_THAT(opened()->waiting().value(), ElementsAre("first", "second"));
  ASSERT_TRUE(opened()->remove_waiting().ok());
  EXPECT_THAT(opened()->waiting().value(), IsEmpty());
}

TEST_F(AuditDbTest, KeepsOneCount) {
  EXPECT_EQ(opened()->counted()->attempts, 0u);
  ASSERT_TRUE(opened()->put_counted({.attempts = 40, .since = {7}}).ok());
  ASSERT_TRUE(opened()->put_counted({.attempts = 41, .since = {8}}).ok());
  EXPECT_EQ(opened()->counted()->attempts, 41u);
  EXPECT_EQ(opened()->counted()->since.value, 8);
}

TEST_F(AuditDbTest, OpensOnAFullDiskAlsoTheFirstTime) {
  const FileFault full(file(), FileCall::open_to_write, {.error = ENOSPC});
  const auto db = opened();
  EXPECT_THAT(db->waiting().value(), IsEmpty());
  EXPECT_EQ(db->counted()->attempts, 0u);
  EXPECT_TRUE(db->remove_waiting().ok()) << "there is nothing to be taken away";
  EXPECT_EQ(db->add_waiting("first").error().code, Code::unavailable);
}

}  // namespace
}  // namespace parley::store
