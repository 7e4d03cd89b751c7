import { defineOption, defineSwitch } from './option-table.js';
import { countRule, timeoutRule } from './rules.js';
import { CHALLENGE } from './shared-options.js';

/** The options of the tutorial. docs/tutorial.md. */
export const TUTORIAL_OPTIONS = {
  /** Run a deterministic session and explain each step; then one with fresh secrets; then exit. Default false. */
  tutorial: defineSwitch({
    flag: '--tutorial',
    group: CHALLENGE,
    help: 'Run two sessions, explain each step, then exit.',
    details:
      'In the first session, the token, the random string and the order are fixed; `--token` and `--random-string` set others. In each other session, both are fresh. `--n-bits` and `--body-names` apply to all. The server requests each body name once and sends no random FAIL, so another `--requests` and a `--fail-rate` above 0 are refused. It keeps no answers without `--records`. It sends a command only after the client has been silent for a moment: 0.3 s before HELLO, 0.1 s before the others.',
    needsRestart: true,
  }),
  /** In tutorial mode, the number of sessions to pass: the first has fixed secrets, each other fresh ones. Default 2. */
  tutorialSessions: defineOption<number>({
    flag: '--tutorial-sessions',
    valueName: 'number',
    rule: countRule,
    defaultValue: 2,
    group: CHALLENGE,
    help: 'The number of sessions that pass the tutorial.',
    details:
      'Every session after the first has a fresh token and fresh random strings, which a client with built-in answers fails. With 1, there is only the first session. A connection that leaves before HELLO is no session.',
    needsRestart: true,
  }),
  /** In tutorial mode, how long the server waits for a session to begin, in seconds. Default 600. */
  tutorialTimeout: defineOption<number>({
    flag: '--tutorial-timeout',
    valueName: 'seconds',
    rule: timeoutRule,
    defaultValue: 600,
    group: CHALLENGE,
    help: 'How long the tutorial waits for each of its sessions to begin.',
    details:
      'It runs from the start of the server, and again from the end of each passed session, to the next HELLO. When it passes, the server says what it waited for and exits with 1. Connections that do not become a session do not extend it.',
    needsRestart: true,
  }),
};
