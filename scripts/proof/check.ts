import type { Away } from './checks/away.js';
import { rowViolations } from './checks/rows.js';
import { tokenViolations } from './checks/tokens.js';
import type { Violation } from './checks/violation.js';
import type { SessionResult } from './result.js';
import type { Row } from './rows.js';

export type { Away } from './checks/away.js';

/** What is left when all is over. */
export interface Remains {
  readonly results: readonly SessionResult[];
  readonly rows: readonly Row[];
  readonly away?: readonly Away[];
}

/** Returns what is wrong; nothing when the servers have kept all promises. */
export function check({ results, rows, away = [] }: Remains): Violation[] {
  return [...rowViolations(results, rows), ...tokenViolations(results, rows, away)];
}
