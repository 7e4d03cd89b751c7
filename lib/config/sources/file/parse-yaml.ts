import { Composer, isMap, isScalar, isNode, LineCounter, Parser, type ErrorCode, type Node } from 'yaml';
import type { Flaw } from './file-text.js';
import { refusedToken } from './refused-tokens.js';

/** One key of the file with its value; a null value stands for nothing. */
export interface Entry {
  readonly key: string;
  readonly node: Node | null;
  readonly keyOffset: number;
  readonly valueOffset: number;
}

/** The entries of a configuration file in their order, and every mistake. */
export interface ParsedYaml {
  readonly entries: readonly Entry[];
  readonly flaws: readonly Flaw[];
  /** Returns a place of the text: line and column, both from 1. */
  readonly place: (offset: number) => Pick<Flaw, 'line' | 'column'>;
}

/**
 * Words of our own for each error of the YAML library: its messages can quote the file, which can have a secret.
 */
const PROBLEMS: Readonly<Partial<Record<ErrorCode, string>>> = {
  BAD_DQ_ESCAPE: 'the text in double quotes has an escape that YAML does not know: use single quotes',
  BAD_INDENT: 'the indentation differs from that of the lines around it',
  BAD_SCALAR_START: 'a text that begins with this character must be in quotes',
  BLOCK_AS_IMPLICIT_KEY:
    'a second ":": put a text with ": " in it in quotes, or correct the indentation of the next line',
  BLOCK_IN_FLOW: 'this does not go into [ ] or { }',
  KEY_OVER_1024_CHARS: 'a key is longer than 1024 characters',
  MISSING_CHAR:
    'a character is missing: a closing quote or bracket, a ":" after a key, or the space after it',
  MULTILINE_IMPLICIT_KEY: 'a key must be on one line: is a ":" missing?',
  TAB_AS_INDENT: 'a tab must not indent a line: use spaces',
  UNEXPECTED_TOKEN: 'YAML allows nothing like this here',
};
const NOT_YAML = 'the file is not YAML';

/** Parses the text of a configuration file: one mapping, without the parts of YAML that it has no use for. Never throws. */
export function parseYaml(text: string): ParsedYaml {
  const lines = new LineCounter();
  const tokens = [...new Parser(lines.addNewLine).parse(text)];
  const place = (offset: number): Pick<Flaw, 'line' | 'column'> => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const flawAt = (offset: number, problem: string): Flaw => ({ ...place(offset), problem });
  const refused = refusedToken(tokens);
  if (refused !== null) {
    return { entries: [], flaws: [flawAt(refused.offset, refused.problem)], place };
  }
  // Duplicate keys are found below: the library compares each key with each other one.
  const composer = new Composer({
    version: '1.2',
    schema: 'core',
    merge: false,
    uniqueKeys: false,
    stringKeys: false,
  });
  const [document] = composer.compose(tokens, true, text.length);
  const flaws = (document?.errors ?? []).map(({ code, pos }) => flawAt(pos[0], PROBLEMS[code] ?? NOT_YAML));
  // The rest of a broken text is a guess.
  if (flaws.length > 0) return { entries: [], flaws: flaws.slice(0, 1), place };
  const contents: unknown = document?.contents;
  if (contents === null || contents === undefined || isEmpty(contents)) return { entries: [], flaws, place };
  if (!isMap(contents)) {
    const offset = isNode(contents) ? (contents.range?.[0] ?? 0) : 0;
    return { entries: [], flaws: [flawAt(offset, 'the file must have lines such as "port: 1234"')], place };
  }
  const entries: Entry[] = [];
  for (const { key, value } of contents.items) {
    const keyOffset = isNode(key) ? (key.range?.[0] ?? 0) : 0;
    const node = isNode(value) ? value : null;
    if (isScalar(key) && typeof key.value === 'string') {
      entries.push({ key: key.value, node, keyOffset, valueOffset: node?.range?.[0] ?? keyOffset });
    } else {
      flaws.push(flawAt(keyOffset, 'a key must be the name of an option'));
    }
  }
  return { entries, flaws, place };
}

function isEmpty(contents: unknown): boolean {
  return isScalar(contents) && contents.value === null && contents.source === '';
}
