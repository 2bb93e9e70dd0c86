#!/usr/bin/env python3
"""Slow clients: half a header on each of many connections, and bodies that come at hardly more than the lowest rate.
Usage: http_slow_clients.py PARLEY [--seconds S]"""
import random, time
from http_common import *

options = arguments(15)
with Node(options.parley) as node:
    node.ask("POST", node.objects, envelope(100))
    post = lambda: node.ask("POST", node.objects, envelope(1000, 100), source="127.0.0.9")
    before = node.rss()
    # 4,000 addresses' worth of headers that never end, each with 30 kB sent.
    sockets, end = [], time.monotonic() + options.seconds
    with Probe(post) as posts, Probe(lambda: node.ask("GET", node.objects + "?limit=10", source="127.0.0.9")) as gets:
        peak = before
        for i in range(4000):
            try:
                s = node.connect(2, f"127.1.{i // 200}.{i % 200 + 1}")
                s.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nA: " + b"a" * 30000)
                sockets.append(s)
            except OSError:
                pass
            if time.monotonic() > end:
                break
        peak = max(peak, node.rss())
        time.sleep(max(0.0, end - time.monotonic()))
        peak = max(peak, node.rss())
    row(f"{len(sockets)} connections with 30 kB of a header that does not end, from 127/8",
        f"POST of 1,000: {posts.text(202)}; GET: {gets.text(200)}", f"RSS {before} -> {peak} MiB")
    for s in sockets:
        s.close()
    time.sleep(1)
    before = peak = node.rss()
    sockets, end = [], time.monotonic() + options.seconds
    with Probe(post) as posts:
        for i in range(200):
            s = node.connect(5, f"127.2.0.{i % 200 + 1}")
            s.sendall((f"POST {node.objects} HTTP/1.1\r\nHost: x\r\nContent-Type: {TAXII}\r\nContent-Length: 4000000\r\n\r\n"
                       ).encode() + b'{"objects":[')
            sockets.append(s)
        while time.monotonic() < end:
            for s in sockets:
                try:
                    s.sendall(b" " * 4200)
                except OSError:
                    pass
            peak = max(peak, node.rss())
            time.sleep(1)
    row("200 connections without credentials, each sending a body of 4 MB at 4.2 kB/s",
        f"POST of 1,000: {posts.text(202)}", f"RSS {before} -> {peak} MiB")
