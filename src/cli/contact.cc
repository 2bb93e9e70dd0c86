#include <fmt/format.h>

#include "cli/groups.h"

namespace parley::cli {
namespace {

struct SetArguments {
  std::string role, name, reach, hours, key, appointed_by, until = "365d", group;
  std::vector<std::string> languages;
  bool exercise = false;
  Speaking speaking;
};

int set(Context& context, const SetArguments& arguments) {
  const auto group = open_group(context, arguments.group);
  if (!group.ok()) return context.fail(group.error());
  const auto role = group::role_of(arguments.role);
  if (!role)
    return context.fail({Code::invalid_input, "\"" + arguments.role + "\" is no role: policy, technical or duty"});
  const auto until = parse_when(arguments.until, group->now);
  if (!until.ok()) return context.fail(until.error());
  if (*until <= group->now)
    return context.fail({Code::invalid_input, "--until is a time to come, and " + arguments.until + " has passed"});
  // The contact of a role keeps its id, so that renewing it is a new version of the same.
  const std::string id =
      group::derived_id("contact", group->group.charter.terms.id + "\n" + group->own + "\n" + arguments.role);
  group::Envelope envelope{.type = "contact",
                           .id = id,
                           .author = group->own,
                           .time = {group->now.value / 1000 * 1000},
                           .exercise = arguments.exercise || group->exercise()};
  for (const group::ContactState& one : group->view.contacts)
    if (one.at.id == id && one.at.author == group->own) envelope.created = one.created;
  auto text = group::message_text(envelope);
  text.text("party_ref", group->own)
      .text("role", arguments.role)
      .text("name", arguments.name)
      .text("contact_information", arguments.reach);
  if (!arguments.hours.empty()) text.text("hours", arguments.hours);
  if (!arguments.languages.empty()) text.raw("languages", json::string_array_text(arguments.languages));
  if (!arguments.key.empty()) text.text("key", arguments.key);
  if (!arguments.appointed_by.empty()) text.text("appointed_by", arguments.appointed_by);
  text.text("valid_from", to_string(group->now)).text("valid_until", to_string(*until));
  return say(context, *group, text.str(), arguments.speaking);
}

int list(Context& context, const std::string& alias) {
  const auto groups = open_groups(context, alias);
  if (!groups.ok()) return context.fail(groups.error());
  Table table({"GROUP", "PARTY", "ROLE", "NAME", "REACH", "HOURS", "LANGUAGES", "VALID UNTIL"});
  for (const OpenGroup& group : *groups) {
    for (const group::ContactState& one : group.view.contacts) {
      const group::Contact& contact = one.contact;
      if (context.json)
        context.console.line(JsonLine()
                                 .text("group", group.group.alias)
                                 .text("party", contact.party)
                                 .text("role", to_string(contact.role))
                                 .text("name", contact.name)
                                 .text("contact_information", contact.contact_information)
                                 .text("hours", contact.hours)
                                 .raw("languages", json::string_array_text(contact.languages))
                                 .text("key", contact.key)
                                 .text("valid_until", to_string(contact.valid_until))
                                 .flag("expired", one.expired)
                                 .flag("exercise", one.at.exercise)
                                 .str());
      else
        table.add({shown(group.group.alias), group.name(contact.party), std::string(to_string(contact.role)),
                   shown(contact.name), shown(contact.contact_information), shown(contact.hours),
                   shown(fmt::format("{}", fmt::join(contact.languages, " "))),
                   (one.expired ? "EXPIRED " : "") + short_time(contact.valid_until)});
    }
  }
  if (!context.json) table.print(context.console);
  return kDone;
}

}  // namespace

void add_contact(Command& app, Context& context) {
  auto* contact = app.add_subcommand("contact", "Who speaks for each party, in which role and hours");
  contact->require_subcommand(1);
  auto* one = contact->add_subcommand("set", "Say who speaks for this party; again before it expires to confirm it");
  auto a = std::make_shared<SetArguments>();
  one->add_option("ROLE", a->role, "policy, technical or duty")->required();
  one->add_option("--name", a->name, "A person or a post")->says_something()->required();
  one->add_option("--reach", a->reach, "Telephone, mail, room")->says_something()->required();
  one->add_option("--hours", a->hours, "When, with the time zone");
  add_texts(one, "--language", a->languages, "Such as en (again for each)");
  one->add_option("--key", a->key, "Key for messages outside Parley, such as an OpenPGP fingerprint");
  one->add_option("--appointed-by", a->appointed_by, "Who appointed them");
  one->add_option("--until", a->until,
                  "When it expires unless confirmed: a day (to its end, in UTC) or a time from now")
      ->capture_default_str();
  one->add_option("--group,-g", a->group, "The group (else the only one)");
  one->add_flag("--exercise", a->exercise, "Mark it as an exercise");
  add_speaking(one, a->speaking);
  on_chosen(one, context, node::Act::say, [a](Context& c) { return set(c, *a); });
  auto* other = contact->add_subcommand("list", "The contacts of every party");
  auto alias = std::make_shared<std::string>();
  other->add_option("GROUP", *alias, "Only of this group");
  on_chosen(other, context, true, [alias](Context& c) { return list(c, *alias); });
}

}  // namespace parley::cli
