import type { Activity, ActivityLevel } from '../status/entries.js';
import { arrange, elementById, make } from './dom.js';
import { clock, day } from './format.js';

/** How many of the last activities are shown. */
const SHOWN = 60;

/** The level in a word, for who does not see its colour. */
const WORDS: Readonly<Record<ActivityLevel, string>> = {
  info: '',
  good: 'Good: ',
  warning: 'Warning: ',
  bad: 'Problem: ',
};

const items = new Map<number, HTMLLIElement>();

function item(activity: Activity, now: number): HTMLLIElement {
  const known = items.get(activity.number);
  if (known !== undefined) return known;
  const time = make('time', {
    text: clock(activity.at),
    attributes: { datetime: new Date(activity.at).toISOString() },
  });
  if (day(activity.at) !== day(now)) time.title = day(activity.at);
  const text = make(
    'span',
    { class: 'feed-text' },
    make('span', { class: 'hidden', text: WORDS[activity.level] }),
  );
  if (activity.name !== null) text.append(make('b', { text: activity.name }), ' ');
  text.append(activity.message);
  const made = make('li', { data: { level: activity.level } }, time, text);
  items.set(activity.number, made);
  return made;
}

/** Shows the last activities, the newest first. */
export function showFeed(activities: readonly Activity[], now: number, reset: boolean): void {
  if (reset) items.clear();
  const shown = activities.slice(-SHOWN).reverse();
  const list = elementById('feed');
  arrange(
    list,
    shown.map((activity) => item(activity, now)),
  );
  const numbers = new Set(shown.map(({ number }) => number));
  for (const number of items.keys()) if (!numbers.has(number)) items.delete(number);
  list.hidden = shown.length === 0;
  elementById('feed-empty').hidden = shown.length > 0;
}
