import { join } from 'node:path';
import { userInfo } from 'node:os';
import { ROOT } from '../programs.js';

/** The folder of the documented files. */
export const DEPLOY = join(ROOT, 'docs', 'deploy');

/** Only root can give up its rights. */
export const IS_ROOT = userInfo().uid === 0;
