// What a node answers in the tests: a night of the invented states of cases/lake-tarn, in the shapes of the agreement of
// the two sides. Five states of each: full, empty, error, stale (full, and more of it later), right (no right).

export const start = Date.parse('2025-11-06T03:12:40Z');
const hour = 3_600_000, minute = 60_000;
const at = (offset) => new Date(start + offset).toISOString().replace('.000Z', '.000000Z');

const rur = 'identity--1f1f9a50-3c52-4a4e-9b3d-0a5c6fd1e001';
const gra = 'identity--2a7c1b90-8d0c-4f0e-b7f2-5f1d2c3b4002';
const axp = 'identity--3b9d2ca1-1e1d-4a1f-8c03-6a2e3d4c5003';
const id = (type, n) => `${type}--7c1f2a30-4b5c-4d6e-8f70-${String(n).padStart(12, '0')}`;
const amber = 'marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421';
const green = 'marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb';

export function me(language) {
  return {
    user: 'helga.sapt', name: 'Helga Sapt', party: 'Ruritania', party_key: 'ruritania.example/party+1c2d', node: 'strelsau-1',
    fingerprint: '61208 40733 95116 28840 07352 66194 81027 53469',
    rights: ['see', 'draft', 'say', 'confirm', 'watch'], language, signed_in_at: at(-2 * hour), idle_ends: at(14 * minute), ends: at(8 * hour),
    last: { at: at(-19 * hour), from: '10.4.0.17' }, groups: ['lake-tarn', 'northern-grid'], now: at(0),
  };
}

const due = [
  { group: 'lake-tarn', what: 'answer', who: rur, who_name: 'Ruritania', own: true, to: 'Graustark', id: id('inquiry', 1), title: 'The night of 11 March', questions: [2, 5, 6], due: at(10 * hour + 49 * minute + 51_000), overdue: false, exercise: false },
  { group: 'northern-grid', what: 'answer recall', who: rur, who_name: 'Ruritania', own: true, to: 'Axphain', id: id('recall', 2), title: 'Mail server of the false supplier', due: at(30 * hour + 3 * minute), overdue: false, exercise: false },
  { group: 'lake-tarn', what: 'answer', who: rur, who_name: 'Ruritania', own: true, to: 'Graustark', id: id('inquiry', 9), title: 'Blackout in the south', questions: [1], due: at(61 * hour + 7 * minute), overdue: false, exercise: true },
  { group: 'northern-grid', what: 'sign charter', who: rur, who_name: 'Ruritania', own: true, id: id('charter', 3), title: 'Charter of northern-grid, version 4', overdue: false, exercise: false },
  { group: 'lake-tarn', what: 'answer', who: gra, who_name: 'Graustark', own: false, to: 'Ruritania', id: id('inquiry', 4), title: 'Who rents 203.0.113.17?', questions: [1], due: at(-3 * hour - 6 * minute - 21_000), overdue: true, exercise: false },
  { group: 'lake-tarn', what: 'answer', who: gra, who_name: 'Graustark', own: false, to: 'Ruritania', id: id('inquiry', 5), title: 'Logs of Tarn Hosting, January to March', questions: [1, 2], due: at(43 * hour + 18 * minute), overdue: false, exercise: false },
];

