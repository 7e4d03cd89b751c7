import { cutInto } from './cutting.js';
import { endAfter, resetAfter, swallow } from './ending.js';
import type { Effect } from './segments.js';
import { delayBy, delayEnd, limitRate } from './slowing.js';

/** A fault of the wire, by toxiproxy's name for it; `drip` is the kit's own. */
export type ToxicName =
  'latency' | 'bandwidth' | 'slicer' | 'drip' | 'slow_close' | 'limit_data' | 'reset_peer' | 'timeout';

/** A fault of the wire with its settings: an integer for each attribute of its kind. */
export interface Toxic {
  readonly name: ToxicName;
  readonly values: Readonly<Record<string, number>>;
}

/** A setting of a toxic, by toxiproxy's name for it. */
export interface Attribute {
  readonly name: string;
  readonly unit: 'ms' | 'µs' | 'KB/s' | 'bytes';
  readonly min: number;
  readonly max: number;
  /** When it is not given; null when it must be. A function gets the settings so far. */
  readonly fallback: number | null | ((values: Readonly<Record<string, number>>) => number);
}

/** What a fault of the wire is. */
export interface ToxicKind {
  /**
   * Whether a peer that does all right bears it. The others end connections: they are for experiments with one's own client, and a check
   * under them cannot be passed.
   */
  readonly survivable: boolean;
  /** What it does, as a phrase for the help. */
  readonly does: string;
  /** The first one is what `name=value` sets. */
  readonly attributes: readonly Attribute[];
  /** Makes what it does to one direction of a connection. Both directions have it. */
  readonly effect: (value: (attribute: string) => number) => Effect;
}

const SECOND_MS = 1000;
const HOUR_MS = 3600 * SECOND_MS;
const MAX_BYTES = 1_000_000_000;

const ms = (name: string, fallback: number, max: number): Attribute => ({
  ...{ name, unit: 'ms', min: 0, max, fallback },
});

/** The faults of the wire. */
export const TOXICS: Readonly<Record<ToxicName, ToxicKind>> = {
  latency: {
    survivable: true,
    does: 'delays everything, by latency +/- jitter',
    attributes: [ms('latency', 50, 10 * SECOND_MS), ms('jitter', 0, 10 * SECOND_MS)],
    effect: (value) => delayBy(value('latency'), value('jitter')),
  },
  bandwidth: {
    survivable: true,
    does: 'passes on so many kilobytes a second at most',
    attributes: [{ name: 'rate', unit: 'KB/s', min: 1, max: 1_000_000, fallback: 100 }],
    effect: (value) => limitRate(value('rate')),
  },
  slicer: {
    survivable: true,
    does: 'cuts everything into small pieces, with a pause after each',
    attributes: [
      { name: 'average_size', unit: 'bytes', min: 1, max: 1_000_000, fallback: 4 },
      {
        ...{ name: 'size_variation', unit: 'bytes', min: 0, max: 999_999 },
        fallback: ({ average_size = 1 }) => average_size - 1,
      },
      { name: 'delay', unit: 'µs', min: 0, max: 1_000_000, fallback: 0 },
    ],
    effect: (value) => cutInto(value('average_size'), value('size_variation'), value('delay')),
  },
  drip: {
    survivable: true,
    does: 'passes on one byte at a time, each in a TCP segment of its own, with a pause after each',
    // A pause of 0 is as short as it can be: a thousand requests through a longer one take minutes on a busy machine.
    attributes: [{ name: 'delay', unit: 'µs', min: 0, max: 1_000_000, fallback: 0 }],
    effect: (value) => cutInto(1, 0, value('delay')),
  },
  slow_close: {
    survivable: true,
    does: 'delays the end of each side',
    attributes: [ms('delay', 500, 10 * SECOND_MS)],
    effect: (value) => delayEnd(value('delay')),
  },
  limit_data: {
    survivable: false,
    does: 'ends the connection after so many bytes of one side',
    attributes: [{ name: 'bytes', unit: 'bytes', min: 0, max: MAX_BYTES, fallback: null }],
    effect: (value) => endAfter(value('bytes')),
  },
  reset_peer: {
    survivable: false,
    does: 'resets the connection so long after its first byte, which is lost',
    attributes: [ms('timeout', 0, HOUR_MS)],
    effect: (value) => resetAfter(value('timeout')),
  },
  timeout: {
    survivable: false,
    does: 'passes nothing on, and ends the connection after so long; 0: never',
    attributes: [ms('timeout', 0, HOUR_MS)],
    effect: (value) => swallow(value('timeout')),
  },
};

/** The names of all toxics, in the order of the help. */
export const TOXIC_NAMES = Object.keys(TOXICS) as readonly ToxicName[];

/** Returns the effect of a toxic on one direction. */
export function effectOf({ name, values }: Toxic): Effect {
  return TOXICS[name].effect((attribute) => values[attribute] ?? 0);
}

/** Faults of the wire, and the seed of their random choices. */
export interface WireFaults {
  readonly toxics: readonly Toxic[];
  readonly seed: number;
}

/** Faults of the wire take time: a check through them gets so many times its limit. */
export const WIRE_TIME_FACTOR = 3;
