export { ceilingOf, IN_TIME, probabilityInTime, SLOWEST_CLIENT } from './ceiling.js';
export { CHANGE_INTERVAL_MS, decide, targetAt } from './decide.js';
export {
  DIFFICULTY_CAUSES,
  type Difficulty,
  type DifficultyCause,
  type DifficultyChange,
} from './difficulty.js';
export { FollowedDifficulty } from './followed-difficulty.js';
export { LocalDifficulty } from './local-difficulty.js';
export { settingsOf, withinSettings, type DifficultySettings } from './settings.js';
export { WorkLoad } from './work-load.js';
