import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { ConfigError } from '../../protocol/errors.js';
import { escapeText } from '../../protocol/escape.js';
import type { ProgramContext } from '../shared/run-program.js';

/** Where a person is asked. */
export type Terminal = Pick<ProgramContext, 'stderr' | 'interrupt'>;

const MAX_QUESTION_CHARS = 1000;

/**
 * Asks for a secret on the terminal, which does not show what is typed.
 * @param flag the option that reads it from a file, for the message if there is no terminal
 * @throws {ConfigError} `unusable_file`: there is no terminal, or its input has ended
 */
export async function askHidden(question: string, flag: string, terminal: Terminal): Promise<string> {
  const { stderr, interrupt } = terminal;
  const { stdin } = process;
  if (!stdin.isTTY) {
    throw new ConfigError(
      'unusable_file',
      `${escapeText(question, MAX_QUESTION_CHARS)}there is no terminal to ask on. Give it with ${flag} FILE.`,
    );
  }
  // The lines go nowhere: what is typed is edited, but not shown.
  const nowhere = new Writable({
    write: (_chunk, _encoding, callback) => {
      callback();
    },
  });
  const lines = createInterface({ input: stdin, output: nowhere, terminal: true, historySize: 0 });
  // Only now the terminal is silent: who answers at once, a program for example, is not shown either.
  stderr.write(escapeText(question, MAX_QUESTION_CHARS));
  const stop = (): void => {
    lines.close();
  };
  interrupt.addEventListener('abort', stop);
  try {
    return await new Promise((resolve, reject) => {
      lines.once('line', resolve);
      // The keys Ctrl-C are no signal here: readline has the terminal in raw mode.
      lines.once('SIGINT', () => process.kill(process.pid, 'SIGINT'));
      lines.once('close', () => {
        reject(new ConfigError('unusable_file', 'Nothing was typed. Nothing was made.'));
      });
    });
  } catch (error) {
    interrupt.throwIfAborted();
    throw error;
  } finally {
    interrupt.removeEventListener('abort', stop);
    lines.close();
    stderr.write('\n');
  }
}
