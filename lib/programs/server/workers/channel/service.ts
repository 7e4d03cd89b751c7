// How the processes of a server talk. A service is added in three small files: its messages in messages/, who asks in worker/ (or primary/),
// and who answers on the other side. A message is what JSON can hold. Both sides are of one version: what comes is not a stranger's.

/** A message without an answer. */
export interface Tell<Body> {
  readonly name: string;
  /** Only a type. */
  readonly types?: (body: Body) => void;
}

/** A message with an answer. */
export interface Ask<Body, Answer> {
  readonly name: string;
  /** Only types. */
  readonly types?: (body: Body) => Answer;
}

/** Names a message without an answer. The names are of one list, and short: they are sent with each. */
export function defineTell<Body>(name: string): Tell<Body> {
  return { name };
}

/** Names a message with an answer. */
export function defineAsk<Body, Answer>(name: string): Ask<Body, Answer> {
  return { name };
}
