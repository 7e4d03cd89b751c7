import test from 'ava';
import { CLIENT_CHECKS } from '../../../lib/conformance/client/checks/index.js';
import type { Behaviour } from '../../support/conformance/behaviour.js';
import { CORRECT } from '../../support/conformance/correct-client.js';
import { passes, removePki } from '../../support/conformance/play-client.js';

test.after.always(removePki);

/** Other ways to do it that are as right. */
const OTHER_WAYS: Readonly<Record<string, Partial<Behaviour>>> = {
  'empty values, without the space': {
    answer: async (command, memory, behaviour, stop) =>
      command.kind === 'request'
        ? behaviour.checksum(memory.token, command.randomString, behaviour)
        : CORRECT.answer(command, memory, behaviour, stop),
  },
  'empty values, with the space': { value: () => '' },
  'values of 934 bytes': { value: () => 'v'.repeat(934) },
  'suffixes with spaces, and of more than ASCII': { candidate: (nth) => ` ${nth} ✓ ` },
  'suffixes of 999 bytes': { candidate: (nth) => String(nth).padStart(999, '-') },
  'more work than it is asked for': {
    fits: (digest, nBits) => CORRECT.fits(digest, Math.min(nBits + 3, 64)),
  },
  'it waits until the server has closed': {
    afterOk: (socket) =>
      new Promise((resolve) => {
        socket.on('end', () => {
          socket.end();
        });
        socket.on('close', () => {
          resolve();
        });
      }),
  },
  'it closes without close_notify': { afterOk: () => Promise.resolve() },
};

const PLAYED = CLIENT_CHECKS.filter(
  ({ section, patient }) =>
    ['session', 'work', 'turns', 'values', 'run'].includes(section) && patient !== true,
);

for (const [way, behaviour] of Object.entries(OTHER_WAYS)) {
  for (const check of PLAYED) test(`${way}: ${check.id}`, passes, check, behaviour);
}
