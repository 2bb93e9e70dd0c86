// The marking of a page. The node says how strictly what it answered is to be handled; of a single object the page can
// read it itself, by the fixed identifiers of the standard's markings. Which one is stricter is fixed as well.

export type Tlp = 'red' | 'amber-strict' | 'amber' | 'green' | 'clear';

// STIX 2.1, section 7.2.1.4 (TLP 1.0) and the extension definition of TLP 2.0.
const ids: Readonly<Record<string, Tlp>> = {
  'marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1': 'red',
  'marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003': 'amber-strict',
  'marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421': 'amber',
  'marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb': 'green',
  'marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487': 'clear',
  'marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed': 'red',
  'marking-definition--f88d31f6-486f-44da-b317-01333bde0b82': 'amber',
  'marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da': 'green',
  'marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9': 'clear',
};
const order: readonly Tlp[] = ['clear', 'green', 'amber', 'amber-strict', 'red'];

export const label: Readonly<Record<Tlp, string>> = {
  red: 'TLP:RED',
  'amber-strict': 'TLP:AMBER+STRICT',
  amber: 'TLP:AMBER',
  green: 'TLP:GREEN',
  clear: 'TLP:CLEAR',
};

// Of what the node says, "TLP:AMBER, MARKED": the level, and whether there is a marking that is none of TLP as well.
export interface Level {
  readonly tlp: Tlp | undefined;
  readonly other: boolean;
}

export function levelOfText(text: string): Level {
  const words = text.toUpperCase().split(',').map((word) => word.trim());
  const tlp = order.findLast((one) => words.includes(label[one]));
  return { tlp, other: words.some((word) => word !== '' && !Object.values(label).includes(word)) };
}

// The strictest of those in `refs`. What is not known here counts as another marking: nobody can say that it is less strict.
export function levelOfRefs(refs: readonly unknown[]): Level {
  let tlp: Tlp | undefined;
  let other = false;
  for (const ref of refs) {
    const one = typeof ref === 'string' && Object.hasOwn(ids, ref) ? ids[ref] : undefined;
    if (one === undefined) other = true;
    else if (tlp === undefined || order.indexOf(one) > order.indexOf(tlp)) tlp = one;
  }
  return { tlp, other };
}
