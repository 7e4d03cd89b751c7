import { Observable } from 'rxjs';
import type { Server } from 'node:tls';
import type { ListenTarget } from '../config/listen-targets.js';
import type { ServerConfig } from '../config/server-config.js';
import { ignoreLateErrors } from '../lines/ignore-late-errors.js';
import type { Credentials } from '../tls/credentials.js';
import type { Revocations } from '../tls/revocations.js';
import type { BindOptions, Bound } from './accept/bind.js';
import type { AcceptContext, Verified } from './accept/step.js';
import type { ServerEvent } from './events.js';
import type { AdmissionLimits } from './limits/admission-limits.js';
import type { LimitsOptions } from './limits/limits-options.js';
import { Rejection } from './limits/rejection.js';
import type { SessionPlace } from './limits/session-places.js';
import type { SessionsOptions } from './sessions-options.js';
import type { Stopping } from './stopping.js';

// The seams at which a server is divided over several processes. See lib/programs/server/workers/.

/** What the processes of one server share: the limits, who is done, and who has flooded it. */
export interface SharedParts {
  /** Returns the limits. Default: those of this process. */
  readonly limits?: (options: LimitsOptions) => AdmissionLimits;
  /** Whether the limits also say who is done, and the record store commits each client once. Default: `once` is kept here. */
  readonly knowsWhoIsDone?: boolean;
  /** Called with the fingerprint of a certificate that floods this process; null without one. Default: nothing. */
  readonly onFlood?: (fingerprint: string | null) => void;
}

/** Runs the sessions of a server: in this process, or by others. */
export interface SessionHost {
  readonly stopping: Stopping;
  readonly context: Pick<AcceptContext, 'now' | 'config'>;
  readonly wallClock: () => number;
  /** Whether a stop has begun. */
  readonly isStopping: boolean;
  /** Sets the function that returns what is revoked now. */
  setRevocations(revocations: () => Revocations | null): void;
  /** Ends the sessions whose certificate is revoked now. */
  endRevoked(): void;
  /**
   * Replaces the configuration for the clients and sessions that come from now on.
   * @param credentials what the server's have been replaced by; null if they are the same
   */
  setConfig(config: ServerConfig, credentials: Credentials | null): void;
  /** Accepts clients, and runs a session with each. Completes after a stop, when the last session has ended. */
  serve(bound: Bound, server: Server): Observable<ServerEvent>;
}

/** The parts of a server that can be others than the usual ones. */
export interface ServerParts {
  /** Default: they run in this process. */
  readonly createHost?: (config: ServerConfig, options: SessionsOptions) => SessionHost;
  /** Listens. Default: `bindAll`. */
  readonly bind?: (
    targets: readonly ListenTarget[],
    options: BindOptions,
    credentials: Credentials,
  ) => Promise<Bound>;
}

/**
 * Waits for limits that are asked for elsewhere. Nothing is read from the client meanwhile.
 * @param limits get back a place that nobody waits for any more
 * @param admitted returns the events of the client's session or rejection
 */
export function whenAdmitted(
  { socket }: Verified,
  answer: PromiseLike<SessionPlace | Rejection>,
  limits: Pick<AdmissionLimits, 'leaveSession'>,
  admitted: (place: SessionPlace | Rejection) => Observable<ServerEvent>,
): Observable<ServerEvent> {
  ignoreLateErrors(socket);
  return new Observable((subscriber) => {
    let isAnswered = false;
    subscriber.add(() => {
      if (!isAnswered) socket.destroy();
    });
    answer.then(
      (place) => {
        isAnswered = true;
        if (!subscriber.closed) admitted(place).subscribe(subscriber);
        else if (!(place instanceof Rejection)) limits.leaveSession(place);
      },
      // Nobody is there who could answer: the process is about to end.
      () => {
        subscriber.complete();
      },
    );
  });
}
