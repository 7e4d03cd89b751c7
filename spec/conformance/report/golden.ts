import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { ExecutionContext } from 'ava';

// The tests run from dist; the reports stand beside their sources.
const FOLDER = new URL('../../../../spec/conformance/report/golden/', import.meta.url);

/** Compares a report with the one that is kept, byte for byte. `UPDATE_GOLDEN=1` writes them anew. */
export function matchesGolden(t: ExecutionContext, name: string, text: string): void {
  const file = new URL(name, FOLDER);
  if (process.env['UPDATE_GOLDEN'] === '1') {
    mkdirSync(FOLDER, { recursive: true });
    writeFileSync(file, text);
  }
  t.is(text, readFileSync(file, 'utf8'));
}
