// A program of somebody else's: compiled with the oldest TypeScript that is supported and with the current one, against the packed
// tarball. What it exports has inferred types, so that its declarations have to be able to name the library's.
import { EMPTY, from } from 'rxjs';
import {
  completeConfig as config,
  handleOneSession,
  isTlslpError,
  lines,
  sendAndReceive,
} from 'tlslp-server';
import {
  clientSession,
  completeClientConfig,
  connectTls,
  runClient,
  type ClientEvent,
} from 'tlslp-server/client';
import { checksum, parseCommand, type Command, type TlslpError } from 'tlslp-server/protocol';
import { defaultRecordsPath, openRecords, type SessionRecord } from 'tlslp-server/records';
import { completeConfig, serve, type ServerEvent } from 'tlslp-server/server';
import { planCommands, session, type RandomSource, type SessionEvent } from 'tlslp-server/session';
import { createNarrator } from 'tlslp-server/tutorial';
import { solve, startPool, type Solution } from 'tlslp-server/work';

const token = 'a-token';
const random: RandomSource = { int: () => 0, float: () => 0, string: (characters) => 'x'.repeat(characters) };
const plan = {
  nBits: 0,
  token,
  randomString: null,
  bodyNames: ['COLOUR'],
  requests: 1,
  failRate: 0,
  inOrder: true,
};

export const drawn = planCommands(plan, random);
export const events = session(from(['HELLOBACK']), { id: 'a', ...drawn, send: () => EMPTY });
export const server = serve(completeConfig({ port: 0 }));
export const records = () => openRecords(defaultRecordsPath());
export const client = runClient;
export const connect = () => connectTls(completeClientConfig());
export const conversation = clientSession;
export const pool = () => startPool({ threads: 1 });
export const solution = (): Promise<Solution> => solve(token, 4);
export const narrator = createNarrator({ write: () => undefined, colour: false });
export const command = parseCommand('HELLO');
export const pieces = { config, handleOneSession, lines, sendAndReceive };

/** Every union can be told apart by its discriminant. */
export function summary(event: SessionEvent | ServerEvent | ClientEvent): string {
  switch (event.type) {
    case 'failed':
      return event.error.code;
    case 'listening':
      return String(event.port);
    default:
      return event.type;
  }
}

export const codeOf = (thrown: unknown): TlslpError['code'] | null =>
  isTlslpError(thrown) ? thrown.code : null;
export const wordOf = (one: Command): Command['kind'] => one.kind;
export const answersOf = (record: SessionRecord): SessionRecord['answers'] => record.answers;

const seen: string[] = [];
events.subscribe((event) => seen.push(summary(event)));
const { attempts } = await solution();
if (seen.length === 0 || attempts === 0 || checksum(token, 'x').length !== 64)
  throw new Error('The package does not work.');
