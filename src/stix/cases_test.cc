// The worked case of the project keeps what its README promises.
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "stix/identifier.h"
#include "testing/source.h"

namespace parley::stix {
namespace {

TEST(NorthernGrid, GivesEveryCyberObservableTheIdentifierOfItsContent) {
  std::ifstream file(parley::testing::source_dir() / "cases/northern-grid/bundle.json");
  const std::string text((std::istreambuf_iterator<char>(file)), {});
  json::Parser parser;
  const auto bundle = parser.parse(text);
  ASSERT_TRUE(bundle.ok()) << bundle.error().message;
  const json::Array objects = bundle->at_key("objects").get_array().value_unsafe();
  std::size_t checked = 0;
  for (const json::Element object : objects) {
    const auto id = deterministic_id(object);
    if (!id.ok() || !id->has_value()) continue;  // no cyber-observable, or a process
    EXPECT_EQ(**id, object.at_key("id").get_string().value_unsafe());
    ++checked;
  }
  EXPECT_GE(checked, 30u);
}

}  // namespace
}  // namespace parley::stix
