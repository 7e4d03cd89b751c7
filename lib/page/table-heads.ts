import { elementById, make, setAttribute } from './dom.js';
import type { Column, Sorting } from './rows.js';

const HEADS: readonly (readonly [column: Column, text: string, className: string])[] = [
  ['name', 'Participant', ''],
  ['state', 'State', ''],
  ['since', 'For', 'number'],
  ['answered', 'Answered', 'number wide'],
  ['tries', 'Tries', 'number wide'],
  ['error', 'Last error', 'wide'],
];

/** The heads of the columns: each is a button that sorts. */
export class TableHeads {
  readonly #heads = new Map<Column, HTMLElement>();

  constructor(onSort: (column: Column) => void) {
    const row = elementById('heads');
    for (const [column, text, className] of HEADS) {
      const button = make('button', { text, attributes: { type: 'button' } });
      button.addEventListener('click', () => {
        onSort(column);
      });
      const head = make('th', { class: className, attributes: { scope: 'col' } }, button);
      this.#heads.set(column, head);
      row.append(head);
    }
  }

  show(sorting: Sorting): void {
    for (const [column, head] of this.#heads) {
      if (column === sorting.column)
        setAttribute(head, 'aria-sort', sorting.descending ? 'descending' : 'ascending');
      else head.removeAttribute('aria-sort');
    }
  }
}
