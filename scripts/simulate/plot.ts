import { targetAt } from '../../lib/work/difficulty/decide.js';
import type { Result, Sample } from './run.js';
import type { Scenario } from './scenario.js';

const WIDTH = 760;
const LEFT = 52;
const RIGHT = 12;
/** The two panels: the load above, the bits below. */
const LOAD = { top: 40, height: 150 } as const;
const BITS = { top: 222, height: 80 } as const;
const HEIGHT = 336;
const POINTS = 360;
const INK = '#1f2933';
const QUIET = '#8793a0';
const LOAD_COLOUR = '#2563c9';
const TARGET_COLOUR = '#b45309';

/** Returns the load, its target and the bits of a run over its time, as SVG. The same result gives the same bytes. */
export function plotOf({ title, startHour, seconds, settings }: Scenario, { samples }: Result): string {
  const shown = thinned(samples);
  const top = Math.max(...samples.map(({ load, nBits }) => Math.max(load, targetAt(nBits, settings)))) * 1.05;
  const x = (second: number): number => LEFT + ((WIDTH - LEFT - RIGHT) * second) / seconds;
  const loadY = (value: number): number => LOAD.top + LOAD.height * (1 - value / top);
  const bitsY = (value: number): number =>
    BITS.top + BITS.height * (1 - (value - settings.floor + 0.5) / (settings.ceiling - settings.floor + 1));
  const hours = hoursOf(startHour, seconds);
  const parts = [
    text(LEFT, 20, title, INK, 'start', 14),
    text(LEFT, LOAD.top - 6, 'sessions in WORK', LOAD_COLOUR, 'start'),
    text(LEFT + 130, LOAD.top - 6, 'target', TARGET_COLOUR, 'start'),
    text(LEFT, BITS.top - 6, 'n_bits of new sessions', INK, 'start'),
    ...hours.map((hour) => vertical(x((hour - startHour) * 3600))),
    ...hours.map((hour) => text(x((hour - startHour) * 3600), HEIGHT - 12, clockOf(hour), QUIET, 'middle')),
    ...ticksOf(top).flatMap((value) => horizontal(loadY(value), String(value))),
    ...bitsOf(settings.floor, settings.ceiling).flatMap((value) => horizontal(bitsY(value), String(value))),
    steps(shown, x, ({ nBits }) => loadY(targetAt(nBits, settings)), TARGET_COLOUR),
    line(shown, x, ({ load }) => loadY(load), LOAD_COLOUR),
    steps(shown, x, ({ nBits }) => bitsY(nBits), INK),
  ];
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" ` +
    `role="img" font-family="system-ui, sans-serif" font-size="12">\n` +
    `<title>${title}</title>\n<rect width="${WIDTH}" height="${HEIGHT}" fill="#ffffff"/>\n${parts.join('\n')}\n</svg>\n`
  );
}

/** Of each span the sample with the highest load, so that no peak is lost; and each change of the bits. */
function thinned(samples: readonly Sample[]): Sample[] {
  const width = Math.ceil(samples.length / POINTS);
  const kept: Sample[] = [];
  for (let from = 0; from < samples.length; from += width) {
    const span = samples.slice(from, from + width);
    const peak = span.reduce((most, each) => (each.load > most.load ? each : most));
    kept.push(...span.filter((each, at) => each === peak || each.nBits !== (span[at - 1] ?? each).nBits));
  }
  const last = samples.at(-1);
  return last === undefined || kept.at(-1) === last ? kept : [...kept, last];
}

type Place = (sample: Sample) => number;

function line(samples: readonly Sample[], x: (second: number) => number, y: Place, colour: string): string {
  return polyline(
    samples.map((sample) => [x(sample.second), y(sample)]),
    colour,
  );
}

function steps(samples: readonly Sample[], x: (second: number) => number, y: Place, colour: string): string {
  const corners = samples.flatMap((sample, at) => {
    const before = samples[at - 1];
    if (before?.nBits === sample.nBits && at < samples.length - 1) return [];
    const here = x(sample.second);
    return before === undefined
      ? [[here, y(sample)]]
      : [
          [here, y(before)],
          [here, y(sample)],
        ];
  });
  return polyline(corners, colour);
}

function polyline(points: readonly (readonly number[])[], colour: string): string {
  const list = points.map(([x = 0, y = 0]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ');
  return `<polyline fill="none" stroke="${colour}" stroke-width="1.5" points="${list}"/>`;
}

function vertical(x: number): string {
  const ends = `x1="${x.toFixed(1)}" x2="${x.toFixed(1)}" y1="${LOAD.top}" y2="${BITS.top + BITS.height}"`;
  return `<line ${ends} stroke="#e3e8ee"/>`;
}

function horizontal(y: number, label: string): string[] {
  return [
    `<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y.toFixed(1)}" y2="${y.toFixed(1)}" stroke="#e3e8ee"/>`,
    text(LEFT - 8, y + 4, label, QUIET, 'end'),
  ];
}

function text(x: number, y: number, words: string, colour: string, anchor: string, size = 12): string {
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" fill="${colour}" text-anchor="${anchor}" font-size="${size}">${words}</text>`;
}

function hoursOf(startHour: number, seconds: number): number[] {
  const step = seconds > 6 * 3600 ? 2 : seconds > 3 * 3600 ? 1 : 0.25;
  const count = Math.floor(seconds / 3600 / step);
  return Array.from({ length: count + 1 }, (_, index) => startHour + index * step);
}

function clockOf(hour: number): string {
  const minutes = Math.round((hour % 1) * 60);
  return `${Math.floor(hour)}:${String(minutes).padStart(2, '0')}`;
}

function ticksOf(top: number): number[] {
  const rough = top / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((each) => each * power).find((each) => each >= rough) ?? rough;
  return Array.from({ length: Math.floor(top / step) + 1 }, (_, index) => index * step);
}

function bitsOf(floor: number, ceiling: number): number[] {
  return Array.from({ length: ceiling - floor + 1 }, (_, above) => floor + above);
}
