import { arrange, elementById, setText } from './dom.js';
import { count } from './format.js';
import { RowElement } from './row-element.js';
import type { Visible } from './view.js';

/** The rows of the table. Only those of one page are elements, however many participants there are. */
export class TableView {
  readonly #body = elementById('body');
  #rows = new Map<string, RowElement>();

  constructor(onOpen: (id: string) => void) {
    this.#body.addEventListener('click', ({ target }) => {
      const id = target instanceof Element ? target.closest<HTMLElement>('tr')?.dataset['id'] : undefined;
      // Who selects a text does not want to open anything.
      if (id !== undefined && getSelection()?.isCollapsed !== false) onOpen(id);
    });
  }

  show(visible: Visible, now: number, empty: string): void {
    const rows = new Map<string, RowElement>();
    for (const participant of visible.rows) {
      const row = this.#rows.get(participant.id) ?? new RowElement(participant.id);
      row.show(participant, now);
      rows.set(participant.id, row);
    }
    this.#rows = rows;
    this.#arrange([...rows.values()].map(({ root }) => root));
    elementById('rows').hidden = rows.size === 0;
    elementById('empty').hidden = rows.size > 0;
    setText(elementById('empty'), empty);
    setText(elementById('range'), rangeOf(visible));
  }

  tick(now: number): void {
    for (const row of this.#rows.values()) row.tick(now);
  }

  /** Puts the rows into their order. A row that is moved loses the focus, and gets it back. */
  #arrange(rows: readonly Element[]): void {
    const focused = document.activeElement;
    const index = [...this.#body.children].findIndex((row) => row.contains(focused));
    arrange(this.#body, rows);
    if (index !== -1 && document.activeElement !== focused && focused instanceof HTMLElement) {
      const next = focused.isConnected ? focused : this.buttons()[Math.min(index, rows.length - 1)];
      next?.focus({ preventScroll: true });
    }
    // The first row is the stop of the Tab key, until somebody has gone to another.
    if (index === -1) setTabStop(this.buttons(), 0);
  }

  /** The buttons of the rows, in their order. */
  buttons(): HTMLElement[] {
    return [...this.#body.querySelectorAll<HTMLElement>('.row-name')];
  }
}

/** Makes one of the buttons the stop of the Tab key. */
export function setTabStop(buttons: readonly HTMLElement[], at: number): void {
  buttons.forEach((button, index) => {
    const tabIndex = index === at ? 0 : -1;
    if (button.tabIndex !== tabIndex) button.tabIndex = tabIndex;
  });
}

function rangeOf({ rows, offset, matching, known }: Visible): string {
  if (matching === 0) return '';
  const of = matching === known ? count(known) : `${count(matching)} that match, of ${count(known)}`;
  return `${count(offset + 1)} to ${count(offset + rows.length)} of ${of}`;
}
