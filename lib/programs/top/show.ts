import type { ReadStream, WriteStream } from 'node:tty';
import {
  catchError,
  connect,
  distinctUntilChanged,
  EMPTY,
  filter,
  finalize,
  fromEvent,
  ignoreElements,
  interval,
  map,
  merge,
  of,
  scan,
  share,
  Subject,
  switchMap,
  take,
  takeUntil,
  takeWhile,
  tap,
  throttleTime,
  asyncScheduler,
  type Observable,
} from 'rxjs';
import type { TransportError } from '../../protocol/errors.js';
import type { Batch } from './feed/batches.js';
import type { Connection } from './feed/connection.js';
import { follow, type FeedEvent } from './feed/follow.js';
import { readStory } from './feed/story.js';
import type { InkModules } from './load-ink.js';
import { openPainter, type Painter } from './painter.js';
import { react, startOf, type App, type AppEvent, type Size, type StoryState } from './state/app.js';
import { knownAfter } from './state/known.js';
import { screenOf } from './view/screen.js';

/** At most five times a second. */
const REPAINT_MS = 200;
const TICK_MS = 1000;

export interface Terminal {
  readonly stdout: WriteStream;
  readonly stdin: ReadStream;
}

/**
 * Shows the status of a server on a terminal, which it takes at the first batch. Emits nothing. Completes when the user quits, and when
 * the terminal is gone. Errors: TransportError `connect_failed` if the first connection fails.
 */
export function show(connection: Connection, terminal: Terminal, modules: InkModules): Observable<never> {
  return follow(connection).pipe(
    connect((feed) =>
      feed.pipe(
        filter((event) => event.type === 'batch'),
        take(1),
        switchMap(({ batch }) => {
          const painter = openPainter(modules, terminal.stdout, terminal.stdin);
          return live(connection, terminal, painter, batch, feed).pipe(
            finalize(() => {
              painter.close();
            }),
          );
        }),
      ),
    ),
  );
}

function live(
  connection: Connection,
  terminal: Terminal,
  painter: Painter,
  first: Batch,
  feed: Observable<FeedEvent>,
): Observable<never> {
  const { stdout, stdin } = terminal;
  const stories = new Subject<StoryState>();
  const now = Date.now();
  const start = startOf(sizeOf(stdout), knownAfter(null, first, now), now);
  const apps = merge(
    of<AppEvent>({ type: 'tick' }),
    feed.pipe(map((event): AppEvent => ({ type: 'feed', event }))),
    painter.keys.pipe(map((key): AppEvent => ({ type: 'key', key, shown: shownOf }))),
    fromEvent(stdout, 'resize').pipe(map((): AppEvent => ({ type: 'size', size: sizeOf(stdout) }))),
    stories.pipe(map((story): AppEvent => ({ type: 'story', story }))),
    interval(TICK_MS).pipe(map((): AppEvent => ({ type: 'tick' }))),
  ).pipe(
    scan((app, event) => react(app, event, Date.now()), start),
    takeWhile(({ ui }) => ui.mode !== 'ended'),
    takeUntil(merge(fromEvent(stdout, 'error'), fromEvent(stdin, 'end'), fromEvent(stdin, 'error'))),
    share(),
  );
  const painted = apps.pipe(
    throttleTime(REPAINT_MS, asyncScheduler, { leading: true, trailing: true }),
    tap((app) => {
      painter.paint(screenOf(app, Date.now()).lines);
    }),
  );
  return merge(
    painted,
    storiesOf(apps, connection).pipe(
      tap((story) => {
        stories.next(story);
      }),
    ),
  ).pipe(ignoreElements());
}

/** Reads the story that is shown, and reads it again when its participant has changed. */
function storiesOf(apps: Observable<App>, connection: Connection): Observable<StoryState> {
  return apps.pipe(
    map(({ ui, known }) =>
      ui.mode === 'story' && ui.selected !== null ? (known.rows.get(ui.selected) ?? null) : null,
    ),
    distinctUntilChanged(),
    switchMap((row) =>
      row === null
        ? EMPTY
        : readStory(connection, row.id).pipe(
            map((story): StoryState => ({ kind: 'story', story })),
            catchError(({ message }: TransportError) => of<StoryState>({ kind: 'failed', message })),
          ),
    ),
  );
}

function shownOf(app: App) {
  return screenOf(app, Date.now()).shown;
}

function sizeOf({ columns, rows }: WriteStream): Size {
  return { columns, rows };
}
