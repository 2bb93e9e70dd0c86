// What is yours: where you are signed in, your language, your keys. The last sign-in stands in the title, because who did
// not sign in then has to see it.
import { useEffect, useMemo } from 'preact/hooks';
import { since } from '../base/clock';
import { source } from '../base/data';
import { known, language, languageOf, rich, t, type Key } from '../base/i18n';
import { enabled, here, setEnabled, step } from '../base/keys';
import { act, me } from '../base/node';
import { sessionsOf } from '../base/shapes';
import { fullTimeOf, instant, spanOf } from '../base/time';
import type { Session, Sessions } from '../base/types';
import { forget, Outcome, tried } from '../parts/acts';
import { bare, framed, signOut } from '../parts/shell';
import { Asking, NewerBar, OldBar, Refused, Section, Title } from '../parts/states';
import { Time, Words } from '../parts/text';

async function choose(tag: string, again: () => Promise<void>): Promise<void> {
  await tried(async () => {
    await act('/room/language', { language: tag });
    language.value = await languageOf(tag);
    if (me.value !== undefined) me.value = { ...me.value, language: tag };
  }, '');
  await again();
}

function SessionRow({ one, end }: { one: Session; end: (one: Session) => void }) {
  const at = instant(one.last_used);
  return (
    <li class="session">
      <div>
        <h3><span>{rich('you.from', { from: <Words text={one.from ?? '?'} most={60} /> })}</span> {one.this === true && <span class="tag ok">{t('you.this')}</span>}</h3>
        <p class="small soft"><Words text={one.agent ?? ''} most={160} /></p>
        <p class="small soft">{t('you.since')} <Time at={one.since} />{at !== undefined && <>, {t('you.used', { span: spanOf(since(at)) })}</>}</p>
      </div>
      <button class="btn" type="button" data-row="" onClick={() => (one.this === true ? void signOut() : end(one))}>
        {t(one.this === true ? 'you.sign-out' : 'you.end')}
        {one.this !== true && <span class="vh"> {t('you.end-of')} <Words text={one.from ?? ''} most={60} /></span>}
      </button>
    </li>
  );
}

const languages: readonly { tag: string; name: string }[] = [{ tag: 'en', name: 'English' }, { tag: 'de', name: 'Deutsch' }];

function Choices({ again }: { again: () => Promise<void> }) {
  return (
    <div class="choices">
      <fieldset>
        <legend>{t('you.language')}</legend>
        <div class="seg">
          {languages.map((one) => (
            <button class="chip" type="button" lang={one.tag} aria-pressed={language.value.tag === one.tag} onClick={() => void choose(one.tag, again)}>{one.name}</button>
          ))}
        </div>
        <p class="small soft">{t('you.language-why')}</p>
      </fieldset>
      <fieldset>
        <legend>{t('you.keys')}</legend>
        <label class="switch"><input type="checkbox" checked={enabled.value} onChange={(event) => setEnabled(event.currentTarget.checked)} /> {t('you.keys-on')}</label>
        <p class="small soft">{t('you.keys-why')}</p>
      </fieldset>
    </div>
  );
}

function Rights({ rights }: { rights: readonly string[] }) {
  return (
    <ul class="rights" role="list">
      {rights.slice(0, 60).map((right) => {
        const name: Key | undefined = known('right', right);
        return <li class="tag">{name === undefined ? <Words text={right} most={60} /> : t(name)}</li>;
      })}
    </ul>
  );
}

function leadOf(): string {
  const last = me.value?.last;
  const at = instant(last?.at);
  return last === null ? t('you.first') : at === undefined ? t('you.lead') : t('you.last', { time: fullTimeOf(at) });
}

export function You() {
  const from = useMemo(() => source<Sessions>('/room/sessions', sessionsOf, (of) => JSON.stringify(of.sessions.map((one) => one.id))), []);
  useEffect(() => () => (from.stop(), forget()), []);
  useEffect(() => {
    here.value = [
      { keys: 'j', says: 'key.next', run: () => step(1) },
      { keys: 'k', says: 'key.previous', run: () => step(-1) },
      { keys: 'n', says: 'key.newer', run: () => document.getElementById('show-newer')?.click() },
    ];
    framed.value = bare;
    return () => void (here.value = []);
  }, []);
  const { data, refusal } = from.shown.value;
  const sessions = data?.sessions ?? [];
  const title = data === undefined ? t('place.you') : t('you.title', { n: sessions.length });
  useEffect(() => void (document.title = title), [title]);
  if (data === undefined) return refusal === undefined ? <Asking /> : <Refused what="what.sessions" refusal={refusal} again={() => void from.again()} />;
  const who = me.value;
  const end = (one: Session) => void tried(() => act('/room/sessions/end', { id: one.id }), t('you.ended')).then(() => from.again());
  const until = instant(who?.ends);
  return (
    <>
      <NewerBar shown={from.shown.value} says={t('state.newer')} take={() => from.take()} />
      <OldBar shown={from.shown.value} again={() => void from.again()} />
      <Title lead={<>{leadOf()} {who?.last?.from !== undefined && <>{t('you.last-from')} <b><Words text={who.last.from} most={60} /></b>.</>} {who?.last !== null && t('you.not-me')}</>}>{title}</Title>
      <Outcome />
      <div class="two">
        <Section id="sessions" title={t('you.sessions')} count={String(sessions.length)}>
          {sessions.length === 0 ? <p class="nothing soft">{t('you.no-sessions')}</p> : <ul role="list">{sessions.slice(0, 200).map((one) => <SessionRow one={one} end={end} />)}</ul>}
        </Section>
        <div>
          <Section id="choices" title={t('you.choices')}><Choices again={from.again} /></Section>
          <Section id="account" title={t('you.account')}>
            <dl class="facts wide">
              <dt>{t('you.name')}</dt><dd><Words text={who?.name ?? who?.user ?? ''} most={80} /></dd>
              {until !== undefined && <><dt>{t('you.ends')}</dt><dd><Time at={who?.ends} /></dd></>}
              {(who?.fingerprint ?? '') !== '' && <><dt>{t('you.fingerprint')}</dt><dd class="finger-line">{(who?.fingerprint ?? '').slice(0, 80).split(' ').map((five) => <span>{five} </span>)}</dd></>}
              {(who?.rights ?? []).length > 0 && <><dt>{t('you.rights')}</dt><dd><Rights rights={who?.rights ?? []} /></dd></>}
            </dl>
          </Section>
        </div>
      </div>
    </>
  );
}
