import type { FeedEvent } from '../feed/follow.js';
import type { Row, StoryRows } from '../feed/shapes.js';
import { press, START, type Key, type Shown, type Ui } from './keys.js';
import { learn, serverTime, type Known } from './known.js';
import { chosen } from './order.js';

/** All that the screen is made of. */
export interface App {
  readonly ui: Ui;
  /** What is shown. */
  readonly known: Known;
  /** What is known by now; more than what is shown while the view is paused. */
  readonly latest: Known;
  readonly size: Size;
  /** The story that was read last. */
  readonly story: StoryState;
  /** The time of this machine. While the view is paused, when that began. */
  readonly now: number;
}

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

export type StoryState =
  | { readonly kind: 'none' }
  | { readonly kind: 'story'; readonly story: StoryRows }
  /** One line, escaped. */
  | { readonly kind: 'failed'; readonly message: string };

export type AppEvent =
  | { readonly type: 'feed'; readonly event: FeedEvent }
  | { readonly type: 'key'; readonly key: Key; readonly shown: (app: App) => Shown }
  | { readonly type: 'size'; readonly size: Size }
  | { readonly type: 'story'; readonly story: StoryState }
  | { readonly type: 'tick' };

export function startOf(size: Size, known: Known, now: number): App {
  return { ui: START, known, latest: known, size, story: { kind: 'none' }, now };
}

/** Returns what is on after an event. @param now the time of this machine */
export function react(app: App, event: AppEvent, now: number): App {
  const next = app.ui.paused ? app : { ...app, now };
  switch (event.type) {
    case 'feed':
      return followed({ ...next, latest: learn(app.latest, event.event, now) }, now);
    case 'key': {
      const ui = press(app.ui, event.key, event.shown(app));
      return followed({ ...next, ui, story: ui.mode === 'story' ? next.story : { kind: 'none' } }, now);
    }
    case 'size':
      return { ...next, size: event.size };
    case 'story':
      return { ...next, story: event.story };
    case 'tick':
      return next;
  }
}

/** A paused view keeps what it shows. */
function followed(app: App, now: number): App {
  return app.ui.paused ? app : { ...app, known: app.latest, now };
}

/** Returns the rows of the list in its order. */
export function rowsOf({ ui, known, now }: App): readonly Row[] {
  return chosen(known.rows.values(), ui.choice, serverTime(known, now), known.status.server.workTimeout);
}
