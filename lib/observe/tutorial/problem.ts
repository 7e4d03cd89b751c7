/** Why a connection did not become a session, for the author of the client. Each text is one or more sentences, and safe for a terminal. */
export interface Problem {
  readonly found: string;
  /** What to do. */
  readonly instead: string;
  /** Whether the client refuses the certificate of the server: then its names are shown. */
  readonly refusesServer?: true;
}
