import { sha256, type Client } from '../client.js';
import { answering, playing, type Mistake } from '../mistake.js';

// Answers that fit the tutorial's own constants alone, judged with as many sessions as it has by itself.

const N_BITS = 8;
const TOKEN = 'gkcjcibIFynKssuJnJpSrgvawiVjLjEbdFuYQzuWROTeTaSmqFCAzuwkwLCRgIIq';
const CKSUM = '28295607f05351eb24707046f3fa046e8a7afdabb32e6f0fba3de596cbf7c27b';
const SUFFIX = 'n3032842';

const CONSTANT =
  /hard.?coded|constant|documentation's|documented|fresh|earlier|other session|first session|differ|fixed|from the commands/i;
const STALE = /random_string of|earlier|stale|this (very )?command|sent again|hard.?coded|differ|first/i;

const over = (client: Client, text: string): string => `${sha256(text).toString('hex')} ${client.value}\n`;
const all = { allSessions: true, nBits: N_BITS };

/** Computes the checksum of the first request, and sends it for each. */
async function once(client: Client): Promise<void> {
  let first = '';
  await client.converse({
    body: (asked) => {
      first ||= asked.checksum;
      return `${first} ${asked.value}\n`;
    },
  });
}

/** Sends what worked, one line after each line that comes, whatever it says. */
async function replay(client: Client): Promise<void> {
  const lines = ['HELLOBACK', SUFFIX, ...Array.from({ length: 8 }, () => `${CKSUM} Ada`), 'OK'];
  for (const line of lines) {
    await client.next();
    client.wrong(`${line}\n`);
  }
  await client.rest();
}

export const CONSTANTS: readonly Mistake[] = [
  answering('constants.suffix', 'WORK', CONSTANT, { work: () => `${SUFFIX}\n` }, all),
  answering('constants.suffix-42', 'WORK', CONSTANT, { work: () => '42\n' }, all),
  answering('constants.checksum', 'FULL_NAME', CONSTANT, { body: ({ value }) => `${CKSUM} ${value}\n` }, all),
  answering('constants.token', 'FULL_NAME', CONSTANT, { body: (c) => over(c, TOKEN + c.randomString) }, all),
  answering(
    'constants.random-string',
    'FULL_NAME',
    CONSTANT,
    { body: (c) => over(c, `${c.token}LGTk`) },
    all,
  ),
  answering(
    'constants.work-token',
    'WORK',
    CONSTANT,
    {
      work: (c) => `${Object.assign(Object.create(c) as Client, { token: TOKEN }).suffix}\n`,
    },
    all,
  ),
  playing('constants.checksum-once', null, STALE, once, all),
  playing('constants.transcript', 'WORK', CONSTANT, replay, all),
];
