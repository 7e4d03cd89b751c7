import { arrange, elementById, make, setData, setText } from './dom.js';
import type { Fact } from './health.js';

interface FactElements {
  readonly root: HTMLElement;
  readonly value: HTMLElement;
  readonly detail: HTMLElement;
}

const elements = new Map<string, FactElements>();

function elementsOf(label: string): FactElements {
  const known = elements.get(label);
  if (known !== undefined) return known;
  const value = make('span', { class: 'fact-value' });
  const detail = make('span', { class: 'fact-detail' });
  const root = make('div', { class: 'fact' }, make('dt', { text: label }), make('dd', {}, value, detail));
  const made = { root, value, detail };
  elements.set(label, made);
  return made;
}

/** Shows the facts of the server's health. */
export function showHealth(facts: readonly Fact[]): void {
  const roots = facts.map((fact) => {
    const { root, value, detail } = elementsOf(fact.label);
    setData(root, 'level', fact.level);
    setText(value, fact.value);
    setText(detail, fact.detail);
    return root;
  });
  arrange(elementById('health'), roots);
}
