import type { CrossCheck } from './cross-check.js';
import { describeText, invalidOption } from './rules.js';

/** The options that need a client's certificate. */
const NEED_CERTIFICATE = ['crl', 'allowCn', 'allowOu', 'allowSan', 'once', 'nBitsFor'] as const;

/** The checks of the options that decide who may have a session. A part of `CROSS_CHECKS`. */
export const ACCESS_CHECKS: readonly CrossCheck[] = [
  ...NEED_CERTIFICATE.map((name): CrossCheck => ({
    reads: ['insecure', name],
    check: (config, label) => {
      if (!config.insecure || !isGiven(config[name])) return;
      const rule = `must not be given with ${label('insecure')}, which asks clients for no certificate`;
      throw invalidOption(label(name), '', rule);
    },
  })),
  {
    reads: ['crl', 'crlStrict'],
    check: ({ crl, crlStrict }, label) => {
      if (!crlStrict || crl !== null) return;
      throw invalidOption(label('crlStrict'), '', `must be given with ${label('crl')}`);
    },
  },
  {
    reads: ['opensAt', 'closesAt'],
    check: ({ opensAt, closesAt }, label) => {
      if (opensAt === null || closesAt === null || Date.parse(closesAt) > Date.parse(opensAt)) return;
      const rule = `must be later than ${label('opensAt')} ${describeText(opensAt)}`;
      throw invalidOption(label('closesAt'), describeText(closesAt), rule);
    },
  },
];

function isGiven(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : value !== null && value !== false;
}
