import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Reply } from './reply.js';

/** The compiled modules, `dist/lib/`. */
const MODULES = new URL('../../', import.meta.url);
/** What is not compiled: `lib/page/` of the package. */
const PAGE = new URL('../../../../lib/page/', import.meta.url);

/** The folders whose modules the page imports. They have the same places below `/assets/`, so that their own imports hold. */
const MODULE_FOLDERS = ['page', 'status', 'protocol'] as const;

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
};

/** A file of the page, read and ready. */
interface Asset {
  readonly type: string;
  readonly body: Buffer;
  readonly etag: string;
}

/** The files of the page: a fixed list, read at the first request. No path of a request ever reaches the file system. */
export class Assets {
  #files: Promise<ReadonlyMap<string, Asset>> | null = null;

  /**
   * Returns the answer for a path; null if there is no such file.
   * @param knownTag the header `If-None-Match`
   */
  async reply(path: string, knownTag: string | undefined): Promise<Reply | null> {
    this.#files ??= readAll();
    const asset = (await this.#files).get(path);
    if (asset === undefined) return null;
    const { type, body, etag } = asset;
    const headers = { ETag: etag, 'Cache-Control': 'no-cache' };
    const isKnown = knownTag?.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag) === true;
    return { status: isKnown ? 304 : 200, type, body, headers };
  }
}

async function readAll(): Promise<ReadonlyMap<string, Asset>> {
  const files = new Map<string, URL>([
    ['/', new URL('index.html', PAGE)],
    ['/assets/eventsource-parser.js', new URL(import.meta.resolve('eventsource-parser'))],
    ['/assets/uplot.js', new URL(import.meta.resolve('uplot/dist/uPlot.esm.js'))],
    ['/assets/uplot.css', new URL(import.meta.resolve('uplot/dist/uPlot.min.css'))],
  ]);
  for (const name of await namesIn(PAGE, /\.(css|svg|png)$/)) {
    files.set(`/assets/page/${name}`, new URL(name, PAGE));
  }
  for (const folder of MODULE_FOLDERS) {
    const directory = new URL(`${folder}/`, MODULES);
    for (const name of await namesIn(directory, /\.js$/)) {
      files.set(`/assets/${folder}/${name}`, new URL(name, directory));
    }
  }
  const read = [...files].map(async ([path, url]) => [path, await assetOf(url)] as const);
  return new Map((await Promise.all(read)).filter((entry): entry is [string, Asset] => entry[1] !== null));
}

/** The names below a folder, with forward slashes; none if it is not there. */
async function namesIn(folder: URL, pattern: RegExp): Promise<string[]> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  return names.map((name) => name.replaceAll('\\', '/')).filter((name) => pattern.test(name));
}

async function assetOf(url: URL): Promise<Asset | null> {
  const path = fileURLToPath(url);
  const body = await readFile(path).catch(() => null);
  if (body === null) return null;
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
  return { type: TYPES[extname(path)] ?? 'application/octet-stream', body, etag };
}
