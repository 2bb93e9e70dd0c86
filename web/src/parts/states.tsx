// The states of a screen that are not "full": what failed, what still works, what is kept, and the one act that helps.
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Shown } from '../base/data';
import { known, t, type Key } from '../base/i18n';
import type { Refusal } from '../base/node';
import { arrive, go } from '../base/router';
import { NodeSays, Words } from './text';

// The title is the answer to the question of the page, so it is read first and gets the focus after a step.
export function Title({ children, lead, kick }: { children: ComponentChildren; lead?: ComponentChildren; kick?: ComponentChildren }) {
  useEffect(arrive, []);
  return (
    <div class="head">
      {kick !== undefined && <p class="kick">{kick}</p>}
      <h1 id="title" tabIndex={-1}>
        {children}
      </h1>
      {lead !== undefined && <p class="lead">{lead}</p>}
    </div>
  );
}

// A question that is answered at once shows nothing in between: a flash of "asking" would be noise.
export function Asking() {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), 400);
    return () => clearTimeout(timer);
  }, []);
  return <p class="soft" role="status">{late ? t('state.asking') : ''}</p>;
}

interface RefusedProps {
  what: Key; // what was asked for, as the subject of a sentence
  refusal: Refusal;
  again: () => void;
  heading?: 'h1' | 'h2';
}

export function Refused({ what, refusal, again, heading = 'h1' }: RefusedProps) {
  useEffect(arrive, []);
  const right = refusal.code === 'no_right';
  const missing = refusal.code === 'not_found';
  const sentence = right ? t('state.no-right', { what: t(what) }) : missing ? t('state.missing', { what: t(what) }) : t('state.failed', { what: t(what) });
  const title = heading === 'h1' ? <h1 id="title" tabIndex={-1}>{sentence}</h1> : <h2 class="bigt">{sentence}</h2>;
  return (
    <section class={right || missing ? 'refused' : 'refused bad'}>
      {!right && !missing && <span class="bang" aria-hidden="true">!</span>}
      <div>
        {title}
        {right && <RightNeeded refusal={refusal} />}
        {missing && <p class="soft">{t('state.missing-why')}</p>}
        {!right && !missing && (
          <p class="soft">{refusal.code === 'cut_off' ? t('state.cut-why') : refusal.code === 'unreadable' ? t('state.unreadable-why') : t('state.failed-why')}</p>
        )}
        {refusal.message !== '' && <NodeSays text={refusal.message} />}
        <div class="btns">
          <button class="btn" type="button" onClick={again}>{t('state.again')}</button>
          {heading === 'h1' && what !== 'what.health' && (
            <button class="btn plain" type="button" onClick={() => go({ screen: 'health' })}>{t('state.open-health')}</button>
          )}
        </div>
      </div>
    </section>
  );
}

function RightNeeded({ refusal }: { refusal: Refusal }) {
  if (refusal.right === undefined) return <p class="soft">{t('state.right-unnamed')}</p>;
  const name = known('right', refusal.right);
  return (
    <p class="soft">
      {t('state.right-needed')} <b>{name === undefined ? <Words text={refusal.right} most={40} /> : t(name)}</b>. {t('state.right-who')}
    </p>
  );
}

// Something newer is there. It is shown when the person says so, and the focus then goes to the title, which says what
// is the case now.
export function NewerBar<T>({ shown, says, take }: { shown: Shown<T>; says: string; take: () => void }) {
  const show = () => {
    take();
    requestAnimationFrame(() => document.getElementById('title')?.focus());
  };
  return (
    <div class="newbar-place" role="status">
      {shown.newer !== undefined && (
        <p class="newbar">
          <b>{says}</b> {t('state.newer-quiet')}{' '}
          <button class="btn" type="button" id="show-newer" onClick={show}>
            {t('state.newer-show')} <kbd>n</kbd>
          </button>
        </p>
      )}
    </div>
  );
}

// What is shown is of earlier, because asking again failed for another reason than the line.
export function OldBar<T>({ shown, again }: { shown: Shown<T>; again: () => void }) {
  if (shown.data === undefined || shown.refusal === undefined || shown.refusal.code === 'cut_off' || shown.refusal.code === 'signed_out') return null;
  return (
    <div class="newbar off" role="status">
      <p>
        <b>{t('state.old')}</b> {shown.refusal.message !== '' && <Words text={shown.refusal.message} most={600} />}
      </p>
      <button class="btn" type="button" onClick={again}>{t('state.again')}</button>
    </div>
  );
}

// The head of a section: a rule, a name, a count.
export function Section({ id, title, count, hint, bad = false, children }: { id: string; title: string; count?: string | undefined; hint?: ComponentChildren; bad?: boolean; children: ComponentChildren }) {
  return (
    <section class={bad ? 'sec bad' : 'sec'} aria-labelledby={id}>
      <header>
        <h2 id={id} tabIndex={-1}>{title}</h2>
        {count !== undefined && <span class="n">{count}</span>}
        {hint !== undefined && <span class="end">{hint}</span>}
      </header>
      {children}
    </section>
  );
}
