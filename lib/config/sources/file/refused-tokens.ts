import type { CST } from 'yaml';

/** Options are a mapping of texts, numbers and lists. Deeper files would overflow the stack of the YAML library. */
const MAX_DEPTH = 8;

/** A place in the text, and what is wrong there. */
export interface Refusal {
  readonly offset: number;
  readonly problem: string;
}

const NO_DOCUMENTS = 'several documents: a configuration file has one';

/** What YAML has and a configuration file has no use for. Each would let a short text mean something else than it shows. */
const REFUSED: Readonly<Record<string, string>> = {
  anchor: 'anchors (&) are not supported: write the value itself',
  alias: 'aliases (*) are not supported: write the value itself',
  tag: 'tags (!) are not supported: write the value alone',
  directive: 'directives (%) are not supported: remove the line',
};

/**
 * Returns the first token that a configuration file must not have, or null. Works without recursion and in linear time: whatever passes
 * here is harmless for the YAML library.
 */
export function refusedToken(tokens: readonly CST.Token[]): Refusal | null {
  let documents = 0;
  for (const token of tokens) {
    if (token.type === 'document' && ++documents > 1) return { offset: token.offset, problem: NO_DOCUMENTS };
    const refusal = refusedWithin(token);
    if (refusal !== null) return refusal;
  }
  return null;
}

function refusedWithin(root: CST.Token): Refusal | null {
  const waiting: [token: CST.Token, depth: number][] = [[root, 0]];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const [token, depth] = next;
    const problem = depth > MAX_DEPTH ? `is nested deeper than ${MAX_DEPTH} levels` : REFUSED[token.type];
    if (problem !== undefined) return { offset: token.offset, problem };
    // The last one in is the first one out: in reverse, the first token of the text is looked at first.
    for (const part of partsOf(token).reverse()) waiting.push([part, depth + 1]);
  }
  return null;
}

function partsOf(token: CST.Token): CST.Token[] {
  switch (token.type) {
    case 'document':
      return [...token.start, ...definite(token.value)];
    case 'block-map':
    case 'block-seq':
    case 'flow-collection':
      return token.items.flatMap(({ start, key, sep, value }) => [
        ...start,
        ...definite(key),
        ...(sep ?? []),
        ...definite(value),
      ]);
    case 'block-scalar':
      return [...token.props];
    default:
      return [];
  }
}

function definite(token: CST.Token | null | undefined): CST.Token[] {
  return token === null || token === undefined ? [] : [token];
}
