import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { ServerMutant } from '../server/server-mutant.js';

const reset = (_: TLSSocket, tcp: Socket): void => {
  // What was written is on its way, and what was not read is lost with it.
  setImmediate(() => tcp.resetAndDestroy());
};
const cut = (socket: TLSSocket, tcp: Socket): void => {
  socket.resume();
  setImmediate(() => tcp.end());
};
const never = (socket: TLSSocket): void => {
  socket.resume();
};

/** Mistakes in how sessions and the server end, in what is kept, and in who is served. */
export const END_MUTANTS: readonly ServerMutant[] = [
  {
    name: 'resets_after_fail',
    mistake: 'It closes while bytes are unread: TCP resets, and FAIL is lost.',
    caughtBy: ['fail.readable', 'fail.no_reset'],
    behaviour: { close: reset },
  },
  {
    name: 'cuts_tcp_after_fail',
    mistake: 'It ends TCP without close_notify after FAIL.',
    caughtBy: ['fail.close_notify'],
    behaviour: { close: cut },
  },
  {
    name: 'cuts_tcp_after_ok',
    mistake: 'It ends TCP without close_notify after OK.',
    caughtBy: ['session.close_notify'],
    behaviour: { closeAfterOk: cut },
  },
  {
    name: 'leaves_connections_open',
    mistake: 'It does not close the connection after its last line.',
    caughtBy: ['session.plain', 'fail.closes'],
    behaviour: { close: never, closeAfterOk: never },
    limitSeconds: 4,
  },
  {
    name: 'shows_the_answer',
    mistake: 'The reason holds the line that was wrong.',
    caughtBy: ['fail.no_answer_in_reason', 'fail.no_bytes_in_reason'],
    behaviour: { failLine: (reason, text) => `FAIL ${reason} Got: ${text}` },
  },
  {
    name: 'ends_with_a_wrong_client',
    mistake: 'It ends when a client is wrong.',
    caughtBy: ['fail.next_is_served', 'load.beside_bad_clients'],
    behaviour: { onFailed: (exit) => setImmediate(exit, 1) },
  },
  {
    name: 'ends_with_a_client_that_leaves',
    mistake: 'It ends when a client resets its connection.',
    caughtBy: ['session.left_at_done', 'load.left', 'load.beside_bad_clients'],
    behaviour: { onGone: (exit) => setImmediate(exit, 1) },
  },
  {
    name: 'fails_all_for_one',
    mistake: 'When one session fails, all do.',
    caughtBy: ['load.beside_wrong'],
    behaviour: {
      onFailed: (_, endAll) => {
        endAll();
      },
    },
  },
  {
    name: 'ends_after_a_session',
    mistake: 'It serves one session, and ends.',
    caughtBy: ['stop.survives', 'session.again'],
    behaviour: { onDone: (exit) => setImmediate(exit, 0) },
  },
  {
    name: 'serves_a_certificate_once',
    mistake: 'The same certificate is served only once.',
    caughtBy: ['session.again'],
    behaviour: { admits: (socket, { sessions }) => socket.authorized && sessions === 0 },
    limitSeconds: 4,
  },
  {
    name: 'serves_one_at_a_time',
    mistake: 'It serves one session at a time.',
    caughtBy: ['load.beside_silent_session', 'load.own_answers', 'records.not_swapped'],
    behaviour: { atOnce: 1, otherMs: 2 ** 31 - 1 },
    limitSeconds: 4,
  },
  {
    name: 'serves_sixty',
    mistake: 'It closes its door after sixty sessions.',
    caughtBy: ['load.hundred'],
    behaviour: { admits: (socket, { sessions }) => socket.authorized && sessions < 60 },
    limitSeconds: 8,
  },
  {
    name: 'takes_fifty_connections',
    mistake: 'Connections that say nothing take the places of the others, for ever.',
    caughtBy: ['load.silent'],
    behaviour: { maxConnections: 50, handshakeMs: 2 ** 31 - 1 },
    limitSeconds: 6,
  },
  {
    name: 'keeps_answers_after_ok',
    mistake: 'It keeps the answers only when OK has come.',
    caughtBy: ['records.at_done', 'records.wrong_ok', 'stop.kill'],
    behaviour: { keeps: 'after_ok' },
    limitSeconds: 4,
  },
  {
    name: 'keeps_answers_later',
    mistake: 'It says DONE before the answers are kept.',
    caughtBy: ['stop.kill'],
    behaviour: { keeps: 'later' },
    limitSeconds: 4,
  },
  {
    name: 'keeps_nothing',
    mistake: 'It keeps no answers.',
    caughtBy: ['records.kept', 'records.utf8', 'records.quotes'],
    behaviour: { keeps: 'never' },
    limitSeconds: 4,
  },
  {
    name: 'keeps_refused_answers',
    mistake: 'It keeps answers before it has judged them.',
    caughtBy: ['records.refused_answer'],
    behaviour: { keeps: 'at_once' },
  },
  {
    name: 'normalises_values',
    mistake: 'It normalises what it keeps.',
    caughtBy: ['records.utf8'],
    behaviour: { kept: (value) => value.normalize('NFC') },
    limitSeconds: 4,
  },
  {
    name: 'cuts_values',
    mistake: 'It keeps 255 characters of a value.',
    caughtBy: ['records.longest'],
    behaviour: { kept: (value) => value.slice(0, 255) },
    limitSeconds: 4,
  },
  {
    name: 'unescapes_values',
    mistake: 'It takes backslashes away.',
    caughtBy: ['records.quotes'],
    behaviour: { kept: (value) => value.replaceAll('\\', '') },
    limitSeconds: 4,
  },
  {
    name: 'ignores_sigterm',
    mistake: 'SIGTERM does nothing.',
    caughtBy: ['stop.sigterm', 'stop.open_session', 'stop.port_is_free'],
    behaviour: { onTerm: 'nothing' },
    limitSeconds: 4,
  },
  {
    name: 'waits_for_sessions',
    mistake: 'A stop waits for sessions for ever.',
    caughtBy: ['stop.open_session'],
    behaviour: { onTerm: 'wait', otherMs: 2 ** 31 - 1 },
    limitSeconds: 6,
  },
  {
    name: 'cuts_sessions_off',
    mistake: 'A stop cuts sessions off without a word.',
    caughtBy: ['stop.told'],
    behaviour: { onTerm: 'cut' },
  },
  {
    name: 'keeps_its_port',
    mistake: 'Something of it still listens when it has ended.',
    caughtBy: ['stop.port_is_free'],
    behaviour: { onTerm: 'keep_port' },
  },
  {
    name: 'waits_for_its_port',
    mistake: 'It tries again for ever when its port is taken.',
    caughtBy: ['stop.port_taken'],
    behaviour: { portTaken: null },
    limitSeconds: 4,
  },
  {
    name: 'ends_well_without_its_port',
    mistake: 'Its exit code is 0 when its port is taken.',
    caughtBy: ['stop.port_taken'],
    behaviour: { portTaken: 0 },
  },
  {
    name: 'does_not_start_after_a_kill',
    mistake: 'A lock that a kill has left keeps it from starting.',
    caughtBy: ['stop.starts_after_kill'],
    behaviour: { startsAfterKill: false },
  },
  {
    name: 'prints_its_key',
    mistake: 'It prints its configuration, with the key.',
    caughtBy: ['stop.no_key_in_output'],
    behaviour: { prints: (_session, _text, keyPem) => keyPem },
  },
  {
    name: 'logs_answers',
    mistake: 'It logs what it reads.',
    caughtBy: ['stop.no_answers_in_output'],
    behaviour: { prints: (session, text) => `session ${session.number}: ${text}\n` },
  },
];
