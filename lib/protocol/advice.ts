import type { Outcome } from './failures.js';
import type { Reason } from './reasons.js';

/** What would help, whatever the step; or by the step, where `other` stands for every step that has no sentence of its own. */
type Advice = string | Readonly<Partial<Record<FixedStep, string>> & { readonly other: string }>;

/** The steps that every session has. Each other step is the name of a body request. */
type FixedStep = 'HELLO' | 'WORK' | 'DONE';

/**
 * Returns what would help after a failed session or a refused connection: one plain sentence for the operator and for the participant. It
 * holds no secret and nothing that a peer sent.
 * @param code the reason; null for a session that was torn down without an error
 * @param step the step in which the session ended: HELLO, WORK, a body name, or DONE. Default: unknown
 * @param outcome the outcome of the session. Default: unknown. After `done` nothing is lost, and the sentence says so
 * @returns null when nothing has to be helped, and for a code that is not in the list, such as one of a later version
 */
export function advice(
  code: Reason | (string & {}) | null,
  step: string | null = null,
  outcome: Outcome | null = null,
): string | null {
  if (code === null) return outcome === 'stopped' ? STOPPED : null;
  if (!isAdvised(code)) return null;
  // Every error after DONE was sent: the client has done its part.
  if (outcome === 'done') return AFTER_DONE[code] ?? AFTER_DONE_OTHER;
  const sentences: Advice = ADVICE[code];
  if (typeof sentences === 'string') return sentences;
  return (isFixedStep(step) ? sentences[step] : undefined) ?? sentences.other;
}

const STOPPED = 'The server ended before the client was done: connect again.';

const AFTER_DONE: Readonly<Partial<Record<Reason, string>>> = {
  disconnected:
    'Nothing is lost, the answers are kept: a client should read DONE, send OK, and only then leave.',
  timed_out: 'Nothing is lost, the answers are kept: a client should send OK as soon as it has read DONE.',
  wrong_answer:
    'Nothing is lost, the answers are kept: a client should answer DONE with OK and a line feed, and nothing else.',
  unsolicited_line: 'Nothing is lost, the answers are kept: a client should send nothing more after its OK.',
};
const AFTER_DONE_OTHER = 'Nothing is lost: the answers are kept, only the OK of the client is missing.';

