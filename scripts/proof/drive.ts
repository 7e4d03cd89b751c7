import { randomBytes } from 'node:crypto';
import { SeededRandom } from '../class/random.js';
import type { ProofCertificate } from './certificates.js';
import type { SessionResult } from './result.js';
import { runSession, type OwnCut, type SessionTask } from './session.js';

/** Who comes, how many, and where to. */
export interface DriveOptions {
  readonly host: string;
  readonly port: number;
  readonly caCert: string;
  readonly certificates: readonly ProofCertificate[];
  readonly sessions: number;
  /** Sessions at once. At most one of each certificate, so that the token it is given after a cut is its own. */
  readonly atOnce: number;
  /** The part of the clients that think in WORK, 0 to 1. Default 0.5. */
  readonly thinking?: number;
  /** How long they think at most, in milliseconds. Default 2000. */
  readonly thinkMs?: number;
  /**
   * The part of the clients that lose their connection right after their proof, and send it again where they can, 0 to 1: half of them cut
   * it themselves, and come again at once; of the others, the proof is lost with the connection. Default 0.08.
   */
  readonly duplicating?: number;
  /** The part of the clients that cut their connection in WORK, before their proof, and come again later, 0 to 1. Default 0.1. */
  readonly leaving?: number;
  /** How long after its proof, or in WORK, a client cuts at most, in milliseconds. Default 20. */
  readonly cutAfterMs?: number;
  /** How long a client stays away after a cut in WORK: so long a server has to notice it, in milliseconds. Default 500. */
  readonly awayMs?: number;
  /** How long a client goes on without a connection, in seconds. Default 300. */
  readonly reconnect?: number;
  /** The part of its upper bound that a pause can last, 0 to 1: a test has less time than a user. Default 0.1. */
  readonly pauses?: number;
  readonly workTimeout?: number;
  readonly otherTimeout?: number;
  /** Who is who is decided by this seed. Default 1. */
  readonly seed?: number;
  /** Ends all clients when it aborts. The promise then rejects with its reason. */
  readonly signal?: AbortSignal;
  /** Called before each session, which begins when the promise resolves. */
  readonly mayBegin?: (session: number) => Promise<void>;
  readonly onBegun?: (session: number) => void;
  readonly onEnded?: (result: SessionResult) => void;
}

/** Runs all sessions. Resolves to what became of each, in the order of their numbers. */
export async function drive(options: DriveOptions): Promise<readonly SessionResult[]> {
  const { certificates, sessions, atOnce, mayBegin, onBegun, onEnded } = options;
  const taskOf = planner(options);
  const free = [...certificates];
  const results: SessionResult[] = [];
  let next = 0;
  const oneAfterTheOther = async (): Promise<void> => {
    for (;;) {
      const session = next++;
      if (session >= sessions) return;
      await mayBegin?.(session);
      // Whoever was away for longest comes next.
      const certificate = free.shift();
      if (certificate === undefined) throw new Error('There are more sessions at once than certificates.');
      onBegun?.(session);
      const result = await runSession(taskOf(session, certificate));
      free.push(certificate);
      results.push(result);
      onEnded?.(result);
    }
  };
  const width = Math.min(atOnce, certificates.length, sessions);
  await Promise.all(Array.from({ length: width }, oneAfterTheOther));
  return results.sort((a, b) => a.session - b.session);
}

/** Decides what each client does. Its draws do not depend on the order in which sessions begin. */
function planner(options: DriveOptions): (session: number, certificate: ProofCertificate) => SessionTask {
  const { host, port, caCert, signal, seed = 1, pauses = 0.1 } = options;
  const { thinking = 0.5, thinkMs = 2_000 } = options;
  const { reconnect = 300, workTimeout = 1_800, otherTimeout = 30 } = options;
  const run = randomBytes(6).toString('hex');
  return (session, { clientCert, privateKey, fingerprint }) => {
    const random = new SeededRandom(seed + session);
    const thinks = random.float() < thinking;
    const cut = ownCut(random, options);
    return {
      session,
      certificate: fingerprint,
      prefix: `${run}-${session}`,
      // Whoever is to cut before its proof must not be done before.
      thinkMs: thinks || cut?.when === 'before_proof' ? random.between(thinkMs / 4, thinkMs) : 0,
      cut,
      random: () => Math.random() * pauses,
      signal,
      config: {
        ...{ host, ports: [port], caCert, clientCert, privateKey, insecure: false },
        ...{ reconnect, workTimeout, otherTimeout },
      },
    };
  };
}

function ownCut(random: SeededRandom, options: DriveOptions): OwnCut | null {
  const { duplicating = 0.08, leaving = 0.1, cutAfterMs = 20, awayMs = 500 } = options;
  const draw = random.float();
  // Half of them at once: then the proof is under way, and the server has not counted it.
  const afterMs = Math.floor(Math.max(0, random.between(-cutAfterMs, cutAfterMs)));
  if (draw < duplicating / 2) return { when: 'proof_lost', afterMs: 0, pauseMs: 0 };
  if (draw < duplicating) return { when: 'after_proof', afterMs, pauseMs: 0 };
  return draw < duplicating + leaving ? { when: 'before_proof', afterMs, pauseMs: awayMs } : null;
}
