import type { ExecutionContext } from 'ava';
import type { ClientCheck } from '../../../lib/conformance/client/client-check.js';
import type { ClientMutant } from './client-mutant.js';

/** Each of the checks is named by a mutant: a check that catches nobody checks nothing. */
export function areNamed(
  t: ExecutionContext,
  checks: readonly ClientCheck[],
  mutants: readonly ClientMutant[],
): void {
  const named = new Set(mutants.flatMap(({ caughtBy }) => caughtBy));
  t.deepEqual(
    checks.map(({ id }) => id).filter((id) => !named.has(id)),
    [],
  );
}
