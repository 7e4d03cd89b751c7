import type { Shed } from '../../protocol/reasons.js';

/** The minimum time between two reports for one reason, in milliseconds. */
export const REPORT_INTERVAL_MS = 60_000;

interface Report {
  at: number;
  pending: number;
}

/** Decides when to report shed connections: the first at once, and all later ones once a minute for each reason. */
export class ShedReports {
  readonly #reports = new Map<Shed, Report>();

  /** Counts one. Call `due` after it. */
  add(reason: Shed): void {
    const report = this.#reports.get(reason);
    if (report === undefined) this.#reports.set(reason, { at: -Infinity, pending: 1 });
    else report.pending += 1;
  }

  /** Calls `tell` for each reason whose connections have to be reported now. */
  due(now: number, tell: (reason: Shed, count: number) => void): void {
    for (const [reason, report] of this.#reports) {
      if (report.pending === 0 || now - report.at < REPORT_INTERVAL_MS) continue;
      const count = report.pending;
      report.at = now;
      report.pending = 0;
      tell(reason, count);
    }
  }
}
