import type { LineClient, ValueOf } from './line-client.js';

/** What a whole session was, as its client saw it. */
export interface Conversation {
  /** What the server said, in order. */
  readonly said: readonly string[];
  readonly token: string;
  readonly suffix: string;
  /** The last value that it gave for each name. */
  readonly answers: Readonly<Record<string, string>>;
  /** DONE was read. */
  readonly done: boolean;
}

/** Holds one whole session in which the client does everything correctly. Resolves when the server has closed. */
export async function holdConversation(client: LineClient, valueOf?: ValueOf): Promise<Conversation> {
  await client.converse(valueOf);
  await client.rest();
  const { lines: said, token, suffix, answers } = client;
  return { said, token, suffix, answers, done: said.includes('DONE') };
}
