import { Child } from './child.js';
import type { LoadReply, LoadRequest, Usage, UsageRequest } from './messages.js';
import { here, type RunFiles, type Subject } from './subjects.js';

/** From that many waiting sessions on, their memory stands out from the noise. */
export const MIN_SESSIONS_FOR_MEMORY = 100;

const WARM_UP_AT_ONCE = 50;

/** One measurement of one server. */
export interface Sample {
  readonly cpuMsPerSession: number;
  /** Null where too few sessions wait at once to tell. */
  readonly rssBytesPerWaiting: number | null;
  readonly heapBytesPerWaiting: number | null;
}

export interface SampleOptions {
  /** Sessions that are open at once: all wait at WORK, then all go on. */
  readonly level: number;
  readonly sessions: number;
  readonly warmUp: number;
}

/** Measures a fresh process of that server under a load of fresh clients; both are gone when it settles. */
export async function takeSample(subject: Subject, files: RunFiles, options: SampleOptions): Promise<Sample> {
  const probe = ['--expose-gc', '--import', here('probe.js')];
  const server = new Child(subject.name, [...probe, ...subject.args(files)]);
  const load = new Child('the clients', [here('load.js'), files.clientCert, files.clientKey, files.caCert]);
  try {
    const port = Number(await server.firstMatch(/listening on tls:\/\/\S+:(\d+)/));
    return await measure(server, load, port, options);
  } finally {
    await Promise.all([server.stop(), load.stop()]);
  }
}

async function measure(server: Child, load: Child, port: number, options: SampleOptions): Promise<Sample> {
  const { level, warmUp } = options;
  for (let held = 0; held < warmUp; held += WARM_UP_AT_ONCE) {
    await drive(load, { type: 'open', port, sessions: WARM_UP_AT_ONCE });
    await drive(load, { type: 'finish' });
  }
  const before = await usage(server, true);
  await drive(load, { type: 'open', port, sessions: level });
  // Asked for only where there is something to see: the question itself takes CPU time.
  const waiting = level < MIN_SESSIONS_FOR_MEMORY ? null : await usage(server, true);
  await drive(load, { type: 'finish' });
  let held = level;
  for (; held < options.sessions; held += level) {
    await drive(load, { type: 'open', port, sessions: level });
    await drive(load, { type: 'finish' });
  }
  const after = await usage(server, false);
  const cpuMs = after.cpuMs - before.cpuMs - before.collectMs - (waiting?.collectMs ?? 0);
  return {
    cpuMsPerSession: cpuMs / held,
    rssBytesPerWaiting: waiting && (waiting.rssBytes - before.rssBytes) / level,
    heapBytesPerWaiting: waiting && (waiting.heapBytes - before.heapBytes) / level,
  };
}

function usage(server: Child, collect: boolean): Promise<Usage> {
  const request: UsageRequest = { type: 'usage', collect };
  return server.ask<Usage>(request);
}

async function drive(load: Child, request: LoadRequest): Promise<void> {
  const { failed, reason } = await load.ask<LoadReply>(request);
  if (failed > 0) throw new Error(`${failed} sessions failed, the first because ${reason ?? 'of nothing'}.`);
}
