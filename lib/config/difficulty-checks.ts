import type { CrossCheck } from './cross-check.js';
import { parseNBitsFor } from './n-bits-for.js';
import { describeText, invalidOption } from './rules.js';

/** The checks of the options of the proof of work. A part of `CROSS_CHECKS`. */
export const DIFFICULTY_CHECKS: readonly CrossCheck[] = [
  {
    reads: ['nBits', 'nBitsTarget'],
    check: ({ nBits, nBitsTarget }, label) => {
      if (nBitsTarget === null || typeof nBits === 'object') return;
      const rule = `must be given with a range of ${label('nBits')}, such as 24..30`;
      throw invalidOption(label('nBitsTarget'), String(nBitsTarget), rule);
    },
  },
  {
    reads: ['nBits', 'nBitsFor'],
    check: ({ nBits, nBitsFor }, label) => {
      const range = nBitsFor.find((text) => typeof parseNBitsFor(text)?.nBits === 'object');
      if (range === undefined || typeof nBits === 'object') return;
      const rule = `must have one number of bits, unless ${label('nBits')} is a range`;
      throw invalidOption(label('nBitsFor'), describeText(range), rule);
    },
  },
  {
    reads: ['nBits', 'tutorial'],
    check: ({ nBits, tutorial }, label) => {
      if (!tutorial || typeof nBits === 'number') return;
      const rule = `must be one number with ${label('tutorial')}, which is the same on every run`;
      throw invalidOption(label('nBits'), `${nBits.min}..${nBits.max}`, rule);
    },
  },
];