const items = [
  { group: 'lake-tarn', from: 'Graustark', kind: 'status', id: id('progress', 11), added: at(-21 * minute), text: 'Who rents 203.0.113.17?: The registrar is closed until Monday. We have asked it in writing.', needs_act: false, exercise: false },
  { group: 'northern-grid', from: 'Axphain', kind: 'recall', id: id('recall', 2), added: at(-65 * minute), text: 'infrastructure 91be3a04 "Mail server of the false supplier" (not-confirmed, stop-use): our source no longer stands by it', needs_act: true, exercise: false },
  { group: 'lake-tarn', from: 'Graustark', kind: 'insufficient', id: id('progress', 12), added: at(-5.5 * hour), text: 'The night of 11 March: Name who made the copies, and when each was made.', needs_act: false, exercise: false },
  { group: 'northern-grid', from: 'Graustark', kind: 'release', id: id('release', 13), added: at(-3.9 * hour), text: '3 objects: indicator 7c1f2a30 "SubLink scanning", sighting 40aa1b2c, indicator 5512c0de "Candlewick loader"', needs_act: false, exercise: false },
  { group: 'northern-grid', from: 'Axphain, Graustark', kind: 'charter', id: id('charter', 3), added: at(-66 * hour), text: 'a new version is to be signed', needs_act: true, exercise: false },
  { group: 'lake-tarn', from: 'Graustark', kind: 'notification', id: id('notification', 14), added: at(-9 * hour), text: 'Maintenance of our relay station (low)', needs_act: false, exercise: false, corrected: { by: id('correction', 15), added: at(-8 * hour), text: 'The window begins at 22:00 UTC, not at 20:00.', times: 1 } },
  { group: 'lake-tarn', from: 'Graustark', kind: 'position', id: id('position', 16), added: at(-11 * hour), text: 'Pavel Quinnox denies: involvement in the power cuts of March', needs_act: false, exercise: false },
  { group: 'lake-tarn', from: 'Graustark', kind: 'inquiry', id: id('inquiry', 1), added: at(-37.3 * hour), text: 'The night of 11 March (high, partly-answered, 3 open)', needs_act: true, exercise: false },
  { group: 'lake-tarn', from: 'Graustark', kind: 'inquiry', id: id('inquiry', 9), added: at(-12 * hour), text: 'Blackout in the south (medium, acknowledged, 1 open)', needs_act: true, exercise: true },
  { group: 'lake-tarn', from: 'Graustark', kind: 'replied', id: id('reply', 17), added: at(-40 * hour), text: 'Logs of Tarn Hosting, January to March: 1 answered, 1 later', needs_act: false, exercise: false },
  { group: 'northern-grid', from: 'Axphain', kind: 'fault', id: id('position', 18), added: at(-50 * hour), text: 'entry 409: reply to an inquiry that was not put to it', needs_act: false, exercise: false },
  { group: 'lake-tarn', from: 'Graustark', kind: 'silence', id: id('inquiry', 4), added: at(-3.1 * hour), text: 'Who rents 203.0.113.17?: the time to answer passed without an answer', needs_act: false, exercise: false },
].sort((a, b) => (a.added < b.added ? 1 : -1));

const heads = [
  { group: 'lake-tarn', party: 'Ruritania', entries: 1184, head: '9be1c5d24c07' }, { group: 'lake-tarn', party: 'Graustark', entries: 967, head: 'c3a8d0aa71d2' },
  { group: 'northern-grid', party: 'Ruritania', entries: 1402, head: '11d0aa3c9f20' }, { group: 'northern-grid', party: 'Graustark', entries: 405, head: '77ab01ce5510' }, { group: 'northern-grid', party: 'Axphain', entries: 409, head: '0c9e4411ab3d' },
];

export function home(state) {
  if (state === 'empty')
    return { now: at(0), wrong: [], due: [], new: [], looked_at: at(-8 * hour - 8 * minute), open: 0, marking: { tlp: '', marked: 0, objects: 0 }, heads,
      heard: [{ group: 'lake-tarn', party: 'Graustark', last: at(-11 * minute) }, { group: 'northern-grid', party: 'Axphain', last: at(-125 * minute) }] };
  const news = [
    { group: 'lake-tarn', journals: [{ party: 'Graustark', journal: 'lake-tarn.graustark', from: 961, upto: 966 }], entries: 6, items: [items[0], items.find((one) => one.kind === 'insufficient')], more: 4 },
    { group: 'northern-grid', journals: [{ party: 'Graustark', journal: 'northern-grid.graustark', from: 402, upto: 404 }, { party: 'Axphain', journal: 'northern-grid.axphain', from: 405, upto: 408 }], entries: 7, items: [items.find((one) => one.kind === 'recall'), items.find((one) => one.kind === 'release')], more: 5 },
  ];
  return {
    now: at(0), looked_at: at(-8 * hour - 8 * minute), open: 4, marking: { tlp: 'TLP:AMBER', marked: 3, objects: 14 }, heads,
    wrong: [
      { kind: 'member', group: 'northern-grid', party: 'Axphain', since: at(-25 * minute - 37_000), problem: 'Axphain has signed two histories that cannot both be true: both heads of northern-grid.axphain are of size 412 and differ from entry 409 on. The first was taken, and nothing has been read since. Everything up to entry 408 is proved and stays.' },
      { kind: 'warning', since: at(-102 * minute - 29_000), problem: 'The duty officer has not been told by mail since 01:30: mail: cannot connect to 192.0.2.25:25. One message is waiting, the first is "Graustark asks: the night of 11 March".' },
    ],
    due, new: news,
  };
}

export function moreHome() {
  const now = home('full');
  now.new[0].entries += 3;
  now.new[0].items.unshift({ ...items[0], id: id('progress', 99), added: at(-30_000), text: 'The night of 11 March: we can wait until noon for question 6.' });
  return now;
}

