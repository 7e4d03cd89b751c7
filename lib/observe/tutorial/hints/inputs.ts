/** An input that a client may have hashed. */
export interface HashInput {
  /** The parts of the input: `token + " " + suffix`. */
  readonly formula: string;
  readonly bytes: Uint8Array;
  /** How to get the right input: one sentence for each mistake, none for the right input. */
  readonly fixes: readonly string[];
}

/** A part of an input: its name in formulas, and its text. */
export interface Part {
  readonly name: string;
  readonly text: string;
}

const NONE: Part = { name: '', text: '' };
const quoted = (text: string): Part => ({ name: `"${text}"`, text });

/** What programs put between two texts, most likely first. */
const BETWEEN: readonly Part[] = [
  NONE,
  quoted(' '),
  { name: '"\\n"', text: '\n' },
  { name: '"\\r\\n"', text: '\r\n' },
  { name: '"\\t"', text: '\t' },
  { name: '"\\r"', text: '\r' },
  ...Array.from(':-_,;|+.=/%&#@~*', quoted),
  { name: 'a NUL byte', text: '\0' },
  ...['  ', ', ', ': ', ' + ', '::', ' - ', '||', '--'].map(quoted),
  { name: 'a backslash and the letter n', text: '\\n' },
];
/** Only these are tried together with something after both parts. */
const OFTEN_BETWEEN = BETWEEN.slice(0, 17).concat(BETWEEN.filter(({ text }) => text === '\0'));

const AFTER: readonly Part[] = [
  NONE,
  { name: '"\\n"', text: '\n' },
  { name: '"\\r\\n"', text: '\r\n' },
  quoted(' '),
  { name: '"\\r"', text: '\r' },
  { name: 'a NUL byte', text: '\0' },
  { name: 'a backslash and the letter n', text: '\\n' },
  { name: '"\\n\\n"', text: '\n\n' },
];
const BEFORE: readonly Part[] = [
  quoted(' '),
  { name: '"\\n"', text: '\n' },
  { name: 'a NUL byte', text: '\0' },
];

/** Returns two parts in both orders, with nothing or something between and after them. The right input, first + second, is first. */
export function pairings(first: Part, second: Part): HashInput[] {
  const inputs: HashInput[] = [];
  for (const swapped of [false, true]) {
    const [a, b] = swapped ? [second, first] : [first, second];
    for (const between of BETWEEN) {
      for (const after of OFTEN_BETWEEN.includes(between) ? AFTER : [NONE]) {
        const fixes: string[] = [];
        if (swapped) fixes.push(`Put ${first.name} before ${second.name}.`);
        if (between.text !== '') fixes.push('Put nothing between the two.');
        if (after.text !== '') fixes.push(leaveOut(after));
        inputs.push(concatenation([a, between, b, after], fixes));
      }
    }
    for (const before of BEFORE) {
      inputs.push(
        concatenation(
          [before, a, b],
          ['Put nothing before the two.', ...(swapped ? [`Put ${first.name} before ${second.name}.`] : [])],
        ),
      );
    }
  }
  return inputs;
}

/** Joins parts to an input with these fixes. Parts without a name do not appear in the formula. */
export function concatenation(parts: readonly Part[], fixes: readonly string[]): HashInput {
  const named = parts.filter(({ name }) => name !== '');
  return {
    formula: named.map(({ name }) => name).join(' + '),
    bytes: Buffer.from(parts.map(({ text }) => text).join('')),
    fixes,
  };
}

/** Adds a newline to an input, as `echo ... | sha256sum` does. */
export function withNewline(input: HashInput): HashInput {
  return {
    formula: `${input.formula} + "\\n"`,
    bytes: Buffer.concat([input.bytes, Buffer.from('\n')]),
    fixes: [...input.fixes, 'Do not hash the newline.'],
  };
}

function leaveOut({ text }: Part): string {
  if (text === ' ') return 'Do not hash a space after it.';
  if (text === '\0') return 'Do not hash the NUL that ends a string in C.';
  return 'Do not hash the end of the line.';
}
