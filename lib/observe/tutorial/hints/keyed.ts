import { createHmac, getFips, hkdfSync, pbkdf2Sync, scryptSync } from 'node:crypto';
import { HMAC_ALGORITHMS } from './hashes.js';
import type { Part } from './inputs.js';

/** A digest with a key or a salt. */
export interface KeyedDigest {
  /** What it is: `HMAC-SHA-256 of suffix, keyed with token`. */
  readonly what: string;
  readonly digest: () => Buffer;
}

/** The right thing to do in place of all of them. */
export function withoutKey(first: Part, second: Part): string {
  return `Use plain SHA-256 of ${first.name} + ${second.name}, without a key.`;
}

/** Returns the HMACs that a client may have made of two parts, SHA-256 first. */
export function hmacs(first: Part, second: Part): KeyedDigest[] {
  const [a, b] = [first.text, second.text];
  const both = `${first.name} + ${second.name}`;
  const rows: readonly (readonly [text: string, key: string, message: string, keyText: string])[] = [
    [second.name, first.name, b, a],
    [first.name, second.name, a, b],
    [both, 'an empty key', a + b, ''],
    [both, first.name, a + b, a],
    [both, second.name, a + b, b],
    ['nothing', both, '', a + b],
    [`${second.name} + "\\n"`, first.name, `${b}\n`, a],
  ];
  return HMAC_ALGORITHMS.flatMap(([name, algorithm], index) =>
    rows.slice(0, index === 0 ? rows.length : 3).map(([text, key, message, keyText]) => ({
      what: `HMAC-${name} of ${text}, keyed with ${key}`,
      digest: () => createHmac(algorithm, keyText).update(message).digest(),
    })),
  );
}

/** Iterations of PBKDF2 that documentation and libraries use. */
const ITERATIONS = [1, 1000, 1024, 2048, 4096, 10_000, 100_000];
const CHEAP = 4096;

/**
 * Returns what functions for passwords give for two parts.
 * @param cheap leaves out those that take more than a few milliseconds
 */
export function passwordDigests(first: Part, second: Part, cheap: boolean): KeyedDigest[] {
  const rows: KeyedDigest[] = [];
  for (const [password, salt] of [
    [first, second],
    [second, first],
  ] as const) {
    const of = `${password.name} with ${salt.name} as its salt`;
    for (const iterations of ITERATIONS) {
      if (cheap && iterations > CHEAP) continue;
      const algorithms = iterations <= 10_000 ? ['sha256', 'sha1', 'sha512'] : ['sha256'];
      for (const algorithm of algorithms) {
        const name = algorithm.replace('sha', 'SHA-');
        rows.push({
          what: `PBKDF2 (${name}, ${iterations} ${iterations === 1 ? 'iteration' : 'iterations'}) of ${of}`,
          digest: () => pbkdf2Sync(password.text, salt.text, iterations, 32, algorithm),
        });
      }
    }
    rows.push({
      what: `HKDF-SHA-256 of ${of}`,
      digest: () => Buffer.from(hkdfSync('sha256', password.text, salt.text, '', 32)),
    });
    // A FIPS build refuses scrypt.
    if (cheap || getFips() === 1) continue;
    rows.push({
      what: `scrypt (N 16384, r 8, p 1) of ${of}`,
      digest: () => scryptSync(password.text, salt.text, 32),
    });
  }
  return rows;
}