// A long list is made of the short one over again, each an hour older.
export function inbox(state, { group = '', open = false, from = 0, most = 200, count = items.length } = {}) {
  if (state === 'empty') return { total: 0, items: [], due: [], heads, marking: { tlp: '', marked: 0, objects: 0 } };
  let list = items;
  if (state === 'more') list = [{ group: 'lake-tarn', from: 'Graustark', kind: 'notification', id: id('notification', 98), added: at(-20_000), text: 'We have switched to the second relay (low)', needs_act: false, exercise: false }, ...items];
  const chosen = list.filter((one) => (group === '' || one.group === group) && (!open || one.needs_act));
  const long = count > items.length && !open;
  const total = long ? count : chosen.length;
  const made = [];
  for (let i = from; i < Math.min(total, from + most); i++) {
    const one = chosen[i % chosen.length];
    made.push(i < chosen.length ? one : { ...one, id: id(one.kind === 'replied' ? 'reply' : 'notification', 1000 + i), needs_act: false, added: at(-70 * hour - i * minute), text: `${i + 1}: ${one.text}` });
  }
  return { total, items: made, due, heads, marking: { tlp: 'TLP:AMBER', marked: 3, objects: 14 } };
}

const names = { [rur]: 'Ruritania', [gra]: 'Graustark', [axp]: 'Axphain' };
const base = (type, n, author, created) => ({ type, spec_version: '2.1', id: id(type, n), created_by_ref: author, created, modified: created, object_marking_refs: [amber] });

const objects = {
  [id('inquiry', 1)]: {
    ...base('inquiry', 1, gra, at(-37.3 * hour)), name: 'The night of 11 March', incident_severity: 'high', severity_text: 'schwer, Stufe 3 von 4', to_refs: [rur], asks: ['information', 'preservation'],
    description: 'On the night of 11 March the supply of four stations in the north of Ruritania was cut. We have read your report of 2 June. It names a unit of ours, and no address.\n\nWe ask what it rests on, question by question, so that our own services can be asked the same.',
    basis: 'Charter of lake-tarn, clause 5.2', wished_for: at(9 * hour), object_refs: ['report--4a6b0a51-0d39-45d2-8d2b-0a4b7b6b2c11'],
    questions: [
      { number: 1, text: 'From which address did the commands to the gateways come, and between which times?' },
      { number: 2, text: 'Are the logs of the four stations kept, and who has had copies of them?' },
      { number: 3, text: 'Was any breaker opened by a person at a station?' },
      { number: 4, text: 'Which rules of protection were in force at the gateways that night?' },
      { number: 5, text: 'When did the Signals Office first name Unit 9, and to whom?' },
      { number: 6, text: 'Did anyone outside Ruritania help to restore the supply before 12:00?' },
    ],
    extensions: { 'extension-definition--5c1e9a04-3f0e-4d37-9a53-6f5be2c7d0b1': { extension_type: 'new-sdo' } },
  },
  [id('reply', 17)]: {
    ...base('reply', 17, gra, at(-40 * hour)), inquiry_ref: id('inquiry', 5),
    answers: [{ question: 1, outcome: 'answered', text: 'The provider keeps them for 90 days. Those of January are gone; February and March are attached as objects.' }, { question: 2, outcome: 'later', until: at(34 * hour), text: 'Our institute is still comparing the two copies.' }, { question: 3, outcome: 'refused', reason: 'would show how it is guarded now' }, { question: 4, outcome: 'not-known' }],
  },
  [id('recall', 2)]: { ...base('recall', 2, axp, at(-65 * minute)), object_ref: 'infrastructure--91be3a04-6a1a-4f6e-9d1c-6f1d1f3f7a10', reason: 'not-confirmed', wish: 'stop-use', incident_severity: 'medium', description: 'Our source no longer stands by it.' },
  [id('notification', 14)]: { ...base('notification', 14, gra, at(-9 * hour)), object_marking_refs: [green], name: 'Maintenance of our relay station', incident_severity: 'low', asks: ['nothing'], description: 'The relay station is switched off from 20:00 to 23:00 UTC on Saturday. Expect no answers by machine in that time.' },
  [id('position', 16)]: { ...base('position', 16, gra, at(-11 * hour)), speaker: 'Pavel Quinnox', authority: 'Foreign Minister', subject: 'involvement in the power cuts of March', stance: 'denies', statement: 'Graustark does not attack the lights of its neighbours.', audience: 'public' },
};

export function message(state, wanted) {
  const listed = items.find((one) => one.id === wanted);
  const object = objects[wanted] ?? { ...base((wanted.split('--')[0] || 'progress'), 1, gra, listed?.added ?? at(-hour)), id: wanted, stage: 'status', inquiry_ref: id('inquiry', 4), description: listed?.text ?? 'We are at it.' };
  const said = { group: listed?.group ?? 'lake-tarn', from: object.created_by_ref, from_name: names[object.created_by_ref], added: listed?.added ?? object.created, object, names, own: false, heads: heads.slice(0, 2) };
  if (listed?.corrected !== undefined || state === 'more') said.corrected = listed?.corrected ?? { by: id('correction', 97), added: at(-15_000), text: 'Question 3 is about all four stations, not about one.', times: 2 };
  // An empty message: nothing but what an object must have.
  if (state === 'empty') said.object = { type: 'ping', id: wanted };
  return said;
}

