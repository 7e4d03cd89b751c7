import { formatCommand, stepOf } from '../../../protocol/commands.js';
import type { AskingCommand } from '../../../protocol/answers.js';
import type { Hint, Mistake } from './hint.js';

const HTTP_REQUEST = /^[A-Z]+ \S+ HTTP\/\d(?:\.\d)?\r?$/;

/** Recognizes a line that is something else altogether, by comparing it with known lines. Returns null for all other lines. */
export function observe({ command, line, past }: Mistake): Hint | null {
  const step = stepOf(command);
  if (line === '' || line === '\r') {
    return {
      found: 'The line is empty: only its end came.',
      instead: `Answer ${step}${past.length > 0 ? ', and check that the answer before it ended with one LF, not two' : ''}.`,
    };
  }
  if (HTTP_REQUEST.test(line)) {
    return { found: 'This is an HTTP request.', instead: 'This server speaks lines over TLS, not HTTP.' };
  }
  if (line === formatCommand(command) || line === step) {
    return { found: 'This is the command itself, sent back.', instead: `Answer ${step}, do not repeat it.` };
  }
  return answerToAnother(command, line, past);
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
  const word = line.replace(/\r$/, '');
  const asked = { OK: 'DONE', HELLOBACK: 'HELLO' }[word];
  if (asked !== undefined && asked !== step) {
    return {
      found: `This is the answer to ${asked}.`,
      instead: `Read the command before you answer: this one is ${step}.`,
    };
  }
  return null;
}
