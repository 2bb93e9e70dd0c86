// Every rule of every table, each broken by itself: what is found, and at which place. The objects are made from the
// tables (test_objects.h), so a row that somebody adds is tested with the others. That the tables are the standard's is
// shown elsewhere: registry_test.cc holds them against the schemas that OASIS publishes, validate_vectors_test.cc
// against the verdicts of other programs.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "stix/test_findings.h"
#include "stix/test_objects.h"

namespace parley::stix {
namespace {

using ::testing::Contains;
using ::testing::IsEmpty;
using ::testing::Not;
using Rule = Constraint::Rule;

// The findings of an object of this type, their paths beginning at that object and not at the one around it.
std::vector<std::string> found_of(const CompiledType& type, const TestObject& object) {
  const Placed whole = placed(type, object);
  std::vector<std::string> out;
  for (const std::string& one : found_in(whole.text)) {
    const std::size_t at = one.find('@') + 1;
    out.push_back(std::string_view(one).substr(at).starts_with(whole.at)
                      ? one.substr(0, at) + one.substr(at + whole.at.size())
                      : one);
  }
  return out;
}
std::vector<std::string> errors_of(const CompiledType& type, const TestObject& object) {
  std::vector<std::string> out = found_of(type, object);
  std::erase_if(out, [](const std::string& one) { return one.starts_with('~'); });
  return out;
}

// Calls `test` with each property of each type, and an object that has it and is as it should be.
template <class Test>
void for_each_property(Test test) {
  for (const CompiledType* type : all_types())
    for (const CompiledProperty& property : type->properties) {
      if (property.row.value.kind == Kind::reserved) continue;
      SCOPED_TRACE(std::string(type->row->name) + ", " + std::string(property.row.name));
      test(*type, property, with_one(*type, property.row.name));
      if (::testing::Test::HasFatalFailure()) return;
    }
}
// Likewise each rule between properties.
template <class Test>
void for_each_constraint(std::initializer_list<Rule> rules, Test test) {
  std::size_t tested = 0;
  for (const CompiledType* type : all_types())
    for (const CompiledConstraint& one : type->constraints)
      for (const Rule rule : rules) {
        if (one.row->rule != rule) continue;
        SCOPED_TRACE(std::string(type->row->name) + ", " + std::string(one.row->names[0]));
        test(*type, *one.row);
        ++tested;
      }
  EXPECT_GT(tested, 0u);
}

std::string at_property(const CompiledProperty& property) { return "/" + std::string(property.row.name); }
std::string first_of(const CompiledProperty& property) {
  return at_property(property) + (property.row.value.is_list ? "/0" : "");
}
// `value` as the property has it: by itself, or as the only one of a list.
std::string in_its_list(const CompiledProperty& property, const std::string& value) {
  return property.row.value.is_list ? "[" + value + "]" : value;
}

TEST(EveryType, TakesWhatItMustHaveAndAllThatItMayHave) {
  EXPECT_GT(all_types().size(), 100u);
  for (const CompiledType* type : all_types()) {
    EXPECT_THAT(errors_of(*type, least(*type)), IsEmpty()) << placed(*type, least(*type)).text;
    EXPECT_THAT(errors_of(*type, most(*type)), IsEmpty()) << placed(*type, most(*type)).text;
  }
}

TEST(EveryProperty, IsTakenByItself) {
  for_each_property([](const CompiledType& type, const CompiledProperty& property, const TestObject& object) {
    ASSERT_TRUE(object.has(property.row.name));
    EXPECT_THAT(errors_of(type, object), IsEmpty()) << object.text();
  });
}

// Section 3.2 and each type's own: the object that lacks it is named, and the sentence names the property.
TEST(EveryRequiredProperty, IsMissedWhenItIsNotThere) {
  std::size_t tested = 0;
  for_each_property([&](const CompiledType& type, const CompiledProperty& property, TestObject object) {
    if (property.row.need != Need::required) return;
    object.remove(property.row.name);
    if (object.members.empty()) object.set("x_own", "1");  // an empty object has a finding of its own
    EXPECT_THAT(errors_of(type, object), Contains("required-property-missing@"));
    const Placed whole = placed(type, object);
    EXPECT_NE(sentence_of("required-property-missing@" + whole.at, whole.text)
                  .find("\"" + std::string(property.row.name) + "\" is missing"),
              std::string::npos);
    ++tested;
  });
  EXPECT_GT(tested, 400u);
}

// Chapter 2: there is no null and no empty list or object.
TEST(EveryProperty, IsNeitherNullNorEmpty) {
  for_each_property([](const CompiledType& type, const CompiledProperty& property, TestObject object) {
    if (property.row.name == "type" && type.row->family != Family::part) return;  // decides which table holds
    object.set(property.row.name, "null");
    EXPECT_THAT(errors_of(type, object), Contains("null-value@" + at_property(property)));
    object.set(property.row.name, "[]");
    EXPECT_THAT(errors_of(type, object), Contains("empty-list@" + at_property(property)));
  });
}

bool is_text(Kind kind) {
  switch (kind) {
    case Kind::string:
    case Kind::timestamp:
    case Kind::identifier:
    case Kind::open_vocabulary:
    case Kind::enumeration:
    case Kind::hexadecimal:
    case Kind::binary:
      return true;
    default:
      return false;
  }
}

// What of JSON is no value of this kind.
std::vector<std::string> wrong_for(const Value& value) {
  if (value.kind == Kind::stix_object) return {};  // has a finding of its own
  if (is_text(value.kind)) return {"5", "true", R"({"a":"b"})", R"(["a"])"};
  if (value.kind == Kind::boolean && value.or_string) return {"5", R"({"a":"b"})"};
  if (value.kind == Kind::boolean) return {R"("true")", "1", R"({"a":"b"})"};
  if (value.kind == Kind::integer) return {R"("5")", "5.5", "true", R"({"a":"b"})"};
  if (value.kind == Kind::number) return {R"("5")", "true", R"({"a":"b"})"};
  return {R"("a")", "5", "true", R"(["a"])"};
}

TEST(EveryProperty, IsOfItsKindAndEachItemOfAList) {
  for_each_property([](const CompiledType& type, const CompiledProperty& property, TestObject object) {
    for (const std::string& wrong : wrong_for(property.row.value)) {
      object.set(property.row.name, in_its_list(property, wrong));
      EXPECT_THAT(errors_of(type, object), Contains("wrong-type@" + first_of(property))) << wrong;
    }
    if (!property.row.value.is_list) return;
    object.set(property.row.name, "5");
    EXPECT_THAT(errors_of(type, object), Contains("wrong-type@" + at_property(property)));
  });
}

// Each item has a place of its own.
TEST(EveryList, NamesTheItemThatIsWrong) {
  for_each_property([](const CompiledType& type, const CompiledProperty& property, TestObject object) {
    if (!property.row.value.is_list) return;
    std::string value;
    for (const auto& [name, one] : object.members)
      if (name == property.row.name) value = one.substr(1, one.size() - 2);
    object.set(property.row.name, "[" + value + "," + value + ",null]");
    EXPECT_THAT(
        errors_of(type, object),
        ::testing::ElementsAre((property.row.value.kind == Kind::stix_object ? "not-an-object@" : "null-value@") +
                               at_property(property) + "/2"));
  });
}

// Section 2.3.
TEST(EveryProperty, ThatIsAnObjectIsNotAnEmptyOne) {
  for_each_property([](const CompiledType& type, const CompiledProperty& property, TestObject object) {
    const Kind kind = property.row.value.kind;
    if (kind != Kind::hashes && kind != Kind::dictionary && kind != Kind::part && kind != Kind::extensions &&
        kind != Kind::observables && kind != Kind::any_object)
      return;
    object.set(property.row.name, in_its_list(property, "{}"));
    EXPECT_THAT(errors_of(type, object), Contains("empty-dictionary@" + first_of(property)));
  });
}

// RFC 7493, to which section 1.2.10 refers.
TEST(EveryProperty, StandsOnce) {
  for_each_property([](const CompiledType& type, const CompiledProperty& property, TestObject object) {
    std::string value;
    for (const auto& [name, one] : object.members)
      if (name == property.row.name) value = one;
    object.members.insert(object.members.begin(), {std::string(property.row.name), value});
    EXPECT_THAT(errors_of(type, object), ::testing::ElementsAre("duplicate-name" + ("@" + at_property(property))));
  });
}

TEST(EveryTime, IsOneInUtcThatThereWas) {
  for_each_property([](const CompiledType& type, const CompiledProperty& property, TestObject object) {
    if (property.row.value.kind != Kind::timestamp) return;
    for (const std::string_view wrong : {"", "2026-02-30T00:00:00.000Z", "2026-01-01T00:00:00.000+00:00", "2026-01-01",
                                         "2026-01-01T24:00:00.000Z", "2026-01-01t00:00:00.000z"}) {
      object.set(property.row.name, "\"" + std::string(wrong) + "\"");
      EXPECT_THAT(errors_of(type, object), Contains("timestamp-invalid@" + at_property(property))) << wrong;
    }
    // Section 3.2: those of making and changing are precise to the millisecond.
    object.set(property.row.name, "\"2026-09-01T00:00:00Z\"");
    const std::string coarse = "timestamp-too-coarse@" + at_property(property);
    if (property.row.name == "created" || property.row.name == "modified")
      EXPECT_THAT(errors_of(type, object), Contains(coarse));
    else
      EXPECT_THAT(errors_of(type, object), Not(Contains(coarse)));
  });
}

// Section 2.10 for all integers, and the ranges of the tables.
TEST(EveryNumber, StaysInItsRange) {
  for_each_property([](const CompiledType& type, const CompiledProperty& property, TestObject object) {
    const Value& value = property.row.value;
    if (value.kind != Kind::integer && value.kind != Kind::number) return;
    const auto found = [&](double number) {
      object.set(property.row.name, in_its_list(property, fmt::format("{}", number)));
      return found_of(type, object);
    };
    const std::string beyond =
        (value.range_advised ? "~number-implausible@" : "value-out-of-range@") + first_of(property);
    constexpr double kLargest = 9007199254740991.0;
    if (value.lowest > -kLargest) {
      EXPECT_THAT(found(value.lowest), Not(Contains(beyond)));
      EXPECT_THAT(found(value.lowest - 1), Contains(beyond));
    }
    if (value.highest < kLargest) {
      EXPECT_THAT(found(value.highest), Not(Contains(beyond)));
      EXPECT_THAT(found(value.highest + 1), Contains(beyond));
    }
    if (value.kind != Kind::integer) return;
    for (const std::string_view large : {"9007199254740992", "-9007199254740992", "18446744073709551615", "1e300"}) {
      object.set(property.row.name, in_its_list(property, std::string(large)));
      EXPECT_THAT(errors_of(type, object), Contains("integer-too-large@" + first_of(property))) << large;
    }
  });
}

// Sections 2.14 and 2.4: another word is advised against in an open vocabulary and refused in an enumeration.
TEST(EveryVocabulary, TakesAllItsWordsAndTellsOfOthers) {
  for_each_property([](const CompiledType& type, const CompiledProperty& property, TestObject object) {
    const Value& value = property.row.value;
    if (value.kind != Kind::open_vocabulary && value.kind != Kind::enumeration) return;
    const std::string open = "~open-vocabulary@" + first_of(property),
                      closed = "enumeration-value@" + first_of(property);
    for (const std::string_view word : value.vocabulary->values) {
      object.set(property.row.name, in_its_list(property, "\"" + std::string(word) + "\""));
      EXPECT_THAT(found_of(type, object), Not(Contains(open))) << word;
      EXPECT_THAT(found_of(type, object), Not(Contains(closed))) << word;
    }
    object.set(property.row.name, in_its_list(property, R"("no-word-of-any-list")"));
    const bool is_open = value.kind == Kind::open_vocabulary;
    EXPECT_THAT(found_of(type, object), Contains(is_open ? open : closed));
    const Placed whole = placed(type, object);
    EXPECT_NE(
        sentence_of((is_open ? "~open-vocabulary@" : "enumeration-value@") + whole.at + first_of(property), whole.text)
            .find(value.vocabulary->name),
        std::string::npos)
        << "the sentence names the list";
  });
}

// Whatever type there is, as what a reference points to: taken where the table has it, and named where it has not.
TEST(EveryReference, PointsOnlyToWhatItMay) {
  const Registry& registry = Registry::get();
  for_each_property([&](const CompiledType& type, const CompiledProperty& property, TestObject object) {
    const Value& value = property.row.value;
    if (value.kind != Kind::identifier) return;
    const std::string wrong = "reference-target@" + first_of(property);
    const auto to = [&](std::string_view name) {
      object.set(property.row.name,
                 in_its_list(property, "\"" + std::string(name) + "--" + std::string(kOtherUuid) + "\""));
      return errors_of(type, object);
    };
    for (auto i = 0u; i < static_cast<unsigned>(TypeId::custom); ++i) {
      const auto target = static_cast<TypeId>(i);
      const std::string_view name = registry.type(target).row->name;
      if (value.targets.has(target))
        EXPECT_THAT(to(name), Not(Contains(wrong))) << name;
      else
        EXPECT_THAT(to(name), Contains(wrong)) << name;
    }
    if (value.targets.has(TypeId::custom) && value.own_types.empty())
      EXPECT_THAT(to("x-own"), Not(Contains(wrong)));
    else
      EXPECT_THAT(to("x-own"), Contains(wrong));
    for (const std::string_view bad :
         {"", "identity", "--0f34319d-23df-4cd6-a883-4761519e1b33", "identity--0f34319d-23df-4cd6-a883-4761519e1b3",
          "identity--0f34319d-23df-4cd6-a883-4761519e1b33 "}) {
      object.set(property.row.name, in_its_list(property, "\"" + std::string(bad) + "\""));
      EXPECT_THAT(errors_of(type, object), Contains("identifier-invalid@" + first_of(property))) << bad;
    }
  });
}

// --- between properties

TEST(AtLeastOne, IsAskedForByName) {
  for_each_constraint({Rule::at_least_one}, [](const CompiledType& type, const Constraint& rule) {
    for (const std::string_view only : rule.names) {
      if (only.empty()) continue;
      EXPECT_THAT(errors_of(type, with_one(type, only)), Not(Contains("at-least-one-required@"))) << only;
    }
    TestObject none = least(type);
    for (const std::string_view one : rule.names) none.remove(one);
    if (none.members.empty()) none.set("x_own", "1");
    EXPECT_THAT(errors_of(type, none), Contains("at-least-one-required@"));
    const Placed whole = placed(type, none);
    EXPECT_NE(
        sentence_of("at-least-one-required@" + whole.at, whole.text).find("\"" + std::string(rule.names[0]) + "\""),
        std::string::npos);
  });
}

TEST(AtMostOne, IsLeftWhenThereAreTwo) {
  for_each_constraint({Rule::at_most_one}, [](const CompiledType& type, const Constraint& rule) {
    TestObject both = with_one(type, rule.names[0]);
    const TestObject other = with_one(type, rule.names[1]);
    for (const auto& [name, value] : other.members)
      if (!both.has(name)) both.set(name, value);
    EXPECT_THAT(errors_of(type, both), Contains("mutually-exclusive@"));
    EXPECT_THAT(errors_of(type, other), Not(Contains("mutually-exclusive@")));
  });
}

TEST(Needs, IsToldAtThePropertyThatNeedsTheOther) {
  for_each_constraint({Rule::needs}, [](const CompiledType& type, const Constraint& rule) {
    for (std::size_t i = 1; i < rule.names.size() && !rule.names[i].empty(); ++i) {
      TestObject object = with_one(type, rule.names[0]);
      object.remove(rule.names[i]);
      EXPECT_THAT(errors_of(type, object), Contains("needs-other-property@/" + std::string(rule.names[0])));
    }
  });
}

// Section 3.6.1 for "modified", and the types' own.
TEST(TimesInOrder, AreComparedAsInstants) {
  for_each_constraint({Rule::not_before, Rule::after}, [](const CompiledType& type, const Constraint& rule) {
    const std::string wrong = "time-order@/" + std::string(rule.names[0]);
    TestObject object = with_one(type, rule.names[0]);
    const auto found = [&](std::string_view earlier, std::string_view later) {
      object.set(rule.names[1], "\"" + std::string(earlier) + "\"");
      object.set(rule.names[0], "\"" + std::string(later) + "\"");
      return errors_of(type, object);
    };
    EXPECT_THAT(found("2026-01-01T00:00:00.000Z", "2026-01-01T00:00:00.0000001Z"), Not(Contains(wrong)));
    EXPECT_THAT(found("2026-01-01T00:00:00.0000001Z", "2026-01-01T00:00:00.000Z"), Contains(wrong));
    const auto same = found("2026-01-01T00:00:00.000Z", "2026-01-01T00:00:00.000000Z");
    if (rule.rule == Rule::after)
      EXPECT_THAT(same, Contains(wrong));
    else
      EXPECT_THAT(same, Not(Contains(wrong)));
  });
}

TEST(Flags, ForbidWhatDoesNotGoWithThem) {
  for_each_constraint(
      {Rule::not_when_true, Rule::not_when_false}, [](const CompiledType& type, const Constraint& rule) {
        const std::string wrong = "not-allowed-with@/" + std::string(rule.names[0]);
        const bool when = rule.rule == Rule::not_when_true;
        TestObject object = with_one(type, rule.names[0]);
        object.set(rule.names[1], when ? "true" : "false");
        EXPECT_THAT(errors_of(type, object), Contains(wrong));
        object.set(rule.names[1], when ? "false" : "true");
        EXPECT_THAT(errors_of(type, object), Not(Contains(wrong)));
        object.set(rule.names[1], "\"x\"");
        EXPECT_THAT(errors_of(type, object), Not(Contains(wrong))) << "what is no flag is told as of the wrong type";
      });
}

TEST(Flags, AskForWhatGoesWithThem) {
  for_each_constraint({Rule::needed_when_true}, [](const CompiledType& type, const Constraint& rule) {
    TestObject object = with_one(type, rule.names[1]);
    object.remove(rule.names[0]);
    object.set(rule.names[1], "true");
    EXPECT_THAT(errors_of(type, object), Contains("required-with@"));
    object.set(rule.names[1], "false");
    EXPECT_THAT(errors_of(type, object), Not(Contains("required-with@")));
  });
}

// Common properties do not count: what has only these says nothing of its own.
TEST(OwnProperties, AreAsManyAsTheTypeWants) {
  for_each_constraint({Rule::own_properties}, [](const CompiledType& type, const Constraint&) {
    TestObject object = least(type);
    EXPECT_THAT(errors_of(type, object), Not(Contains("too-few-properties@")));
    for (const CompiledProperty& one : type.properties)
      if (one.row.need == Need::optional) object.remove(one.row.name);
    if (object.members.empty()) object.set("x_own", "1");
    EXPECT_THAT(errors_of(type, object), Contains("too-few-properties@"));
  });
}

}  // namespace
}  // namespace parley::stix
