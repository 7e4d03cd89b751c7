import type { ActivityRow } from '../feed/shapes.js';
import { cutLine, span, type Line, type Style } from './text.js';
import { clock } from './times.js';

const STYLES: ReadonlyMap<string, Style> = new Map([
  ['good', 'good'],
  ['warning', 'warning'],
  ['bad', 'bad'],
]);

/** Returns the last events, the newest first, under a title. At most so many lines; none if not two events fit. */
export function lastEvents(
  activities: readonly ActivityRow[],
  lines: number,
  width: number,
): readonly Line[] {
  const count = Math.min(lines - 2, activities.length);
  if (count < 1) return [];
  const newest = activities.slice(-count).reverse();
  return [
    [],
    [span('LAST EVENTS', 'title')],
    ...newest.map(({ at, level, name, message }) => {
      const style = STYLES.get(level);
      const who = name === null ? [] : [span(`${name}: `)];
      return cutLine([span(`${clock(at)}  `, 'quiet'), ...who, span(message, style ?? 'quiet')], width);
    }),
  ];
}
