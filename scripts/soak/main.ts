import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Child } from '../bench/child.js';
import { runMeasurement, type Measurement } from '../bench/measurement.js';
import { prepareRun, type Run } from '../bench/run.js';
import type { Holdings } from './holdings.js';
import type { Progress } from './messages.js';
import { parseOptions, USAGE, type SoakOptions } from './options.js';
import { clientsLine, HEAD, sampleLine, verdict } from './report.js';
import { growths, type Sample } from './verdict.js';

/** How many samples a run has, at least a second apart. */
const SAMPLES = 40;

/** How many looks, a second apart, the server has after the last client until its open files are those of before. */
const LAST_LOOKS = 20;

/** Runs the soak test. Resolves to its exit code: 0 for a flat run, 1 for another, 2 for wrong usage, 128 plus a signal's number. */
export function main(argv: readonly string[]): Promise<number> {
  const measurement: Measurement<SoakOptions> = {
    prefix: 'tlslp-soak-',
    usage: USAGE,
    parseOptions,
    measure: async (options, directory, signal) => {
      const { line, passed } = await soak(options, await prepareRun(directory, process.execPath, signal));
      console.log(line);
      return passed ? 0 : 1;
    },
  };
  return runMeasurement(measurement, argv);
}

async function soak(options: SoakOptions, run: Run): Promise<{ line: string; passed: boolean }> {
  const records = join(run.directory, 'records.ndjson');
  const server = serverProcess(run, records);
  const children = [server];
  try {
    const port = await server.port();
    const idle = await holdingsOf(server);
    const load = loadProcess(run, port, options.atOnce);
    children.push(load);
    console.log(HEAD);
    const samples = await sampled(server, load, options, run.signal);
    const { counts, failure } = await load.ask<Progress>({ type: 'stop' });
    console.log(clientsLine(counts));
    const left = await lastLook(server, idle, run.signal);
    const failures = [
      ...(failure === null ? [] : [`an honest client was not served (${failure})`]),
      ...(left.descriptors > idle.descriptors
        ? [`${left.descriptors - idle.descriptors} files stay open`]
        : []),
      ...(await missing(records, counts)),
    ];
    return verdict(growths(samples), failures);
  } finally {
    await Promise.all(children.map((child) => child.stop()));
  }
}

async function sampled(
  server: Child,
  load: Child,
  { minutes }: SoakOptions,
  signal: AbortSignal,
): Promise<Sample[]> {
  const began = performance.now();
  const everyMs = Math.max(1000, (minutes * 60_000) / SAMPLES);
  const samples: Sample[] = [];
  while (performance.now() - began < minutes * 60_000) {
    await sleep(everyMs, undefined, { signal });
    const { counts } = await load.ask<Progress>({ type: 'progress' });
    const { rssBytes, heapBytes, descriptors } = await holdingsOf(server);
    const seconds = (performance.now() - began) / 1000;
    const clients = Object.values(counts).reduce((sum, count) => sum + count, 0);
    const sample = { seconds, clients, rssBytes, heapBytes, descriptors };
    samples.push(sample);
    console.log(sampleLine(sample));
  }
  return samples;
}

async function lastLook(server: Child, idle: Holdings, signal: AbortSignal): Promise<Holdings> {
  for (let looks = 1; ; looks++) {
    const now = await holdingsOf(server);
    if (now.descriptors <= idle.descriptors || looks === LAST_LOOKS) return now;
    await sleep(1000, undefined, { signal });
  }
}

/** Whether every client that was told DONE has a record. */
async function missing(records: string, { honest = 0, slow = 0 }: Progress['counts']): Promise<string[]> {
  const kept = (await readFile(records, 'utf8')).match(/"outcome":"done"/g)?.length ?? 0;
  return kept >= honest + slow ? [] : [`${honest + slow - kept} answers are not in the records`];
}

function holdingsOf(server: Child): Promise<Holdings> {
  return server.ask<Holdings>({ type: 'holdings' });
}

function serverProcess(run: Run, records: string): Child {
  const probe = pathToFileURL(here('probe.js')).href;
  return new Child(
    'the server',
    run.node,
    [
      ...['--expose-gc', '--import', probe, here('../../../bin/tlslp-server')],
      ...['--host', '127.0.0.1', '--port', '0', '--n-bits', '0'],
      ...['--server-cert', run.serverCert, '--server-key', run.serverKey, '--ca-cert', run.caCert],
      // All clients come from one address with one certificate, and each sample's garbage collection is a lag.
      ...['--max-handshakes-per-address', '0', '--handshake-rate', '0', '--max-per-certificate', '0'],
      ...['--max-handshakes', '2000', '--max-lag', '0'],
      ...['--records', records, '--log-file', join(run.directory, 'server.log')],
    ],
    run.signal,
  );
}

function loadProcess(run: Run, port: number, atOnce: number): Child {
  const [client] = run.clients;
  if (client === undefined) throw new Error('There is no certificate for the clients.');
  const args = [here('load.js'), String(port), String(atOnce), client.cert, client.key, run.caCert];
  return new Child('the clients', process.execPath, args, run.signal);
}

function here(file: string): string {
  return fileURLToPath(new URL(file, import.meta.url));
}
