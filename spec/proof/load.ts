import { setTimeout as delay } from 'node:timers/promises';
import { BehaviorSubject } from 'rxjs';
import type { Issued } from '../../lib/certificates/issue.js';
import { connectClient, type LineClient } from '../support/line-client.js';
import type { Gate, Progress } from './schedule.js';
import { solveFor } from './solve-for.js';

/** One connection of a client. */
export interface Attempt {
  /** What WORK brought; null when it did not come. */
  readonly token: string | null;
  /** What it answered to WORK; null when it did not. */
  readonly suffix: string | null;
  /** What it gave; no two attempts give the same. */
  readonly answers: Readonly<Record<string, string>>;
  /** The first word of the last line that came, such as WORK: where the connection ended. Null when none came. */
  readonly step: string | null;
  /** The last line: DONE, a FAIL with its reason, another command, or null. */
  readonly last: string | null;
  /** Milliseconds since the epoch: when it began, and when it was over. */
  readonly from: number;
  readonly to: number;
}

/** A session of a participant, with as many connections as it took. */
export interface Story {
  readonly n: number;
  readonly participant: number;
  /** Where it comes from. */
  readonly address: string;
  readonly attempts: readonly Attempt[];
}

export interface LoadOptions {
  readonly port: number;
  readonly participants: readonly Issued[];
  readonly sessions: number;
  /** Sessions at once. */
  readonly atOnce: number;
  /** How long a client thinks in WORK, in milliseconds. */
  readonly thinkMs: number;
}

/** Clients that do not give up, until each has seen DONE. */
export class Load implements Gate {
  readonly progress = new BehaviorSubject<Progress>({ begun: 0, done: 0 });
  readonly #options: LoadOptions;
  #allowed = 0;
  #wake: (() => void)[] = [];
  #next = 0;

  constructor(options: LoadOptions) {
    this.#options = options;
  }

  open(sessions: number): void {
    this.#allowed = sessions;
    const waiting = this.#wake;
    this.#wake = [];
    for (const wake of waiting) wake();
  }

  /** Runs all sessions. Resolves to what became of each. */
  async run(): Promise<readonly Story[]> {
    const clients = Array.from({ length: this.#options.atOnce }, () => this.#oneAfterTheOther());
    return (await Promise.all(clients)).flat().sort((a, b) => a.n - b.n);
  }

  async #oneAfterTheOther(): Promise<Story[]> {
    const stories: Story[] = [];
    for (;;) {
      const n = this.#next++;
      if (n >= this.#options.sessions) return stories;
      while (n >= this.#allowed) await new Promise<void>((resolve) => this.#wake.push(resolve));
      this.#count('begun');
      stories.push(await this.#session(n));
      this.#count('done');
    }
  }

  #count(what: keyof Progress): void {
    const { value } = this.progress;
    this.progress.next({ ...value, [what]: value[what] + 1 });
  }

  async #session(n: number): Promise<Story> {
    const participant = n % this.#options.participants.length;
    const address = `127.0.1.${participant + 1}`;
    const attempts: Attempt[] = [];
    for (;;) {
      const attempt = await this.#attempt(n, participant, address, attempts);
      attempts.push(attempt);
      if (attempt.last === 'DONE') return { n, participant, address, attempts };
      await delay(100 + 50 * Math.min(attempts.length, 20) * Math.random());
    }
  }

  async #attempt(
    n: number,
    participant: number,
    localAddress: string,
    before: readonly Attempt[],
  ): Promise<Attempt> {
    const from = Date.now();
    const identity = this.#options.participants[participant];
    if (identity === undefined) throw new Error(`There is no participant ${participant}`);
    const client = await connectClient(this.#options.port, {
      localAddress,
      identity: { ...identity, certPath: '', keyPath: '' },
    });
    const value = (name: string): string => `session ${n}, attempt ${before.length}: ${name}`;
    const last = await this.#converse(client, value, before);
    const step = client.lines.at(-1)?.split(' ')[0] ?? null;
    if (last === 'DONE') await client.rest();
    await client.close();
    const { token, suffix, answers } = client;
    return { token: token || null, suffix: suffix || null, answers, step, last, from, to: Date.now() };
  }

  async #converse(
    client: LineClient,
    valueOf: (name: string) => string,
    before: readonly Attempt[],
  ): Promise<string | null> {
    for (;;) {
      const line = await client.next();
      if (line === null || line.startsWith('FAIL')) return line;
      const [word = '', token = '', nBits = ''] = line.split(' ');
      if (word === 'WORK') {
        client.token = token;
        // Whoever has solved this token has not to think again.
        const solved = before.find((attempt) => attempt.token === token && attempt.suffix !== null)?.suffix;
        if (solved === undefined || solved === null) await this.#think(client);
        if (client.socket.destroyed) continue;
        client.suffix = solved ?? solveFor(token, Number(nBits));
        client.say(client.suffix);
      } else {
        client.answer(line, valueOf);
      }
      if (line === 'DONE') return line;
    }
  }

  /** Waits; for less, when the connection is lost meanwhile. */
  async #think(client: LineClient): Promise<void> {
    const over = new AbortController();
    const { thinkMs } = this.#options;
    const thinking = delay(thinkMs * (0.5 + Math.random()), undefined, { signal: over.signal });
    await Promise.race([thinking, client.closed]).catch(() => null);
    over.abort();
    await thinking.catch(() => null);
  }
}
