import { FILTERS, SORTS, type Choice } from './order.js';

/** A key, or several characters that were pasted. */
export interface Key {
  readonly name:
    | 'up'
    | 'down'
    | 'pageUp'
    | 'pageDown'
    | 'home'
    | 'end'
    | 'enter'
    | 'escape'
    | 'erase'
    | 'interrupt'
    | 'text';
  /** What was typed, for `text`; else empty. */
  readonly text: string;
}

/** What the user has chosen by keys. */
export interface Ui {
  readonly mode: 'list' | 'search' | 'story' | 'help' | 'ended';
  readonly choice: Choice;
  /** The id of the selected participant; null for none: the list stays at its top. */
  readonly selected: string | null;
  /** The first row of the list, and the first line of the story or the help, that is shown. */
  readonly top: number;
  readonly textTop: number;
  readonly paused: boolean;
}

export const START: Ui = {
  mode: 'list',
  choice: { sort: 'attention', filter: 'all', search: '' },
  selected: null,
  top: 0,
  textTop: 0,
  paused: false,
};

/** What is on the screen when a key is pressed. */
export interface Shown {
  /** The participants of the list, in its order. */
  readonly ids: readonly string[];
  /** How many of them fit. */
  readonly page: number;
  /** How many lines of the story or the help do not fit. */
  readonly hidden: number;
}

const MAX_SEARCH_CHARS = 60;

/** Returns what is chosen after a key. */
export function press(ui: Ui, key: Key, shown: Shown): Ui {
  if (key.name === 'interrupt') return { ...ui, mode: 'ended' };
  switch (ui.mode) {
    case 'ended':
      return ui;
    case 'search':
      return inSearch(ui, key, shown);
    case 'story':
    case 'help':
      return inText(ui, key, shown);
    case 'list':
      return inList(ui, key, shown);
  }
}

function inList(ui: Ui, { name, text }: Key, shown: Shown): Ui {
  const last = shown.ids.length - 1;
  const index = ui.selected === null ? -1 : shown.ids.indexOf(ui.selected);
  switch (name === 'text' ? text : name) {
    case 'q':
      return { ...ui, mode: 'ended' };
    case 'up':
    case 'k':
      return select(ui, index - 1, shown);
    case 'down':
    case 'j':
      return select(ui, index + 1, shown);
    case 'pageUp':
      return select(ui, Math.max(index, 0) - shown.page, shown);
    case 'pageDown':
    case ' ':
      return select(ui, Math.max(index, 0) + shown.page, shown);
    case 'home':
    case 'g':
      return { ...ui, selected: null, top: 0 };
    case 'end':
    case 'G':
      return select(ui, last, shown);
    case 'enter': {
      const id = shown.ids[Math.max(index, 0)];
      return id === undefined ? ui : { ...ui, mode: 'story', selected: id, textTop: 0 };
    }
    case 'escape':
      return { ...ui, selected: null, top: 0, choice: { ...ui.choice, search: '' } };
    case 's':
      return { ...ui, selected: null, top: 0, choice: { ...ui.choice, sort: next(SORTS, ui.choice.sort) } };
    case 'f':
      return {
        ...ui,
        selected: null,
        top: 0,
        choice: { ...ui.choice, filter: next(FILTERS, ui.choice.filter) },
      };
    case '/':
      return { ...ui, mode: 'search', selected: null, top: 0 };
    case 'p':
      return { ...ui, paused: !ui.paused };
    case '?':
    case 'h':
      return { ...ui, mode: 'help', textTop: 0 };
    default:
      return ui;
  }
}

function inSearch(ui: Ui, { name, text }: Key, shown: Shown): Ui {
  const { search } = ui.choice;
  const searching = (now: string): Ui => ({ ...ui, choice: { ...ui.choice, search: now } });
  switch (name) {
    case 'enter':
      return { ...ui, mode: 'list' };
    case 'escape':
      return { ...searching(''), mode: 'list' };
    case 'erase':
      return searching(Array.from(search).slice(0, -1).join(''));
    case 'text':
      return searching((search + text.replace(/\p{C}/gu, '')).slice(0, MAX_SEARCH_CHARS));
    case 'up':
    case 'down':
      return inList({ ...ui, mode: 'list' }, { name, text }, shown);
    default:
      return ui;
  }
}

function inText(ui: Ui, { name, text }: Key, { page, hidden }: Shown): Ui {
  const scrolled = (by: number): Ui => ({ ...ui, textTop: within(ui.textTop + by, hidden) });
  switch (name === 'text' ? text : name) {
    case 'escape':
    case 'enter':
    case 'q':
    case '?':
      return { ...ui, mode: 'list' };
    case 'up':
    case 'k':
      return scrolled(-1);
    case 'down':
    case 'j':
      return scrolled(1);
    case 'pageUp':
      return scrolled(-page);
    case 'pageDown':
    case ' ':
      return scrolled(page);
    case 'home':
    case 'g':
      return scrolled(-Infinity);
    case 'end':
    case 'G':
      return scrolled(Infinity);
    default:
      return ui;
  }
}

function select(ui: Ui, wanted: number, { ids, page }: Shown): Ui {
  const index = within(wanted, ids.length - 1);
  return { ...ui, selected: ids[index] ?? null, top: topFor(ui.top, index, ids.length, page) };
}

/** Returns the first row to show, so that this one is seen and the page is full. */
export function topFor(top: number, index: number, rows: number, page: number): number {
  const seen = index < top ? index : Math.max(top, index - page + 1);
  return within(seen, rows - page);
}

function within(value: number, max: number): number {
  return Math.max(0, Math.min(value, max));
}

function next<T>(values: readonly T[], value: T): T {
  return values[(values.indexOf(value) + 1) % values.length] ?? value;
}
