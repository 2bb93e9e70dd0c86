#!/usr/bin/env python3
"""A member of a group releases more than the other's disk holds. The other's own POSTs go on, and both sides say why no more is taken."""
from attack import *

given = arguments(__doc__, disk=(60, "MB of the victim's disk"), objects=(12000, "objects that are released"), bytes=(4000, "bytes of each"),
                  reserve=(20, "MB of the victim's reserve"), limit=(0, "MB that the victim takes of the member; 0: its default"))
with folder(given.disk) as disk, folder() as work:
    config = f"[storage]\nreserve_bytes = {given.reserve << 20}\n" if given.reserve else ""
    if given.limit:
        config += f"party_bytes = {given.limit << 20}\n"
    victim = Node(given.parley, disk + "/node", "victim", peers=True, config="")
    text = open(victim.dir + "/parley.toml").read()
    if "[storage]" in text:  # a version that knows limits
        head, tail = text.split("[storage]", 1)
        rest = tail[tail.index("[log]"):]
        open(victim.dir + "/parley.toml", "w").write(head + config + "\n" + rest)
    mallory = Node(given.parley, work + "/mallory", "mallory", peers=True)
    assert victim.serve() and mallory.serve()
    alias = make_group(mallory, victim)
    objects = work + "/objects.ndjson"
    with open(objects, "w") as file:
        for i in range(given.objects):
            file.write(json.dumps(identity(i + 1, "x" * given.bytes, by=mallory.identity)) + "\n")
    mallory("import", objects)
    ids = [identity(i + 1)["id"] for i in range(given.objects)]
    for at in range(0, len(ids), 1000):
        send = ["release", "send", *ids[at:at + 1000], "--to", alias, "--yes"]
        mallory(*send, "--as", "admin", check=False)
    sent = [row for row in mallory.json("journal", "list") if row["journal"].startswith(alias) and row["journal"].endswith("mallory")][0]["entries"]
    if sent < given.objects:
        raise SystemExit(f"mirror_fill: only {sent} of {given.objects} objects were released")
    # The disk is watched while the two nodes go on by themselves: does it settle, or fill and empty for ever?
    lowest, free_seen = free_bytes(disk), []
    until = time.time() + 45
    while time.time() < until:
        free_seen.append(free_bytes(disk) >> 20)
        time.sleep(0.25)
    swings = sum(1 for a, b in zip(free_seen, free_seen[1:]) if b - a > 2)
    taken, refused = 0, 0
    for i in range(14):
        status, _ = victim.post([identity(10_000_000 + i * 1000 + k, "y" * 500) for k in range(500)])
        taken, refused = taken + (status == 202), refused + (status != 202)
    health = victim.healthz()
    here = victim("group", "show", alias, check=False)
    there = mallory("group", "show", alias, check=False)
    mirror = [row for row in victim.json("journal", "list") if row["journal"].startswith(alias) and "mallory" in row["journal"]]
    victim.stop(), mallory.stop()
    says_here = "no more" in here or "no room" in here or "not all that" in here
    says_there = "does not take more" in there
    report("mirror_fill", refused == 0 and says_here and says_there and swings <= 2, posts_taken=taken, posts_refused=refused,
           free_mb=free_seen[-1], swings=swings, mirrored=mirror[0].get("entries") if mirror else None, healthz=health[0], healthz_says=health[1].strip().replace("\n", "; "),
           shown_here=says_here, shown_at_sender=says_there)
