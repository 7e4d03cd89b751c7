import { execFile, execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { ExecutionContext } from 'ava';
import { hasProgram } from './has-program.js';
import { ROOT, temporaryDirectory } from './programs.js';
import { COVERED } from './uncovered-children.js';

// A terminal whose screen can be read: tmux(1) runs the program, keeps its screen, and says what a person would see.

export const hasTmux = (): boolean => hasProgram('tmux', '-V');

export interface TmuxOptions {
  readonly columns?: number;
  readonly rows?: number;
  readonly env?: NodeJS.ProcessEnv;
}

const LOOK_MS = 50;
const PATIENCE_MS = 30_000;

export class TmuxTerminal {
  readonly #socket: string;

  private constructor(socket: string) {
    this.#socket = socket;
  }

  /** Runs a command after a line `before`, and prints its exit code after it. The terminal stays until the end of the test. */
  static async start(
    t: ExecutionContext,
    command: readonly string[],
    options: TmuxOptions = {},
  ): Promise<TmuxTerminal> {
    const { columns = 80, rows = 24, env = {} } = options;
    const terminal = new TmuxTerminal(join(await temporaryDirectory(t), 'tmux'));
    const all = { ...COVERED, ...env };
    const variables = Object.entries(all).map(([name, value = '']) => `${name}=${quoted(value)}`);
    const line = `cd ${quoted(ROOT)}; echo before; env ${variables.join(' ')} ${command.map(quoted).join(' ')}; echo "exit code $?"; exec cat`;
    await terminal.#tmux('new-session', '-d', '-x', String(columns), '-y', String(rows), line);
    t.teardown(() => terminal.#tmux('kill-server').catch(() => ''));
    return terminal;
  }

  /** What is on the screen: a line for each row, without the spaces at its end. With `styled`, with the escapes of its colours. */
  async screen(styled = false): Promise<string> {
    return this.#tmux('capture-pane', '-p', ...(styled ? ['-e'] : []));
  }

  /** The screen, once it matches. */
  async until(pattern: RegExp | ((screen: string) => boolean)): Promise<string> {
    let screen = '';
    for (let waited = 0; waited < PATIENCE_MS; waited += LOOK_MS) {
      screen = await this.screen();
      if (typeof pattern === 'function' ? pattern(screen) : pattern.test(screen)) return screen;
      await delay(LOOK_MS);
    }
    throw new Error(`The screen did not show ${String(pattern)}:\n${screen}`);
  }

  /** Presses keys by their names in tmux, such as `q`, `Enter` and `C-c`. */
  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.#tmux('send-keys', key);
  }

  /** Types these characters at once. */
  async type(text: string): Promise<void> {
    await this.#tmux('send-keys', '-l', text);
  }

  async resize(columns: number, rows: number): Promise<void> {
    await this.#tmux('resize-window', '-x', String(columns), '-y', String(rows));
  }

  /** Whether the cursor is shown, and whether the alternate screen is. */
  async modes(): Promise<{ cursor: boolean; alternate: boolean; wraps: boolean }> {
    const text = await this.#tmux('display-message', '-p', '#{cursor_flag} #{alternate_on} #{wrap_flag}');
    const [cursor, alternate, wraps] = text
      .trim()
      .split(' ')
      .map((flag) => flag === '1');
    return { cursor: cursor ?? false, alternate: alternate ?? false, wraps: wraps ?? false };
  }

  /** Sends a signal to the program. */
  async signal(name: NodeJS.Signals): Promise<void> {
    const shell = (await this.#tmux('display-message', '-p', '#{pane_pid}')).trim();
    execFileSync('pkill', [`-${name.slice(3)}`, '-P', shell]);
  }

  async #tmux(...args: readonly string[]): Promise<string> {
    const { stdout } = await promisify(execFile)(
      'tmux',
      ['-u', '-S', this.#socket, '-f', '/dev/null', ...args],
      {
        env: { PATH: process.env['PATH'], TZ: 'UTC', LANG: 'C.UTF-8', SHELL: '/bin/sh' },
      },
    );
    return stdout;
  }
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
