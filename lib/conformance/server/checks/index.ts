import type { Section } from '../../engine/sections.js';
import type { ServerCheck } from '../server-check.js';
import { CHECKSUM_CHECKS } from './checksums.js';
import { FAIL_CHECKS } from './fail.js';
import { FRAMING_CHECKS } from './framing.js';
import { HELLO_CHECKS } from './hello.js';
import { LOAD_CHECKS } from './load.js';
import { RECORD_CHECKS } from './records.js';
import { SESSION_CHECKS } from './session.js';
import { STOP_CHECKS } from './stop.js';
import { TIME_CHECKS } from './time.js';
import { TLS_CHECKS } from './tls.js';
import { WORK_CHECKS } from './work.js';

/** Every check of a server, in the order of the report: those that end the server are the last. */
export const SERVER_CHECKS: readonly ServerCheck[] = withAnchors([
  ...SESSION_CHECKS,
  ...HELLO_CHECKS,
  ...WORK_CHECKS,
  ...CHECKSUM_CHECKS,
  ...FRAMING_CHECKS,
  ...FAIL_CHECKS,
  ...TLS_CHECKS,
  ...TIME_CHECKS,
  ...LOAD_CHECKS,
  ...RECORD_CHECKS,
  ...STOP_CHECKS,
]);

/** Sections that clients have too, with other rules: where docs/protocol.md has those of a server. */
function withAnchors(checks: readonly ServerCheck[]): readonly ServerCheck[] {
  const anchors: Partial<Record<Section, string>> = {
    session: 'the-conversation',
    work: 'the-proof-of-work',
    fail: 'when-it-fails',
    tls: 'tls',
    run: 'when-it-fails',
  };
  return checks.map((check) => {
    const anchor = check.anchor ?? anchors[check.section];
    return anchor === undefined ? check : { ...check, anchor };
  });
}
