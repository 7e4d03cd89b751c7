import { access, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { runCommand } from '../../bench/command.js';
import type { Numbers } from '../numbers.js';
import { fromScreen, fromTop } from '../views/from-top.js';
import type { Attached, Watcher } from './watcher.js';

const PROGRAM = fileURLToPath(new URL('../../../../bin/tlslp-top', import.meta.url));
const NAME = 'tlslp-top';
const SCREEN = 'its screen';

/** The terminals in which it runs, in columns and lines. The first one during the whole run. */
const SIZES = ['80x24', '120x40'] as const;

/** A view of the terminal needs this long after its start, or after a change of its size. */
const DRAWN_MS = 3_000;

/** Both need a terminal multiplexer, and `--once` does not. */
export interface TopOptions {
  readonly url: string;
  readonly directory: string;
  readonly signal: AbortSignal;
  /** Resolves to the ids of the participants by their names. */
  readonly idsByName: () => Promise<ReadonlyMap<string, string>>;
}

/** Runs tlslp-top in terminals of tmux, and with `--once`. Only the latter where there is no tmux. */
export async function attachTop(options: TopOptions): Promise<Attached[]> {
  const { url, directory, signal, idsByName } = options;
  try {
    await access(PROGRAM);
  } catch {
    return [{ name: NAME, missing: 'there is no such program yet' }];
  }
  const once = (): Promise<string> =>
    runCommand(process.execPath, [PROGRAM, '--status', url, '--once'], { signal });
  const terminals = (await hasTmux(signal)) ? await Terminals.open(url, signal) : null;
  const watcher: Watcher = {
    name: NAME,
    isDrawn: false,
    read: async (): Promise<Numbers> => {
      const ids = await idsByName();
      return fromTop(await once(), (name) => ids.get(name));
    },
    save: async (when) => {
      const texts = { once: await once(), ...(await terminals?.screens()) };
      const saved = Object.entries(texts).map(async ([what, text]) => {
        const path = join(directory, `top-${what}-${when}.txt`);
        await writeFile(path, text);
        return path;
      });
      return Promise.all(saved);
    },
    close: () => terminals?.close() ?? Promise.resolve(),
  };
  return [watcher, terminals === null ? { name: SCREEN, missing: 'there is no tmux' } : onScreen(terminals)];
}

/** What is read from the screen itself. The other watcher saves and closes the terminals. */
function onScreen(terminals: Terminals): Watcher {
  return {
    name: SCREEN,
    isDrawn: true,
    read: async () => fromScreen((await terminals.screens())[SIZES[0]] ?? ''),
    save: () => Promise.resolve([]),
    close: () => Promise.resolve(),
  };
}

async function hasTmux(signal: AbortSignal): Promise<boolean> {
  return runCommand('tmux', ['-V'], { signal }).then(
    () => true,
    () => false,
  );
}

/** A tmux server of its own, with one session for each size. */
class Terminals {
  readonly #socket: string;

  private constructor(socket: string) {
    this.#socket = socket;
  }

  static async open(url: string, signal: AbortSignal): Promise<Terminals> {
    const terminals = new Terminals(`tlslp-class-${process.pid}`);
    for (const size of SIZES) {
      const [columns = '', lines = ''] = size.split('x');
      await terminals.#tmux(
        ...['new-session', '-d', '-s', size, '-x', columns, '-y', lines],
        ...['--', process.execPath, PROGRAM, '--status', url],
      );
      if (signal.aborted) break;
    }
    return terminals;
  }

  /** What is on each terminal now, as text. */
  async screens(): Promise<Record<string, string>> {
    await sleep(DRAWN_MS);
    const screens: Record<string, string> = {};
    for (const size of SIZES) screens[size] = await this.#tmux('capture-pane', '-p', '-t', size);
    return screens;
  }

  async close(): Promise<void> {
    // A server without sessions has ended already.
    await this.#tmux('kill-server').catch(() => undefined);
  }

  #tmux(...args: readonly string[]): Promise<string> {
    return runCommand('tmux', ['-L', this.#socket, '-f', '/dev/null', ...args]);
  }
}
