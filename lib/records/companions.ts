import { dirname } from 'node:path';
import type { SchedulerLike } from 'rxjs';
import { systemErrorText } from '../protocol/system-errors.js';
import { FreeSpace, type Space, type SpaceNotice } from './free-space.js';
import { takeLeftMarks } from './left-marks.js';
import { showPath } from '../protocol/escape.js';
import { RunMark } from './run-mark.js';
import type { SessionRecords } from './session-records.js';

/** Options of what stands beside a records file. */
export interface CompanionOptions {
  /** Refuse new sessions (`no_space`) while less than this is free on the file's disk, in bytes. Default 0: never. */
  readonly minFreeBytes?: number;
  /** Called when space runs short, hourly while it is, and when it is there again. Must not throw. Default: nothing. */
  readonly onSpace?: (notice: SpaceNotice) => void;
  /** The time of the looks at the disk. Default: `asyncScheduler`. */
  readonly scheduler?: SchedulerLike;
}

/** What stands beside a records file until its store is closed. */
export interface Accompanied {
  /** Warnings for the operator, already escaped. */
  readonly warnings: readonly string[];
  /** Changes `minFreeBytes`, and looks at the disk at once. */
  readonly setMinFreeBytes: (bytes: number) => void;
  /** What the last look at the disk has found. */
  readonly space: () => Space;
}

/**
 * Puts a watch of the free space and a mark of this run beside the records file, and reads the marks that earlier runs have left. The store
 * closes them.
 */
export async function accompany(
  records: SessionRecords,
  path: string,
  { minFreeBytes = 0, onSpace = () => undefined, scheduler }: CompanionOptions,
): Promise<Accompanied> {
  const space = new FreeSpace({
    directory: dirname(path),
    minBytes: minFreeBytes,
    onNotice: onSpace,
    ...(scheduler === undefined ? {} : { scheduler }),
  });
  await space.start();
  const warnings = await takeLeftMarks(path);
  const mark = await markOf(path, () => records.openSessions, warnings);
  records.accompany({
    ...(mark === null ? {} : { onChange: mark.changed }),
    shortage: () => space.shortage(),
    close: async () => {
      space.close();
      await mark?.close();
    },
  });
  return {
    warnings,
    setMinFreeBytes: (bytes) => {
      space.setMinBytes(bytes);
    },
    space: () => space.space,
  };
}

/** A directory that takes no new file is no reason not to start: the records file is there. */
async function markOf(path: string, count: () => number, warnings: string[]): Promise<RunMark | null> {
  try {
    return await RunMark.create(path, count);
  } catch (error) {
    const why = systemErrorText(error);
    warnings.push(`A crash of this server will leave no mark beside ${showPath(path)}: ${why}.`);
    return null;
  }
}
