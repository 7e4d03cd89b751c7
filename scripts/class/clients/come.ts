import { setTimeout as sleep } from 'node:timers/promises';
import { answer, type Behaviour } from './behaviours.js';
import { Talk, type Target } from './talk.js';
import type { Visit } from './visit.js';

export interface Coming {
  /** The fingerprint of its certificate. */
  readonly id: string;
  readonly behaviour: Behaviour;
  /** How long it takes to solve, beside the hashes themselves, in milliseconds. */
  readonly thinkMs: number;
  /** The reason of the refusal that its certificate earns; null for one that the server takes. */
  readonly refused: string | null;
}

/** Comes once, and goes. Resolves to what the client knows then. */
export async function come(target: Target, { id, behaviour, thinkMs, refused }: Coming): Promise<Visit> {
  const talk = new Talk(target);
  let step: string | null = null;
  let worked = false;
  let misbehaved = false;
  let fail: string | null = null;
  for (let line = await talk.next(); line !== null; line = await talk.next()) {
    const [word = '', argument = ''] = line.split(' ');
    if (word === 'FAIL') {
      fail = line;
      break;
    }
    worked ||= step === 'WORK';
    step = word;
    if (word === 'WORK') {
      talk.token = argument;
      await sleep(thinkMs, undefined, { signal: target.signal });
    }
    const acted = misbehaved ? false : behaviour.act(talk, line);
    if (acted === false) answer(talk, line);
    else {
      misbehaved = true;
      await acted;
    }
    if (word === 'DONE') break;
  }
  await talk.leave();
  // After DONE, FAIL can only come in place of nothing: in answer to a wrong OK.
  fail ??= talk.lines.find((line) => line.startsWith('FAIL')) ?? null;
  const done = step === 'DONE';
  return {
    id,
    began: step !== null,
    step: misbehaved ? (behaviour.step ?? step) : step,
    worked,
    done,
    confirmed: done && !misbehaved && fail === null,
    fail,
    refused: step === null ? refused : null,
    code: step === null || (done && !misbehaved) ? null : (behaviour.code ?? 'unexpected'),
  };
}
