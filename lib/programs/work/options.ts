import { toUsage, type Usage } from '../../config/usage.js';
import { toWorkRequest, WORK, type WorkRequest } from './request.js';

/** What tlslp-work has to do about its arguments. Never rejects, writes nothing. */
export async function parseWorkArguments(
  argv: readonly string[],
  columns?: number,
): Promise<Usage<WorkRequest>> {
  // Two plain words need no parser, and loading one takes longer than easy work.
  if (argv.length === 2 && !argv.some((word) => word.startsWith('-'))) {
    return toUsage(WORK, () => toWorkRequest(argv, {}));
  }
  const { parseWorkCommand } = await import('./command.js');
  return parseWorkCommand(argv, columns);
}
