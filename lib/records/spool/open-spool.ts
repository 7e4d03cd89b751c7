import { join, resolve } from 'node:path';
import type { SchedulerLike } from 'rxjs';
import { milliseconds } from '../../protocol/milliseconds.js';
import type { RecordSink } from '../record-sink.js';
import { unusableSpool } from '../records-errors.js';
import { noticesOf, type SpoolNotice } from './notices.js';
import { SpoolFiles, REFUSED } from './spool-files.js';
import { SpoolingSink } from './spooling-sink.js';
import type { SpoolStatus } from './spool-status.js';

export type { SpoolNotice, SpoolStatus };

/** Options of {@link openSpool}. */
export interface SpoolOptions {
  /** The directory of the spool. It and its missing parents are made with mode 700. Several processes may share it. */
  readonly directory: string;
  /** Called with what an operator has to know. Must not throw. Default: nothing. */
  readonly onNotice?: (notice: SpoolNotice) => void;
  /**
   * Whether a rejection of the sink is about the records themselves, so that others would be taken. Such records are set aside. Default:
   * none is, and everything is tried again.
   */
  readonly isRefusal?: (cause: unknown) => boolean;
  /**
   * Appends records that come from the spool: their sessions have ended, and their clients may have got DONE. Default: as the sink appends
   * all.
   */
  readonly ship?: RecordSink['append'];
  /** The time that the sink has for a batch before it goes to the spool, in seconds. Default 2. */
  readonly deadline?: number;
  /** Times everything. Default: `asyncScheduler`. */
  readonly scheduler?: SchedulerLike;
}

/** A sink with a spool. */
export interface Spool extends RecordSink {
  /** The absolute path of the spool's directory. */
  readonly directory: string;
  /** The paths of what earlier processes have left, the oldest first, as it was when the spool was opened. */
  readonly left: readonly string[];
  /** What stands with the spool. */
  readonly status: () => SpoolStatus;
  /** Ships what earlier processes have left. Until then it stays as it is. */
  readonly start: () => void;
}

/**
 * Puts a spool in front of a sink: a batch that the sink cannot take, or not in time, is durable in files, and shipped later. Takes what
 * processes that run no more have left in the directory. The sink must be idempotent by id. The caller closes the spool, which closes the
 * sink.
 * @throws {ConfigError} `unusable_file`: the directory cannot be used
 */
export async function openSpool(sink: RecordSink, options: SpoolOptions): Promise<Spool> {
  const { onNotice = () => undefined, isRefusal = () => false, ship, deadline, scheduler } = options;
  const directory = resolve(options.directory);
  const files = await SpoolFiles.open(directory).catch((cause: unknown) => {
    throw unusableSpool(directory, cause);
  });
  const notices = noticesOf(directory);
  const spooling = new SpoolingSink(sink, files, {
    ...{ notices, onNotice, isRefusal, refusedFile: join(directory, REFUSED) },
    ...(ship === undefined ? {} : { ship }),
    ...(deadline === undefined ? {} : { deadlineMs: milliseconds(deadline) }),
    ...(scheduler === undefined ? {} : { scheduler }),
  });
  for (const { formerPid } of files.taken) onNotice(notices.taken(files.waiting, formerPid));
  return {
    directory,
    left: files.paths,
    append: (records) => spooling.append(records),
    close: () => spooling.close(),
    status: () => spooling.status,
    start: () => {
      spooling.start();
    },
  };
}
