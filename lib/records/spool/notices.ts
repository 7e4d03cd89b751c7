import { showPath } from '../../protocol/escape.js';

/** What an operator has to know about a spool. */
export interface SpoolNotice {
  /**
   * `began`: records go to the spool from now on. `lasts`: they still do, every ten minutes. `shipped`: all are in the database.
   * `refused`: the database refuses records for what is in them. `foreign`: lines of the spool are no records. `taken`: an earlier process
   * has left records. `left`: records stay for the next start. `trouble`: the spool's own files have a problem. `away`: the database is
   * away at the start. `others`: records are left for another database.
   */
  readonly kind:
    'began' | 'lasts' | 'shipped' | 'refused' | 'foreign' | 'taken' | 'left' | 'trouble' | 'away' | 'others';
  /** Whether an operator has to act. */
  readonly isUrgent: boolean;
  /** One or two sentences, already escaped. No record's content. */
  readonly message: string;
}

/** Returns the notices of the spool in this directory. */
export function noticesOf(directory: string) {
  const where = showPath(directory);
  return {
    away: (database: string, why: string): SpoolNotice => ({
      kind: 'away',
      isUrgent: true,
      message: `The database ${database} is away: ${why}. Records go to the spool ${where} until it is back; it is checked then.`,
    }),
    others: (place: string): SpoolNotice => ({
      kind: 'others',
      isUrgent: false,
      message: `An earlier run of the server has left records for another database in ${showPath(place)}. Bring them there with \`tlslp-records ship\`.`,
    }),
    began: (why: string): SpoolNotice => ({
      kind: 'began',
      isUrgent: true,
      message: `Records wait in the spool ${where}: the database cannot take them (${why}). Clients still get DONE.`,
    }),
    lasts: (waiting: number, seconds: number, why: string): SpoolNotice => ({
      kind: 'lasts',
      isUrgent: true,
      message: `${records(waiting)} in the spool ${where} for ${duration(seconds)} now: the database cannot take them (${why}).`,
    }),
    shipped: (count: number, seconds: number): SpoolNotice => ({
      kind: 'shipped',
      isUrgent: false,
      message: `The spool is empty after ${duration(seconds)}: ${shippedText(count)} in the database.`,
    }),
    refused: (count: number, file: string, why: string): SpoolNotice => ({
      kind: 'refused',
      isUrgent: true,
      message:
        `The database refuses ${count === 1 ? 'a record' : `${count} records`} for what is in it (${why}). ` +
        `It is kept in ${showPath(file)}. Find out why, and bring it in with \`tlslp-records ship\`.`,
    }),
    foreign: (count: number, file: string): SpoolNotice => ({
      kind: 'foreign',
      isUrgent: false,
      message:
        `${count === 1 ? 'A line of the spool is no record' : `${count} lines of the spool are no records`}, ` +
        `as a crash or a full disk leaves them. They are kept in ${showPath(file)}.`,
    }),
    taken: (waiting: number, pid: number): SpoolNotice => ({
      kind: 'taken',
      isUrgent: false,
      message: `An earlier run of the server (process ${pid}) has left records in the spool. ${records(waiting)} there in all; they are shipped now.`,
    }),
    left: (waiting: number): SpoolNotice => ({
      kind: 'left',
      isUrgent: true,
      message: `${records(waiting)} in the spool ${where}. The next start of a server with this spool ships them, or \`tlslp-records ship\`.`,
    }),
    trouble: (why: string): SpoolNotice => ({
      kind: 'trouble',
      isUrgent: true,
      message: `The spool ${where} cannot be shipped: ${why}.`,
    }),
  };
}

export type SpoolNotices = ReturnType<typeof noticesOf>;

function records(count: number): string {
  return count === 1 ? '1 record waits' : `${count} records wait`;
}

function shippedText(count: number): string {
  return count === 1 ? '1 record is' : `${count} records are`;
}

function duration(seconds: number): string {
  return seconds < 100 ? `${seconds.toFixed(1)} s` : `${Math.round(seconds / 60)} min`;
}
