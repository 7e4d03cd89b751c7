import type { Mistake } from '../mistake.js';
import { BODY_FORMS } from './body-forms.js';
import { BODY_INPUTS } from './body-inputs.js';
import { CONSTANTS } from './constants.js';
import { DONE } from './done.js';
import { FRAMING } from './framing.js';
import { GARBAGE } from './garbage.js';
import { HELLO } from './hello.js';
import { RIGHT } from './right.js';
import { TLS } from './tls.js';
import { TURNS } from './turns.js';
import { EMPTY_VALUES, VALUES } from './values.js';
import { WORK_COUNTS } from './work-counts.js';
import { WORK_INPUTS } from './work-inputs.js';
import { WORK_SENT } from './work-sent.js';

/** The whole set. */
export const MISTAKES: readonly Mistake[] = [
  ...FRAMING,
  ...HELLO,
  ...WORK_INPUTS,
  ...WORK_COUNTS,
  ...WORK_SENT,
  ...BODY_INPUTS,
  ...BODY_FORMS,
  ...VALUES,
  ...EMPTY_VALUES,
  ...DONE,
  ...TURNS,
  ...TLS,
  ...CONSTANTS,
  ...RIGHT,
  ...GARBAGE,
];
