import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { MIX, orderOfComing } from './clients.js';
import type { Progress, SoakRequest } from './messages.js';

/** The clients, in a process of their own, so that only the server's memory is measured. */
const [port = '', atOnce = '', certPath = '', keyPath = '', caPath = ''] = process.argv.slice(2);
const target = {
  port: Number(port),
  secureContext: createSecureContext({
    cert: readFileSync(certPath),
    key: readFileSync(keyPath),
    ca: readFileSync(caPath),
  }),
};
const order = orderOfComing();
const counts = new Map<string, number>();
let came = 0;
let stopping = false;
let failure: string | null = null;

async function comeAndGo(): Promise<void> {
  while (!stopping) {
    const name = order[came++ % order.length] ?? '';
    try {
      await MIX[name]?.client(target);
    } catch (error) {
      failure ??= `${name}: ${String(error)}`;
    }
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
}

const all = Promise.all(Array.from({ length: Number(atOnce) }, comeAndGo));

process.on('message', ({ type }: SoakRequest) => {
  stopping ||= type === 'stop';
  const ready = stopping ? all : Promise.resolve();
  void ready.then(() => process.send?.({ counts: Object.fromEntries(counts), failure } satisfies Progress));
});
process.on('disconnect', () => process.exit());