// To add a code, add its line here: it does not compile without one.
const ADVICE: Readonly<Record<Exclude<Reason, 'done'>, Advice>> = {
  // The client broke the protocol.
  line_too_long: 'The client should send at most 999 bytes and a line feed: look for a missing line feed.',
  invalid_utf8: 'The client should encode its text as UTF-8, and never cut a line within a character.',
  unsolicited_line: {
    HELLO: 'The client should wait for HELLO before it sends anything, and then send one line: HELLOBACK.',
    WORK: 'The client should send one line, the suffix, after WORK has come, and nothing more until the next command.',
    DONE: 'The client should send one line, OK, after DONE has come, and nothing before it.',
    other: 'The client should send one line for each command, after the command has come.',
  },
  too_much_traffic:
    'The client should send its lines and little else: no TLS key updates, alerts or padding in a row.',
  wrong_answer: {
    HELLO:
      'The client should answer HELLO with the word HELLOBACK and a line feed: no space, no CR, no other case.',
    DONE: 'The client should answer DONE with the word OK and a line feed: no space, no CR, no other case.',
    other: 'The client should answer with the expected word and a line feed: no space, no CR, no other case.',
  },
  malformed_command: 'The program should send each command in the form that docs/protocol.md shows.',
  unsendable_line: 'The program should send one line of at most 999 bytes, without a line feed in it.',
  invalid_suffix:
    'The client should hash the token and the suffix with nothing between, and count zero bits from the end of the digest.',
  work_spent:
    'Two connections answered the same work: connect again for new work, and let each connection wait for its own.',
  invalid_checksum:
    'The client should hash the token and the random string of this very command, and write the digest in lower-case hex.',
  answer_refused: "The client should send an answer that meets the rule in the server's message.",

  // The connection failed.
  timed_out: {
    HELLO:
      'The client should answer HELLO with HELLOBACK at once; on a slow network a longer --other-timeout helps.',
    WORK: 'The client took longer than the work timeout: a faster solver, fewer bits (--n-bits) or a longer --work-timeout helps.',
    DONE: 'The client should read DONE and send OK at once; on a slow network a longer --other-timeout helps.',
    other:
      'The client should have its answers ready before it connects; a longer --other-timeout gives it more time.',
  },
  session_timed_out: {
    WORK: 'The work took too much of the session: a faster solver, fewer bits (--n-bits) or a longer --session-timeout helps.',
    other: 'The client should answer each command at once; a longer --session-timeout gives it more time.',
  },
  not_sent: 'The client should read what the server sends, and keep its connection open until DONE or FAIL.',
  disconnected: {
    HELLO: 'The client left at the start: look at its own error, and whether it waits long enough for HELLO.',
    WORK: 'The client left during its work: look at its own error or time limit, and keep the connection open while it solves.',
    DONE: 'The client left before DONE: it should read DONE, send OK, and only then leave.',
    other:
      'The client left instead of answering: look at its own error, and keep the connection open until DONE and OK.',
  },
  connect_failed: 'Check the host and the ports, and that the server runs and can be reached from there.',
  no_client_certificate:
    'The program around the server should request and verify the certificates of clients.',

  // One side could not go on.
  worker_lost:
    'A process of the server ended unexpectedly, and another took its place: the client should connect again.',
  server_stopping:
    'The server was being stopped: connect again when it runs, or let it drain longer (--drain-timeout).',
  server_full: 'Connect again later, or let more clients in at once (--max-sessions).',
  too_many_sessions:
    'End the other sessions of this certificate first, or allow more at once (--max-per-certificate).',
  too_many_from_address: 'Connect again later, or allow more sessions for each address (--max-per-address).',
  too_many_tries: 'Wait for the time in the message, or allow more tries (--tries-per-hour).',
  not_authorized:
    'If this client may come, add it to --allow-cn, --allow-ou or --allow-san, and send SIGHUP.',
  certificate_revoked: 'The participant needs a new certificate from the operator.',
  revocation_unknown: "Renew the CRL of the client's CA (tlslp-certs renew-crl), and send SIGHUP.",
  not_open: 'Come at the time in the message, or change --opens-at and --closes-at.',
  already_done: 'Nothing has to be done: the answers of this client are kept.',
  hook_timed_out:
    'Look at what the function in the message waits for: it is part of the program around the server.',
  not_durable:
    "Look at the log, the disk's free space and the permissions of the records file; then connect again.",
  no_space: 'Free some space on the disk of the records, and connect again; no work was done.',
  random_failure: 'Connect again: the server fails at random on purpose (--fail-rate).',
  internal_error:
    'Look at the log of the server for the cause, and report it if it is no error of your own program.',
  failed_by_peer: 'Read the reason in the message: it is what the server sent after FAIL.',
  solver_failed: "Look at the cause in the client's own log: its solver failed, or its suffix breaks a rule.",
  answer_failed: "Look at the cause in the client's own log: its function for answers failed.",

  // A program cannot use what it was given.
  invalid_option: 'Correct the option: the message has its value and its rule.',
  insecure_host: 'Leave out --insecure, or use localhost.',
  unusable_certificate: 'Look at the file in the message, or make a set of certificates (tlslp-certs init).',
  unusable_address: 'Choose a free port and an address of this machine.',
  unusable_file: 'Look at the file in the message, and at its permissions.',
  unusable_database:
    'Look at the reason in the message: the URL, the way to the database, the user, or a migration to run.',
  needs_restart: 'Restart the server, or put the option back.',

  // Refused before the session: nobody is known yet, or the server protects itself.
  handshake_timeout:
    'The client should begin TLS as soon as it is connected; on a slow network a longer --other-timeout helps.',
  closed_early: 'Nothing has to be done: a port scan or a health check does this.',
  reset: "The client should trust the CA of the server's certificate, and connect to a name that is in it.",
  plain_http:
    'Use a client of this protocol over TLS: a browser or another HTTP client cannot talk to this port.',
  not_tls: 'The client should begin with TLS, and not send lines before the handshake.',
  proxy_header:
    'If this address is a proxy of yours, name it in --proxy-from; otherwise nothing has to be done: the header was not believed.',
  no_proxy_header:
    'Let the proxy send the header (send-proxy-v2 in HAProxy, proxy_protocol on in nginx), or take its address out of --proxy-from.',
  bad_proxy_header:
    'Look at the rule in the message, and at what the proxy is told to send; two proxies in a row must not both add a header.',
  proxy_header_timeout:
    'The proxy should send its header as soon as it is connected: look at the network between it and the server.',
  unsupported_version: 'The client should use TLS 1.2 or newer.',
  no_shared_cipher:
    'The client should allow a modern cipher, group and signature: a current TLS library does by default.',
  no_certificate: 'The client should send its certificate and its key.',
  untrusted_certificate:
    'The client should use a certificate that the CA of this server issued for clients, and that is valid now.',
  peer_alert:
    "The client should trust the CA of the server's certificate, and connect to a name that is in it.",
  recent_flood: 'Wait for a minute, and correct the client: it should send its lines and little else.',
  busy: 'Wait until the tutorial is free, and connect again.',
  too_many_handshakes: 'Connect again later, or allow more handshakes at once (--max-handshakes).',
  too_many_handshakes_from_address:
    'Connect again later; many clients behind one address need a higher --max-handshakes-per-address.',
  handshake_rate:
    'The client should wait between its tries; many clients behind one address need a higher --handshake-rate and --handshake-burst.',
  idle_handshake: 'The client should begin TLS as soon as it is connected, and connect again.',
  shed_lag:
    'Connect again later; the server needs a faster machine or less beside it, or fewer clients at once (--max-sessions).',
  shed_memory:
    'Connect again later; the server needs more memory, or fewer clients at once (--max-sessions).',
  shed_descriptors: 'Connect again later; the server needs more file descriptors (ulimit -n).',
  other: 'Look at the code of the failure in the log, and compare the TLS settings of client and server.',
};

/** A code of a record may be one of a later version, or any word. */
function isAdvised(code: string): code is Exclude<Reason, 'done'> {
  return Object.hasOwn(ADVICE, code);
}

function isFixedStep(step: string | null): step is FixedStep {
  return step === 'HELLO' || step === 'WORK' || step === 'DONE';
}
