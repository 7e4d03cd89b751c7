import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { ExecutionContext } from 'ava';

// The tests run from dist/spec; what they are compared with stands beside their sources.
const SOURCES = new URL('../../../spec/', import.meta.url);

/**
 * Compares a text with the file that is kept of it, byte for byte. `UPDATE_GOLDEN=1` writes the files anew.
 * @param folder the folder below spec/, such as `conformance/report/golden`
 */
export function matchesGolden(t: ExecutionContext, folder: string, name: string, text: string): void {
  const place = new URL(`${folder}/`, SOURCES);
  const file = new URL(name, place);
  if (process.env['UPDATE_GOLDEN'] === '1') {
    mkdirSync(place, { recursive: true });
    writeFileSync(file, text);
  }
  t.is(text, readFileSync(file, 'utf8'));
}

/** Compares a narration of the tutorial with its transcript. */
export function matchesTranscript(t: ExecutionContext, name: string, text: string): void {
  matchesGolden(t, 'observe/tutorial/golden', `${name}.txt`, text);
}
