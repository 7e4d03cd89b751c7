import type { Participant } from '../status/entries.js';
import { make, setAttribute, setData, setText } from './dom.js';
import { count, counted, duration, moment, NOTHING } from './format.js';
import { nameOf } from './rows.js';
import { styleOf } from './states.js';

/** One row of the table, and what of it changes. */
export class RowElement {
  readonly root: HTMLTableRowElement;
  readonly button = make('button', { class: 'row-name', attributes: { type: 'button', tabindex: '-1' } });
  readonly #more = make('span', { class: 'row-more muted' });
  readonly #state = make('span', { class: 'state' });
  readonly #since = make('td', { class: 'number' });
  readonly #answered = make('td', { class: 'number wide' });
  readonly #tries = make('td', { class: 'number wide' });
  readonly #error = make('td', { class: 'row-error wide' });
  #participant: Participant | null = null;

  constructor(id: string) {
    const head = make('th', { class: 'row-head', attributes: { scope: 'row' } }, this.button, this.#more);
    const state = make('td', {}, this.#state);
    this.root = make('tr', {}, head, state, this.#since, this.#answered, this.#tries, this.#error);
    this.root.dataset['id'] = id;
  }

  /** Shows a participant; if it is the same object, nothing has changed but the time. */
  show(participant: Participant, now: number): void {
    if (participant !== this.#participant) this.#change(participant, now);
    this.#participant = participant;
    this.tick(now);
  }

  /** Shows for how long the state has lasted. */
  tick(now: number): void {
    if (this.#participant !== null) setText(this.#since, duration((now - this.#participant.since) / 1000));
  }

  #change(participant: Participant, now: number): void {
    const { state, step, requests, answered, tries, lastError } = participant;
    const of =
      requests === null
        ? answered === 0
          ? NOTHING
          : count(answered)
        : `${count(answered)} / ${count(requests)}`;
    setText(this.button, nameOf(participant));
    setText(
      this.#more,
      `${requests === null ? '' : `${count(answered)} of ${count(requests)}, `}${counted(tries, 'try', 'tries')}`,
    );
    setText(this.#state, styleOf(state).word);
    setData(this.#state, 'tone', state);
    setAttribute(this.#state, 'title', step === null ? '' : `Step: ${step}`);
    setAttribute(this.#since, 'title', `Since ${moment(participant.since, now)}`);
    setText(this.#answered, of);
    setText(this.#tries, count(tries));
    // What went wrong before somebody was done does not matter any more.
    const error = state === 'done' ? null : lastError;
    setText(this.#error, error === null ? '' : error.message);
    setAttribute(
      this.#error,
      'title',
      error === null ? '' : [error.code, error.message, error.advice ?? ''].join('\n'),
    );
  }
}
