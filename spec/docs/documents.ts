import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository, seen from the compiled specs. */
export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');

/** A fenced block of a document. */
export interface Block {
  /** The document, from the repository on. */
  readonly file: string;
  readonly line: number;
  /** The words after the fence: the language, then what the block is for. */
  readonly info: readonly string[];
  readonly text: string;
}

/** README.md, and everything in docs and its folders. */
export function documents(): string[] {
  const docs = join(ROOT, 'docs');
  const pages = readdirSync(docs, { encoding: 'utf8', recursive: true }).filter((name) =>
    name.endsWith('.md'),
  );
  return [join(ROOT, 'README.md'), ...pages.sort().map((name) => join(docs, name))];
}

/** The fenced blocks of a document. A fence of more than three backticks holds shorter ones as text. */
export function blocksOf(path: string): Block[] {
  const blocks: Block[] = [];
  const file = relative(ROOT, path);
  let open: { fence: string; line: number; info: string[]; text: string[] } | null = null;
  for (const [index, line] of readFileSync(path, 'utf8').split('\n').entries()) {
    if (open === null) {
      const [, fence = '', info = ''] = /^(`{3,})(.*)$/.exec(line) ?? [];
      if (fence !== '') open = { fence, line: index + 1, info: info.trim().split(/\s+/), text: [] };
    } else if (line === open.fence) {
      blocks.push({ file, line: open.line, info: open.info, text: open.text.join('\n') });
      open = null;
    } else {
      open.text.push(line);
    }
  }
  if (open !== null) throw new Error(`${file}:${open.line}: a block that does not end`);
  return blocks;
}

/** The links of a document that point into the repository, anchors left out. */
export function localLinksOf(path: string): string[] {
  const links = readFileSync(path, 'utf8').matchAll(/\]\(([^)#\s]+)(?:#[^)\s]*)?\)/g);
  return [...links].map(([, target = '']) => target).filter((target) => !/^[a-z]+:/.test(target));
}
