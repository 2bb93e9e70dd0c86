#!/usr/bin/env python3
"""Wrong log-ins through one address, as of clients behind a proxy: whether right ones are locked out by them.
Usage: http_proxy_lockout.py PARLEY"""
import base64
from http_common import *

options = arguments(0)


def after(what, wrong, headers=lambda i: {}, config=""):
    with Node(options.parley, config=config) as node:
        node.run("user", "add", "reader", "--password-stdin", "--read", "*", check=False)
        for i in range(25):
            node.ask("GET", "/taxii2/", headers={"Authorization": wrong(i), "Accept": TAXII, **headers(i)})
        status, seconds, _ = node.ask("GET", "/taxii2/", headers={"Authorization": node.basic(), "Accept": TAXII, **headers(99)})
        row(f"right password after {what}", f"{status} in {seconds * 1000:.0f} ms", "-")


def basic(user):
    return "Basic " + base64.b64encode(f"{user}:wrong".encode()).decode()


after("25 wrong passwords of other names from the same address", lambda i: basic(f"user{i}"))
after("25 wrong tokens from the same address", lambda i: f"Bearer wrong{i}")
after("25 wrong passwords of its own name through a trusted proxy, by another client", lambda i: basic("admin"),
      lambda i: {"X-Forwarded-For": "203.0.113.7" if i < 25 else "203.0.113.8"}, 'trusted_proxies = ["127.0.0.1"]\n') \
    if b"trusted_proxies" in open(options.parley, "rb").read() else \
    row("right password after 25 wrong ones of its own name through a trusted proxy", "no such setting", "-")
