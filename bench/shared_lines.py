#!/usr/bin/env python3
"""Shows the shared lines that are found in a corpus of attributed statements, for a reader to judge which of them are chance.
Usage: bench/shared_lines.py PARLEY CORPUS [GROUP]

CORPUS is a folder with gold.jsonl and its texts (one object a text: parties, statements with spans). Each text is a case of its
own, and with GROUP all texts whose names begin with the same GROUP letters are one. Prints a line for each shared line that is
found and not one utterance: weight, speakers, line, and where its statements stand."""
import collections
import json
import os
import pathlib
import subprocess
import sys
import tempfile

parley, corpus = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2])
group = int(sys.argv[3]) if len(sys.argv) > 3 else 0
cases = collections.defaultdict(list)
for line in (corpus / "gold.jsonl").open():
    one = json.loads(line)
    cases[one["doc_id"][:group] if group else one["doc_id"]].append(one)


def spans_of(text, data, spans):
    return [{"start": a, "end": b, "bstart": len(text[:a].encode()), "bend": len(text[:b].encode()),
             "line": text.count("\n", 0, a) + 1, "text": text[a:b]} for a, b in spans]


def case_of(name, texts):
    out = {"schema": "parley-attribution-gold/1", "name": name, "documents": [], "parties": [], "events": [], "propositions": [], "statements": []}
    parties = {}
    for one in texts:
        raw = (corpus / one["file"]).read_bytes()
        text, doc = raw.decode(), one["doc_id"]
        out["documents"].append({"id": doc, "file": doc + ".txt", "sha256": one["sha256"], "voice_party": one["publisher"], "language": one["language"]})
        for id, party in one["parties"].items():
            parties[id] = {"id": id, "name": party["name"], "kind": "person" if party["person"] else "organisation", "aliases": party["aliases"]}
        for said in one["statements"]:
            out["statements"].append({
                "id": f"{doc}.{said['id']}", "doc": doc, "source": {"party": said["source"]["party"], "spans": spans_of(text, raw, said["source"]["spans"])},
                "cue": {"act": said["cue_act"] or "says", "spans": spans_of(text, raw, said["cue"])}, "content": {"spans": spans_of(text, raw, said["content"])},
                "form": said["form"], "said": {}, "within": f"{doc}.{said['within']}" if said["within"] else None,
                "factuality": said["factuality"], "stances": []})
    out["parties"] = list(parties.values())
    return out


shown = 0
with tempfile.TemporaryDirectory() as work:
    env = dict(os.environ, PARLEY_DIR=work + "/node")
    run = lambda *args: subprocess.run([parley, *args], env=env, capture_output=True, text=True)
    run("init", env["PARLEY_DIR"], "--party", "Benchmark", "--port", "0")
    for name, texts in cases.items():
        folder = pathlib.Path(work) / name
        folder.mkdir()
        for one in texts:
            (folder / (one["doc_id"] + ".txt")).write_bytes((corpus / one["file"]).read_bytes())
        (folder / "gold.json").write_text(json.dumps(case_of(name, texts)))
        imported = run("case", "import", str(folder), "--called", name)
        compared = run("compare", name, "--json")
        if compared.returncode:
            print(name, imported.stderr[-300:], compared.stderr[-300:], file=sys.stderr)
            continue
        for line in json.loads(compared.stdout)["shared_lines"]:
            if line["kind"] != "found" or line["one_utterance"]:
                continue
            shown += 1
            print(f"{line['weight']:4} {', '.join(dict.fromkeys(line['speakers']))}: {line['line']!r} [{', '.join(line['statements'])}]")
            for span in line["spans"]:
                print(f"       {span['doc']}:{span['line']} {span['text']!r}")
print(f"{shown} lines in {len(cases)} cases")
