import { setMaxListeners } from 'node:events';
import { BehaviorSubject, filter, firstValueFrom } from 'rxjs';
import { issueClients } from '../../scripts/proof/certificates.js';
import { drive, type DriveOptions } from '../../scripts/proof/drive.js';
import type { SessionResult } from '../../scripts/proof/result.js';
import { testCertificates } from '../support/certificates.js';
import type { Place } from './place.js';
import type { Gate, Progress } from './schedule.js';

export interface ClientsOptions {
  readonly port: number;
  readonly participants: number;
  readonly sessions: number;
  /** Sessions at once. */
  readonly atOnce: number;
  /** How long each client thinks in WORK at most, in milliseconds; at least it is a quarter of it. */
  readonly thinkMs: number;
}

/** The clients of the proof, which begin as far as the gate is open. */
export class Clients implements Gate {
  readonly progress = new BehaviorSubject<Progress>({ begun: 0, ended: 0 });
  /** What became of each session; it rejects when the clients are stopped. */
  readonly results: Promise<readonly SessionResult[]>;
  readonly #opened = new BehaviorSubject(0);
  readonly #over = new AbortController();

  private constructor(options: DriveOptions) {
    // Every client that is under way listens.
    setMaxListeners(0, this.#over.signal);
    this.results = drive({
      ...options,
      signal: this.#over.signal,
      mayBegin: (session) => this.#mayBegin(session),
      onBegun: () => {
        this.#count('begun');
      },
      onEnded: () => {
        this.#count('ended');
      },
    });
    // Whoever waits for the progress is told by it, and not by this.
    this.results.catch(() => null);
  }

  /** Issues their certificates, and starts them. None begins before the gate is open. */
  static async start(place: Place, { participants, ...options }: ClientsOptions): Promise<Clients> {
    const { ca } = testCertificates();
    const certificates = await issueClients(ca, participants, await place.folder('clients'));
    return new Clients({ ...options, host: '127.0.0.1', caCert: ca.certPath, certificates, thinking: 1 });
  }

  open(sessions: number): void {
    this.#opened.next(sessions);
  }

  /** Ends those that are under way. */
  stop(): void {
    this.#over.abort(new Error('The proof is over.'));
    this.#opened.complete();
  }

  async #mayBegin(session: number): Promise<void> {
    await firstValueFrom(this.#opened.pipe(filter((opened) => opened > session)), { defaultValue: 0 });
  }

  #count(what: keyof Progress): void {
    const { value } = this.progress;
    this.progress.next({ ...value, [what]: value[what] + 1 });
  }
}
