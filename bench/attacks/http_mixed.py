#!/usr/bin/env python3
"""Mixed load of 256 connections: a tenth POST of 20 objects, 45 % pages, 45 % objects by id; and that all is there afterwards.
Usage: http_mixed.py PARLEY [--seconds S]   (the review's run: --seconds 180)"""
import json, random, socket, statistics, time
from http_common import *

options = arguments(60)
with Node(options.parley) as node:
    stored = 0
    for _ in range(10):
        node.ask("POST", node.objects, envelope(1000))
        stored += 1000
    ids = [o["id"] for o in json.loads(node.ask("GET", node.objects + "?limit=1000")[2])["objects"]]
    before, end = node.rss(), time.monotonic() + options.seconds
    times, wrong, posted = [], Counter(), Counter()

    def client(i):
        # 32 threads of eight connections each, asked on one after the other.
        random.seed(i)
        connections = [http.client.HTTPConnection("127.0.0.1", node.port, timeout=30) for _ in range(8)]
        while time.monotonic() < end:
            for connection in connections:
                kind, begin = random.random(), time.monotonic()
                try:
                    if kind < 0.1:
                        connection.request("POST", node.objects, envelope(20), node.headers())
                    elif kind < 0.55:
                        connection.request("GET", f"{node.objects}?limit={random.choice((10, 50, 100))}", headers=node.headers())
                    else:
                        connection.request("GET", f"{node.objects}{random.choice(ids)}/", headers=node.headers())
                    answer = connection.getresponse()
                    answer.read()
                    if answer.status not in (200, 202):
                        wrong.next()
                    elif answer.status == 202:
                        posted.next()
                except (OSError, http.client.HTTPException):
                    wrong.next()
                    connection.close()
                times.append(time.monotonic() - begin)
        for connection in connections:
            connection.close()

    threads(32, client)
    times.sort()
    peak = node.rss("VmHWM")
    time.sleep(1)
    entries = next(json.loads(l)["entries"] for l in node.run("journal", "list", "--json").splitlines()
                   if json.loads(l)["collection"] == node.collection)
    row(f"256 connections, {options.seconds:.0f} s, 10 % POST of 20, 45 % pages, 45 % by id",
        f"{len(times)} requests, {wrong.value} errors; median {times[len(times) // 2] * 1000:.0f} ms, "
        f"99 % {times[len(times) * 99 // 100] * 1000:.0f} ms, worst {times[-1] * 1000:.0f} ms",
        f"{entries} entries for {stored + 20 * posted.value} acknowledged; RSS {before} -> {peak} MiB at most, "
        f"{node.descriptors()} descriptors after")
