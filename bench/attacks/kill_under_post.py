#!/usr/bin/env python3
"""kill -9 under POST: what was acknowledged is there after every restart, the head never goes back, and everything verifies."""
import json, random, threading, time
from attack import *

given = arguments(__doc__, rounds=(10, "kills"), writers=(4, "connections that post"), objects=(50, "objects a POST"))
with folder() as work:
    node = Node(given.parley, work + "/node", "victim")
    acknowledged, lock, number = set(), threading.Lock(), [0]
    lost = went_back = 0
    head = 0
    for round in range(given.rounds):
        assert node.serve(), node.log()[-500:]
        ends = threading.Event()

        def write():
            while not ends.is_set():
                with lock:
                    first = number[0]
                    number[0] += given.objects
                objects = [identity(i + 1) for i in range(first, first + given.objects)]
                status, _ = node.post(objects)
                if status == 202:
                    with lock:
                        acknowledged.update(one["id"] for one in objects)

        threads = [threading.Thread(target=write) for _ in range(given.writers)]
        for thread in threads:
            thread.start()
        time.sleep(random.uniform(0.1, 0.8))
        node.kill()
        ends.set()
        for thread in threads:
            thread.join()
        rows = [row for row in node.json("journal", "list") if row["journal"] == "main"]
        signed = rows[0].get("published", rows[0].get("signed", 0))
        went_back += signed < head
        head = signed
    there = {json.loads(line)["id"] for line in node("export", "--ndjson").splitlines() if line.startswith('{"')}
    lost = len(acknowledged - there)
    verified = node("journal", "verify", "main", check=False)
    holds = "holds" in verified or "verif" in verified.lower()
    report("kill_under_post", lost == 0 and went_back == 0 and holds, rounds=given.rounds, acknowledged=len(acknowledged), lost=lost, head_went_back=went_back,
           verifies=holds)
