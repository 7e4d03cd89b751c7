import { isDatabaseUrl } from '../../config/records-options.js';
import { describeText, invalidOption } from '../../config/rules.js';
import type { ProgramCheck } from './status-checks.js';

/** The checks of the options about the spool. */
export const SPOOL_CHECKS: readonly ProgramCheck[] = [
  {
    reads: ['spool', 'records'],
    check: ({ spool, records }, label) => {
      if (typeof spool !== 'string' || (typeof records === 'string' && isDatabaseUrl(records))) return;
      const rule = `must be given with ${label('records')} postgresql://… only: a file needs no spool`;
      throw invalidOption(label('spool'), describeText(spool), rule);
    },
  },
];
