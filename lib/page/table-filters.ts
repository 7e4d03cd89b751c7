import type { ParticipantState } from '../status/entries.js';
import { byId, elementById, make, setAttribute, setText } from './dom.js';
import { count } from './format.js';
import type { Filter } from './rows.js';
import { STATE_ORDER, styleOf } from './states.js';

interface Choice {
  readonly state: ParticipantState | null;
  readonly button: HTMLElement;
  readonly figure: HTMLElement;
}

/** The search and the choice of a state. `/` goes to the search from anywhere; Escape empties it. */
export class TableFilters {
  readonly #search = byId('search', HTMLInputElement);
  readonly #choices: readonly Choice[];

  constructor(onChange: (filter: Partial<Filter>) => void) {
    this.#choices = [null, ...STATE_ORDER].map((state) => choice(state, onChange));
    elementById('states').append(...this.#choices.map(({ button }) => button));
    this.#search.addEventListener('input', () => {
      onChange({ search: this.#search.value });
    });
    this.#search.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape') return;
      event.preventDefault();
      this.#search.value = '';
      onChange({ search: '' });
    });
    document.addEventListener('keydown', (event) => {
      const elsewhere =
        event.target instanceof Element && event.target.closest('input, select, dialog') !== null;
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || elsewhere) return;
      event.preventDefault();
      this.#search.focus();
      this.#search.select();
    });
  }

  show(filter: Filter, counts: ReadonlyMap<ParticipantState, number>, known: number): void {
    for (const { state, button, figure } of this.#choices) {
      setAttribute(button, 'aria-pressed', String(state === filter.state));
      setText(figure, count(state === null ? known : (counts.get(state) ?? 0)));
    }
  }
}

function choice(state: ParticipantState | null, onChange: (filter: Partial<Filter>) => void): Choice {
  const figure = make('span', { class: 'choice-count', text: '0' });
  const word = make('span', { text: state === null ? 'All' : styleOf(state).word });
  const button = make(
    'button',
    { attributes: { type: 'button', 'aria-pressed': 'false' }, data: { tone: state ?? 'all' } },
    word,
    ' ',
    figure,
  );
  button.addEventListener('click', () => {
    onChange({ state });
  });
  return { state, button, figure };
}
