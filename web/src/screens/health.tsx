// Health: whether this node is sound. What is wrong stands first and in the node's own words, which say what to do;
// then the journals, and who asked the node for what.
import { useEffect, useMemo } from 'preact/hooks';
import { since } from '../base/clock';
import { source } from '../base/data';
import { number, rich, t } from '../base/i18n';
import { here, step } from '../base/keys';
import { statusOf } from '../base/shapes';
import { instant, spanOf } from '../base/time';
import type { Client, Journal, Status, Wrong } from '../base/types';
import { framed, framedOf } from '../parts/shell';
import { Asking, NewerBar, OldBar, Refused, Section, Title } from '../parts/states';
import { Party, Time, Words } from '../parts/text';
import { wrongWords } from '../parts/wrong';

// One list of all that is wrong, whatever part of the answer tells it.
export function wrongsOf(status: Status): readonly Wrong[] {
  const closed = (status.journals ?? []).filter((one) => one.problem !== undefined).map((one) => ({ kind: 'journal_closed', problem: `${one.journal}: ${one.problem ?? ''}` }));
  const problems = status.problems ?? [];
  const told = closed.filter((one) => !problems.some((other) => other.kind === 'journal_closed' && one.problem.startsWith(other.problem.split(':')[0] ?? ' ')));
  const warnings = (status.warnings ?? []).map((problem) => ({ kind: 'warning', problem }));
  return [...problems, ...(problems.some((one) => one.kind === 'journal_closed') ? [] : told), ...warnings];
}

function titleOf(status: Status): string {
  const wrong = wrongsOf(status).length + (status.open_deliberation ?? []).length;
  const journals = (status.journals ?? []).length;
  if (wrong > 0) return t('health.title-wrong', { n: wrong });
  return journals === 0 ? t('health.title-empty') : t('health.title-sound', { n: journals });
}

function Wrongs({ status }: { status: Status }) {
  return (
    <ul class="wrongs plain" role="list">
      {wrongsOf(status).map((one) => (
        <li tabIndex={-1} data-row="">
          <span class="bang" aria-hidden="true">!</span>
          <div>
            <h3>{wrongWords(one)[0]}</h3>
            <p class="soft" lang="en"><Words text={wrongWords(one)[1]} lines="many" most={4000} /></p>
          </div>
        </li>
      ))}
      {(status.open_deliberation ?? []).map((one) => (
        <li tabIndex={-1} data-row="">
          <span class="bang" aria-hidden="true">!</span>
          <div>
            <h3>{t('wrong.open_deliberation')}</h3>
            <p class="soft">
              {rich('health.deliberation', {
                journal: <b><Words text={one.journal} most={80} /></b>,
                objects: Object.entries(one.objects ?? {}).slice(0, 12).map(([type, n], i) => <>{i > 0 && ', '}{number(n)} × <Words text={type} most={40} /></>),
                readers: (one.readers ?? []).length === 0 ? t('health.nobody') : (one.readers ?? []).slice(0, 50).map((reader, i) => <>{i > 0 && ', '}<Words text={reader} most={60} /></>),
              })}
            </p>
          </div>
        </li>
      ))}
    </ul>
  );
}

function signedWord(one: Journal): { word: string; bad: boolean } {
  const left = (one.entries ?? 0) - (one.published ?? 0);
  if ((one.entries ?? 0) === 0) return { word: t('health.no-entries'), bad: false };
  return left > 0 ? { word: t('health.unsigned', { n: left }), bad: true } : { word: t('health.signed'), bad: false };
}

