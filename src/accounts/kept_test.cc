// What is kept of a material and of what was found in it is what it was.
#include "accounts/kept.h"

#include <gmock/gmock.h>

#include "accounts/fixture.h"
#include "accounts/report.h"
#include "accounts/worked_cases.h"

namespace parley::accounts {
namespace {

using namespace testing;

std::string json(const Comparison& comparison) {
  std::string out;
  const auto selection = select(comparison, {});
  PARLEY_CHECK(selection.ok());
  write_json(comparison, *selection, [&](std::string_view part) { out += part; });
  return out;
}
template <class T>
std::string bytes(const T& value) {
  std::string out;
  write_bytes(value, [&](std::string_view part) { out += part; });
  return out;
}

void expect_kept(const Material& material) {
  const std::string there = bytes(material);
  const auto back = material_of(there);
  ASSERT_TRUE(back.has_value());
  EXPECT_EQ(bytes(*back), there);
  const Comparison one(material);
  const std::string found = bytes(found_in(one));
  auto found_again = found_of(found);
  ASSERT_TRUE(found_again.has_value());
  EXPECT_EQ(bytes(*found_again), found);
  EXPECT_EQ(json(Comparison(*back, {}, std::move(*found_again))), json(one));
}

TEST(Kept, WorkedCasesAreComparedAlike) {
  PARLEY_SHARED_PATH(port_vellin, "cases/port-vellin");
  expect_kept(PortVellin(port_vellin).material);
  PARLEY_SHARED_PATH(folder, "cases/lake-tarn");
  const auto material = lake_tarn(folder);
  ASSERT_TRUE(material.ok()) << material.error().message;
  expect_kept(*material);
}

TEST(Kept, RandomCasesAreComparedAlike) {
  for (unsigned seed = 0; seed < 50; ++seed) {
    RandomCase random(seed);
    random.put_all();
    random.world.material.problem("something");
    expect_kept(random.world.material);
  }
}

// More can be put into it as into the one that it was.
TEST(Kept, NamesAreKnown) {
  RandomCase random(7);
  random.put_all();
  auto back = material_of(bytes(random.world.material));
  ASSERT_TRUE(back.has_value());
  Statement same = World::statement(900, 0, 0, {});
  same.name = "s0";
  for (Material* one : {&random.world.material, &*back}) one->put(same);
  EXPECT_EQ(bytes(*back), bytes(random.world.material));
  EXPECT_EQ(back->statements().back().name, random.world.material.statements().back().name);
}

TEST(Kept, WhatIsCutOffOrLongerIsNothing) {
  RandomCase random(3);
  random.put_all();
  const std::string whole = bytes(random.world.material);
  for (std::size_t size = 0; size < whole.size(); ++size)
    EXPECT_FALSE(material_of(std::string_view(whole).substr(0, size)).has_value()) << size;
  EXPECT_FALSE(material_of(whole + " ").has_value());
}

}  // namespace
}  // namespace parley::accounts
