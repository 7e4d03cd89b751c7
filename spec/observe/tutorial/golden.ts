import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { ExecutionContext } from 'ava';

// The tests run from dist/spec/tutorial; the transcripts stand beside their sources.
const FOLDER = new URL('../../../../spec/observe/tutorial/golden/', import.meta.url);

/** Compares a narration with its transcript, byte for byte. `UPDATE_GOLDEN=1` writes the transcripts anew. */
export function matchesGolden(t: ExecutionContext, name: string, text: string): void {
  const file = new URL(`${name}.txt`, FOLDER);
  if (process.env['UPDATE_GOLDEN'] === '1') {
    mkdirSync(FOLDER, { recursive: true });
    writeFileSync(file, text);
  }
  t.is(text, readFileSync(file, 'utf8'));
}
