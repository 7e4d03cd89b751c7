import { Channel } from '../../lib/programs/server/workers/channel/channel.js';
import type { Port } from '../../lib/programs/server/workers/channel/port.js';

/** One end of a pipe in memory. What is sent crosses as JSON, as between processes. */
class End implements Port {
  other: End | null = null;
  /** The batches that were sent. */
  readonly sent: unknown[][] = [];
  #take: (message: unknown) => void = () => undefined;
  #closed: () => void = () => undefined;

  send(message: unknown, sent: () => void): void {
    const text = JSON.stringify(message);
    this.sent.push(JSON.parse(text) as unknown[]);
    setImmediate(() => {
      sent();
      this.other?.take(JSON.parse(text));
    });
  }

  take(message: unknown): void {
    this.#take(message);
  }

  onMessage(take: (message: unknown) => void): void {
    this.#take = take;
  }

  onClosed(closed: () => void): void {
    this.#closed = closed;
  }

  close(): void {
    this.#closed();
  }
}

/** Two channels that are connected in memory. */
export interface ConnectedChannels {
  readonly primary: Channel;
  readonly worker: Channel;
  /** The batches that the worker has sent. */
  readonly sent: readonly unknown[][];
  /** What handlers have thrown. */
  readonly faults: unknown[];
  /** The worker is gone. */
  readonly close: () => void;
}

export function connectedChannels(): ConnectedChannels {
  const [one, two] = [new End(), new End()];
  one.other = two;
  two.other = one;
  const faults: unknown[] = [];
  const onFault = (thrown: unknown): void => {
    faults.push(thrown);
  };
  return {
    primary: new Channel(one, onFault),
    worker: new Channel(two, onFault),
    sent: two.sent,
    faults,
    close: () => {
      one.close();
    },
  };
}
