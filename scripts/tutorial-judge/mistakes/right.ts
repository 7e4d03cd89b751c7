import { setTimeout as sleep } from 'node:timers/promises';
import type { ConnectionOptions } from 'node:tls';
import { endsInZeros, sha256, type Answers, type Client } from '../client.js';
import { answering, playing, untilOver, type Mistake } from '../mistake.js';

// Clients without a mistake, as odd as the protocol lets them be.

/** What may be said of an answer without a value. */
const MAY = /value is empty/i;
const NOTHING = /^$/;

const right = (id: string, answers: Answers = {}, more: Partial<Mistake> = {}): Mistake =>
  answering(`right.${id}`, null, NOTHING, answers, { kind: 'right', ...more });

const over = (id: string, options: ConnectionOptions): Mistake => ({
  ...right(id),
  play: async ({ connect }) => {
    const client = await connect(options);
    await untilOver(client.converse());
    return client;
  },
});

const value = (id: string, text: string): Mistake =>
  right(`value-${id}`, { body: ({ checksum }) => `${checksum} ${text}\n` });

/** Looks for a suffix of another form. */
const suffix = (id: string, form: (n: number) => string, nBits = 8): Mistake =>
  right(
    `suffix-${id}`,
    {
      work: ({ token }) => {
        for (let n = 0; ; n++) if (endsInZeros(sha256(token + form(n)), nBits)) return `${form(n)}\n`;
      },
    },
    { nBits },
  );

/** Writes its answers in other pieces. */
const pieces = (id: string, write: (client: Client, line: string) => Promise<void>): Mistake =>
  playing(
    `right.${id}`,
    null,
    NOTHING,
    async (client) => {
      for (;;) {
        await client.next();
        const line = lineOf(client);
        await write(client, line);
        if (line === 'OK\n') await client.rest();
      }
    },
    { kind: 'right' },
  );

function lineOf(client: Client): string {
  if (client.step === 'HELLO') return 'HELLOBACK\n';
  if (client.step === 'WORK') return `${client.suffix}\n`;
  return client.step === 'DONE' ? 'OK\n' : `${client.checksum} ${client.value}\n`;
}

export const RIGHT: readonly Mistake[] = [
  right('plain'),
  right('no-work', {}, { nBits: 0 }),
  right('odd-bits', {}, { nBits: 9 }),
  right('two-sessions', {}, { allSessions: true }),
  over('tls-1.2', { maxVersion: 'TLSv1.2' }),
  over('tls-1.3', { minVersion: 'TLSv1.3' }),
  over('alpn', { ALPNProtocols: ['http/1.1'] }),
  suffix('decimal', String),
  suffix('hex', (n) => n.toString(16).padStart(8, '0')),
  suffix('long', (n) => `${'x'.repeat(900)}${n}`),
  suffix('with-spaces', (n) => `try number ${n}`),
  suffix('unicode', (n) => `č\u{1f600}${n}`),
  suffix('quotes', (n) => `"${n}"`),
  suffix('like-a-digest', (n) => sha256(String(n)).toString('hex')),
  right('more-bits', {
    work: ({ token }) => {
      for (let n = 0; ; n++) if (endsInZeros(sha256(`${token}${n}`), 14)) return `${n}\n`;
    },
  }),
  value('spaces-within', 'Ada  King   Lovelace'),
  value('apostrophe', "Conan O'Brien"),
  value('quote-within', 'Dwayne "The Rock" Johnson'),
  value('emoji', '\u{1f468}\u200d\u{1f469}\u200d\u{1f467} 日本 Žižkov'),
  value('ok', 'OK'),
  value('number', '12345'),
  value('zero', '0'),
  value('comma', 'Lovelace, Ada'),
  value('longest', 'x'.repeat(934)),
  value('upper-case', 'ADA LOVELACE'),
  value('umlaut', 'Zoë Ångström'),
  value('null-name', 'Christopher Null'),
  value('question', 'Who?'),
  value('plus-address', 'ada+tutorial@example.com'),
  value('percent', '100% Ada'),
  value('hyphen', 'Ada King-Noel'),
  {
    ...right('empty-without-space', {
      body: ({ checksum, step, value: text }) => `${checksum}${step === 'EMAIL2' ? '' : ` ${text}`}\n`,
    }),
    named: MAY,
  },
  {
    ...right('empty-with-space', {
      body: ({ checksum, step, value: text }) => `${checksum} ${step === 'EMAIL2' ? '' : text}\n`,
    }),
    named: MAY,
  },
  pieces('one-byte-at-a-time', async (client, line) => {
    for (const char of line) {
      client.send(char);
      await new Promise(setImmediate);
    }
  }),
  pieces('lf-on-its-own', async (client, line) => {
    client.send(line.slice(0, -1));
    await sleep(20);
    client.send('\n');
  }),
  pieces('slowly', async (client, line) => {
    await sleep(60);
    client.send(line);
  }),
  pieces('half-closes-after-ok', (client, line) => {
    client.send(line);
    if (line === 'OK\n') client.halfClose();
    return Promise.resolve();
  }),
  pieces('in-two-pieces', async (client, line) => {
    client.send(line.slice(0, 2));
    await sleep(20);
    client.send(line.slice(2));
  }),
];
