#!/usr/bin/env python3
"""nginx with proxy_cache and no other option before the node: what it gives to somebody without credentials afterwards.
Usage: http_shared_cache.py PARLEY   (needs nginx)"""
import http.client, os, shutil, subprocess, time
from http_common import *

options = arguments(0)
if not shutil.which("nginx"):
    row("nginx with proxy_cache", "not tried: there is no nginx", "-")
    raise SystemExit
with Node(options.parley) as node:
    for _ in range(2):
        node.ask("POST", node.objects, envelope(1000))
    time.sleep(2)
    port, base = free_port(), f"/api/collections/{node.collection}"
    with open(node.work + "/nginx.conf", "w") as f:
        f.write(f"""daemon off; pid {node.work}/nginx.pid; error_log {node.work}/nginx.log; worker_processes 1;
{'user root;' if os.getuid() == 0 else ''}
events {{ worker_connections 64; }}
http {{ access_log off; proxy_temp_path {node.work}/temporary; client_body_temp_path {node.work}/bodies;
  fastcgi_temp_path {node.work}/f; uwsgi_temp_path {node.work}/u; scgi_temp_path {node.work}/s;
  proxy_cache_path {node.work}/cache keys_zone=c:1m;
  server {{ listen 127.0.0.1:{port}; location / {{ proxy_cache c; proxy_pass http://127.0.0.1:{node.port};
    add_header X-Cache $upstream_cache_status; }} }} }}""")
    nginx = subprocess.Popen(["nginx", "-c", node.work + "/nginx.conf"], stderr=subprocess.DEVNULL)
    try:
        def ask(path, headers):
            for _ in range(50):
                try:
                    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
                    connection.request("GET", path, headers={"Accept": TAXII, **headers})
                    answer = connection.getresponse()
                    return answer.status, answer.getheader("X-Cache"), len(answer.read())
                except ConnectionError:
                    time.sleep(0.1)

        leaked = []
        paths = ["/taxii2/", "/api/", "/api/collections/", base + "/", base + "/objects/", base + "/manifest/", base + "/checkpoint",
                 base + "/tile/0/000", base + "/tile/entries/000", base + "/salts/0/10", "/metrics"]
        for path in paths:
            ask(path, {"Authorization": "Bearer " + node.token})
            ask(path, {"Authorization": "Bearer " + node.token})
            status, cache, size = ask(path, {})
            if status == 200:
                leaked.append(f"{path.replace(base, '...')}: 200 ({cache}, {size} bytes)")
        row(f"nginx with proxy_cache, {len(paths)} paths asked with a right and then without",
            "; ".join(leaked) if leaked else "401 everywhere", "-")
    finally:
        nginx.terminate()
        nginx.wait()
