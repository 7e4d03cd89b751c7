import test, { type ExecutionContext } from 'ava';
import { readFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packageVersion } from '../../../lib/config/version.js';
import { wrongSuffix } from '../../../lib/conformance/peers/solve.js';
import { blocksOf } from '../../docs/documents.js';
import { testCertificates } from '../../support/certificates.js';
import { connectClient, type TlsLineClient } from '../../support/line-client.js';
import {
  certificateArgs,
  logLines,
  Program,
  readRecords,
  ROOT,
  serverProgram,
  startServer,
  temporaryDirectory,
  type RunningServer,
} from '../../support/programs.js';
import { COVERED } from '../../support/uncovered-children.js';
import { TraceReceiver, type ReceivedSpan } from '../helpers/trace-receiver.js';

// The program with --traces and the file of docs/traces.md, and a collector that takes OTLP over HTTP.

const PAGE = join(ROOT, 'docs', 'traces.md');

test.after.always(() => {
  testCertificates().cleanup();
});

/** Writes the file of the page into a directory within the repository, so that its packages are found as where they are installed. */
async function withOtelFile(t: ExecutionContext): Promise<string> {
  const [block, ...others] = blocksOf(PAGE).filter(({ info }) => info[1] === 'otel.mjs');
  t.deepEqual(others, []);
  const directory = await mkdtemp(join(ROOT, 'dist', 'traces-'));
  t.teardown(() => rm(directory, { recursive: true }));
  await writeFile(join(directory, 'otel.mjs'), block?.text ?? '');
  return directory;
}

interface Traced extends RunningServer {
  readonly receiver: TraceReceiver;
}

