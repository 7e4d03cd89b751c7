import test, { type ExecutionContext } from 'ava';
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { testCertificates } from '../../support/certificates.js';
import { hasProgram } from '../../support/has-program.js';
import { connectClient, connectRaw, wholeSession } from '../../support/line-client.js';
import { startServer, temporaryDirectory } from '../../support/programs.js';
import { ALERTS, alerts, dashboard, expressionsOf, SCRAPES } from './files.js';
import { PrometheusProgram } from './prometheus-program.js';

// A real Prometheus with the files of docs/deploy, which scrapes real servers.

test.after.always(() => {
  testCertificates().cleanup();
});

const withPrometheus = hasProgram('prometheus', '--version') ? test : test.skip;

/** Starts a server with a status, and returns both ports. */
async function serverWithStatus(
  t: ExecutionContext,
  args: readonly string[],
): Promise<{ readonly port: number; readonly statusPort: string }> {
  const { program, port } = await startServer(t, args);
  const [, statusPort = ''] = await program.printed(/Status page on https?:\/\/.+:(\d+)\//);
  return { port, statusPort };
}

/** The scrape configuration with these ports, and a second in place of its interval. */
async function configFor(directory: string, [local, token, certificate]: readonly string[]): Promise<string> {
  const file = join(directory, 'prometheus.yml');
  const text = (await readFile(SCRAPES, 'utf8'))
    .replaceAll('_interval: 15s', '_interval: 1s')
    .replace("['127.0.0.1:9000']", `['127.0.0.1:${local}']`)
    .replace("['challenge.example.org:9000']", `['localhost:${token}']`)
    .replace("['challenge.example.org:9000']", `['localhost:${certificate}']`);
  await writeFile(file, text);
  await copyFile(ALERTS, join(directory, 'tlslp-server.alerts.yml'));
  return file;
}

/** Nothing to show is good there: no error of the records, no spool, no restart. */
const MAY_BE_EMPTY = ['Last error', 'Records in the spool', 'Records from the spool', 'annotation'];

withPrometheus('Prometheus scrapes all three ways, and has data for every panel', async (t) => {
  // What waits for a scrape would wait for ever. This ends it before ava ends the worker, and would leave the programs behind.
  t.timeout(60_000);
  const directory = await temporaryDirectory(t);
  const { ca, client } = testCertificates();
  const tokenFile = join(directory, 'status-token');
  await writeFile(tokenFile, 'a-token-of-16-characters\n', { mode: 0o600 });
  await copyFile(ca.certPath, join(directory, 'ca_cert.pem'));
  await copyFile(client.certPath, join(directory, 'prometheus-cert.pem'));
  await copyFile(client.keyPath, join(directory, 'prometheus-key.pem'));
  const far = ['--no-records', '--status', '0.0.0.0:0'];
  const servers = await Promise.all([
    serverWithStatus(t, ['--records', join(directory, 'answers.ndjson'), '--status', '127.0.0.1:0']),
    serverWithStatus(t, [...far, '--status-tls', '--status-token-file', tokenFile]),
    serverWithStatus(t, [...far, '--status-client-ca', ca.certPath]),
  ]);
  const ports = servers.map(({ statusPort }) => statusPort);
  const prometheus = await PrometheusProgram.start(t, await configFor(directory, ports));
  await prometheus.until('up{job=~"tlslp-server.*"} == 1', 3);

  const [{ port }] = servers;
  t.true((await wholeSession(port, () => 'an answer')).done);
  const wrong = await connectClient(port);
  await wrong.next();
  wrong.say('GOODBYE');
  await wrong.closed;
  const stranger = await connectRaw(port);
  stranger.socket.write('GET / HTTP/1.1\r\n\r\n');
  await stranger.closed;
  await prometheus.until('increase(tlslp_sessions_failed_total{code="wrong_answer"}[1m]) > 0');
  await prometheus.until('increase(tlslp_connections_refused_total{reason="plain_http"}[1m]) > 0');
  await prometheus.until('increase(tlslp_work_duration_seconds_count[1m]) > 0');

  const empty: string[] = [];
  for (const { title, expr } of expressionsOf(await dashboard())) {
    if ((await prometheus.count(expr)) === 0) empty.push(title);
  }
  t.deepEqual([...new Set(empty)], MAY_BE_EMPTY);

  const rules = await prometheus.rules();
  t.deepEqual(rules.map(({ name }) => name).sort(), (await alerts()).map(({ alert }) => alert).sort());
  for (const { name, health, state, lastError } of rules) {
    t.is(health, 'ok', `${name}: ${lastError ?? ''}`);
    t.not(state, 'firing', name);
  }
  await prometheus.stop();
});
