import { ProtocolError, ValidationError } from '../../lib/protocol/errors.js';
import { peerLeft, timedOut } from '../../lib/protocol/failures.js';

/** The errors by which simulated sessions fail, as a server makes them. */
export const protocolErrors = {
  wrongHello: () =>
    new ProtocolError(
      'wrong_answer',
      'Expected exactly HELLOBACK. The line ended with CR LF: end it with LF alone.',
    ),
  suffix: () =>
    new ValidationError('invalid_suffix', 'Invalid suffix: SHA-256 of token + suffix has too few zero bits.'),
  checksum: () => new ValidationError('invalid_checksum', 'Invalid checksum.'),
  slow: (step: string) => timedOut(step, 6),
  left: () => peerLeft(),
};
