#!/usr/bin/env python3
"""Bodies of 63 MiB by nobody: without credentials, and on the peers' listener with a certificate that nobody knows.
Usage: http_body_flood.py PARLEY [--seconds S]"""
import os, ssl, subprocess, time
from http_common import *

options = arguments(15)
SIZE = 63 << 20


def flood(node, connect, path, seconds, call, good, what):
    before = node.rss()
    peak, taken, end = [before], Counter(), time.monotonic() + seconds

    def send(_):
        while time.monotonic() < end:
            try:
                with connect() as s:
                    s.settimeout(5)
                    s.sendall(f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Type: {TAXII}\r\nContent-Length: {SIZE}\r\n\r\n".encode())
                    block, sent = b" " * (1 << 20), 0
                    while sent < SIZE - (1 << 20) and time.monotonic() < end:
                        s.sendall(block)
                        sent += len(block)
                        taken.next()
                    while time.monotonic() < end:  # keeps its place by just enough
                        s.sendall(b" " * 4200)
                        time.sleep(1)
            except OSError:
                time.sleep(0.2)

    def watch(i):
        if i < 16:
            return send(i)
        while time.monotonic() < end:
            peak[0] = max(peak[0], node.rss())
            time.sleep(0.2)

    with Probe(call) as probe:
        threads(17, watch)
    row(what, f"{probe.text(good)}", f"RSS {before} -> {peak[0]} MiB; {taken.value} MiB went out")


with Node(options.parley, peers=True) as node:
    node.ask("POST", node.objects, envelope(100))
    flood(node, node.connect, node.objects, options.seconds,
          lambda: node.ask("POST", node.objects, envelope(400, 100)), 202,
          "16 x 63 MiB of body without credentials, beside POST of 170 kB by who may")
    key, certificate = node.work + "/x.key", node.work + "/x.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                    "-subj", "/CN=unknown", "-keyout", key, "-out", certificate], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.load_cert_chain(certificate, key)
    flood(node, lambda: context.wrap_socket(node.connect(5, port=node.peer_port)), "/lobby/collections/x/objects/",
          options.seconds, lambda: node.ask("GET", node.objects + "?limit=10"), 200,
          "16 x 63 MiB of body on the peers' listener by an unknown certificate, beside GET")