/** Starts the server as the page says. */
async function startTraced(
  t: ExecutionContext,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<Traced> {
  const receiver = await TraceReceiver.open(t);
  const cwd = await withOtelFile(t);
  const set = {
    ...COVERED,
    NODE_OPTIONS: '--import ./otel.mjs',
    OTEL_SERVICE_NAME: 'challenge',
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    ...env,
  };
  return { receiver, ...(await startServer(t, ['--traces', ...args], { cwd, env: set })) };
}

async function open(t: ExecutionContext, port: number): Promise<TlsLineClient> {
  const client = await connectClient(port);
  t.teardown(() => client.close());
  return client;
}

/** The spans of the session of a client: the session's own, and its children by their name. */
function spansOf(spans: readonly ReceivedSpan[], { localPort }: TlsLineClient) {
  const roots = spans.filter(({ attributes }) => attributes['client.port'] === localPort);
  const [root] = roots;
  if (root === undefined || roots.length > 1) throw new Error(`${roots.length} sessions from ${localPort}`);
  return { root, steps: spans.filter(({ parentSpanId }) => parentSpanId === root.spanId) };
}

const TEXT = 'secret answer of ';

test('a good client, a wrong suffix, one that leaves in WORK, and one that is too slow', async (t) => {
  const began = Date.now();
  const path = join(await temporaryDirectory(t), 'records.ndjson');
  const args = ['--records', path, '--n-bits', '8', '--work-timeout', '2', '--log-level', 'DEBUG'];
  const { program, port, receiver } = await startTraced(t, args);
  const good = await open(t, port);
  const cipher = good.socket.getCipher().standardName;
  t.is(await good.converse((name) => TEXT + name), 'DONE');
  await good.rest();
  const [wrong, leaver, slow] = [await open(t, port), await open(t, port), await open(t, port)];
  const commands = await Promise.all([wrong, leaver, slow].map((client) => client.until('WORK')));
  const tokens = commands.map((command) => command.split(' ')[1] ?? '');
  wrong.say(`secret${wrongSuffix(`${tokens[0] ?? ''}secret`, 8)}`);
  await leaver.close();
  t.regex((await slow.rest()).join(), /^FAIL receiving. WORK timed out/);
  await wrong.rest();
  t.deepEqual(await program.stop(), { code: 0, signal: null });
  const ended = Date.now();

  const { spans } = receiver;
  const of = {
    good: spansOf(spans, good),
    wrong: spansOf(spans, wrong),
    leaver: spansOf(spans, leaver),
    slow: spansOf(spans, slow),
  };
  t.is(spans.length, 5 + 3 * 3, 'there are no others');
  const names = (which: keyof typeof of) => of[which].steps.map(({ name }) => name).sort();
  t.deepEqual(names('good'), ['DONE', 'HELLO', 'WORK', 'requests']);
  for (const which of ['wrong', 'leaver', 'slow'] as const) t.deepEqual(names(which), ['HELLO', 'WORK']);

  const records = await readRecords(path);
  for (const [client, { root, steps }] of [
    [good, of.good],
    [wrong, of.wrong],
    [leaver, of.leaver],
    [slow, of.slow],
  ] as const) {
    t.is(root.name, 'session');
    t.is(root.kind, 2);
    t.is(root.parentSpanId, undefined);
    t.is(root.scope, `tlslp-server ${packageVersion()}`);
    t.is(root.resource['service.name'], 'challenge');
    const record = records.find(({ remote }) => remote?.port === client.localPort);
    t.like(root.attributes, {
      'tlslp.session.id': record?.id,
      'tlslp.outcome': record?.outcome,
      'client.address': '127.0.0.1',
      'server.address': 'localhost',
      'server.port': port,
      'network.transport': 'tcp',
      'network.type': 'ipv4',
      'tls.protocol.name': 'tls',
      'tls.protocol.version': '1.3',
      'tls.cipher': cipher,
      'tls.client.subject': 'CN=Test client',
      'tls.client.issuer': 'CN=Test CA',
      'tls.client.hash.sha256': record?.client?.fingerprint256.replaceAll(':', ''),
      'tlslp.n_bits': 8,
    });
    t.true(began <= root.start && root.end <= ended);
    for (const { start, end, traceId } of steps) {
      t.is(traceId, root.traceId);
      t.true(root.start <= start && start <= end && end <= root.end);
    }
  }

  t.like(of.good.root.attributes, {
    'tlslp.outcome': 'done',
    'tlslp.confirmed': true,
    'tlslp.answers': 20,
    'tlslp.zero_bits': records.find(({ outcome }) => outcome === 'done')?.work?.zeroBits,
  });
  for (const { status } of [of.good.root, ...of.good.steps]) t.is(status.code, 0);
  const errors = {
    wrong: ['failed', 'invalid_suffix', 'Invalid suffix returned from client.'],
    leaver: ['disconnected', 'disconnected', 'The peer left.'],
    slow: ['timeout', 'timed_out', 'WORK timed out: no answer within 2 s.'],
  } as const;
  for (const [which, [outcome, type, message]] of Object.entries(errors)) {
    const { root, steps } = of[which as keyof typeof errors];
    t.like(root.attributes, { 'tlslp.outcome': outcome, 'tlslp.step': 'WORK', 'error.type': type });
    t.deepEqual(root.status, { code: 2, message });
    const status = Object.fromEntries(steps.map((step) => [step.name, step.status]));
    t.deepEqual(status, { HELLO: { code: 0 }, WORK: { code: 2, message } });
  }
  const work = of.slow.steps.find(({ name }) => name === 'WORK');
  t.true((work?.end ?? 0) - (work?.start ?? 0) >= 2000 - 1, 'the step lasts as long as its deadline');

  const exported = receiver.bodies.join();
  const secrets = [good.token, good.suffix, 'secret', ...tokens, ...Object.values(good.answers)];
  for (const line of good.lines.slice(2, -1)) secrets.push(line.split(' ')[1] ?? '');
  for (const secret of secrets) {
    t.true(secret.length >= 2, secret);
    t.false(exported.includes(`"${secret}"`), secret);
    if (secret.length > 8) t.false(exported.includes(secret), secret);
  }

  const attributes = new Set(spans.flatMap((span) => Object.keys(span.attributes)));
  const listed = listedAttributes();
  for (const name of attributes) t.true(listed.has(name), `${name} is in docs/traces.md`);
  t.deepEqual(
    [...listed].filter((name) => !attributes.has(name)),
    [],
    'and no other is',
  );
  t.false(logLines(program.stderr).some(({ msg }) => msg.includes('OpenTelemetry')));
});

/** The attributes in the tables of the page. */
function listedAttributes(): ReadonlySet<string> {
  const rows = readFileSync(PAGE, 'utf8').match(/^\| `[a-z_0-9.]+`(?:, `[a-z_0-9.]+`)* +\|.*\|.*\|$/gm) ?? [];
  const cells = rows.map((row) => row.split('|')[1] ?? '').filter((cell) => cell.includes('.'));
  return new Set(cells.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name)));
}

