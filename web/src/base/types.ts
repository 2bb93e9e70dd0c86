// What the node answers (docs/api of the node's side). Everything that one of these does not promise may be missing:
// an older node says less, and the page then shows less.

export interface Me {
  user: string;
  name?: string;
  party: string;
  party_key?: string;
  node?: string;
  fingerprint?: string;
  rights?: string[];
  language?: string;
  signed_in_at?: string;
  idle_ends?: string;
  ends?: string;
  last?: { at: string; from?: string } | null;
  groups?: string[];
  now?: string;
}

export interface Later {
  by: string;
  added: string;
  text?: string;
  times?: number;
}

export interface Item {
  group: string;
  from: string;
  kind: string;
  id: string;
  added: string;
  text: string;
  needs_act?: boolean;
  exercise?: boolean;
  corrected?: Later;
  withdrawn?: Later;
}

export interface Due {
  group: string;
  what: string;
  who: string;
  who_name?: string;
  own?: boolean;
  to?: string;
  id: string;
  title?: string;
  questions?: number[];
  due?: string;
  overdue?: boolean;
  exercise?: boolean;
}

export interface Wrong {
  kind: string;
  problem: string;
  since?: string;
  group?: string;
  party?: string;
}

export interface News {
  group: string;
  journals?: { party: string; journal?: string; from: number; upto: number }[];
  entries?: number;
  items?: Item[];
  more?: number;
}

export interface Marking {
  tlp?: string;
  marked?: number;
  objects?: number;
}

export interface Head {
  group: string;
  party: string;
  entries: number;
  head?: string;
}

// What every answer may carry beside what it is about.
export interface Answer {
  me?: Me;
  now?: string;
  marking?: Marking | string;
  heads?: Head[];
}

export interface Home extends Answer {
  wrong?: Wrong[];
  due?: Due[];
  new?: News[];
  looked_at?: string;
  open?: number; // in the inbox, waiting for us
  heard?: { group: string; party: string; last: string }[];
}

export interface Inbox extends Answer {
  total: number;
  items: Item[];
  due?: Due[];
}

export interface Said extends Answer {
  group: string;
  from: string;
  from_name?: string;
  added: string;
  corrected?: Later;
  withdrawn?: Later;
  object: unknown;
  names?: Record<string, string>; // of the identities that stand in it
  own?: boolean;
}

export interface Journal {
  journal: string;
  collection?: string;
  entries?: number;
  objects?: number;
  erased?: number;
  published?: number;
  indexed?: number;
  problem?: string;
}

export interface Client {
  user?: string;
  address?: string;
  agent?: string;
  first?: string;
  last?: string;
  request?: string;
  status?: number;
  requests?: number;
  errors?: number;
  objects?: number;
  bytes?: number;
}

export interface Status extends Answer {
  party?: string;
  identity?: string;
  running?: boolean;
  journals?: Journal[];
  problems?: Wrong[];
  due?: Due[];
  open_deliberation?: { journal: string; objects?: Record<string, number>; readers?: string[] }[];
  warnings?: string[];
  url?: string;
  clients?: Client[];
  requests?: number;
  connections?: number;
}

export interface Session {
  id: string;
  user?: string;
  since: string;
  last_used?: string;
  from?: string;
  agent?: string;
  this?: boolean;
}

export interface Sessions extends Answer {
  sessions: Session[];
}
