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

const BETWEEN: readonly Part[] = [
  { name: '', text: '' },
  { name: '" "', text: ' ' },
  { name: '"\\n"', text: '\n' },
  { name: '"\\r\\n"', text: '\r\n' },
  { name: '"\\t"', text: '\t' },
  ...Array.from(':-_,;|+.=', (text) => ({ name: `"${text}"`, text })),
  { name: 'a NUL byte', text: '\0' },
];

const AFTER: readonly Part[] = [
  { name: '', text: '' },
  { name: '"\\n"', text: '\n' },
  { name: '"\\r\\n"', text: '\r\n' },
  { name: '" "', text: ' ' },
  { name: '"\\r"', text: '\r' },
  { name: 'a NUL byte', text: '\0' },
];

/** Returns two parts in both orders, with nothing or something between and after them. The right input, first + second, is first. */
export function pairings(first: Part, second: Part): HashInput[] {
  const inputs: HashInput[] = [];
  for (const swapped of [false, true]) {
    const [a, b] = swapped ? [second, first] : [first, second];
    for (const between of BETWEEN) {
      for (const after of AFTER) {
        const fixes: string[] = [];
        if (swapped) fixes.push(`Put ${first.name} before ${second.name}.`);
        if (between.text !== '') fixes.push('Put nothing between the two.');
        if (after.text !== '') fixes.push(leaveOut(after));
        inputs.push(concatenation([a, between, b, after], fixes));
      }
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

/** Returns a text in wrong encodings, in quotes, and in wrong letter case. */
export function disguises(formula: string, text: string): HashInput[] {
  const utf16 = Buffer.from(text, 'utf16le');
  const utf8 = ['Hash the UTF-8 bytes.'];
  return [
    { formula: `${formula} in UTF-16 (little-endian)`, bytes: utf16, fixes: utf8 },
    { formula: `${formula} in UTF-16 (big-endian)`, bytes: Buffer.from(utf16).swap16(), fixes: utf8 },
    {
      formula: `${formula} in UTF-16 with a byte order mark`,
      bytes: Buffer.from(`\ufeff${text}`, 'utf16le'),
      fixes: utf8,
    },
    {
      formula: `a byte order mark + ${formula}`,
      bytes: Buffer.from(`\ufeff${text}`),
      fixes: ['Hash no byte order mark.'],
    },
    ...['"', "'"].map((quote) => ({
      formula: `${formula} in ${quote === '"' ? 'double' : 'single'} quotes`,
      bytes: Buffer.from(quote + text + quote),
      fixes: ['Hash no quotes.'],
    })),
    {
      formula: `b'...' around ${formula}`,
      bytes: Buffer.from(`b'${text}'`),
      fixes: ['Hash the bytes themselves.'],
    },
    {
      formula: `${formula} in lower case`,
      bytes: Buffer.from(text.toLowerCase()),
      fixes: ['Leave the letter case as it is.'],
    },
    {
      formula: `${formula} in upper case`,
      bytes: Buffer.from(text.toUpperCase()),
      fixes: ['Leave the letter case as it is.'],
    },
  ];
}

function leaveOut({ text }: Part): string {
  if (text === ' ') return 'Do not hash a space after it.';
  if (text === '\0') return 'Do not hash the NUL that ends a string in C.';
  return 'Do not hash the end of the line.';
}
