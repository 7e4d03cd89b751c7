import { availableParallelism } from 'node:os';
import type { CheckInfo } from '../../conformance/engine/check.js';
import type { KnownFailure } from '../../conformance/engine/known-failures.js';
import { outcomeOf, withKnown, type JudgedResult } from '../../conformance/engine/outcome.js';
import type { CheckResult } from '../../conformance/engine/result.js';
import type { RunOptions } from '../../conformance/engine/run-checks.js';
import { selectChecks } from '../../conformance/engine/select-checks.js';
import type { RunInfo } from '../../conformance/report/run-info.js';
import { TextReport } from '../../conformance/report/text.js';
import { painter } from '../../observe/tutorial/style.js';
import { showsColour } from '../shared/colour.js';
import { EXIT_CODES } from '../shared/exit-codes.js';
import type { ProgramContext } from '../shared/run-program.js';
import { keepResult, prepareDirectory } from './keep.js';
import { readKnownFailures } from './known.js';
import { USUAL_COLUMNS, wrongSelection } from './list-kit.js';
import { Progress } from './progress.js';
import { isMachineRead, prepareReports, writeReports } from './reports.js';
import type { CommonRequest } from './requests.js';

/** What is checked, and how. */
export interface Kit<Info extends CheckInfo> {
  readonly checks: readonly Info[];
  /** The id of the check that everything else needs: a plain session. */
  readonly plain: string;
  readonly info: RunInfo;
  /** Plays checks. Resolves to their results. */
  readonly play: (checks: readonly Info[], options: RunOptions) => Promise<readonly CheckResult[]>;
  /** Explains, line by line, why the plain session failed. Default: nothing is explained. */
  readonly explain?: () => Promise<readonly string[]>;
}

/** Plays the checks that were asked for, and reports. Resolves to the exit code. */
export async function runKit<Info extends CheckInfo>(
  kit: Kit<Info>,
  request: CommonRequest,
  context: ProgramContext,
): Promise<number> {
  const wrong = wrongSelection(kit.checks, request);
  if (wrong !== null) {
    context.stderr.write(wrong);
    return EXIT_CODES.usage;
  }
  const known = await readKnownFailures(request.expect, kit.checks);
  await prepareReports(request);
  if (request.keep !== null) await prepareDirectory(request.keep);
  return new KitRun(kit, request, context, known).run();
}

/** One run: what was played so far, and who is told. */
class KitRun<Info extends CheckInfo> {
  readonly #kit: Kit<Info>;
  readonly #request: CommonRequest;
  readonly #context: ProgramContext;
  readonly #known: readonly KnownFailure[];
  readonly #text: TextReport;
  readonly #progress: Progress;
  readonly #judged: JudgedResult[] = [];
  readonly #keeping: Promise<void>[] = [];

  constructor(
    kit: Kit<Info>,
    request: CommonRequest,
    context: ProgramContext,
    known: readonly KnownFailure[],
  ) {
    this.#kit = kit;
    this.#request = request;
    this.#context = context;
    this.#known = known;
    const { stdout } = context;
    this.#text = new TextReport(kit.info, {
      all: kit.checks,
      columns: stdout.columns ?? USUAL_COLUMNS,
      paint: painter(stdout === process.stdout && showsColour(process.stdout)),
      strict: request.strict,
    });
    this.#progress = new Progress(context.stderr);
  }

  async run(): Promise<number> {
    const { checks, plain, play, explain } = this.#kit;
    const { interrupt } = this.#context;
    const chosen = selectChecks(checks, this.#request);
    const options = { jobs: this.#request.jobs ?? availableParallelism(), signal: interrupt };
    this.#write(this.#text.head(chosen.length));
    const [first] = await play(
      checks.filter(({ id }) => id === plain),
      options,
    );
    if (first !== undefined && first.verdict !== 'pass') {
      this.#take(first);
      const explained = (await explain?.()) ?? [];
      if (explained.length > 0) this.#write(['', ...explained]);
      this.#write(['', `Everything needs a plain session: nothing else was played.`]);
      await this.#finish(1);
      interrupt.throwIfAborted();
      return EXIT_CODES.notRun;
    }
    if (first !== undefined && chosen.some(({ id }) => id === plain)) this.#take(first);
    const rest = chosen.filter(({ id }) => id !== plain);
    this.#progress.begin(chosen.length, chosen.length - rest.length);
    await play(rest, {
      ...options,
      onEnd: () => {
        this.#progress.ended();
      },
      onResult: (result) => {
        this.#take(result);
      },
    });
    this.#progress.end();
    const passed = await this.#finish(chosen.length);
    interrupt.throwIfAborted();
    return passed ? EXIT_CODES.success : EXIT_CODES.failure;
  }

  #take(result: CheckResult): void {
    const judged = withKnown(result, this.#known);
    this.#judged.push(judged);
    this.#write(this.#text.result(judged));
    const { keep } = this.#request;
    if (keep !== null) this.#keeping.push(keepResult(keep, judged, this.#kit.info));
  }

  /** Ends the report. Resolves to whether the run is passed. */
  async #finish(planned: number): Promise<boolean> {
    await Promise.all(this.#keeping);
    const outcome = outcomeOf(this.#judged, {
      all: this.#kit.checks,
      planned,
      strict: this.#request.strict,
    });
    this.#write(this.#text.foot(outcome));
    await writeReports(this.#request, this.#kit.info, outcome, this.#context.stdout);
    return outcome.passed;
  }

  #write(lines: readonly string[]): void {
    const { stdout, stderr } = this.#context;
    const out = isMachineRead(this.#request) ? stderr : stdout;
    this.#progress.clear();
    out.write(lines.map((line) => `${line}\n`).join(''));
  }
}
