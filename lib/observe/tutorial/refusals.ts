import { advice } from '../../protocol/advice.js';
import { escapeText } from '../../protocol/escape.js';
import type { RefusedCertificate, RefusedEvent } from '../../server/events.js';
import { nameText } from '../lines/session-text.js';
import { alertProblem } from './alerts.js';
import { certificateProblem } from './certificate-problems.js';
import { handshakeProblem } from './handshake-problems.js';
import type { Row } from './layout.js';
import type { Printer } from './printer.js';
import type { Problem } from './problem.js';
import { hinted, listed, noted, wrong } from './rows.js';

/** The end of the narration of a connection that became no session. */
export const NO_SESSION = 'This connection was no session: the tutorial waits for the next.';

const MAX_NAMES_CHARS = 1000;

/**
 * Explains a connection that was refused before it became a session.
 * @param serverNames the names in the server's certificate
 */
export function explainRefusal(printer: Printer, event: RefusedEvent, serverNames: readonly string[]): void {
  if (event.reason === 'busy') {
    // In the middle of a session: its section goes on.
    printer.rows([
      noted(
        'Another connection came, and was refused: the tutorial has one session at a time. Use one connection.',
      ),
    ]);
    return;
  }
  const { found, instead, refusesServer } = problemOf(event);
  printer.section('Before a session: a connection was refused.', [
    wrong(found),
    ...(event.certificate === null ? [] : shown(event.certificate)),
    ...(instead === '' ? [] : [hinted(instead)]),
    ...(refusesServer === true ? nameRows(serverNames) : []),
    noted(NO_SESSION),
  ]);
}

/** For a client that left, most often because it refuses the server. */
export function refusesServer(serverNames: readonly string[]): Row[] {
  return [
    hinted(
      "Most often it refuses the server's certificate: some clients, as those of Node, see only after the handshake " +
        'whether they trust its CA, and whether the name that they connect to is in it.',
    ),
    ...nameRows(serverNames),
  ];
}

function nameRows(serverNames: readonly string[]): Row[] {
  if (serverNames.length === 0) return [];
  const names = serverNames.map((name) => name.replace(/^[A-Za-z ]+:/, '')).join(', ');
  return [noted(`The server's certificate is for: ${escapeText(names, MAX_NAMES_CHARS)}`)];
}

function problemOf(event: RefusedEvent): Problem {
  const { reason, code, message } = event;
  const known =
    reason === 'peer_alert'
      ? alertProblem(code ?? '')
      : reason === 'untrusted_certificate'
        ? certificateProblem(isSelfIssued(event) ? 'DEPTH_ZERO_SELF_SIGNED_CERT' : (code ?? ''))
        : handshakeProblem(reason);
  return known ?? { found: escapeText(message), instead: advice(reason) ?? '' };
}

/** OpenSSL refuses a self-signed certificate for its purpose, if that is to be the certificate of a CA. */
function isSelfIssued({ code, certificate }: RefusedEvent): boolean {
  return (
    code === 'INVALID_PURPOSE' &&
    certificate !== null &&
    nameText(certificate.subject) === nameText(certificate.issuer)
  );
}

function shown({ subject, issuer, validFrom, validTo }: RefusedCertificate): Row[] {
  return [
    listed('subject', nameText(subject)),
    listed('issuer', nameText(issuer)),
    listed('valid', `${escapeText(validFrom)} to ${escapeText(validTo)}`),
  ];
}
