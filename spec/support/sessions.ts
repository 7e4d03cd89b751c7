import { wholeSession, type Conversation } from './line-client.js';

/** Session after session, until one is not told DONE: the server is gone. Those that were told DONE. */
export async function sessionsToTheEnd(
  port: number,
  answer: (session: number, asked: string) => string,
  onDone: () => void,
): Promise<Conversation[]> {
  const told: Conversation[] = [];
  for (;;) {
    const conversation = await wholeSession(port, (asked) => answer(told.length, asked));
    if (!conversation.done) return told;
    told.push(conversation);
    onDone();
  }
}

/** The same text for the same answers, whatever their order. */
export function canonicalAnswers(answers: Readonly<Record<string, string>>): string {
  return JSON.stringify(Object.entries(answers).sort());
}
