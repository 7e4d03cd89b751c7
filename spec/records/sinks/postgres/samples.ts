import fc from 'fast-check';
import type { SessionRecord } from '../../../../lib/records/record.js';
import { at, sample } from '../../reading/samples.js';

/** Any text that a JavaScript program can have: NUL, halves of surrogate pairs, U+FFFF. */
export const anyText = (maxLength = 12): fc.Arbitrary<string> =>
  fc.oneof(
    fc.string({
      unit: fc.oneof(
        fc.constantFrom('\0', '\\', '\ud800', '\udfff', '\uffff', '"', "'", '{', '\u2028', '\u2400', 'u0000'),
        fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)),
      ),
      maxLength,
    }),
    fc.string({ maxLength }),
  );

const outcomes = ['done', 'failed', 'timeout', 'disconnected', 'stopped'] as const;

/** Any record of one of a few sessions and a few clients. */
export const anyRecord: fc.Arbitrary<SessionRecord> = fc
  .record({
    id: fc.constantFrom('a', 'b', 'c\0', 'c\\0', '\ud800', 'd'),
    second: fc.integer({ min: 0, max: 3 }),
    outcome: fc.constantFrom(...outcomes),
    confirmed: fc.constantFrom(true, false, null),
    step: anyText(),
    name: anyText(),
    fingerprint: fc.constantFrom('AA', 'BB', 'C\0'),
    hasClient: fc.boolean(),
    answers: fc.dictionary(anyText(), anyText(), { maxKeys: 4 }),
  })
  .map(({ id, second, outcome, confirmed, step, name, fingerprint, hasClient, answers }) =>
    sample({
      id,
      endedAt: at(60 + second),
      outcome,
      confirmed: outcome === 'done' ? confirmed : false,
      step,
      error: outcome === 'failed' ? { code: 'invalid_suffix', message: name } : null,
      answers,
      client: hasClient
        ? {
            subject: { CN: name },
            issuer: { CN: name },
            serialNumber: '0A',
            fingerprint256: fingerprint,
            subjectAltNames: [`email:${name}`],
          }
        : null,
    }),
  );
