import type { Row } from '../feed/shapes.js';
import { rowsOf, type App } from '../state/app.js';
import { topFor, type Shown } from '../state/keys.js';
import { serverTime, type Known } from '../state/known.js';
import { alarms } from './alarms.js';
import { counts, reasons } from './counts.js';
import { lastEvents } from './events.js';
import { footer } from './footer.js';
import { header } from './header.js';
import { help } from './help.js';
import { story } from './story.js';
import { tableHead, tableRow } from './table.js';
import { cutLine, span, type Line } from './text.js';

/** A screen. It has at most so many lines and columns as there are. */
export interface Screen {
  readonly lines: readonly Line[];
  /** What a key needs to know of it. */
  readonly shown: Shown;
}

/** @param now the time of this machine, also while the view is paused */
export function screenOf(app: App, now: number): Screen {
  const { size, ui, latest } = app;
  // The cursor stands on the last line.
  const height = Math.max(2, size.rows - 1);
  const width = size.columns;
  const top = above(app, now, height);
  const room = Math.max(1, height - top.length - 1);
  const { lines, shown } =
    ui.mode === 'story' || ui.mode === 'help' ? textPart(app, room) : listPart(app, room);
  const live = latest.lost === null ? lines : lines.map(faded);
  const filled = [...live, ...Array<Line>(Math.max(0, room - lines.length)).fill([])];
  const all = [...top, ...filled, footer(app, width)];
  return { lines: all.slice(-height).map((line) => trimmed(cutLine(line, width))), shown };
}

/** What stands above the list: less of it on a small screen. */
function above(app: App, now: number, height: number): readonly Line[] {
  const { known, size, ui } = app;
  const { columns: width } = size;
  const { status } = known;
  const notes = alarms(app, now, width);
  if (height < 12) return [...notes, ...counts(status, 'line', width)].slice(0, Math.max(0, height - 4));
  const countsSize = height >= 32 && width >= 100 ? 'big' : width < 60 ? 'line' : 'small';
  if (ui.mode === 'story' || ui.mode === 'help') return [...header(known, app.now, width), ...notes, []];
  const roomy = height >= 20;
  return [
    ...header(known, app.now, width),
    ...notes,
    ...(roomy ? [[]] : []),
    ...counts(status, countsSize, width),
    ...(roomy ? reasons(status, width) : []),
    ...(roomy ? [[]] : []),
  ];
}

/** Without the spaces at its end, which cost time to paint. */
function trimmed(line: Line): Line {
  const last = line.at(-1);
  if (last === undefined || last.style === 'selected' || last.style === 'alarm') return line;
  const text = last.text.trimEnd();
  return text === '' ? trimmed(line.slice(0, -1)) : [...line.slice(0, -1), { ...last, text }];
}

/** What may not be true any more. */
function faded(line: Line): Line {
  return line.map((part) => (part.style === 'selected' ? part : { ...part, style: 'quiet' }));
}

function listPart(app: App, room: number): Screen {
  const { ui, size, known } = app;
  const rows = rowsOf(app);
  const page = Math.max(1, room - 1);
  const index = rows.findIndex(({ id }) => id === ui.selected);
  const top = topFor(ui.top, index === -1 ? ui.top : index, rows.length, page);
  const options = {
    width: size.columns,
    now: serverTime(known, app.now),
    workTimeout: known.status.server.workTimeout,
    selected: ui.selected,
  };
  const seen = rows.slice(top, top + page);
  const lines = [
    tableHead(partText(rows, top, seen.length, known.rows.size), size.columns),
    ...(rows.length === 0 ? [nobody(known)] : seen.map((row) => tableRow(row, options))),
  ];
  const events = lastEvents(known.activities, room - lines.length, size.columns);
  return {
    lines: [...lines, ...events],
    shown: { ids: rows.map(({ id }) => id), page, hidden: 0 },
  };
}

function nobody({ rows, status }: Known): Line {
  if (rows.size > 0) return [span('  No participant is like that.', 'quiet')];
  return [span(`  No participant yet: clients connect to ${status.server.addresses.join(', ')}.`, 'quiet')];
}

function partText(rows: readonly Row[], top: number, seen: number, all: number): string {
  const of = rows.length === all ? String(all) : `${rows.length} (${all})`;
  return seen === 0 ? `0 of ${all}` : `${top + 1}-${top + seen} of ${of}`;
}

function textPart(app: App, room: number): Screen {
  const { ui, size, known } = app;
  const at = serverTime(known, app.now);
  const lines = ui.mode === 'help' ? help() : story(app.story, at, size.columns);
  const hidden = Math.max(0, lines.length - room);
  const top = Math.min(ui.textTop, hidden);
  return {
    lines: lines.slice(top, top + room),
    shown: { ids: [], page: room, hidden },
  };
}
