import { protocolErrors } from './simulated-errors.js';
import type { TlslpError } from '../../lib/protocol/errors.js';
import type { Refusal } from '../../lib/protocol/reasons.js';
import { REFUSAL_SENTENCES } from '../../lib/protocol/reasons.js';
import { outcomeOf } from '../../lib/protocol/failures.js';
import type { Command } from '../../lib/protocol/commands.js';
import type { ServerEvent } from '../../lib/server/events.js';
import type { Peer, StepDurations } from '../../lib/session/events.js';
import type { StatusInput } from '../../lib/status/input.js';

export interface ClassOptions {
  readonly size: number;
  /** When the server began, in milliseconds since the epoch. */
  readonly from: number;
  /** Until when participants go on to arrive, in seconds from then. */
  readonly seconds: number;
  readonly nBits?: number;
  readonly seed?: number;
}

const FIRST =
  'Ada Alan Amal Barbara Bao Chidi Clara Dana Edsger Elif Emmy Farid Grace Hedy Ines Ivo Jun Kateryna Katherine Lars Lena Leslie Margaret Mei Miguel Niklaus Noor Olga Omar Priya Radia Ravi Rosa Sofia Tim Ugo Vera Wen Yuki Zoe'.split(
    ' ',
  );
const LAST =
  'Abebe Bauer Chen Diaz Eriksen Fofanah Garcia Haddad Ito Jansen Kowalski Lindqvist Moreau Nguyen Okafor Petrov Quispe Rossi Sato Tamm Usman Vogel Weber Xu Yilmaz Zhang'.split(
    ' ',
  );
const BODIES = [
  'NAME',
  'MAILNUM',
  'MAIL1',
  'SKYPE',
  'BIRTHDATE',
  'COUNTRY',
  'ADDRNUM',
  'ADDRLINE1',
  'ADDRLINE2',
];

/** Numbers in [0, 1) that look random, the same for the same seed (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function nameOf(index: number): string {
  const first = FIRST[index % FIRST.length] ?? '';
  const last = LAST[(index * 7 + Math.floor(index / FIRST.length)) % LAST.length] ?? '';
  const round = Math.floor(index / (FIRST.length * LAST.length));
  return `${first} ${last}${round === 0 ? '' : ` ${round + 1}`}`;
}

export function peerOf(index: number, name = nameOf(index)): Peer {
  const hex = index.toString(16).padStart(8, '0').toUpperCase();
  const fingerprint = Array.from({ length: 32 }, (_, place) =>
    ((index * 31 + place * 7) & 255).toString(16).padStart(2, '0'),
  );
  fingerprint.splice(0, 4, ...(hex.match(/../g) ?? []));
  return {
    remote: {
      address: `10.${(index >> 16) & 255}.${(index >> 8) & 255}.${index & 255}`,
      port: 40_000 + (index % 20_000),
    },
    client: {
      subject: { CN: name, O: 'Simulated class' },
      issuer: { CN: 'Simulated CA' },
      serialNumber: `5E${hex}`,
      fingerprint256: fingerprint.join(':').toUpperCase(),
    },
    tls: { protocol: 'TLSv1.3', cipher: 'TLS_AES_256_GCM_SHA384' },
  };
}

/** What a server tells when a class of participants comes: most are done, some fail in several ways, some are refused. In the order of time. */
export function classEvents({ size, from, seconds, nBits = 20, seed = 1 }: ClassOptions): ServerEvent[] {
  const random = randomNumbers(seed);
  const events: ServerEvent[] = [{ type: 'listening', at: from, ...place(), places: [place()] }];
  let sessions = 0;
  for (let index = 0; index < size; index += 1) {
    let at = from + 1000 + random() * seconds * 900;
    const tries = random() < 0.6 ? 1 : 1 + Math.floor(random() * 3);
    for (let trial = 1; trial <= tries; trial += 1) {
      sessions += 1;
      const fails = trial < tries || random() < 0.12;
      const told = sessionEvents({
        id: `s${sessions.toString(36).padStart(5, '0')}`,
        at,
        peer: peerOf(index),
        nBits,
        fails,
        random,
      });
      events.push(...told);
      at = (told.at(-1)?.at ?? at) + 2000 + random() * 60_000;
    }
  }
  for (const [index, reason] of refusals(random, Math.ceil(size / 8)).entries()) {
    events.push({
      type: 'refused',
      at: from + random() * seconds * 1000,
      remote: peerOf(9000 + index).remote,
      reason,
      message: REFUSAL_SENTENCES[reason],
      count: 1,
      certificate: null,
    });
  }
  return events.sort((a, b) => a.at - b.at);
}

