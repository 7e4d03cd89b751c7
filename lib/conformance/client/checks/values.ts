import { isUtf8 } from 'node:buffer';
import { broken } from '../../engine/finding.js';
import { showBytes } from '../../engine/show-bytes.js';
import type { ClientCheck } from '../client-check.js';
import { askDone, askFor, askHello, askWork, USUAL_NAMES } from '../questions.js';
import type { ClientStage } from '../stage.js';

/** Of a value: 1000 less 64 of the checksum, the space and the LF. */
const MAX_VALUE_BYTES = 934;
const LONGEST = 128;
/** Names that are usual, and names that no client knows. */
const NAMES: readonly string[] = [...USUAL_NAMES, 'SHOE_SIZE', 'X', 'N'.repeat(LONGEST)];
/** What comes out when a program writes a value that it does not have. */
const NO_VALUES = /^(?:undefined|null|none|nil|nan|\[object object\]|<nil>|\(null\)|optional\(.*\))$/i;
const CONTROL = /\p{Cc}/u;

/** What the client sends as values. */
export const VALUE_CHECKS: readonly ClientCheck[] = [
  {
    id: 'values.checksum',
    level: 'must',
    section: 'values',
    rule: 'An answer begins with the SHA-256 of token and random string, in lower-case hex.',
    anchor: 'the-checksums',
    play: async (stage) => {
      // A digest without letters would not show upper case: one of 64 digits has some, but for 1 chance in 10^13.
      await valuesOf(stage, USUAL_NAMES);
    },
  },
  {
    id: 'values.utf8',
    level: 'must',
    section: 'values',
    rule: 'A value is UTF-8.',
    play: async (stage) => {
      for (const [name, value] of await valuesOf(stage, NAMES)) {
        if (!isUtf8(value)) throw broken(`a value of ${shown(name)} in UTF-8`, showBytes(value));
      }
    },
  },
  {
    id: 'values.length',
    level: 'must',
    section: 'values',
    rule: `A value has at most ${MAX_VALUE_BYTES} bytes.`,
    anchor: 'framing',
    play: async (stage) => {
      for (const [name, { length }] of await valuesOf(stage, NAMES)) {
        if (length > MAX_VALUE_BYTES) {
          throw broken(`at most ${MAX_VALUE_BYTES} bytes as the value of ${shown(name)}`, `${length} bytes`);
        }
      }
    },
  },
  {
    id: 'values.one_space',
    level: 'should',
    section: 'values',
    rule: 'One space comes between checksum and value: a second one is the beginning of the value.',
    anchor: 'the-checksums',
    play: async (stage) => {
      for (const [name, value] of await valuesOf(stage, NAMES)) {
        if (value[0] === 0x20)
          throw broken(`a value of ${shown(name)} that begins with no space`, showBytes(value));
      }
    },
  },
  {
    id: 'values.no_value',
    level: 'should',
    section: 'values',
    rule: 'The value of a name that the client does not know is empty, or means something.',
    play: async (stage) => {
      for (const [name, value] of await valuesOf(stage, NAMES)) {
        if (NO_VALUES.test(value.toString().trim())) {
          throw broken(
            `a value of ${shown(name)}, or an empty one`,
            showBytes(value),
            'It writes what stands for a missing value in its language.',
          );
        }
      }
    },
  },
  {
    id: 'values.control_characters',
    level: 'info',
    section: 'values',
    rule: 'A value holds no control characters, such as a CR or a NUL.',
    play: async (stage) => {
      for (const [name, value] of await valuesOf(stage, NAMES)) {
        if (CONTROL.test(value.toString()))
          throw broken(`a value of ${shown(name)} without control characters`, showBytes(value));
      }
    },
  },
  {
    id: 'values.same_again',
    level: 'info',
    section: 'values',
    rule: 'A name that is asked for again gets the same value.',
    play: async (stage) => {
      const seen = new Map<string, Buffer>();
      for (const [name, value] of await valuesOf(stage, [...USUAL_NAMES, ...USUAL_NAMES])) {
        const before = seen.get(name) ?? value;
        if (!value.equals(before)) throw broken(`${showBytes(before)} for ${name} again`, showBytes(value));
        seen.set(name, value);
      }
    },
  },
];

type Values = readonly (readonly [name: string, value: Buffer])[];

/** The values for these names, asked for in this order in one session, which succeeds. */
async function valuesOf(stage: ClientStage, names: readonly string[]): Promise<Values> {
  const meeting = await stage.meet();
  const { peer } = meeting;
  const token = stage.random.token();
  await askHello(peer);
  await askWork(peer, token);
  const values: (readonly [string, Buffer])[] = [];
  for (const name of names) values.push([name, await askFor(peer, token, name, stage.random.token(LONGEST))]);
  await askDone(peer);
  await stage.succeeds(meeting);
  return values;
}

function shown(name: string): string {
  return name.length < LONGEST ? name : `a name of ${name.length} characters`;
}