test('a second signal: the sessions that it destroys have spans too', async (t) => {
  const { program, port, receiver } = await startTraced(t, ['--no-records']);
  const client = await open(t, port);
  await client.until('WORK');
  program.signal('SIGTERM');
  await program.printed(/^\S+ Server stopping/m);
  program.signal('SIGTERM');
  t.deepEqual(await program.ended, { code: 143, signal: null });
  const { root, steps } = spansOf(receiver.spans, client);
  t.deepEqual(root.status, { code: 2, message: 'The session was destroyed.' });
  t.like(root.attributes, { 'tlslp.outcome': 'stopped', 'tlslp.step': 'WORK', 'error.type': '_OTHER' });
  t.deepEqual(steps.map(({ name }) => name).sort(), ['HELLO', 'WORK']);
});

test('sampling is up to the SDK', async (t) => {
  const { program, port, receiver } = await startTraced(t, ['--no-records'], {
    OTEL_TRACES_SAMPLER: 'always_off',
  });
  t.is(await (await open(t, port)).converse(), 'DONE');
  t.deepEqual(await program.stop(), { code: 0, signal: null });
  t.deepEqual(receiver.bodies, []);
});

test('a collector that is away costs no session', async (t) => {
  const { program, port } = await startTraced(t, ['--no-records'], {
    OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1',
    OTEL_EXPORTER_OTLP_TIMEOUT: '100',
  });
  t.is(await (await open(t, port)).converse(), 'DONE');
  t.deepEqual(await program.stop(), { code: 0, signal: null });
  t.regex(program.stderr, /\nSpans were lost: .+\n$/);
});

test('a collector that is away while the server runs costs no session either', async (t) => {
  const { program, port } = await startTraced(t, ['--no-records'], {
    OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1',
    OTEL_EXPORTER_OTLP_TIMEOUT: '1',
    OTEL_BSP_SCHEDULE_DELAY: '1',
  });
  for (let n = 0; n < 5; n++) t.is(await (await open(t, port)).converse(), 'DONE');
  t.deepEqual(await program.stop(), { code: 0, signal: null });
});

test('without an SDK the log says that spans go nowhere', async (t) => {
  const { program, port } = await startServer(t, ['--traces', '--no-records'], { env: COVERED });
  const warning = await program.logged(({ msg }) => msg.includes('OpenTelemetry'));
  t.like(warning, { level: 'WARNING', msg: 'no OpenTelemetry SDK is loaded: spans go nowhere' });
  t.is(await (await open(t, port)).converse(), 'DONE');
  t.deepEqual(await program.stop(), { code: 0, signal: null });
});

/** Installs the program where every package is but OpenTelemetry's. */
async function installWithoutApi(t: ExecutionContext): Promise<string> {
  const directory = await temporaryDirectory(t);
  for (const name of ['bin', 'dist/lib', 'package.json']) {
    await cp(join(ROOT, name), join(directory, name), { recursive: true });
  }
  const packages = join(directory, 'node_modules');
  await mkdir(packages);
  for (const name of await readdir(join(ROOT, 'node_modules'))) {
    if (name !== '@opentelemetry') await symlink(join(ROOT, 'node_modules', name), join(packages, name));
  }
  return directory;
}

test('where the api is not installed, the start and --check-config say how to install it', async (t) => {
  const directory = await installWithoutApi(t);
  const start = async (args: readonly string[], env: NodeJS.ProcessEnv = {}) => {
    const program = new Program(
      t,
      process.execPath,
      [join(directory, 'bin', 'tlslp-server'), ...certificateArgs(), '--port', '0', '--no-records', ...args],
      { cwd: directory, env },
    );
    const { code } = await program.ended;
    return { code, stdout: program.stdout, stderr: program.stderr };
  };
  const why = 'needs the package @opentelemetry/api: run "npm install @opentelemetry/api"';
  t.deepEqual(await start(['--traces']), {
    code: 78,
    stdout: '',
    stderr: `tlslp-server: --traces: ${why}\n`,
  });
  t.deepEqual(await start([], { TLSLP_TRACES: 'true' }), {
    code: 78,
    stdout: '',
    stderr: `tlslp-server: TLSLP_TRACES: ${why}\n`,
  });
  t.deepEqual(await start(['--traces', '--check-config']), {
    code: 78,
    stdout: '',
    stderr: `--traces: ${why}\n1 mistake in the configuration\n`,
  });
  t.is((await start(['--check-config'])).code, 0);
});

test('where the api is installed, --check-config is content', async (t) => {
  const args = [...certificateArgs(), '--traces', '--no-records', '--check-config'];
  const program = serverProgram(t, args, { env: COVERED });
  t.deepEqual(await program.ended, { code: 0, signal: null });
});
