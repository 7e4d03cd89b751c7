import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { testCertificates } from '../../support/certificates.js';
import { freePort } from '../../support/free-port.js';
import { Haproxy, TCP_DEFAULTS, withHaproxy } from '../../support/haproxy.js';
import { connectClient } from '../../support/line-client.js';
import { startNginx, withNginx } from '../../support/nginx.js';
import {
  logLines,
  NO_LIMIT_ARGS,
  Program,
  readRecords,
  ROOT,
  startServer,
  temporaryDirectory,
  type RunningServer,
} from '../../support/programs.js';
import type { SessionRecord } from '../../../lib/records/record.js';

// Real proxies in front of the program.

const certificates = testCertificates();
test.after.always(certificates.cleanup);

/** The address of the participant: the proxy is another one of this machine. */
const CLIENT = '127.0.0.3';

interface Behind extends RunningServer {
  readonly records: string;
}

async function startBehind(t: ExecutionContext, ...args: string[]): Promise<Behind> {
  const records = join(await temporaryDirectory(t), 'records.ndjson');
  const own = ['--records', records, '--requests', '8', ...NO_LIMIT_ARGS, '--log-level', 'DEBUG'];
  const server = await startServer(t, [...own, '--proxy-from', '127.0.0.1,::1', ...args]);
  return { ...server, records };
}

/** One session through the proxy, and its record. */
async function recordThrough(t: ExecutionContext, port: number, server: Behind): Promise<SessionRecord> {
  const client = await connectClient(port, { localAddress: CLIENT });
  t.is(await client.converse(), 'DONE');
  await client.rest();
  await server.program.logged(({ msg }) => msg === 'session ended');
  t.deepEqual(await server.program.stop(), { code: 0, signal: null });
  const [record, ...more] = await readRecords(server.records);
  if (record === undefined || more.length > 0) throw new Error('There is not one record.');
  t.deepEqual(record.remote, { address: CLIENT, port: client.localPort });
  t.is(record.proxy?.remote?.address, '127.0.0.1');
  // Nobody else is in the log: health checks leave no trace.
  const remotes = logLines(server.program.stderr).flatMap(({ remote }) =>
    typeof remote === 'string' ? [remote] : [],
  );
  t.deepEqual([...new Set(remotes)], [`${CLIENT}:${client.localPort}`]);
  return record;
}

const throughHaproxy = test.macro<[serverLine: string, frontendLine?: string]>({
  exec: async (t, serverLine, frontendLine = '') => {
    const server = await startBehind(t);
    const port = await freePort();
    const haproxy = await Haproxy.start(
      t,
      `${TCP_DEFAULTS}
listen tlslp
  bind 127.0.0.1:${port}
  ${frontendLine}
  server a 127.0.0.1:${server.port} ${serverLine}
`,
    );
    if (serverLine.includes('check'))
      await until(async () => /L[46]OK/.test(await haproxy.admin('show stat')));
    const record = await recordThrough(t, port, server);
    if (serverLine.includes('unique-id')) {
      t.regex(record.proxy?.uniqueId ?? '', /^7F000003:[0-9A-F]+$/);
      const [ended] = logLines(server.program.stderr).filter(({ msg }) => msg === 'session ended');
      t.is(ended?.['proxyId'], record.proxy?.uniqueId);
    }
    await haproxy.stop();
  },
  title: (_, serverLine) => `HAProxy: ${serverLine}`,
});

withHaproxy(throughHaproxy, 'send-proxy');
withHaproxy(throughHaproxy, 'send-proxy-v2');
withHaproxy(throughHaproxy, 'send-proxy check inter 50 check-send-proxy');
withHaproxy(throughHaproxy, 'send-proxy-v2 check inter 50 check-send-proxy');
// Without TLS of its own, HAProxy 2.6 knows no host name to send as the authority.
withHaproxy(
  throughHaproxy,
  'send-proxy-v2 proxy-v2-options crc32c,unique-id,authority check inter 50',
  'unique-id-format %{+X}o%ci:%cp',
);

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 20));
}

withHaproxy('HAProxy without a header: refused, and the log says why', async (t) => {
  const server = await startBehind(t);
  const port = await freePort();
  await Haproxy.start(
    t,
    `${TCP_DEFAULTS}\nlisten tlslp\n  bind 127.0.0.1:${port}\n  server a 127.0.0.1:${server.port}\n`,
  );
  const client = await connectClient(port);
  t.deepEqual(await client.rest(), []);
  const { why } = await server.program.logged(({ reason }) => reason === 'no_proxy_header');
  t.is(why, 'A proxy of --proxy-from sent no PROXY header before TLS.');
});

withHaproxy(
  'HAProxy with a header that nobody expects: refused, and the log has the name of the flag',
  async (t) => {
    const { program, port: behind } = await startServer(t, ['--no-records']);
    const port = await freePort();
    await Haproxy.start(
      t,
      `${TCP_DEFAULTS}\nlisten tlslp\n  bind 127.0.0.1:${port}\n  server a 127.0.0.1:${behind} send-proxy-v2\n`,
    );
    const client = await connectClient(port);
    t.deepEqual(await client.rest(), []);
    const { why } = await program.logged(({ reason }) => reason === 'proxy_header');
    t.is(why, 'A PROXY header came from an address that --proxy-from does not name.');
  },
);

withNginx('nginx: proxy_protocol on', async (t) => {
  const server = await startBehind(t);
  const port = await freePort();
  await startNginx(
    t,
    `server {
    listen 127.0.0.1:${port};
    proxy_pass 127.0.0.1:${server.port};
    proxy_protocol on;
  }`,
  );
  await recordThrough(t, port, server);
});

test('tlslp-client --proxy-header, and tlslp-records show', async (t) => {
  const server = await startBehind(t);
  const { client, ca } = certificates;
  const files = ['--client-cert', client.certPath, '--private-key', client.keyPath, '--ca-cert', ca.certPath];
  const program = new Program(t, process.execPath, [
    join(ROOT, 'bin/tlslp-client'),
    ...[
      '--host',
      'localhost',
      '--ports',
      String(server.port),
      '--proxy-header',
      'v2:203.0.113.7:4711',
      ...files,
    ],
  ]);
  t.deepEqual(await program.ended, { code: 0, signal: null });
  await server.program.stop();
  const [record] = await readRecords(server.records);
  t.deepEqual(record?.remote, { address: '203.0.113.7', port: 4711 });
  const show = new Program(t, process.execPath, [
    join(ROOT, 'bin/tlslp-records'),
    ...['show', 'Test client', '--records', server.records],
  ]);
  t.is((await show.ended).code, 0, show.stderr);
  t.regex(
    show.stdout,
    /^ {2}from {7}203\.0\.113\.7, port 4711, TLSv1\.3\n {2}through {4}(127\.0\.0\.1|\[::1\]):\d+$/m,
  );
});

test('a mistake in --proxy-from is named', async (t) => {
  const program = new Program(t, process.execPath, [
    join(ROOT, 'bin/tlslp-server'),
    '--proxy-from',
    '10.0.0.1/8',
  ]);
  t.is((await program.ended).code, 2);
  t.regex(
    program.stderr,
    /--proxy-from 10\.0\.0\.1\/8: must be an address, a network such as 10\.0\.0\.0\/8/,
  );
});
