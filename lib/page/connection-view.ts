import { byId, elementById, setData, setText } from './dom.js';
import { clock, duration } from './format.js';
import type { Connection } from './live.js';

const WORDS = { connecting: 'Connecting', live: 'Live', lost: 'Not connected' } as const;

/** Shows what stands with the connection: a word in the head, and while it is lost a banner. */
export class ConnectionView {
  #connection: Connection = { state: 'connecting' };
  #wasLive = false;

  constructor(onRetry: () => void) {
    byId('banner-retry', HTMLButtonElement).addEventListener('click', onRetry);
  }

  show(connection: Connection): void {
    const before = this.#connection.state;
    this.#connection = connection;
    setData(document.body, 'connection', connection.state);
    setText(elementById('connection-word'), WORDS[connection.state]);
    elementById('banner').hidden = connection.state !== 'lost';
    // What is said aloud is said once, not at each attempt.
    if (connection.state === 'lost') {
      const title = this.#wasLive
        ? `Connection lost at ${clock(connection.since)}. The figures are of that time.`
        : 'There is no connection to the server yet.';
      setText(elementById('banner-title'), title);
      setText(elementById('banner-why'), connection.why);
      if (before !== 'lost') setText(elementById('announce-connection'), title);
    } else if (connection.state === 'live') {
      if (before === 'lost')
        setText(elementById('announce-connection'), 'Connected again. The figures are live.');
      this.#wasLive = true;
    }
    this.tick();
  }

  /** Counts down to the next attempt. */
  tick(): void {
    if (this.#connection.state !== 'lost') return;
    const seconds = Math.ceil((this.#connection.retryAt - Date.now()) / 1000);
    setText(elementById('banner-next'), seconds > 0 ? `Next try in ${duration(seconds)}.` : 'Trying …');
  }
}
