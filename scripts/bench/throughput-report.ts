/** What a server bears at one level. Wall-clock figures: they depend on the machine, and on the clients that share it. */
export interface Throughput {
  /** Whole sessions a second. */
  readonly inFile: number;
  readonly inDatabase: number;
  /** How many sessions of the database share a commit, as a mean. */
  readonly sessionsPerCommit: number;
}

const WIDTHS = [4, 16, 16, 20] as const;

export function throughputHead(): string[] {
  return [
    '',
    'Whole sessions a second, warm-up not counted',
    row(['open', 'file', 'database', 'sessions/commit']),
  ];
}

export function throughputLine(level: number, { inFile, inDatabase, sessionsPerCommit }: Throughput): string {
  return row([
    String(level),
    `${inFile.toFixed(0)} / s`,
    `${inDatabase.toFixed(0)} / s`,
    sessionsPerCommit.toFixed(1),
  ]);
}

function row(cells: readonly string[]): string {
  return cells.map((cell, n) => cell.padStart(WIDTHS[n] ?? 0)).join(' ');
}
