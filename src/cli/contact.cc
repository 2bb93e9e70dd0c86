// parley contact: who speaks for each party.
#include "cli/groups.h"
#include "cli/output.h"
#include "desk/contacts.h"
#include "view/messages.h"

namespace parley::cli {
namespace {

// A contact is for a year unless something else is said: long enough not to be in the way, short enough that it is
// looked at again.
struct SetArguments {
  desk::Contacts::Wanted wanted;
  std::string until = "365d", group;
  Speaking speaking;
};

int set(Context& context, const SetArguments& arguments) {
  const auto group = open_group(context, arguments.group);
  if (!group.ok()) return context.fail(group.error());
  // From the moment of the room, so that what is checked against it and what is written come from one clock.
  const auto until = parse_when(arguments.until, group->now);
  if (!until.ok()) return context.fail(until.error());
  desk::Contacts::Wanted wanted = arguments.wanted;
  wanted.until = *until;
  return say(context, *group, desk::Contacts(*context.node).name(*group, wanted), arguments.speaking);
}

// Contacts that have expired are shown as well, marked: they may still be the only ones there are.
int list(Context& context, const std::string& group) {
  return put_out(context, desk::Contacts(*context.node).list(group), view::contacts_text);
}

}  // namespace

// Setting a contact again before it expires confirms it, so there is no command of its own for that.
void add_contact(Command& app, Context& context) {
  auto* contact = app.add_subcommand("contact", "Who speaks for each party, in which role and hours");
  contact->require_subcommand(1);
  auto* one = contact->add_subcommand("set", "Say who speaks for this party; again before it expires to confirm it");
  auto a = std::make_shared<SetArguments>();
  desk::Contacts::Wanted& w = a->wanted;
  one->add_option("ROLE", w.role, "policy, technical or duty")->required();
  one->add_option("--name", w.name, "A person or a post")->says_something()->required();
  one->add_option("--reach", w.reach, "Telephone, mail, room")->says_something()->required();
  one->add_option("--hours", w.hours, "When, with the time zone");
  add_texts(one, "--language", w.languages, "Such as en (again for each)");
  one->add_option("--key", w.key, "Key for messages outside Parley, such as an OpenPGP fingerprint");
  one->add_option("--appointed-by", w.appointed_by, "Who appointed them");
  one->add_option("--until", a->until,
                  "When it expires unless confirmed: a day (to its end, in UTC) or a time from now")
      ->capture_default_str();
  one->add_option("--group,-g", a->group, "The group (else the only one)");
  one->add_flag("--exercise", w.exercise, "Mark it as an exercise");
  add_speaking(one, a->speaking);
  on_chosen(one, context, node::Act::say, [a](Context& c) { return set(c, *a); });
  auto* other = contact->add_subcommand("list", "The contacts of every party");
  auto alias = std::make_shared<std::string>();
  other->add_option("GROUP", *alias, "Only of this group");
  on_chosen(other, context, true, [alias](Context& c) { return list(c, *alias); });
}

}  // namespace parley::cli
