import { arrange, elementById, make, setText } from './dom.js';
import { count, counted } from './format.js';
import type { RefusalBar } from './refusals.js';

interface BarElements {
  readonly row: HTMLTableRowElement;
  readonly bar: HTMLElement;
  readonly figure: HTMLElement;
}

const rows = new Map<string, BarElements>();

function elementsOf({ reason, sentence }: RefusalBar): BarElements {
  const known = rows.get(reason);
  if (known !== undefined) return known;
  const bar = make('span', { class: 'bar', attributes: { 'aria-hidden': 'true' } });
  const figure = make('td', { class: 'bar-count' });
  const head = make(
    'th',
    { attributes: { scope: 'row' } },
    make('span', { class: 'mono', text: reason }),
    make('span', { class: 'bar-sentence', text: sentence }),
    bar,
  );
  const made = { row: make('tr', {}, head, figure), bar, figure };
  rows.set(reason, made);
  return made;
}

/** Shows the refusals by reason. */
export function showRefusals(refusals: readonly RefusalBar[]): void {
  const shown = refusals.map((refusal) => {
    const { row, bar, figure } = elementsOf(refusal);
    bar.style.width = `${(100 * refusal.share).toFixed(1)}%`;
    setText(figure, count(refusal.count));
    return row;
  });
  arrange(elementById('refusals-body'), shown);
  const total = refusals.reduce((sum, refusal) => sum + refusal.count, 0);
  setText(elementById('refusals-total'), total === 0 ? '' : counted(total, 'connection'));
  elementById('refusals').hidden = total === 0;
  elementById('refusals-empty').hidden = total > 0;
}
