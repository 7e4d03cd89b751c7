import { stepOf, type WorkCommand } from '../../protocol/commands.js';
import type { TlslpError } from '../../protocol/errors.js';
import type { Standing } from './interruptions.js';
import type { Exchange } from './hints/index.js';
import { noted, right, wrong } from './rows.js';
import type { Row } from './layout.js';

/** The rows of a passed session: what the client can do. `zeroBits` is the number of the last accepted suffix. */
export function passed(past: readonly Exchange[], zeroBits: number): Row[] {
  const bodies = past.filter(({ command }) => command.kind === 'body').length;
  const work = past.findLast(({ command }) => command.kind === 'work')?.command;
  return [
    right('It waits for HELLO, and answers it.'),
    ...(isWork(work)
      ? [right(`It solves WORK: ${zeroBits} zero bits where ${work.nBits} are asked for.`)]
      : []),
    right(`It makes checksums and sends values: ${bodies} of ${bodies}.`),
    right('It confirms DONE with OK.'),
    noted(
      'Outside the tutorial every session has a fresh token, every request a fresh random_string, and the names come ' +
        'in random order, some of them twice: take all of them from the commands. docs/protocol.md has the rest.',
    ),
  ];
}

/** The rows of a session that was not passed: the finished steps, the failed one, and where to read more. */
export function notPassed(
  past: readonly Exchange[],
  step: string,
  error: TlslpError,
  { asked, answered }: Standing,
): Row[] {
  const done = past.map(({ command }) => stepOf(command)).join(', ');
  const where = asked !== null ? step : answered === null ? `before ${step}` : `after ${stepOf(answered)}`;
  return [
    ...(done === '' ? [] : [right(done)]),
    wrong(`${where} (${error.code})`),
    noted('docs/protocol.md says what each step asks for, docs/tutorial.md what each hint means.'),
  ];
}

function isWork(command: Exchange['command'] | undefined): command is WorkCommand {
  return command?.kind === 'work';
}
