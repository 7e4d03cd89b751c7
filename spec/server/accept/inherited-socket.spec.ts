import test, { type ExecutionContext } from 'ava';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { bindAll } from '../../../lib/server/accept/bind.js';
import { connectRaw } from '../../support/line-client.js';

// Within one process: what a descriptor is, and what it is not. spec/programs/server/main-listen.spec.ts passes one to another process.

const onLinux = process.platform === 'linux' ? test : test.skip;

interface WithHandle {
  readonly _handle: { readonly fd: number };
}

/** The descriptor of a socket, which Node does not show. */
function descriptor(socket: Server | Socket): number {
  return (socket as unknown as WithHandle)._handle.fd;
}

const refused = async (t: ExecutionContext, fd: number, why: RegExp): Promise<void> => {
  const error = await t.throwsAsync(bindAll([{ kind: 'fd', fd }]), { code: 'unusable_address' });
  t.regex(error.message, why);
};

onLinux('what is no listening socket is refused, and says what it is', async (t) => {
  const file = openSync('/dev/null', 'r');
  await refused(
    t,
    file,
    /^Cannot listen on fd:\d+: it is not a socket\. Start the server by a process that passes it, /,
  );
  closeSync(file);
  await refused(t, 1_000_000, /^Cannot listen on fd:1000000: it is not open\. /);
  const server = createServer().listen(0, '127.0.0.1');
  t.teardown(() => server.close());
  await once(server, 'listening');
  const client = await connectRaw((server.address() as AddressInfo).port);
  t.teardown(() => client.close());
  await refused(t, descriptor(client.socket), /: it is a socket that does not listen\. /);
});
