import type { SessionRecord } from '../../../../records/record.js';
import type { RecordSink } from '../../../../records/record-sink.js';
import type { Channel } from '../channel/channel.js';
import { APPEND } from '../messages/records.js';

/** Gives the records to the primary, which keeps those of all workers in one sink. */
export class ChannelSink implements RecordSink {
  readonly #channel: Channel;

  constructor(channel: Channel) {
    this.#channel = channel;
  }

  async append(records: readonly SessionRecord[]): Promise<void> {
    await this.#channel.ask(APPEND, records);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
