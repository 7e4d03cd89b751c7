import { ACCESS_CHECKS } from './access-checks.js';
import type { CrossCheck } from './cross-check.js';
import { DIFFICULTY_CHECKS } from './difficulty-checks.js';
import { checkNetwork } from './network-options.js';
import { invalidOption } from './rules.js';

/** In the order of their messages. The first mistake of each is reported. */
export const CROSS_CHECKS: readonly CrossCheck[] = [
  {
    reads: ['listen', 'serverHost', 'port', 'reusePort'],
    check: (config, label) => {
      checkNetwork(config, label);
    },
  },
  {
    reads: ['requests', 'tutorial', 'bodyNames'],
    check: ({ tutorial, bodyNames, requests }, label, given) => {
      if (!tutorial || given.requests === undefined || requests === bodyNames.length) return;
      const rule = `must not be given with ${label('tutorial')}, which requests each body name once`;
      throw invalidOption(label('requests'), String(requests), rule);
    },
  },
  {
    reads: ['failRate', 'tutorial'],
    check: ({ tutorial, failRate }, label) => {
      if (!tutorial || failRate === 0) return;
      const rule = `must not be given with ${label('tutorial')}, which sends no random FAIL`;
      throw invalidOption(label('failRate'), String(failRate), rule);
    },
  },
  ...DIFFICULTY_CHECKS,
  ...ACCESS_CHECKS,
];
