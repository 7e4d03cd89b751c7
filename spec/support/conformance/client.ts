import { connect, type TLSSocket } from 'node:tls';
import type { Target } from '../../../lib/conformance/launch/launcher.js';
import type { Behaviour, Command, Console, Memory, Outcome } from './behaviour.js';
import { LineReader } from './line-reader.js';

/** Runs a client once. Resolves to its exit code; rejects when `killed` aborts. */
export async function runClient(
  target: Target,
  behaviour: Behaviour,
  console: Console,
  killed: AbortSignal,
): Promise<number> {
  let outcome: Outcome;
  let socket: TLSSocket | null = null;
  try {
    socket = open(target, behaviour);
    killed.addEventListener('abort', () => socket?.destroy());
    outcome = await converse(socket, behaviour, console, killed);
    await (outcome.ok ? behaviour.afterOk(socket) : behaviour.afterFailure(socket));
  } catch (error) {
    outcome = { ok: false, reason: error instanceof Error ? error.message : String(error) };
  } finally {
    socket?.destroy();
  }
  killed.throwIfAborted();
  behaviour.report(outcome, console, target);
  return behaviour.exitCode(outcome);
}

function open(target: Target, behaviour: Behaviour): TLSSocket {
  const options = {
    host: behaviour.host(target),
    port: target.port,
    ca: behaviour.read(target.ca),
    cert: behaviour.read(target.cert),
    key: behaviour.read(target.key),
    allowHalfOpen: true,
  };
  const socket = connect(behaviour.tls(options, target));
  socket.setNoDelay(true);
  socket.once('secureConnect', () => {
    behaviour.onSecure(socket);
  });
  return socket;
}

async function converse(
  socket: TLSSocket,
  behaviour: Behaviour,
  console: Console,
  killed: AbortSignal,
): Promise<Outcome> {
  const reader = new LineReader(socket, behaviour);
  const memory: Memory = { step: 'none', token: '', asked: new Map() };
  for (;;) {
    const next = await reader.next();
    if (!Buffer.isBuffer(next)) return behaviour.onEnd(next.over, memory);
    const text = next.toString();
    if (behaviour.isFail(text)) {
      const outcome = behaviour.onFail(text.slice(5), memory);
      if (outcome !== 'ignore') return outcome;
      continue;
    }
    const command = behaviour.parse(next, behaviour);
    if (command === null || !behaviour.mayFollow(memory, command)) {
      const answer = behaviour.onBadLine(next, memory);
      if (answer === null) return { ok: false, reason: `unexpected line ${JSON.stringify(text)}` };
      await behaviour.write(socket, answer, { kind: 'hello' });
      continue;
    }
    if (behaviour.noticesEarly && reader.hasLine) return { ok: false, reason: 'A line came too early.' };
    const stopped = await reply(command, memory, { socket, reader, behaviour, console, killed });
    if (stopped !== null)
      return behaviour.isFail(stopped) ? failed(stopped) : behaviour.onEnd(stopped, memory);
    if (command.kind === 'done') return { ok: true, reason: '' };
  }
}

interface Tools {
  readonly socket: TLSSocket;
  readonly reader: LineReader;
  readonly behaviour: Behaviour;
  readonly console: Console;
  readonly killed: AbortSignal;
}

/** Answers a command. Returns why it could not, or null. */
async function reply(command: Command, memory: Memory, tools: Tools): Promise<string | null> {
  const { socket, reader, behaviour, console, killed } = tools;
  if (command.kind === 'work') memory.token = command.token;
  const stop = new AbortController();
  const watch = command.kind === 'work' && behaviour.watchesWhileSolving;
  // A line of the server that is no FAIL waits for its turn.
  if (watch) {
    reader.onStir((why) => {
      stop.abort(why);
    });
  }
  try {
    const answer = await behaviour.answer(command, memory, behaviour, AbortSignal.any([stop.signal, killed]));
    if (answer !== null) await behaviour.write(socket, answer, command);
    if (command.kind === 'request') {
      memory.asked.set(command.name, (memory.asked.get(command.name) ?? 0) + 1);
      behaviour.reportValue(String(answer).slice(65), console);
    }
  } catch (error) {
    if (stop.signal.aborted) return String(stop.signal.reason);
    return error instanceof Error ? error.message : String(error);
  } finally {
    reader.onStir(null);
  }
  memory.step = command.kind;
  return null;
}

function failed(line: string): Outcome {
  return { ok: false, reason: `The server says: ${JSON.stringify(line)}` };
}