function place() {
  return { host: 'challenge.example.org', port: 3115, addresses: ['0.0.0.0'], path: null };
}

function refusals(random: () => number, count: number): Refusal[] {
  const weighted: readonly Refusal[] = [
    'no_certificate',
    'no_certificate',
    'no_certificate',
    'plain_http',
    'plain_http',
    'closed_early',
    'too_many_tries',
    'untrusted_certificate',
  ];
  return Array.from({ length: count }, () => weighted[Math.floor(random() * weighted.length)] ?? 'other');
}

interface SessionOptions {
  readonly id: string;
  readonly at: number;
  readonly peer: Peer;
  readonly nBits: number;
  readonly fails: boolean;
  readonly random: () => number;
}

/** The events of one session. The time for WORK is that of a client with some rate: exponential. */
export function sessionEvents({ id, at, peer, nBits, fails, random }: SessionOptions): ServerEvent[] {
  const events: ServerEvent[] = [{ type: 'accepted', at, remote: peer.remote }];
  let now = at;
  const base = () => ({ id, at: now, elapsed: (now - at) / 1000, peer });
  const wait = (least: number, mean: number): number => {
    const seconds = least - Math.log(1 - random()) * mean;
    now += seconds * 1000;
    return seconds;
  };
  const send = (command: Command): void => {
    events.push({ type: 'sent', ...base(), command, line: '' });
  };
  const durations: { -readonly [Part in keyof StepDurations]: StepDurations[Part] } = {
    hello: null,
    work: null,
    requests: null,
    done: null,
  };
  const fail = (step: string, error: TlslpError): ServerEvent[] => {
    const outcome = outcomeOf(error);
    events.push({ type: 'failed', ...base(), step, outcome, error, line: null, durations });
    now += 20;
    events.push({ type: 'closed', ...base(), graceful: true });
    return events;
  };
  const failsAt = fails ? Math.floor(random() * 10) : -1;

  wait(0.02, 0.02);
  events.push({ type: 'connected', ...base() });
  send({ kind: 'hello' });
  durations.hello = wait(0.01, 0.08);
  if (failsAt === 0) return fail('HELLO', protocolErrors.wrongHello());
  send({ kind: 'work', token: 'token', nBits });
  durations.work = wait(0.05, 2 ** nBits / 85_000);
  if (failsAt > 0 && failsAt < 5)
    return fail('WORK', failsAt < 3 ? protocolErrors.suffix() : protocolErrors.left());
  events.push({
    type: 'work_accepted',
    ...base(),
    nBits,
    suffix: 'suffix',
    zeroBits: nBits + Math.floor(-Math.log2(1 - random())),
    seconds: durations.work,
  });
  durations.requests = 0;
  for (const [index, name] of BODIES.entries()) {
    send({ kind: 'body', name, randomString: 'random' });
    durations.requests += wait(0.02, 1.2);
    if (failsAt === index + 4 && failsAt >= 5)
      return fail(name, failsAt < 8 ? protocolErrors.checksum() : protocolErrors.slow(name));
    events.push({ type: 'answered', ...base(), name, value: 'value' });
  }
  events.push({ type: 'committed', ...base() });
  send({ kind: 'done' });
  durations.done = wait(0.01, 0.05);
  const confirmed = random() > 0.04;
  events.push({
    type: 'done',
    ...base(),
    confirmed,
    error: confirmed ? null : protocolErrors.left(),
    line: null,
    durations,
  });
  now += 15;
  events.push({ type: 'closed', ...base(), graceful: confirmed });
  return events;
}

/** What a server is told before its first event. */
export function classInputs(from: number, nBits = 20): StatusInput[] {
  return [
    {
      type: 'configured',
      at: from,
      nBits,
      requests: BODIES.length,
      maxSessions: 1000,
      workTimeout: 600,
    },
    { type: 'certificate', at: from, validTo: new Date(from + 84.5 * 86_400_000).toISOString() },
    {
      type: 'records',
      at: from,
      status: {
        waiting: 0,
        committed: 0,
        lost: 0,
        failing: false,
        lastError: null,
        freeBytes: 53.2e9,
        short: false,
        spool: null,
      },
    },
  ];
}
