import { setTimeout as sleep } from 'node:timers/promises';
import { playing, type Mistake } from '../mistake.js';
import type { Client } from '../client.js';

const SHORT = ['--other-timeout', '1', '--work-timeout', '1'];
const LEFT = /\bleft\b|closed|went/i;
const SILENT = /no answer|timed out|nothing (came|was)|no byte/i;
const UNENDED =
  /without (an? |its |the )?(LF|line ?feed|newline|\\n)|no (LF|line ?feed)|not ended|LF (is|was) missing|missing (its )?LF/i;
const MORE = /no command|not asked|unasked|two|second|at once|more than one/i;
/** Half a connection is closed: the client still reads. */
const HALF = /clos(ed|es|ing)|half|shut ?down|end(ed|s) its (side|output)/i;
const LATE = /late|timed out|no answer|within/i;

const STEPS = ['HELLO', 'WORK', 'FULL_NAME', 'COUNTRY', 'DONE'] as const;
const short = { args: SHORT, nBits: 4 };

function right(client: Client): string {
  switch (client.step) {
    case 'HELLO':
      return 'HELLOBACK';
    case 'WORK':
      return client.suffix;
    case 'DONE':
      return 'OK';
    default:
      return `${client.checksum} ${client.value}`;
  }
}

const at = (
  id: string,
  step: string,
  named: RegExp,
  play: (client: Client) => Promise<unknown>,
  more: Parameters<typeof playing>[4] = {},
): Mistake =>
  playing(
    `turns.${id}-${step.toLowerCase()}`,
    step,
    named,
    async (client) => {
      await client.upTo(step);
      await play(client);
    },
    more,
  );

const everyStep = STEPS.flatMap((step) => [
  at('silent', step, SILENT, (client) => client.rest(), {
    ...short,
    checklist: true,
    wrong: [/client left/i],
  }),
  // The server sees the end at once: no short limit is needed, which a busy judge would miss itself.
  at('half-closed-with-nothing', step, HALF, (client) => client.halfClose().rest(), {
    also: /\bleft\b/i,
  }),
  ...(step === 'DONE'
    ? []
    : [
        at('left', step, LEFT, async (client) => {
          client.leave();
          await client.closed;
        }),
        at('answered-and-left', step, LEFT, async (client) => {
          client.send(`${right(client)}\n`);
          await sleep(100);
          client.leave();
        }),
        at('left-within-the-line', step, UNENDED, async (client) => {
          client.wrong(right(client));
          await sleep(100);
          client.leave();
        }),
        at('half-closed-within-the-line', step, UNENDED, (client) =>
          client.wrong(right(client)).halfClose().rest(),
        ),
        // Whether the next command was written by then is chance: any step may be blamed.
        {
          ...at('half-closed-after-the-line', step, HALF, (client) =>
            client
              .send(
                `${right(client)}
`,
              )
              .halfClose()
              .rest(),
          ),
          step: null,
        },
        at(
          'late',
          step,
          LATE,
          async (client) => {
            await Promise.race([sleep(1600), client.closed]);
            await client.send(`${right(client)}\n`).rest();
          },
          { ...short, checklist: true },
        ),
      ]),
]);

const others: readonly Mistake[] = [
  at('two-lines', 'WORK', MORE, (client) => client.wrong(`${client.suffix}\n${client.suffix}\n`).rest()),
  at('answer-and-status', 'WORK', MORE, (client) => client.wrong(`${client.suffix}\nsolved\n`).rest()),
  at('next-answer-too', 'HELLO', MORE, (client) => client.wrong('HELLOBACK\n0\n').rest()),
  at(
    'progress-lines',
    'WORK',
    /suffix|two|no command|more than/i,
    (client) => client.wrong(`trying...\nstill trying...\n${client.suffix}\n`).rest(),
    { nBits: 20 },
  ),
  at('value-on-its-own', 'EMAIL1', /checksum/i, (client) => client.wrong('ada@example.com\n').rest()),
  at(
    'drip-without-end',
    'FULL_NAME',
    /LF|timed out|within/i,
    async (client) => {
      client.wrong('x');
      for (let n = 0; n < 9; n++) {
        await Promise.race([sleep(150), client.closed]);
        client.send('x');
      }
      await client.rest();
    },
    short,
  ),
  at('flood-without-lf', 'FULL_NAME', /too long|LF|1000/i, (client) => client.wrong('x'.repeat(3000)).rest()),
  at('binary', 'FULL_NAME', /UTF-8|raw|binary/i, (client) =>
    client.wrong(Buffer.concat([Buffer.from(client.checksum, 'hex'), Buffer.from('\n')])).rest(),
  ),
  at('skips-a-step', 'FULL_NAME', /answer to DONE|read the command/i, (client) =>
    client.wrong('OK\n').rest(),
  ),
  at(
    'body-at-work',
    'WORK',
    /checksum|body|request|digest|value|follow/i,
    (client) => client.wrong(`${client.checksum} Ada Lovelace\n`).rest(),
    { nBits: 20 },
  ),
  at('answers-the-one-before', 'EMAIL1', /sent again|answer to FULL_NAME|read the command/i, (client) =>
    client.wrong('HELLOBACK\n').rest(),
  ),
];

export const TURNS: readonly Mistake[] = [...everyStep, ...others];
