import { connect } from 'node:net';
import { systemErrorText } from '../../protocol/system-errors.js';
import type { Endpoint } from './endpoint.js';

const TOO_LATE = 'none within the time limit';

/** Connects and leaves at once. Resolves to null if somebody accepts connections there, else to why not, in a few words. */
export function whyUnreachable({ host, port }: Endpoint, signal?: AbortSignal): Promise<string | null> {
  return new Promise((resolve) => {
    if (signal?.aborted === true) {
      resolve(TOO_LATE);
      return;
    }
    const socket = connect({ host, port, ...(signal === undefined ? {} : { signal }) });
    socket.on('connect', () => {
      socket.destroy();
      resolve(null);
    });
    socket.on('error', (error) => {
      resolve(signal?.aborted === true ? TOO_LATE : systemErrorText(error));
    });
  });
}
