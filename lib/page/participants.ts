import { Pager } from './pager.js';
import { countStates, nameOf, type Filter } from './rows.js';
import type { Store } from './store.js';
import { TableFilters } from './table-filters.js';
import { TableHeads } from './table-heads.js';
import { TableKeys } from './table-keys.js';
import { TableView } from './table-view.js';
import { View } from './view.js';

/** The table of the participants with all that belongs to it. */
export class Participants {
  readonly #store: Store;
  readonly #view = new View();
  readonly #table: TableView;
  readonly #keys: TableKeys;
  readonly #heads: TableHeads;
  readonly #filters: TableFilters;
  readonly #pager: Pager;
  /** The reader has asked for another order: then the rows keep no places. */
  #isAsked = false;

  constructor(store: Store, draw: () => void, onOpen: (id: string, name: string) => void) {
    this.#store = store;
    const ask = (change: () => void): void => {
      change();
      this.#isAsked = true;
      draw();
    };
    this.#table = new TableView((id) => {
      const participant = store.participants.get(id);
      if (participant !== undefined) onOpen(id, nameOf(participant));
    });
    this.#keys = new TableKeys(this.#table);
    this.#heads = new TableHeads((column) => {
      ask(() => {
        this.#view.sortBy(column);
      });
    });
    this.#filters = new TableFilters((filter) => {
      ask(() => {
        this.#view.narrow(filter);
      });
    });
    this.#pager = new Pager((to) => {
      ask(() => {
        this.#view.turn(to);
      });
    });
  }

  show(now: number): void {
    const { participants } = this.#store;
    const visible = this.#view.visible(participants, this.#keys.isHeld && !this.#isAsked);
    this.#isAsked = false;
    this.#heads.show(this.#view.sorting);
    this.#filters.show(this.#view.filter, countStates(participants.values()), participants.size);
    this.#pager.show(visible);
    this.#table.show(visible, now, emptyText(participants.size, this.#view.filter));
  }

  tick(now: number): void {
    this.#table.tick(now);
  }
}

function emptyText(known: number, { search }: Filter): string {
  if (known === 0)
    return 'Nobody yet. A participant appears here as soon as a client has shown its certificate.';
  return search === '' ? 'Nobody is in this state now.' : 'Nobody matches this search.';
}
