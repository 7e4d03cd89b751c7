import { elementById } from './dom.js';
import { setTabStop, type TableView } from './table-view.js';

/** How long the rows keep their places after the last move of the pointer or key on them, in milliseconds. */
const HOLD = 10_000;
const PAGE = 10;

/** Moves the focus through the rows by the arrow keys: the table is one stop of the Tab key. Tells whether somebody is at it. */
export class TableKeys {
  readonly #table: TableView;
  readonly #body = elementById('body');
  #usedAt = -Infinity;

  constructor(table: TableView) {
    this.#table = table;
    const used = (): void => {
      this.#usedAt = performance.now();
    };
    for (const type of ['pointermove', 'pointerdown', 'keydown', 'focusin'])
      this.#body.addEventListener(type, used);
    this.#body.addEventListener('pointerleave', () => {
      this.#usedAt = -Infinity;
    });
    this.#body.addEventListener('keydown', (event) => {
      this.#move(event);
    });
    this.#body.addEventListener('focusin', ({ target }) => {
      const buttons = table.buttons();
      setTabStop(
        buttons,
        buttons.findIndex((button) => button === target),
      );
    });
  }

  /** Whether the rows have to keep their places. */
  get isHeld(): boolean {
    return performance.now() - this.#usedAt < HOLD;
  }

  #move(event: KeyboardEvent): void {
    const buttons = this.#table.buttons();
    const at = buttons.findIndex((button) => button === document.activeElement);
    const targets: Partial<Record<string, number>> = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      PageDown: at + PAGE,
      PageUp: at - PAGE,
      Home: 0,
      End: buttons.length - 1,
    };
    const to = targets[event.key];
    if (at === -1 || to === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    buttons[Math.max(0, Math.min(buttons.length - 1, to))]?.focus();
  }
}
