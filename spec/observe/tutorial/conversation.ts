import { checkAnswer, type AskingCommand } from '../../../lib/protocol/answers.js';
import { formatCommand, stepOf } from '../../../lib/protocol/commands.js';
import { DEFAULT_BODY_NAMES, DEFAULT_RANDOM_STRING, DEFAULT_TOKEN } from '../../../lib/protocol/constants.js';
import { toTlslpError, type TlslpError } from '../../../lib/protocol/errors.js';
import { failLineOf, outcomeOf } from '../../../lib/protocol/failures.js';
import { checksum } from '../../../lib/protocol/digests.js';
import type { ListeningEvent } from '../../../lib/server/events.js';
import type { SessionEvent } from '../../../lib/session/events.js';
import { createNarrator, type NarratorOptions } from '../../../lib/observe/tutorial/narrator.js';
import { NO_DURATIONS } from '../../support/session.js';

export const TOKEN = DEFAULT_TOKEN;
export const RANDOM_STRING = DEFAULT_RANDOM_STRING;
export const CKSUM = checksum(TOKEN, RANDOM_STRING);
/** Right for up to 22 zero bits. PROTOCOL.md, "Known answers". */
export const SUFFIX = 'n3032842';

export const HELLO: AskingCommand = { kind: 'hello' };
export const DONE: AskingCommand = { kind: 'done' };
export const work = (nBits = 20, token = TOKEN) => ({ kind: 'work', token, nBits }) as const;
export const body = (name = 'FULL_NAME', randomString = RANDOM_STRING) =>
  ({ kind: 'body', name, randomString }) as const;

export const TUTORIAL: readonly AskingCommand[] = [
  HELLO,
  work(),
  ...DEFAULT_BODY_NAMES.map((name) => body(name)),
  DONE,
];

/** What is unlike from run to run, and must not be seen in the narration. */
const STAMP = {
  id: 'SESSION-ID',
  at: 1_234_567_890_123,
  elapsed: 97_531,
  peer: { remote: { address: '192.0.2.77', port: 45678 }, client: null, tls: null },
} as const;
const SECONDS = 98_765;

/** The events of a session in which a client sends these lines; then, if that was no end, `ending` goes wrong. */
export function eventsOf(
  commands: readonly AskingCommand[],
  lines: readonly string[],
  ending?: TlslpError,
): SessionEvent[] {
  const events: SessionEvent[] = [{ ...STAMP, type: 'connected' }];
  let token = TOKEN;
  let step = 'HELLO';
  let promised = false;
  const fail = (error: TlslpError): SessionEvent[] => {
    const line = failLineOf(error);
    const ended: SessionEvent = promised
      ? { ...STAMP, type: 'done', confirmed: false, error, line, durations: NO_DURATIONS }
      : { ...STAMP, type: 'failed', step, outcome: outcomeOf(error), error, line, durations: NO_DURATIONS };
    return [...events, ended, { ...STAMP, type: 'closed', graceful: false }];
  };
  for (const [index, command] of commands.entries()) {
    step = stepOf(command);
    if (command.kind === 'work') token = command.token;
    if (command.kind === 'done') events.push({ ...STAMP, type: 'committed' });
    events.push({ ...STAMP, type: 'sent', command, line: formatCommand(command) });
    if (command.kind === 'done') promised = true;
    const line = lines[index];
    if (line === undefined) break;
    events.push({ ...STAMP, type: 'received', command, line });
    try {
      events.push(...judged(command, line, token));
    } catch (error) {
      return fail(toTlslpError(error));
    }
  }
  return ending === undefined ? [...events, { ...STAMP, type: 'closed', graceful: true }] : fail(ending);
}

function judged(command: AskingCommand, line: string, token: string): SessionEvent[] {
  const answer = checkAnswer(command, line, token);
  switch (answer.kind) {
    case 'hello':
      return [];
    case 'work':
      return [{ ...STAMP, ...answer, type: 'work_accepted', seconds: SECONDS }];
    case 'body':
      return [{ ...STAMP, ...answer, type: 'answered' }];
    case 'done':
      return [{ ...STAMP, type: 'done', confirmed: true, error: null, line: null, durations: NO_DURATIONS }];
  }
}

export function narrationOf(
  events: readonly (SessionEvent | ListeningEvent)[],
  options: Partial<Omit<NarratorOptions, 'write'>> = {},
): string {
  let text = '';
  const narrate = createNarrator({
    colour: false,
    ...options,
    write: (part) => {
      text += part;
    },
  });
  for (const event of events) narrate(event);
  return text;
}
