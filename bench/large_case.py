#!/usr/bin/env python3
"""Writes a large invented case into a folder: gold.json and its texts. Usage: bench/large_case.py FOLDER [STATEMENTS [PROPOSITIONS [ACCOUNTS]]]

Two sides of two fifths of the speakers each and others; every speaker speaks on two occasions, and a fifth of them is heard
only through a relay. Half of the words are those of every report, the others rare, as in texts of people; one statement in
two hundred uses another's line. The same arguments write the same bytes."""
import hashlib
import json
import pathlib
import random
import sys

folder = pathlib.Path(sys.argv[1])
statements, propositions, accounts = [int(a) for a in sys.argv[2:5]] + [100_000, 2_000, 500][len(sys.argv) - 2:]
random.seed(1)
common = """the a of to in and that it is was on for he she they not with at by from had have been said says told who which when
after before about no know nothing night lights meeting report asked answer question minister office government never every first two
week month people paper word hand door road water board press time case side part matter company order letter statement""".split()
syllables = [a + b for a in "b d f g k l m n p r s t v z".split() for b in "a e i o u an er il or un".split()]
rare = ["".join(random.choice(syllables) for _ in range(random.randint(2, 4))) for _ in range(20_000)]


def sentence():
    words = [random.choice(common) if random.random() < 0.5 else rare[int(20_000 * random.random() ** 3)] for _ in range(14)]
    return " ".join(words).capitalize() + "."


speakers = accounts // 2
parties = [{"id": "paper", "name": "the Paper", "kind": "publisher"}, {"id": "relay", "name": "a diplomat", "kind": "person"},
           {"id": "north", "name": "Northland", "kind": "government"}, {"id": "south", "name": "Southland", "kind": "government"}]
for i in range(speakers):
    party = {"id": f"p{i}", "name": f"Person {rare[i].capitalize()}{i}", "kind": "person"}
    if i % 5 < 4:
        party["speaks_for"] = "north" if i % 2 else "south"
    parties.append(party)
stances = ["affirms", "affirms", "denies", "declines", "raises", "alleges", "doubts"]
texts, said, lines, size = [], [], [], 0
per_text = max(1, statements // 100)
used = ["Nobody here has counted the lanterns of the harbour."]
for n in range(statements):
    if n % per_text == 0:
        lines, size = [], 0
        texts.append(lines)
    text = random.choice(used) if n % 200 == 0 else sentence()
    if n % 1000 == 0:
        used.append(sentence())
    account = random.randrange(accounts)
    speaker = account // 2
    line = len(lines) + 1
    one = {"id": f"s{n}", "doc": f"d{len(texts)}", "line": line, "source": {"party": f"p{speaker}", "spans": []},
           "cue": {"act": "says", "spans": []}, "form": "direct" if n % 3 else "indirect",
           "content": {"spans": [{"start": size, "end": size + len(text), "bstart": size, "bend": size + len(text), "line": line, "text": text}]},
           "said": {"occasion": f"E{account % 2 + 1}"}, "reported_via": [{"party": "relay"}] if speaker % 5 == 2 else [],
           "stances": [{"proposition": f"Q{random.randrange(propositions) + 1}", "stance": random.choice(stances)}]}
    lines.append(text)
    size += len(text) + 1
    said.append(one)
folder.mkdir(parents=True, exist_ok=True)
documents = []
for i, lines in enumerate(texts):
    data = ("\n".join(lines) + "\n").encode()
    (folder / f"d{i + 1}.txt").write_bytes(data)
    documents.append({"id": f"d{i + 1}", "file": f"d{i + 1}.txt", "sha256": hashlib.sha256(data).hexdigest(), "voice_party": "paper"})
(folder / "gold.json").write_text(json.dumps({
    "schema": "parley-attribution-gold/1", "name": "A large case", "documents": documents, "parties": parties,
    "events": [{"id": "E1", "label": "the hearing in spring", "when": "1 May 2026"}, {"id": "E2", "label": "the hearing in summer", "when": "1 June 2026"}],
    "propositions": [{"id": f"Q{i + 1}", "text": sentence()[:-1].lower()} for i in range(propositions)], "statements": said}))
