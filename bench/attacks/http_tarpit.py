#!/usr/bin/env python3
"""A party's node that never ends its answer: provisional answers, header lines, chunk extensions, trailers, tiny chunks.
Usage: http_tarpit.py PARLEY [--seconds S]"""
import os, socket, ssl, threading, time
from http_common import *

options = arguments(30)
ANSWERS = {
    "100 Continue without end": (b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 500),
    "a header without end": (b"HTTP/1.1 200 OK\r\n", b"A: b\r\n" * 2000),
    "a chunk extension without end": (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;", b"a" * 16384),
    "a trailer without end": (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n", b"A: b\r\n" * 2000),
    "chunks of one byte": (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n" * 2000),
}

for what, (first, again) in ANSWERS.items():
    with Node(options.parley, "victim", peers=True) as victim, Node(options.parley, "member", peers=True) as member:
        for one, other in ((victim, member), (member, victim)):
            other.run("peer", "invite", "--out", other.work + "/card")
            one.run("peer", "accept", other.work + "/card", "--yes")
        member.process.terminate()
        member.process.wait()
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(member.dir + "/keys/peer.pem", member.dir + "/keys/peer.key")
        listener = socket.create_server(("127.0.0.1", member.peer_port))
        stop, asked = threading.Event(), Counter()

        def answer(plain):
            try:
                with context.wrap_socket(plain, server_side=True) as s:
                    s.settimeout(5)
                    s.recv(65536)
                    asked.next()
                    s.sendall(first)
                    while not stop.is_set():
                        s.sendall(again)
            except OSError:
                pass

        def accept():
            while True:
                try:
                    threading.Thread(target=answer, args=(listener.accept()[0],), daemon=True).start()
                except OSError:
                    return

        threading.Thread(target=accept, daemon=True).start()
        # A charter waits for that party, so its node is asked again and again.
        victim.run("group", "draft", "Tarpit", "--with", "member", "--purpose", "An attack", "--use", "infrastructure", "--type", "*",
                   "--marking", "clear", "--default-marking", "clear", "--answer", "high=2h,48h", "--retention", "3650d",
                   "--on-silence", "escalate", "--yes")
        victim.run("group", "sign", "tarpit", "--yes")
        before, began, begin = victim.rss(), victim.cpu(), time.monotonic()
        peak = before
        while time.monotonic() < begin + options.seconds / len(ANSWERS) + 4:
            peak = max(peak, victim.rss())
            time.sleep(0.2)
        share = (victim.cpu() - began) / (time.monotonic() - begin)
        stop.set()
        listener.close()
        row(f"a known party answers with {what}", f"asked {asked.value} times in {time.monotonic() - begin:.0f} s",
            f"{share * 100:.0f} % of a core, RSS {before} -> {peak} MiB")
