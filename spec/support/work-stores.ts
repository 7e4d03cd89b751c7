import assert from 'node:assert/strict';
import fc from 'fast-check';
import { firstValueFrom } from 'rxjs';
import { asObservable } from '../../lib/rx/maybe-async.js';
import type { TakenWork, WorkStore } from '../../lib/session/work-store.js';

/** A store under test, and its time. */
export interface StoreUnderTest {
  readonly store: WorkStore;
  /** Lets time pass. */
  readonly advance: (seconds: number) => void | Promise<void>;
}

/** In seconds. */
export const LIFETIME = 60;

export const MAX_PER_CERTIFICATE = 2;

/** Work as a plain model has it. */
interface Work {
  readonly token: string;
  readonly certificate: string;
  readonly nBits: number;
  readonly expiresAt: number;
  holder: string | null;
}

/** What a work store has to do, written down plainly: a list, and a search through all of it. */
export class PlainWork {
  readonly #works: Work[] = [];
  now = 0;

  take(certificate: string, session: string, token: string, nBits: number): Omit<TakenWork, 'secondsLeft'> {
    const free = this.#works.find(
      (work) => work.certificate === certificate && work.holder === null && work.expiresAt > this.now,
    );
    const work = free ?? { token, certificate, nBits, expiresAt: this.now + LIFETIME, holder: null };
    if (free === undefined) this.#works.push(work);
    work.holder = session;
    return { token: work.token, nBits: work.nBits, isResumed: free !== undefined };
  }

  spend(token: string, session: string): boolean {
    return this.#remove((work) => work.token === token && work.holder === session);
  }

  release(session: string): void {
    const work = this.#works.find(({ holder }) => holder === session);
    if (work === undefined) return;
    work.holder = null;
    const ofCertificate = this.#works.filter(
      ({ certificate, holder, expiresAt }) =>
        certificate === work.certificate && holder === null && expiresAt > this.now,
    );
    for (const old of ofCertificate.slice(0, -MAX_PER_CERTIFICATE)) this.#remove((one) => one === old);
  }

  discard(session: string): void {
    this.#remove(({ holder }) => holder === session);
  }

  /** The token that a session holds. */
  heldBy(session: string): string | null {
    return this.#works.find(({ holder }) => holder === session)?.token ?? null;
  }

  #remove(which: (work: Work) => boolean): boolean {
    const at = this.#works.findIndex(which);
    if (at === -1) return false;
    this.#works.splice(at, 1);
    return true;
  }
}

/** One of some sessions begins, or does what a session does with its work; then time passes. */
interface Step {
  readonly session: number;
  readonly does: 'spend' | 'spend another' | 'release' | 'discard';
  readonly seconds: number;
}

const step: fc.Arbitrary<Step> = fc.record({
  session: fc.nat(5),
  does: fc.constantFrom('spend', 'spend another', 'release', 'release', 'release', 'discard'),
  seconds: fc.integer({ min: 1, max: 25 }),
});

export const steps: fc.Arbitrary<Step[]> = fc.array(step, { maxLength: 40 });

/** Six places for sessions of two certificates: an empty place begins a session, and a taken one goes on with it. */
export async function doesAsTheModel(
  { store, advance }: StoreUnderTest,
  given: readonly Step[],
): Promise<void> {
  const model = new PlainWork();
  const places = new Map<number, string>();
  let begun = 0;
  for (const { session: place, does, seconds } of given) {
    const session = places.get(place);
    if (session === undefined) {
      const id = `session ${begun}`;
      const [token, nBits, certificate] = [`token-${begun}`, begun % 65, `certificate ${place % 2}`];
      begun += 1;
      places.set(place, id);
      const wanted = { certificate, session: id, token, nBits, lifetime: LIFETIME };
      const { secondsLeft, ...taken } = await settled(store.take(wanted));
      assert.deepEqual(taken, model.take(certificate, id, token, nBits));
      assert.ok(secondsLeft > 0 && secondsLeft <= LIFETIME, `${secondsLeft} s`);
    } else {
      if (does === 'spend' || does === 'spend another') {
        const token = does === 'spend' ? (model.heldBy(session) ?? '') : 'token-0';
        assert.equal(await settled(store.spend(token, session)), model.spend(token, session));
        // As a session does: after a no it has no work any more.
        model.discard(session);
        store.discard(session);
      } else {
        model[does](session);
        store[does](session);
      }
      places.delete(place);
    }
    model.now += seconds;
    await advance(seconds);
  }
}

export function settled<T>(given: T | PromiseLike<T> | Parameters<typeof asObservable<T>>[0]): Promise<T> {
  return firstValueFrom(asObservable<T>(given));
}
