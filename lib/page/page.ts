import { sparsely } from './announcer.js';
import { ChartsView } from './charts-view.js';
import { ConnectionView } from './connection-view.js';
import { byId, elementById, setText } from './dom.js';
import { showFeed } from './feed-view.js';
import { oncePerFrame } from './frames.js';
import { healthOf } from './health.js';
import { showHealth } from './health-view.js';
import { Live, type LiveOptions } from './live.js';
import { Participants } from './participants.js';
import { refusalsOf } from './refusals.js';
import { showRefusals } from './refusals-view.js';
import { Store } from './store.js';
import { StoryView } from './story-view.js';
import { connectTheme } from './theme.js';
import { sayTotals, titleOf, totalsOf } from './totals.js';
import { showTotals } from './totals-view.js';
import { ServerClock } from './server-clock.js';

/** Builds the page, and follows the server. Returns the charts, which wait for their library. */
export function startPage(createParser: LiveOptions['createParser']): ChartsView {
  const store = new Store();
  const clock = new ServerClock();
  const charts = new ChartsView();
  const story = new StoryView(() => clock.now());
  const draw = oncePerFrame(() => {
    drawAll();
  });
  const participants = new Participants(store, draw, (id, name) => {
    story.open(id, name);
  });
  const announce = sparsely((sentence) => {
    setText(elementById('announce-totals'), sentence);
  });
  let isReset = false;

  const drawAll = (): void => {
    const { status } = store;
    if (status === null) return;
    const now = clock.now();
    const totals = totalsOf(status);
    setText(elementById('addresses'), status.server.addresses.join('  '));
    document.title = titleOf(totals, !clock.isStopped);
    showTotals(totals);
    announce(sayTotals(totals), performance.now());
    showHealth(healthOf(status, now));
    participants.show(now);
    charts.show(status);
    showRefusals(refusalsOf(status.counts.refusals));
    showFeed(store.activities, now, isReset);
    isReset = false;
  };

  const connection = new ConnectionView(() => {
    live.retryNow();
  });
  const live = new Live({
    url: 'api/events',
    fetch: fetch.bind(globalThis),
    createParser,
    now: Date.now,
    random: Math.random,
    after: (milliseconds, action) => {
      const timer = setTimeout(action, milliseconds);
      return () => {
        clearTimeout(timer);
      };
    },
    onInterrupt: () => {
      store.interrupt();
    },
    onConnection: (now) => {
      if (now.state === 'lost') clock.stop(now.since);
      connection.show(now);
      charts.redraw();
      draw();
    },
    onEvent: (event) => {
      const change = store.take(event);
      if (change === null || store.status === null) return;
      clock.set(store.status.now);
      isReset ||= change.reset;
      if (change.reset || (story.id !== null && change.participants.has(story.id))) story.refresh();
      draw();
    },
  });

  setInterval(() => {
    connection.tick();
    if (store.status === null || clock.isStopped) return;
    const now = clock.now();
    participants.tick(now);
    showHealth(healthOf(store.status, now));
    story.tick();
  }, 1000);
  connectTheme(byId('theme', HTMLSelectElement), () => {
    charts.redraw();
  });
  addEventListener('online', () => {
    live.retryNow();
  });
  live.start();
  return charts;
}
