// An act, and what came of it. One that failed leaves everything as it was, and says so where it was tried.
import { signal } from '@preact/signals';
import { t } from '../base/i18n';
import { Refusal } from '../base/node';
import { NodeSays } from './text';

const failed = signal<Refusal | undefined>(undefined);
const done = signal('');

export async function tried(what: () => Promise<void>, says: string): Promise<void> {
  forget();
  try {
    await what();
    done.value = says;
  } catch (problem) {
    if (!(problem instanceof Refusal)) throw problem;
    failed.value = problem;
  }
}

export function forget(): void {
  failed.value = undefined;
  done.value = '';
}

export function Outcome() {
  const problem = failed.value;
  return (
    <>
      <div role="status" class="done">{done.value !== '' && <p class="newbar">{done.value}</p>}</div>
      {problem !== undefined && (
        <div class="newbar off" role="alert">
          <p><b>{t(problem.code === 'cut_off' ? 'act.not-known' : 'act.not-done')}</b></p>
          {problem.message !== '' && <NodeSays text={problem.message} />}
        </div>
      )}
    </>
  );
}
