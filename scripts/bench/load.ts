import { readFileSync } from 'node:fs';
import { createSecureContext, type SecureContext } from 'node:tls';
import { openSession, type ClientSession } from './client.js';
import type { LoadReply, LoadRequest } from './messages.js';

/** The clients, in a process of their own, so that their cost is not measured. */
const [caPath = '', ...clientPaths] = process.argv.slice(2);
const ca = readFileSync(caPath);
const secureContexts: SecureContext[] = [];
for (let i = 0; i < clientPaths.length; i += 2) {
  const [certPath = '', keyPath = ''] = clientPaths.slice(i);
  secureContexts.push(createSecureContext({ cert: readFileSync(certPath), key: readFileSync(keyPath), ca }));
}
let next = 0;

/** More at once would only wait in the kernel, and the last ones would miss the deadline of the handshake. */
const HANDSHAKES_AT_ONCE = 50;

let open: ClientSession[] = [];

async function openAll(port: number, sessions: number): Promise<LoadReply> {
  let left = sessions;
  const settled: PromiseSettledResult<void>[] = [];
  const openSome = async (): Promise<void> => {
    while (left-- > 0) {
      const secureContext = secureContexts[next++ % secureContexts.length];
      if (secureContext === undefined) throw new Error('There is no certificate for a client.');
      const session = openSession(port, secureContext);
      open.push(session);
      settled.push(...(await Promise.allSettled([session.waiting])));
    }
  };
  await Promise.all(Array.from({ length: HANDSHAKES_AT_ONCE }, openSome));
  return replyOf(settled);
}

async function finishAll(): Promise<LoadReply> {
  const sessions = open;
  open = [];
  return replyOf(await Promise.allSettled(sessions.map((session) => session.finish())));
}

function replyOf(settled: readonly PromiseSettledResult<void>[]): LoadReply {
  const failures = settled.filter((result) => result.status === 'rejected');
  const [first] = failures;
  return {
    done: settled.length - failures.length,
    failed: failures.length,
    reason: first === undefined ? null : String(first.reason),
  };
}

process.on('message', (request: LoadRequest) => {
  void (request.type === 'open' ? openAll(request.port, request.sessions) : finishAll()).then((reply) =>
    process.send?.(reply),
  );
});
process.on('disconnect', () => process.exit());
