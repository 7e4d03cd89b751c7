import { get } from 'node:http';
import type { ReadersReport } from './messages.js';

/**
 * Those who watch a server, in a process of their own: two readers of its events, as the page and tlslp-top are, and a scraper of its
 * metrics, as Prometheus is.
 */
const [url = ''] = process.argv.slice(2);

const READERS = 2;
const SCRAPE_EVERY_MS = 5_000;

const batches = Array.from({ length: READERS }, () => 0);
let scrapes = 0;
let bytes = 0;
let failure: string | null = null;

function fail(why: string): void {
  failure ??= why;
}

function read(path: string, onText: (text: string) => void, onEnd: () => void): void {
  get(new URL(path, url), (response) => {
    if (response.statusCode !== 200) fail(`${path}: status ${String(response.statusCode)}`);
    response.setEncoding('utf8').on('data', (text: string) => {
      bytes += Buffer.byteLength(text);
      onText(text);
    });
    response.on('error', (error) => {
      fail(`${path}: ${error.message}`);
    });
    response.on('end', onEnd);
  }).on('error', (error) => {
    fail(`${path}: ${error.message}`);
  });
}

for (const reader of batches.keys()) {
  let rest = '';
  const onText = (text: string): void => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    batches[reader] = (batches[reader] ?? 0) + lines.filter((line) => line === 'event: status').length;
  };
  read('api/events', onText, () => {
    fail('api/events has ended');
  });
}

setInterval(() => {
  let text = '';
  read(
    'metrics',
    (more) => (text += more),
    () => (scrapes += text.includes('tlslp_sessions_total ') ? 1 : 0),
  );
}, SCRAPE_EVERY_MS);

process.on('message', () => process.send?.({ batches, scrapes, bytes, failure } satisfies ReadersReport));
process.on('disconnect', () => process.exit());
