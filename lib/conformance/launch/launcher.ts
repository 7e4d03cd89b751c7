/** Where the program under test connects to, and what it shows of itself: the placeholders of its command line. */
export interface Target {
  readonly host: string;
  readonly port: number;
  /** The paths of PEM files: the CA to trust, the certificate of the client, and its key (PKCS #8). */
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

/** Why the kit ended a program itself. */
export type Overrun = 'memory' | 'output';

/** How a program ended. */
export interface Exit {
  /** Its exit code; null when a signal ended it, or when it could not be started. */
  readonly code: number | null;
  readonly signal: string | null;
  /** The limit that it broke, so that the kit killed it; null otherwise. */
  readonly overrun: Overrun | null;
  /** Why it could not be started, or null. */
  readonly failedToStart: string | null;
  /** The names of the processes that it has left running, escaped; undefined where the system does not tell. */
  readonly left?: readonly string[];
}

/** A program that was started. */
export interface Running {
  /** Resolves when it has ended and its output is complete. Never rejects. */
  readonly exited: Promise<Exit>;
  /** What it wrote so far, up to the limit of the launcher. */
  readonly stdout: () => Buffer;
  readonly stderr: () => Buffer;
  /** Sends a signal to it and all that it has started. */
  readonly kill: (signal: NodeJS.Signals) => void;
}

/** Starts the program under test, once for each session. */
export interface Launcher {
  /** Whether clients come by themselves, so that only their connections can be judged. Default: false. */
  readonly comesByItself?: boolean;
  readonly start: (target: Target) => Running;
  /** Whether this end means that the program has reached DONE. Null when that cannot be told from its end. */
  readonly isSuccess: (exit: Exit, stdout: Buffer, stderr: Buffer) => boolean | null;
}
