#!/usr/bin/env python3
"""A peer that is in no group brings what is no charter, as large and as often as it is let. Nothing of it stays."""
from attack import *

given = arguments(__doc__, posts=(80, "artifacts"), bytes=(180_000, "bytes of each payload"))
with folder() as work:
    victim, mallory = (Node(given.parley, f"{work}/{name}", name, peers=True) for name in ("victim", "mallory"))
    exchange_cards(victim, mallory)
    card = victim.json("peer", "invite")[0]["card"]
    assert victim.serve()
    lobby = next((row["collection"] for row in victim.json("journal", "list") if row["journal"] == "lobby"), None)
    before = used_bytes(victim.dir)
    line = http.client.HTTPSConnection("127.0.0.1", victim.peer_port, timeout=20, context=read_key(mallory))
    answers = {}
    for i in range(given.posts):
        payload = base64.b64encode(os.urandom(given.bytes)).decode()
        one = {"type": "artifact", "spec_version": "2.1", "id": f"artifact--{uuid.UUID(int=i + 1, version=5)}", "mime_type": "application/json", "payload_bin": payload}
        line.request("POST", f"/lobby/collections/{lobby}/objects/", json.dumps({"objects": [one]}), {"Content-Type": TAXII, "Accept": TAXII})
        answer = line.getresponse()
        body = answer.read().decode(errors="replace")
        refused = answer.status == 202 and '"failure_count":1' in body
        kind = "202 refused" if refused else str(answer.status)
        answers[kind] = answers.get(kind, 0) + 1
    time.sleep(1)
    grown = used_bytes(victim.dir) - before
    victim.stop()
    report("lobby_fill", grown < 1_000_000, grown_bytes=grown, answers=answers, sent_bytes=given.posts * given.bytes)