export const first = { group: 'lake-tarn', id: id('inquiry', 1) };

export function status(state) {
  if (state === 'empty') return { party: 'Ruritania', identity: rur, running: true, journals: [], problems: [], due: [], open_deliberation: [], warnings: [], url: 'https://ruritania.example:7443', clients: [], requests: 0, connections: 1 };
  const found = {
    party: 'Ruritania', identity: rur, running: true, due, url: 'https://ruritania.example:7443', requests: 48211, connections: 3,
    journals: [
      { journal: 'drafts', collection: 'a1', entries: 388, objects: 212, erased: 3, published: 388, indexed: 388 },
      { journal: 'lake-tarn.ruritania', collection: 'a2', entries: 1184, objects: 790, erased: 0, published: 1184, indexed: 1184 },
      { journal: 'lake-tarn.graustark', collection: 'a3', entries: 967, objects: 651, erased: 0, published: 967, indexed: 967 },
      { journal: 'northern-grid.ruritania', collection: 'a4', entries: 1402, objects: 1190, erased: 1, published: 1400, indexed: 1402 },
      { journal: 'northern-grid.graustark', collection: 'a5', entries: 405, objects: 371, erased: 0, published: 405, indexed: 405 },
      { journal: 'northern-grid.axphain', collection: 'a6', problem: 'two signed heads of size 412 differ from entry 409 on; it is read up to 408' },
    ],
    problems: [{ kind: 'journal_closed', problem: 'northern-grid.axphain: two signed heads of size 412 differ from entry 409 on. Nothing more is read from it. Look at both with parley journal heads northern-grid.axphain, and tell the group.' }, { kind: 'below_reserve', problem: 'Only 410 MB are free under /var/lib/parley; 512 MB are kept in reserve. Journals of others wait until there is room.' }],
    warnings: ['The duty officer has not been told by mail since 01:30: mail: cannot connect to 192.0.2.25:25. One message is waiting.'],
    open_deliberation: [{ journal: 'analysis', objects: { statement: 9, question: 2 }, readers: ['siem'] }],
    clients: [
      { user: 'peer:graustark', address: '198.51.100.20', agent: 'parley/1.0', first: at(-60 * hour), last: at(-4_000), request: 'GET /lobby/news', status: 200, requests: 40112, errors: 0, objects: 967, bytes: 12_400_000 },
      { user: 'peer:axphain', address: '203.0.113.40', agent: 'parley/0.9', first: at(-60 * hour), last: at(-26 * minute), request: 'GET /api/collections/a6/objects/?added_after=2025-11-06T02:40:00Z', status: 200, requests: 7810, errors: 12, objects: 409, bytes: 4_400_000 },
      { user: 'siem', address: '10.4.0.9', agent: 'python-requests', first: at(-20 * hour), last: at(-51 * minute), request: 'GET /api/collections/', status: 403, requests: 288, errors: 14, objects: 190, bytes: 800_000 },
      { user: '', address: '192.0.2.77', agent: 'curl', first: at(-hour), last: at(-hour), request: 'GET /taxii2/', status: 401, requests: 1, errors: 1, objects: 0, bytes: 120 },
    ],
  };
  if (state === 'more') found.warnings.push('The witness of Axphain is late: it has cosigned nothing since 02:47.');
  if (state === 'sound') Object.assign(found, { problems: [], warnings: [], open_deliberation: [], journals: found.journals.slice(0, 5).map((one) => ({ ...one, published: one.entries })) });
  return found;
}

export function sessions(state) {
  const here = { id: 's1', user: 'helga.sapt', since: at(-2 * hour), last_used: at(0), from: '10.4.0.17', agent: 'Chromium 156 on Linux', this: true };
  if (state === 'empty') return { sessions: [here] };
  const found = [here, { id: 's2', user: 'helga.sapt', since: at(-7 * hour), last_used: at(-95 * minute), from: '10.4.0.31', agent: 'Firefox 145 on Windows', this: false }];
  if (state === 'more') found.push({ id: 's3', user: 'helga.sapt', since: at(-10_000), last_used: at(-10_000), from: '192.0.2.9', agent: 'Safari on iPhone', this: false });
  return { sessions: found };
}

export const refusals = {
  error: { status: 503, body: { error: { code: 'unavailable', message: 'northern-grid.axphain: tile 1/000 has 153 hashes, the head needs 154; nothing was changed' } } },
  right: { status: 403, body: { error: { code: 'no_right', message: 'helga.sapt may not see lake-tarn: it takes the right "see", which Emil Bersonin can give', right: 'see' } } },
};
