import type { TLSSocket } from 'node:tls';
import { Failed, type AskedLines } from './asked-lines.js';
import type { Memory, ServerBehaviour, Session } from './behaviour.js';
import { fresh } from './correct-server.js';

/** What a session needs of its server. */
export interface Surroundings {
  readonly behaviour: ServerBehaviour;
  readonly memory: Memory;
  /** Keeps values. */
  readonly keep: (values: readonly string[]) => void;
  /** Keeps values after a second, if the server still lives. */
  readonly keepLater: (values: readonly string[]) => void;
  readonly print: (session: Session, text: string) => void;
}

/** Plays one session. Rejects with {@link Failed}, or with `Gone`. */
export async function playSession(
  socket: TLSSocket,
  lines: AskedLines,
  { behaviour: b, memory, keep, keepLater, print }: Surroundings,
): Promise<void> {
  const session: Session = {
    token: '',
    randomString: '',
    earlierRandomString: '',
    fingerprint: socket.getPeerCertificate().fingerprint256 || fresh(),
    number: ++memory.sessions,
  };
  let left = b.otherMs;
  const ask = async (line: string, limitMs: number): Promise<string> => {
    lines.refuseEarly();
    socket.write(`${line}\n`);
    if (!b.oneDeadline) return lines.next(limitMs);
    const startedAt = performance.now();
    const text = await lines.next(Math.max(1, limitMs === b.workMs ? limitMs : left));
    if (limitMs !== b.workMs) left -= performance.now() - startedAt;
    return text;
  };

  const answer = await ask(`${b.hello}${b.withHello}`, b.otherMs);
  if (!b.isHelloback(answer)) {
    const note = answer.endsWith('\r') ? ' The line ended with CR LF.' : '';
    throw new Failed(`receiving. HELLOBACK was expected.${note}`, answer);
  }
  const waiting = memory.waiting.get(session.fingerprint) ?? [];
  session.token = (b.sticky ? waiting.pop() : undefined) ?? b.token(memory, session);
  memory.lastToken = session.token;
  const giveBack = (): void => {
    memory.waiting.set(session.fingerprint, [...waiting, session.token]);
  };
  let suffix: string;
  try {
    suffix = await ask(b.workLine(session.token, b.nBits), b.workMs);
  } catch (error) {
    giveBack();
    throw error;
  }
  print(session, suffix);
  if (!b.solves(session.token, suffix, b.nBits, memory)) {
    if (b.keepsToken) giveBack();
    throw new Failed('Invalid suffix returned from client.', suffix);
  }
  const values: string[] = [];
  for (const name of b.names) {
    session.earlierRandomString = session.randomString;
    session.randomString = b.randomString(memory, session);
    memory.lastRandomString = session.randomString;
    const text = await ask(b.requestLine(name, session.randomString), b.otherMs);
    const { checksum, value } = b.split(text);
    print(session, value);
    if (b.keeps === 'at_once') keep([b.kept(value)]);
    if (!b.isChecksum(checksum, session, memory)) throw new Failed('Invalid checksum received.', text);
    values.push(b.kept(value));
  }
  if (b.keeps === 'before_done') keep(values);
  if (b.keeps === 'later') keepLater(values);
  const ok = await ask('DONE', b.doneMs);
  if (!b.isOk(ok)) throw new Failed('receiving. OK was expected.', ok);
  if (b.keeps === 'after_ok') keep(values);
  lines.refuseEarly();
}
