/** Attempts a second, by what makes them. docs/n-bits.md has where they come from. */
const DEVICES: readonly (readonly [name: string, perSecond: number])[] = [
  ['script, 1.7 M/s', 1.7e6],
  ['solver, 31 M/s', 31e6],
  ['phone, 42 M/s', 42e6],
  ['laptop, 8 × 31 M/s', 8 * 31e6],
  ['RTX 2060, 3.3 G/s', 3306.3e6],
  ['RX 6800 XT, 8.8 G/s', 8772.1e6],
  ['RTX 4090, 22 G/s', 21_975.5e6],
];

const [LOWEST, HIGHEST] = [24, 40];
/** 95 of 100 searches need at most so many times the mean: -ln(0.05). */
const PERCENTILE_95 = -Math.log(0.05);

/** Returns a table of Markdown: how long a search takes on average and in 95 of 100. */
export function timesTable(): string {
  const head = ['n_bits', ...DEVICES.map(([name]) => name)];
  const rows = Array.from({ length: HIGHEST - LOWEST + 1 }, (_, above) => LOWEST + above).map((nBits) => [
    String(nBits),
    ...DEVICES.map(([, perSecond]) => {
      const mean = 2 ** nBits / perSecond;
      return `${durationText(mean)}, ${durationText(mean * PERCENTILE_95)}`;
    }),
  ]);
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function durationText(seconds: number): string {
  if (seconds < 1) return `${digits(seconds * 1000)} ms`;
  if (seconds < 120) return `${digits(seconds)} s`;
  if (seconds < 7200) return `${digits(seconds / 60)} min`;
  return seconds < 172_800 ? `${digits(seconds / 3600)} h` : `${digits(seconds / 86_400)} d`;
}

/** Two digits: more would promise what a benchmark does not hold. */
function digits(value: number): string {
  return String(Number(value.toPrecision(value < 1000 ? 2 : 3)));
}
