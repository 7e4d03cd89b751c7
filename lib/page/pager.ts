import { elementById, make } from './dom.js';
import { PAGE_SIZE, type View, type Visible } from './view.js';

type Turn = Parameters<View['turn']>[0];

const TURNS: readonly (readonly [to: Turn, text: string])[] = [
  ['first', 'First'],
  ['previous', 'Previous'],
  ['next', 'Next'],
  ['last', 'Last'],
];

/** The buttons that turn the pages of the table. */
export class Pager {
  readonly #buttons = new Map<Turn, HTMLButtonElement>();

  constructor(onTurn: (to: Turn) => void) {
    for (const [to, text] of TURNS) {
      const button = make('button', { class: 'button', text, attributes: { type: 'button' } });
      button.addEventListener('click', () => {
        // A button that is disabled loses the focus: aria-disabled keeps it.
        if (button.getAttribute('aria-disabled') !== 'true') onTurn(to);
      });
      this.#buttons.set(to, button);
    }
    elementById('pages').append(...this.#buttons.values());
  }

  show({ offset, matching }: Visible): void {
    const atEnd = offset + PAGE_SIZE >= matching;
    for (const [to, button] of this.#buttons) {
      const disabled = to === 'first' || to === 'previous' ? offset === 0 : atEnd;
      button.setAttribute('aria-disabled', String(disabled));
    }
    elementById('pages').hidden = matching <= PAGE_SIZE;
  }
}
