import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Certificates } from './certificates.js';
import { connect, endsInZeros, sha256, type Client } from './client.js';
import { answering, playing, type Mistake, type Place } from './mistake.js';
import { Usual } from './output.js';
import { Pool } from './pool.js';
import { Servant } from './servants.js';
import { judge, type Judgement, type Played } from './verdict.js';

const SERVER = fileURLToPath(new URL('../../../bin/tlslp-server', import.meta.url));
/** Waiting takes no processor: there are more than a small machine has. */
const SERVANTS = 5;
/** How long a tutorial that is over may take to end. After that a client comes again, as its author would start it again. */
const ENDING_MS = 1500;
const MAX_CONNECTIONS = 4;
const RIGHT = playing('right', null, /^$/, (client) => client.converse());

/** Lines that no mistake gives. The three suffixes have digests that end in no, one and two zero bits. */
const MEANINGLESS = [
  ...[
    { hello: () => 'qwzx\n' },
    { done: () => 'qwzx\n' },
    { body: () => `${'0123456789abcdef'.repeat(4)} Ada\n` },
  ],
  ...[0, 1, 2].map((zeros) => ({ work: ({ token }: Client) => `${endingIn(token, zeros)}\n` })),
].map((answers) => answering('meaningless', null, /^$/, answers, { nBits: 20 }));

function endingIn(token: string, zeros: number): string {
  for (let n = 0; ; n++) {
    const digest = sha256(`${token}qwzx${n}`);
    if (endsInZeros(digest, zeros) && !endsInZeros(digest, zeros + 1)) return `qwzx${n}`;
  }
}

/** What was made of a mistake, and all that the tutorial said. */
export interface Judged extends Judgement {
  readonly mistake: Mistake;
  readonly output: string;
}

/** Plays every mistake, and judges what the tutorial said; in their order. */
export async function* judgeAll(
  mistakes: readonly Mistake[],
  certificates: Certificates,
): AsyncGenerator<Judged> {
  const servants = Array.from({ length: SERVANTS }, () => new Servant());
  const pool = new Pool(servants);
  try {
    const known = await helpText();
    const play = (mistake: Mistake): Promise<Played> =>
      pool.use((servant) => playOn(servant, mistake, certificates, known));
    const usual = new Usual();
    for (const allSessions of [false, true]) usual.add((await play({ ...RIGHT, allSessions })).output);
    for (const output of await Promise.all(MEANINGLESS.map(play))) usual.addMeaningless(output.output);
    const all = mistakes.map(play);
    // Whoever is waited for first throws; the others must not end the process before.
    for (const one of all) one.catch(() => null);
    for (const [index, mistake] of mistakes.entries()) {
      const played = await all[index];
      if (played !== undefined) yield { mistake, output: played.output, ...judge(mistake, played, usual) };
    }
  } finally {
    await Promise.all(servants.map((servant) => servant.stop()));
  }
}

async function helpText(): Promise<string> {
  return (await promisify(execFile)(process.execPath, [SERVER, '--help'])).stdout;
}

function argsOf(mistake: Mistake, certificates: Certificates, help: string): string[] {
  const one = mistake.allSessions !== true && help.includes('--tutorial-sessions');
  return [
    ...['--tutorial', '--port', '0', '--max-lag', '0', '--n-bits', String(mistake.nBits ?? 4)],
    // A client that searches for long on a busy machine has time.
    ...['--other-timeout', '600', '--work-timeout', '600'],
    ...(one ? ['--tutorial-sessions', '1'] : []),
    ...certificates.args,
    ...(mistake.args ?? []),
  ];
}

async function playOn(
  servant: Servant,
  mistake: Mistake,
  certificates: Certificates,
  help: string,
): Promise<Played> {
  const run = await servant.start(argsOf(mistake, certificates, help));
  const place: Place = {
    port: run.port,
    certificates,
    connect: (options) => connect(run.port, certificates, options),
  };
  const wrongly: Buffer[] = [];
  for (let connections = 0; connections < MAX_CONNECTIONS; connections++) {
    const client = await mistake.play(place);
    if (client !== null) await leave(client);
    wrongly.push(...(client?.wrongly ?? []));
    if (mistake.kind === 'tls') break;
    if (await run.endsWithin(ENDING_MS)) break;
  }
  if (mistake.kind !== 'tls') return { ...(await run.finish()), wrongly };
  const right = await RIGHT.play(place);
  if (right !== null) await leave(right);
  await run.endsWithin(ENDING_MS);
  const { output, code } = await run.finish();
  const [before = ''] = output.split(/^Step 1 of /m);
  return { output: before, code, wrongly };
}

async function leave(client: Client): Promise<void> {
  client.leave();
  await client.closed;
}
