import type { Story } from '../status/messages.js';
import { byId, elementById, make, setText } from './dom.js';
import { duration } from './format.js';
import { nameOf } from './rows.js';
import { storyElements } from './story-elements.js';

/** The dialog with the story of one participant. It follows the server while it is open. */
export class StoryView {
  readonly #dialog = byId('story', HTMLDialogElement);
  readonly #body = elementById('story-body');
  readonly #now: () => number;
  #id: string | null = null;
  #shown = '';
  #isLoading = false;
  #isStale = false;

  constructor(now: () => number) {
    this.#now = now;
    byId('story-close', HTMLButtonElement).addEventListener('click', () => {
      this.#dialog.close();
    });
    this.#dialog.addEventListener('close', () => {
      this.#id = null;
    });
    // A click beside the dialog is one on its backdrop.
    this.#dialog.addEventListener('click', ({ target }) => {
      if (target === this.#dialog) this.#dialog.close();
    });
  }

  /** The id of the participant whose story is open; null if none is. */
  get id(): string | null {
    return this.#id;
  }

  open(id: string, name: string): void {
    this.#id = id;
    this.#shown = '';
    setText(elementById('story-title'), name);
    this.#body.replaceChildren(make('p', { class: 'muted', text: 'Loading …' }));
    this.#dialog.showModal();
    elementById('story-title').focus();
    this.refresh();
  }

  /** Asks for the story again. While an answer is awaited, one more question follows it, not many. */
  refresh(): void {
    if (this.#id === null) return;
    this.#isStale = true;
    if (!this.#isLoading) void this.#load();
  }

  /** Shows how long a try has taken that is under way. */
  tick(): void {
    for (const element of this.#body.querySelectorAll<HTMLElement>('[data-started-at]')) {
      setText(element, duration((this.#now() - Number(element.dataset['startedAt'])) / 1000));
    }
  }

  async #load(): Promise<void> {
    this.#isLoading = true;
    while (this.#isStale && this.#id !== null) {
      this.#isStale = false;
      const id = this.#id;
      const story = await fetchStory(id).catch(
        () => 'The story cannot be loaded: the server cannot be reached.',
      );
      if (id !== this.#id) this.#isStale = true;
      else this.#show(story);
    }
    this.#isLoading = false;
  }

  #show(story: Story | string): void {
    if (typeof story === 'string') {
      // What was loaded before stays to be read.
      if (this.#shown === '') this.#body.replaceChildren(make('p', { class: 'empty', text: story }));
      return;
    }
    const text = JSON.stringify(story);
    if (text === this.#shown) return;
    this.#shown = text;
    setText(elementById('story-title'), nameOf(story.participant));
    this.#body.replaceChildren(...storyElements(story, this.#now()));
  }
}

async function fetchStory(id: string): Promise<Story | string> {
  const response = await fetch(`api/participants/${encodeURIComponent(id)}`, { cache: 'no-store' });
  if (response.status === 404) return 'The server does not know this participant any more.';
  if (!response.ok) return `The story cannot be loaded: HTTP status ${response.status}.`;
  return (await response.json()) as Story;
}
