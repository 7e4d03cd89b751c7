import { stepOf, type WorkCommand } from '../../protocol/commands.js';
import type { AskingCommand } from '../../protocol/answers.js';
import type { TlslpError } from '../../protocol/errors.js';
import { escapeText } from '../../protocol/escape.js';
import { lastInputOf } from '../../protocol/last-input.js';
import { MAX_LINE_BYTES } from '../../protocol/limits.js';
import { averageTries } from './expectations.js';
import { NO_SESSION, refusesServer } from './refusals.js';
import { noted, wrong } from './rows.js';
import type { Row } from './layout.js';

/** The state of a session that ended for another reason than a wrong answer. */
export interface Standing {
  /** The command that waits for its answer, or null. */
  readonly asked: AskingCommand | null;
  /** The last command that was answered, or null. */
  readonly answered: AskingCommand | null;
}

/** Explains what ended the session. The client's mistake cannot be recomputed here, so the rows only say what to check. */
export function interrupted(error: TlslpError, standing: Standing): Row[] {
  switch (error.code) {
    case 'unsolicited_line':
      return unasked(standing, lastInputOf(error)?.line === null);
    case 'invalid_utf8':
      return told('The line is not valid UTF-8.', [
        'that text is encoded as UTF-8, not as Latin-1, Windows-1252 or UTF-16.',
        'that a digest is sent as hex digits, not as its raw bytes.',
      ]);
    case 'line_too_long':
      return told(`The line is too long: the limit is ${MAX_LINE_BYTES} bytes, including its LF.`, [
        'that every line ends with LF (byte 0a), not with CR alone or with nothing.',
        `that no value makes its line longer than ${MAX_LINE_BYTES - 1} bytes before the LF.`,
      ]);
    case 'timed_out':
      return timedOut(error, standing.asked);
    case 'disconnected':
      return left(error, standing);
    case 'not_sent':
      return told('The server could not write its command: your client has left, or does not read.', [
        'that the client goes on reading after each of its answers.',
      ]);
    case 'random_failure':
      return [
        wrong('The server ended the session at random: it was started with a fail rate.'),
        noted('This tests that a client stops at FAIL. Your client made no mistake.'),
      ];
    case 'server_stopping':
    case 'server_full':
    case 'not_durable':
    case 'internal_error':
      return [
        wrong(`The server ended the session: ${escapeText(error.message)}`),
        noted('Your client made no mistake.'),
      ];
    default:
      return [wrong(escapeText(error.message))];
  }
}

/** @param isNoLine whether bytes without an LF came, and no line */
function unasked({ asked, answered }: Standing, isNoLine: boolean): Row[] {
  if (asked === null && answered === null) {
    return [
      wrong('Your client spoke first.'),
      noted(
        'The server begins. Read its line HELLO before you send anything. Then send one line for each command.',
      ),
    ];
  }
  const where = answered === null ? '' : ` after the answer to ${stepOf(answered)}`;
  if (answered?.kind === 'done')
    return [wrong(`${isNoLine ? 'More bytes' : 'A line'} came${where}: nothing may follow OK and its LF.`)];
  const which = answered === null ? 'A line' : 'A second line';
  return told(`${which} came${where}, and no command had asked for it.`, [
    'that an answer ends with one LF, not with two (a println of text that has its own LF sends an empty line).',
    'that the client reads a command before it answers: one line for each command, never two at once.',
  ]);
}

function timedOut(error: TlslpError, asked: AskingCommand | null): Row[] {
  const checks = [
    'that the answer ends with LF (byte 0a): the line is not complete without it.',
    'that it is really sent: buffered output needs a flush.',
    'that the client does not wait for more than the one line that the server has sent.',
  ];
  if (asked?.kind === 'work') {
    if (asked.nBits > 0) checks.push(bitsNotDigits(asked));
    checks.push(
      `how fast it hashes: it takes ${averageTries(asked)} tries on average, and three times as many are not rare.`,
    );
  }
  return told(escapeText(error.message), checks);
}

/** Who asks for n_bits digits searches for ever. */
function bitsNotDigits({ nBits }: WorkCommand): string {
  return (
    `that it asks for ${nBits} zero bits, not for ${nBits} zero hex digits or bytes: ${nBits} bits are ${nBits / 4} hex ` +
    `digits, or ${nBits / 8} bytes. ${nBits} hex digits take 2^${4 * nBits} tries.`
  );
}

/** Explains a client that left after the TLS handshake, before HELLO. It has no session. */
export function leftBeforeHello(serverNames: readonly string[]): Row[] {
  return [
    wrong('Your client left before the first step.'),
    noted('The TLS handshake was complete, and HELLO was to come.'),
    ...refusesServer(serverNames),
    noted(`Check what its own error output says: it may have stopped at an error.`),
    noted(NO_SESSION),
  ];
}

function left({ cause }: TlslpError, { asked, answered }: Standing): Row[] {
  if (asked === null && answered === null) return [wrong('Your client left before the first step.')];
  const where = asked === null ? afterAnswer(answered) : `without an answer to ${stepOf(asked)}`;
  // A half-closed connection still reads, but the server cannot see that, and nothing more can come.
  if (cause === undefined) {
    return told(`Your client closed its sending side ${where}: to the server, it has left.`, [
      'that nothing closes the connection, or a stream on top of it, before OK is sent: closing a writer, shutdown() ' +
        'of the sending side (close_notify), the end of the input of "openssl s_client" without -ign_eof, "nc -N".',
      ...leaverChecks(asked),
    ]);
  }
  return told(`The connection of your client broke off ${where}: a reset, not an orderly end.`, [
    'that the client does not destroy its socket, or end while lines are still unread.',
    ...leaverChecks(asked),
  ]);
}

function afterAnswer(answered: AskingCommand | null): string {
  return answered === null ? 'before the first step' : `after its answer to ${stepOf(answered)}`;
}

function leaverChecks(asked: AskingCommand | null): string[] {
  return [
    'what its own error output says: it may have stopped at an error.',
    ...(asked === null ? [] : ['that its answer ended with LF: the line is not complete without it.']),
    asked?.kind === 'done' ? 'that it sends OK before it closes.' : 'that it reads on until DONE.',
  ];
}

export function told(what: string, checks: readonly string[]): Row[] {
  return [wrong(what), ...checks.map((check) => noted(`Check ${check}`))];
}
