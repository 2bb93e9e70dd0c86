// The tables made ready: every name is found and no other, and what they say is what OASIS publishes.
#include "stix/registry.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>

#include "stix/test_objects.h"
#include "testing/vectors.h"

namespace parley::stix {
namespace {

TEST(NameTable, FindsEachOfItsNamesAndNoOther) {
  for (const CompiledType* type : all_types()) {
    for (std::size_t i = 0; i < type->properties.size(); ++i) {
      const std::string name(type->properties[i].row.name);
      EXPECT_EQ(type->names.find(name), static_cast<int>(i));
      // One letter less, one more, one other: names that lie as close as names can.
      for (std::string other : {name.substr(1), name + "x", "x" + name, name.substr(0, name.size() - 1)})
        if (std::none_of(type->properties.begin(), type->properties.end(),
                         [&](const CompiledProperty& one) { return one.row.name == other; }))
          EXPECT_EQ(type->names.find(other), NameTable::kNone) << other;
      std::string other = name;
      other[other.size() / 2] = '!';
      EXPECT_EQ(type->names.find(other), NameTable::kNone) << other;
    }
    EXPECT_EQ(type->names.find(""), NameTable::kNone);
  }
}

TEST(NameTable, OfAnyNamesHoldsThemAll) {
  std::mt19937 random(3);
  for (std::size_t size = 0; size <= NameTable::kMostNames; size += 8) {
    std::set<std::string> names;
    while (names.size() < size) {
      std::string name;
      for (auto n = 3 + random() % 18; n > 0; --n)  // a property's has three letters at least (section 3.1)
        name += static_cast<char>('a' + random() % 3);
      names.insert(name);
    }
    const NameTable table(std::vector<std::string_view>(names.begin(), names.end()));
    int index = 0;
    for (const std::string& one : names) EXPECT_EQ(table.find(one), index++) << one << " of " << size;
    EXPECT_EQ(table.find("d"), NameTable::kNone);
  }
}

TEST(SameBytes, ComparesAllOfThem) {
  const std::string text = "abcdefghijklmnopqrstuvwxyz";
  for (std::size_t size = 1; size <= text.size(); ++size) {
    EXPECT_TRUE(same_bytes(text.data(), std::string(text).data(), size));
    for (std::size_t at = 0; at < size; ++at) {
      std::string other = text;
      other[at] = '!';
      EXPECT_FALSE(same_bytes(text.data(), other.data(), size)) << size << " " << at;
    }
  }
}

TEST(Registry, KnowsTheStandardsTypesAndCallsAllOthersCustom) {
  const Registry& registry = Registry::get();
  for (auto i = 0u; i < static_cast<unsigned>(TypeId::custom); ++i) {
    const auto id = static_cast<TypeId>(i);
    EXPECT_EQ(registry.id_of(registry.type(id).row->name), id);
    EXPECT_EQ(registry.type(id).id, id);
  }
  for (const std::string_view other : {"", "x-own", "Malware", "malware ", "statement", "ntfs-ext"})
    EXPECT_EQ(registry.id_of(other), TypeId::custom) << other;
  EXPECT_EQ(registry.extension("file"), nullptr);
  EXPECT_EQ(registry.extension("ntfs-ext")->row->name, "ntfs-ext");
  EXPECT_EQ(registry.parley_type("malware"), nullptr);
  EXPECT_EQ(registry.parley_type("statement")->row->name, "statement");
}

// A sentence is put together from these, so none of them is empty.
TEST(Registry, HasWordsForWhateverAFindingMaySay) {
  for (const CompiledType* type : all_types()) {
    EXPECT_FALSE(type->section().empty()) << type->row->name;
    for (const CompiledProperty& one : type->properties) {
      SCOPED_TRACE(std::string(type->row->name) + ", " + std::string(one.row.name));
      EXPECT_FALSE(one.section.empty());
      EXPECT_FALSE(one.expected.empty());
      if (one.row.value.kind == Kind::identifier) EXPECT_FALSE(one.targets.empty());
      const Value& value = one.row.value;
      if (value.lowest != -kUnbounded || value.highest != kUnbounded) EXPECT_FALSE(value.range.empty());
    }
    for (const CompiledConstraint& one : type->constraints) {
      const bool is_named =
          one.row->rule != Constraint::Rule::check && one.row->rule != Constraint::Rule::own_properties;
      EXPECT_EQ(!one.names.empty(), is_named) << type->row->name;
    }
  }
}

// --- the schemas that OASIS publishes (oasis-open/cti-stix2-json-schemas)

using Names = std::set<std::string>;

struct Schema {
  Names properties, required;
};

json::Element parsed(json::Parser& parser, const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  return *parser.parse(text);
}

// Of one schema, those that it takes in by reference, and what it is put together of. Required is of alternatives what
// all of them have.
void collect(json::Object schema, const std::filesystem::path& file, Schema& out) {
  if (const auto properties = json::member(schema, "properties"))
    for (const auto field : json::Object(*properties)) out.properties.emplace(field.key);
  if (const auto required = json::member(schema, "required"))
    for (const json::Element one : json::Array(*required)) out.required.emplace(std::string_view(one));
  if (const auto ref = json::string_member(schema, "$ref"); ref && ref->ends_with("core.json")) {
    json::Parser parser;
    collect(json::Object(parsed(parser, file.parent_path() / *ref)), file, out);
  }
  if (const auto all = json::member(schema, "allOf"))
    for (const json::Element one : json::Array(*all)) collect(json::Object(one), file, out);
  const auto any = json::member(schema, "oneOf");
  if (!any) return;
  std::vector<Schema> alternatives;
  for (const json::Element one : json::Array(*any)) collect(json::Object(one), file, alternatives.emplace_back());
  for (const Schema& one : alternatives) out.properties.insert(one.properties.begin(), one.properties.end());
  for (const std::string& name : alternatives.front().required)
    if (std::all_of(alternatives.begin(), alternatives.end(),
                    [&](const Schema& one) { return one.required.contains(name); }))
      out.required.insert(name);
}

// By type. Those of common/ that are no types of objects are left out.
std::map<std::string, std::filesystem::path> schema_files(const std::filesystem::path& folder) {
  std::map<std::string, std::filesystem::path> out;
  for (const std::string_view chapter : {"sdos", "sros", "observables", "common"})
    for (const auto& entry : std::filesystem::directory_iterator(folder / chapter)) {
      const std::string name = entry.path().stem();
      if (Registry::get().id_of(name) != TypeId::custom) out[name] = entry.path();
    }
  return out;
}

TEST(Registry, HasThePropertiesOfThePublishedSchemas) {
  PARLEY_SHARED_PATH(folder, "schemas/stix-2.1/schemas");
  const auto files = schema_files(folder);
  EXPECT_EQ(files.size(), static_cast<std::size_t>(TypeId::custom)) << "every type of the standard has a schema";
  for (const auto& [name, file] : files) {
    SCOPED_TRACE(name);
    json::Parser parser;
    Schema schema;
    collect(json::Object(parsed(parser, file)), file, schema);
    // Where the text of the standard says another thing than its schemas.
    if (name == "course-of-action") schema.properties.insert("action");  // 4.3.1: reserved, so it must be known
    if (name == "language-content") schema.properties.erase("lang");     // 3.2, the table of what applies
    if (name == "extension-definition") {
      for (const std::string_view one : {"lang", "confidence", "extensions"}) schema.properties.erase(std::string(one));
      schema.required.insert("created_by_ref");
    }
    Schema ours;
    for (const CompiledProperty& one : Registry::get().type(Registry::get().id_of(name)).properties) {
      ours.properties.emplace(one.row.name);
      if (one.row.need == Need::required) ours.required.emplace(one.row.name);
    }
    EXPECT_EQ(ours.properties, schema.properties);
    EXPECT_EQ(ours.required, schema.required);
  }
}

}  // namespace
}  // namespace parley::stix
