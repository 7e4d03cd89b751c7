import type { ExecutionContext } from 'ava';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../../support/free-port.js';
import { Program } from '../../support/programs.js';

/** A rule, as a running Prometheus sees it. */
export interface EvaluatedRule {
  readonly name: string;
  readonly health: string;
  readonly lastError?: string;
  readonly state: string;
}

/** A Prometheus as its operators run it, which the test asks. */
export class PrometheusProgram {
  readonly #program: Program;
  readonly #url: string;

  private constructor(program: Program, url: string) {
    this.#program = program;
    this.#url = url;
  }

  /** Starts it with this configuration; its data are beside it. */
  static async start(t: ExecutionContext, config: string): Promise<PrometheusProgram> {
    const address = `127.0.0.1:${await freePort()}`;
    const program = new Program(t, 'prometheus', [
      `--config.file=${config}`,
      `--storage.tsdb.path=${join(dirname(config), 'data')}`,
      `--web.listen-address=${address}`,
    ]);
    await program.until(() => program.stderr.includes('Server is ready to receive web requests'));
    return new PrometheusProgram(program, `http://${address}/api/v1`);
  }

  /** How many series an expression gives now. */
  async count(expression: string): Promise<number> {
    const { result } = (await this.#ask(`query?query=${encodeURIComponent(expression)}`)) as {
      result: readonly unknown[];
    };
    return result.length;
  }

  /** Resolves when an expression gives this many series. Only time brings the next scrape. */
  async until(expression: string, series = 1): Promise<void> {
    while ((await this.count(expression)) < series) await delay(100);
  }

  async rules(): Promise<readonly EvaluatedRule[]> {
    const { groups } = (await this.#ask('rules')) as { groups: readonly { rules: EvaluatedRule[] }[] };
    return groups.flatMap(({ rules }) => rules);
  }

  stop(): Promise<unknown> {
    return this.#program.stop();
  }

  async #ask(path: string): Promise<unknown> {
    const reply = await fetch(`${this.#url}/${path}`);
    const body = (await reply.json()) as { data?: unknown; error?: string };
    if (!reply.ok) throw new Error(`${decodeURIComponent(path)}: ${body.error ?? reply.status}`);
    return body.data;
  }
}
