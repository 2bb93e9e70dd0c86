#!/usr/bin/env python3
"""Wrong passwords from thousands of addresses of 127.0.0.0/8, beside clients with a token.
Usage: http_login_flood.py PARLEY [--seconds S]"""
import base64, itertools, time
from http_common import *

options = arguments(20)
with Node(options.parley) as node:
    node.ask("POST", node.objects, envelope(2000))
    before, end, tried, statuses = node.rss(), time.monotonic() + options.seconds, Counter(), {}
    limits = itertools.count(10)

    def guess(_):
        while time.monotonic() < end:
            n = tried.next()
            wrong = "Basic " + base64.b64encode(f"user{n}:wrong".encode()).decode()
            status, _, _ = node.ask("GET", "/taxii2/", headers={"Authorization": wrong, "Accept": TAXII},
                                    source=f"127.{3 + n // 60000}.{n // 250 % 240}.{n % 250 + 1}")
            statuses[status] = statuses.get(status, 0) + 1
            if status == 429:
                time.sleep(0.05)

    with Probe(lambda: node.ask("POST", node.objects, envelope(1))) as posts, \
            Probe(lambda: node.ask("GET", f"{node.objects}?limit={next(limits)}")) as gets:
        threads(32, guess)
    row("wrong passwords from 32 connections, each attempt from an address of its own",
        f"POST by token: {posts.text(202)}; GET to be rendered: {gets.text(200)}",
        f"{tried.value} attempts ({', '.join(f'{n} x {s}' for s, n in sorted(statuses.items()))}); RSS {before} -> {node.rss()} MiB")
