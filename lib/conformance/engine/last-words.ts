import { escapeText } from '../../protocol/escape.js';
import type { Output } from './result.js';

const MAX_LINES = 5;
const MAX_LINE_CHARS = 200;

/** The last lines that programs wrote to standard error, or, where they wrote none, to standard output; escaped. */
export function lastWords(outputs: readonly Output[]): {
  readonly stream: string;
  readonly lines: readonly string[];
} {
  for (const stream of ['stderr', 'stdout'] as const) {
    const text = outputs.map((output) => output[stream].toString()).find((written) => written.trim() !== '');
    if (text === undefined) continue;
    const lines = text.trimEnd().split('\n').slice(-MAX_LINES);
    return { stream, lines: lines.map((line) => escapeText(line, MAX_LINE_CHARS)) };
  }
  return { stream: 'stderr', lines: [] };
}
