import type { SessionRecord } from '../record.js';
import type { Batch } from './segments.js';

/** A part of a spool that nothing is appended to any more. It is shipped as a whole, and then removed. */
export interface Segment {
  readonly path: string;
}

/** Where records wait for the database: in files, in the order in which they came. */
export interface SpoolStore {
  /** The number of records that wait. */
  readonly waiting: number;
  /** Whether nothing is there, and nothing is being appended. */
  readonly isEmpty: boolean;
  /** Whether what is there is one segment, and fits one batch. */
  readonly isNearlyEmpty: boolean;
  /** Appends these records. Resolves when they are durable. Calls never overlap. */
  append(records: readonly SessionRecord[]): Promise<void>;
  /** Returns the oldest segment; null if there is none. Later records go to another one. */
  oldest(): Promise<Segment | null>;
  /** Streams a segment, in bounded batches. */
  read(segment: Segment): AsyncIterable<Batch>;
  /** Counts records of the oldest segment as shipped. */
  shipped(count: number): void;
  /** Removes the oldest segment. Its records are elsewhere. */
  remove(segment: Segment): Promise<void>;
  /** Forgets the segment if somebody else has taken or removed its file. Returns whether that is so. */
  forgetIfGone(segment: Segment): Promise<boolean>;
  /** Keeps lines that the database refuses, or that are no records, in a file of their own. Resolves when they are durable. */
  setAside(lines: readonly string[]): Promise<void>;
  /** Gives everything back: what still waits is for the next process. */
  close(): Promise<void>;
}
