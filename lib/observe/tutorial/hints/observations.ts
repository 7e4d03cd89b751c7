import { formatCommand, stepOf } from '../../../protocol/commands.js';
import type { AskingCommand } from '../../../protocol/answers.js';
import { foreignBytes } from './foreign-bytes.js';
import { lengthPrefix } from './framings.js';
import type { Hint, Mistake } from './hint.js';

/** Recognizes a line that is something else altogether, by comparing it with known lines. Returns null for all other lines. */
export function observe({ command, line, past, after }: Mistake): Hint | null {
  const step = stepOf(command);
  const framed = framing(line, after);
  if (framed !== null) return framed;
  if (line === '' || line === '\r') {
    return {
      found: 'The line is empty: only its end came.',
      instead: `Answer ${step}${past.length > 0 ? ', and check that the answer before it ended with one LF, not two' : ''}.`,
    };
  }
  if (/^\s+$/.test(line)) {
    return { found: 'The line holds nothing but white space.', instead: `Answer ${step}.` };
  }
  const foreign = foreignBytes(Buffer.from(line));
  if (foreign !== null) return foreign;
  const bare = line.replace(/\r$/, '');
  if (bare === formatCommand(command) || bare === step) {
    return { found: 'This is the command itself, sent back.', instead: `Answer ${step}, do not repeat it.` };
  }
  if (/^FAIL\b/.test(bare)) {
    return {
      found: 'FAIL is a word of the server.',
      instead: 'A client that cannot go on closes the connection.',
    };
  }
  return answerToAnother(command, line, past);
}

/** A length before the text, which may hold the byte of LF itself, or NUL bytes around it. */
function framing(line: string, after: Buffer | undefined): Hint | null {
  const bytes = Buffer.concat([Buffer.from(`${line}\n`), after ?? Buffer.alloc(0)]);
  if (/^\0+$/.test(line) && (after?.length ?? 0) > 0) {
    const prefix = lengthPrefix(bytes);
    if (prefix !== null) return prefix;
  }
  return line.length > 1 ? lengthPrefix(Buffer.from(`${line}\n`)) : null;
}

function answerToAnother(command: AskingCommand, line: string, past: Mistake['past']): Hint | null {
  const step = stepOf(command);
  const repeated = past.find((exchange) => exchange.line === line);
  if (repeated !== undefined) {
    return {
      found: `This is your answer to ${stepOf(repeated.command)}, sent again.`,
      instead: `Send one line for each command, and read the command before you answer: this one is ${step}.`,
    };
  }
  const word = line.replace(/\r$/, '').toUpperCase();
  const asked = { OK: 'DONE', HELLOBACK: 'HELLO' }[word];
  if (asked !== undefined && asked !== step) {
    return {
      found: `This is the answer to ${asked}.`,
      instead: `Read the command before you answer: this one is ${step}.`,
    };
  }
  if (command.kind === 'hello' || command.kind === 'done') return valueAnswer(command, line);
  return null;
}

/** Recognizes a checksum and a value where no value was asked for. A suffix may look like a checksum, so without a space it is none. */
export function valueAnswer(command: AskingCommand, line: string): Hint | null {
  if (!(command.kind === 'work' ? /^[0-9a-f]{64} ./ : /^[0-9a-f]{64}(?: |$)/).test(line)) return null;
  return {
    found: 'This is the answer to a request: a checksum and a value.',
    instead: `Read the command before you answer: this one is ${stepOf(command)}.`,
  };
}