// Scrolls in its own box on a narrow screen, with the name of the journal fixed.
function Journals({ journals }: { journals: readonly Journal[] }) {
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={t('health.table', { name: t('health.journals') })}>
      <table class="data">
        <thead>
          <tr><th scope="col">{t('health.journal')}</th><th scope="col" class="r">{t('health.entries')}</th><th scope="col">{t('health.head')}</th><th scope="col" class="r">{t('health.objects')}</th><th scope="col" class="r">{t('health.erased')}</th></tr>
        </thead>
        <tbody>
          {journals.map((one) => {
            const { word, bad } = signedWord(one);
            return (
              <tr>
                <th scope="row"><Words text={one.journal} most={120} /></th>
                {one.problem !== undefined ? (
                  <td colSpan={4} class="bad"><span class="tag wrong">{t('health.closed')}</span> <Words text={one.problem} most={600} /></td>
                ) : (
                  <>
                    <td class="r">{number(one.entries ?? 0)}</td>
                    <td>{bad ? <span class="tag due">{word}</span> : <span class={(one.entries ?? 0) > 0 ? 'tick' : 'faint'}>{word}</span>}</td>
                    <td class="r">{number(one.objects ?? 0)}</td>
                    <td class="r">{(one.erased ?? 0) === 0 ? <span class="faint">0</span> : number(one.erased ?? 0)}</td>
                  </>
                )}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function Clients({ clients }: { clients: readonly Client[] }) {
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={t('health.table', { name: t('health.clients') })}>
      <table class="data">
        <thead>
          <tr><th scope="col">{t('health.client')}</th><th scope="col">{t('health.last')}</th><th scope="col" class="r">{t('health.requests')}</th><th scope="col" class="r">{t('health.errors')}</th><th scope="col" class="r">{t('health.objects')}</th><th scope="col">{t('health.last-request')}</th></tr>
        </thead>
        <tbody>
          {clients.slice(0, 500).map((one) => {
            const at = instant(one.last);
            return (
              <tr>
                <th scope="row">{one.user === undefined || one.user === '' ? <span class="faint">{t('health.unknown')}</span> : <Words text={one.user} most={80} />} <small class="faint"><Words text={one.address ?? ''} most={60} /></small></th>
                <td class="nowrap">{at === undefined ? '' : t('health.ago', { span: spanOf(since(at)) })} <small class="faint"><Time at={one.last} /></small></td>
                <td class="r">{number(one.requests ?? 0)}</td>
                <td class="r">{(one.errors ?? 0) > 0 ? <b class="wrong">{number(one.errors ?? 0)}</b> : <span class="faint">0</span>}</td>
                <td class="r">{number(one.objects ?? 0)}</td>
                <td><span class="mono"><Words text={one.request ?? ''} most={160} /></span> {one.status !== undefined && <span class={one.status >= 400 ? 'tag due' : 'tag'}>{String(one.status)}</span>}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function Full({ status }: { status: Status }) {
  const journals = status.journals ?? [], clients = status.clients ?? [];
  const wrong = wrongsOf(status).length + (status.open_deliberation ?? []).length;
  return (
    <>
      {wrong > 0 && <Section id="wrong" title={t('home.section-wrong')} count={number(wrong)} hint={<kbd>1</kbd>} bad><Wrongs status={status} /></Section>}
      <Section id="journals" title={t('health.journals')} count={number(journals.length)} hint={<kbd>2</kbd>}>
        {journals.length === 0 ? <p class="nothing soft">{t('health.no-journals')}</p> : <Journals journals={journals} />}
      </Section>
      <Section id="clients" title={t('health.clients')} count={number(clients.length)} hint={<kbd>3</kbd>}>
        {clients.length === 0 ? <p class="nothing soft">{t('health.no-clients')}</p> : <Clients clients={clients} />}
      </Section>
      <Section id="node" title={t('health.node')}>
        <dl class="facts wide">
          {status.party !== undefined && <><dt>{t('health.party')}</dt><dd><Party name={status.party} ours /></dd></>}
          {status.identity !== undefined && <><dt>{t('health.identity')}</dt><dd class="mono"><Words text={status.identity} most={120} /></dd></>}
          {status.url !== undefined && <><dt>{t('health.url')}</dt><dd class="mono"><Words text={status.url} most={200} /></dd></>}
          {status.requests !== undefined && <><dt>{t('health.served')}</dt><dd>{t('health.served-n', { n: status.requests })} {status.connections !== undefined && t('health.connections', { n: status.connections })}</dd></>}
        </dl>
      </Section>
    </>
  );
}

// What a request counts up is no news; who asks without end would else make the bar come back for ever.
function essence(of: Status): string {
  return JSON.stringify([of.journals, of.problems, of.warnings, of.open_deliberation, (of.clients ?? []).map((one) => one.user)]);
}

export function Health() {
  const from = useMemo(() => source<Status>('/room/status', statusOf, essence), []);
  useEffect(() => () => from.stop(), []);
  const { data, refusal } = from.shown.value;
  useEffect(() => {
    const to = (id: string) => document.getElementById(id)?.focus();
    here.value = [
      { keys: 'j', says: 'key.next', run: () => step(1) },
      { keys: 'k', says: 'key.previous', run: () => step(-1) },
      { keys: '1', says: 'key.wrong', run: () => to('wrong') },
      { keys: '2', says: 'key.journals', run: () => to('journals') },
      { keys: '3', says: 'key.clients', run: () => to('clients') },
      { keys: 'n', says: 'key.newer', run: () => document.getElementById('show-newer')?.click() },
    ];
    return () => void (here.value = []);
  }, []);
  useEffect(() => {
    // Names of journals and users are of this party and marked by nobody.
    framed.value = data === undefined ? framedOf(data) : framedOf(data, { tlp: undefined, other: false });
    document.title = data === undefined ? t('place.health') : titleOf(data);
  }, [data]);
  if (data === undefined) return refusal === undefined ? <Asking /> : <Refused what="what.health" refusal={refusal} again={() => void from.again()} />;
  return (
    <>
      <NewerBar shown={from.shown.value} says={t('state.newer')} take={() => from.take()} />
      <OldBar shown={from.shown.value} again={() => void from.again()} />
      <Title lead={t('health.lead')}>{titleOf(data)}</Title>
      <Full status={data} />
    </>
  );
}
