import { stepOf, type WorkCommand } from '../../protocol/commands.js';
import { escapeText } from '../../protocol/escape.js';
import type { TlslpError } from '../../protocol/errors.js';
import type { Part } from './course.js';
import type { Standing } from './interruptions.js';
import type { Exchange } from './hints/index.js';
import { fact, noted, right, wrong } from './rows.js';
import type { Row } from './layout.js';

/** A title and the rows below it. */
type Section = readonly [title: string, rows: readonly Row[]];

/** What a client needs for the sessions of a tutorial. */
export interface Invitation {
  /** The path of the certificate of the CA whose clients are accepted; null if a client needs no certificate. */
  readonly caCert: string | null;
  /** How long the server waits for it, in seconds. */
  readonly seconds: number;
}

const MAX_PATH_CHARS = 4096;

/** What its author does when the server listens. */
export function invited({ caCert, seconds }: Invitation): Section {
  const rows =
    caCert === null
      ? [
          noted('It begins with TLS, and trusts the CA of the server. It needs no certificate of its own.'),
          noted('"tlslp-certs init" makes the file of that CA: ca_cert.pem.'),
        ]
      : [
          noted('It begins with TLS, trusts the CA of the server, and sends a certificate of this one:'),
          fact('CA', escapeText(caCert, MAX_PATH_CHARS)),
          noted(
            '"tlslp-certs init" makes all of them: ca_cert.pem, client_cert.pem and its key, ec_private_key.pem.',
          ),
        ];
  return [`Run your client now: the server waits for it, for ${seconds} seconds.`, rows];
}

/** How a session of the tutorial begins. */
export function opening({ session, sessions }: Part): Section {
  if (session > 1) {
    const rows = [
      noted(
        'The same commands, with secrets that no client can know before. What is right is not explained again.',
      ),
    ];
    return [`Session ${session} of ${sessions}: a fresh token and fresh random strings.`, rows];
  }
  const which = sessions === 1 ? 'one session' : `session 1 of ${sessions}`;
  return [
    `Tutorial: ${which}, explained line by line as it happens.`,
    [noted('The two sides take turns, one line each. Each line ends with one LF byte, shown as \\n.')],
  ];
}

/**
 * How a passed session ends: what the client can do, and what comes next.
 * @param zeroBits the number of the last accepted suffix
 */
export function passed(past: readonly Exchange[], zeroBits: number, { session, sessions }: Part): Section {
  const bodies = past.filter(({ command }) => command.kind === 'body').length;
  const work = past.findLast(({ command }) => command.kind === 'work')?.command;
  const rows = [
    right('It waits for HELLO, and answers it.'),
    ...(isWork(work)
      ? [right(`It solves WORK: ${zeroBits} zero bits where ${work.nBits} are asked for.`)]
      : []),
    right(`It makes checksums and sends values: ${bodies} of ${bodies}.`),
    right('It confirms DONE with OK.'),
  ];
  if (session < sessions) {
    const next = noted(
      `Session ${session + 1} has a fresh token and fresh random strings: a client with built-in answers fails it. Run ` +
        'your client once more, or let it connect again: the server waits on the same port.',
    );
    return [`Right so far: session ${session} of ${sessions} is passed.`, [...rows, next]];
  }
  const fresh = right('It computes its answers: they were right for secrets that it could not know before.');
  return [
    'Passed: your client speaks the protocol.',
    [
      ...rows,
      ...(sessions > 1 ? [fresh] : []),
      noted(
        'Outside the tutorial every session has a fresh token, every request a fresh random_string, and the names come ' +
          'in random order, some of them twice: take all of them from the commands.',
      ),
      noted(
        'docs/protocol.md has the rest of the rules, and tlslp-check plays servers that break them (docs/check.md).',
      ),
    ],
  ];
}

/** The session in the title of its failure. */
export function endedSession({ session }: Part): string {
  return session === 1 ? 'the session' : `session ${session}`;
}

/** Whether a failure belongs to the command that was sent last: it was not answered, or something followed its answer. */
export function isIn(step: string, { asked, answered }: Standing): boolean {
  return asked !== null || (answered !== null && step === stepOf(answered));
}

/** The rows of a session that was not passed: the finished steps, the failed one, and where to read more. */
export function notPassed(
  past: readonly Exchange[],
  step: string,
  error: TlslpError,
  standing: Standing,
): Row[] {
  const done = past.map(({ command }) => stepOf(command)).join(', ');
  const where = standing.asked !== null ? step : isIn(step, standing) ? `after ${step}` : `before ${step}`;
  return [
    ...(done === '' ? [] : [right(done)]),
    wrong(`${where} (${error.code})`),
    noted('docs/protocol.md says what each step asks for, docs/tutorial.md what each hint means.'),
  ];
}

function isWork(command: Exchange['command'] | undefined): command is WorkCommand {
  return command?.kind === 'work';
}
