import type { ConnectionOptions } from 'node:tls';
import type { Certificates } from './certificates.js';
import { Over, type Answers, type Client } from './client.js';

/**
 * What is expected of a client:
 * - `mistake`: it must not pass, and the cause must be named;
 * - `note`: it passes, but a note says what is odd;
 * - `right`: it passes, and nothing is found;
 * - `garbage`: it does not pass, and no cause is claimed;
 * - `tls`: no session begins, the cause is named, and a right client can still come.
 */
export type Kind = 'mistake' | 'note' | 'right' | 'garbage' | 'tls';

/** A client with one mistake, and how to tell whether the tutorial names it. */
export interface Mistake {
  /** As `work.leading-zeros`. */
  readonly id: string;
  readonly kind: Kind;
  /** The step in which its author must look. Null when that is before HELLO, or anywhere. */
  readonly step: string | null;
  /** Matches an explanation that names the true cause. */
  readonly named: RegExp;
  /** Match explanations that are false here, beyond hints that are not `named`. */
  readonly wrong?: readonly RegExp[];
  /** Match hints that are neither the cause nor false. */
  readonly also?: RegExp;
  /** Whether a list of things to check is all that can be said. */
  readonly checklist?: boolean;
  /** Default: 4. */
  readonly nBits?: number;
  /** More options of the server. */
  readonly args?: readonly string[];
  /** Whether it is judged with as many sessions as the tutorial has by itself. Default: one session. */
  readonly allSessions?: boolean;
  /** Plays a whole connection. */
  readonly play: (place: Place) => Promise<Client | null>;
}

/** Where a client comes to. */
export interface Place {
  readonly port: number;
  readonly certificates: Certificates;
  readonly connect: (options?: ConnectionOptions) => Promise<Client>;
}

/** Whether no table of mistakes can know its cause: that none is found, or what is said of any wrong line, is the truth then. */
export function isUnknowable({ kind, named }: Mistake): boolean {
  return kind === 'garbage' || named.source.includes('none of');
}

type More = Partial<Omit<Mistake, 'id' | 'step' | 'named' | 'play'>>;

/** A client whose answers of some kinds are wrong. */
export function answering(
  id: string,
  step: string | null,
  named: RegExp,
  answers: Answers,
  more: More = {},
): Mistake {
  return playing(id, step, named, (client) => client.converse(answers), more);
}

/** A client that connects rightly, and then does this. */
export function playing(
  id: string,
  step: string | null,
  named: RegExp,
  play: (client: Client) => Promise<unknown>,
  more: More = {},
): Mistake {
  return {
    kind: 'mistake',
    ...more,
    ...{ id, step, named },
    play: async ({ connect }) => {
      const client = await connect();
      await untilOver(play(client));
      return client;
    },
  };
}

/** Resolves when this is over, in whatever way the server ends it. */
export async function untilOver(play: Promise<unknown>): Promise<void> {
  await play.catch((thrown: unknown) => {
    if (!(thrown instanceof Over)) throw thrown;
  });
}
