import { toUsage, type Usage } from '../../config/usage.js';
import { toWorkRequest, WORK, type WorkRequest } from './request.js';

/** Parses the arguments of tlslp-work. Never rejects, and writes nothing. */
export async function parseWorkArguments(
  argv: readonly string[],
  columns?: number,
): Promise<Usage<WorkRequest>> {
  // Two plain words need no parser. Loading it takes longer than easy work.
  if (argv.length === 2 && !argv.some((word) => word.startsWith('-'))) {
    return toUsage(WORK, () => toWorkRequest(argv, {}));
  }
  const { parseWorkCommand } = await import('./command.js');
  return parseWorkCommand(argv, columns);
}
