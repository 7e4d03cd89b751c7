/** A metric as an expression asks for it, and the matchers of its labels. */
export interface Selector {
  readonly metric: string;
  readonly matchers: readonly { readonly label: string; readonly operator: string; readonly value: string }[];
}

/** What an expression of PromQL speaks of. Whether it can be parsed is promtool's to say. */
export interface Spoken {
  readonly selectors: readonly Selector[];
  /** The labels of `by`, `on` and their like. */
  readonly grouping: readonly string[];
}

const TOKEN = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[a-zA-Z_:][\w:]*|\d[\w.]*|[=!]~|[=!<>]=|\S/g;
const BEFORE_LABELS = new Set(['by', 'without', 'on', 'ignoring', 'group_left', 'group_right']);
const WORDS = new Set(['and', 'or', 'unless', 'bool', 'offset', 'atan2', ...BEFORE_LABELS]);
/** `sum (` and `sum by (`. */
const BEHIND_FUNCTIONS = new Set(['(', 'by', 'without']);
const isName = (token: string): boolean => /^[a-zA-Z_:]/.test(token);

/** Returns the metrics and labels of an expression. Variables of Grafana have to be replaced before. */
export function spokenOf(expression: string): Spoken {
  const tokens: readonly string[] = expression.match(TOKEN) ?? [];
  const selectors: Selector[] = [];
  const grouping: string[] = [];
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at] ?? '';
    if (BEFORE_LABELS.has(token) && tokens[at + 1] === '(') {
      const end = tokens.indexOf(')', at);
      grouping.push(...tokens.slice(at + 2, end).filter(isName));
      at = end;
    } else if (isName(token) && !WORDS.has(token) && !BEHIND_FUNCTIONS.has(tokens[at + 1] ?? '')) {
      const end = tokens[at + 1] === '{' ? tokens.indexOf('}', at) : at;
      selectors.push({ metric: token, matchers: matchersOf(tokens.slice(at + 2, end)) });
      at = end;
    }
  }
  return { selectors, grouping };
}

/** The tokens between braces: a label, an operator and a text, then a comma. */
function matchersOf(tokens: readonly string[]): Selector['matchers'] {
  return tokens.flatMap((label, at) => {
    const [operator = '', text = ''] = tokens.slice(at + 1, at + 3);
    return isName(label) ? [{ label, operator, value: text.slice(1, -1) }] : [];
  });
}
