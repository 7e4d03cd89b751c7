import test from 'ava';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { startRelay } from '../../../scripts/proof/relay.js';

test('what is held is lost with its connection; the next connection is not held', async (t) => {
  const heard: string[] = [];
  const server = createServer((socket) => {
    socket.setEncoding('utf8').on('data', (text: string) => {
      heard.push(text);
      socket.write(`heard ${text}`);
    });
    socket.on('error', () => null);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => server.close());
  await using relay = await startRelay('127.0.0.1', (server.address() as AddressInfo).port);
  const client = async (): Promise<Socket> => {
    const socket = connect({ host: '127.0.0.1', port: relay.port }).setEncoding('utf8');
    socket.on('error', () => null);
    await once(socket, 'connect');
    return socket;
  };
  const say = async (socket: Socket, text: string): Promise<unknown> => {
    socket.write(text);
    const [answer] = (await once(socket, 'data')) as [unknown];
    return answer;
  };

  const first = await client();
  t.is(await say(first, 'one'), 'heard one');
  relay.hold();
  first.write('lost');
  const second = await client();
  // Also while the first one is still there.
  t.is(await say(second, 'two'), 'heard two');
  relay.cut();
  await once(first, 'close');
  const third = await client();
  t.is(await say(third, 'three'), 'heard three');
  t.deepEqual(heard, ['one', 'two', 'three']);
});
