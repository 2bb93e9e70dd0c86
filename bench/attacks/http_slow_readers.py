#!/usr/bin/env python3
"""Readers with a right to read who hardly read: 300 connections, each its own page, 1 kB every 5 s.
Usage: http_slow_readers.py PARLEY [--seconds S]"""
import socket, time
from http_common import *

options = arguments(45)
with Node(options.parley) as node:
    for _ in range(10):
        node.ask("POST", node.objects, envelope(1000, 1200))
    for i in range(3):
        node.ask("GET", f"{node.objects}?limit={900 + i}")
    before = peak = node.rss()
    sockets, end, limit = [], time.monotonic() + options.seconds, 900
    with Probe(lambda: node.ask("GET", node.objects + "?limit=1000", source="127.0.0.9")) as gets:
        for i in range(300):
            s = socket.socket()
            s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            s.settimeout(10)
            s.connect(("127.0.0.1", node.port))
            s.sendall((f"GET {node.objects}?limit={1001 + i} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {node.token}\r\n"
                       f"Accept: {TAXII}\r\n\r\n").encode())
            sockets.append(s)
        while time.monotonic() < end:
            for s in sockets:
                try:
                    s.setblocking(False)
                    s.recv(1024)
                except OSError:
                    pass
            peak = max(peak, node.rss())
            time.sleep(5)
        left = sum(s.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 8)[0] == 1 for s in sockets)  # TCP_ESTABLISHED
    for s in sockets:
        s.close()
    time.sleep(12)
    row(f"300 readers of 1 kB/5 s, pages of 1.5 MB, {options.seconds:.0f} s", f"GET of 1,000: {gets.text(200)}",
        f"{left} of 300 still connected; RSS {before} -> {peak} MiB, {node.rss()} MiB 12 s after they went")
