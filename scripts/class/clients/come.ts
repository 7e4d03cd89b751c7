import { setTimeout as sleep } from 'node:timers/promises';
import type { SecureContext } from 'node:tls';
import { connectTlsClient } from '../../../lib/conformance/peers/connect.js';
import { answer, type Behaviour } from './behaviours.js';
import type { Visit } from './visit.js';

/** The port of the server, and what a client shows of itself. */
export interface Target {
  readonly port: number;
  readonly secureContext: SecureContext;
  /** Aborts when the run has to end early. */
  readonly signal: AbortSignal;
}

/** How long a client waits for the next line: longer than any deadline of the server. */
const PATIENCE_MS = 60_000;

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
  const { port, secureContext } = target;
  const client = await connectTlsClient({
    port,
    secureContext,
    servername: 'localhost',
    idleMs: PATIENCE_MS,
  });
  let step: string | null = null;
  let worked = false;
  let misbehaved = false;
  let fail: string | null = null;
  for (let line = await client.next(); line !== null; line = await client.next()) {
    const [word = '', argument = ''] = line.split(' ');
    if (word === 'FAIL') {
      fail = line;
      break;
    }
    worked ||= step === 'WORK';
    step = word;
    if (word === 'WORK') {
      client.token = argument;
      await sleep(thinkMs, undefined, { signal: target.signal });
    }
    const acted = misbehaved ? false : behaviour.act(client, line);
    if (acted === false) answer(client, line);
    else {
      misbehaved = true;
      await acted;
    }
    if (word === 'DONE') break;
  }
  await client.leave();
  // After DONE, FAIL can only come in place of nothing: in answer to a wrong OK.
  fail ??= client.lines.find((line) => line.startsWith('FAIL')) ?? null;
  const done = step === 'DONE';
  return {
    id,
    began: step !== null,
    step,
    worked,
    done,
    confirmed: done && !misbehaved && fail === null,
    fail,
    refused: step === null ? refused : null,
    code: step === null || (done && !misbehaved) ? null : (behaviour.code ?? 'unexpected'),
  };
}
