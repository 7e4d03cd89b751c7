/** What a warning about credentials can be about. A closed list; docs/operations.md explains each. */
export const CREDENTIALS_WARNINGS = [
  'key_exposed',
  'certificate_is_ca',
  'certificate_ends',
  'ca_ends',
  'crl_missing',
  'crl_ends',
  'crl_outdated',
  'crl_ignored',
] as const;

/** What a warning about credentials is about; one of {@link CREDENTIALS_WARNINGS}. */
export type CredentialsWarningCode = (typeof CREDENTIALS_WARNINGS)[number];

/** Something about credentials in use that an operator has to put right. */
export interface CredentialsWarning {
  readonly code: CredentialsWarningCode;
  /** The certificate, CA or file that it is about. A later warning with the same code and subject is the same, with newer words. */
  readonly subject: string;
  /** What is wrong and what to do, in one or two sentences. Escaped. */
  readonly message: string;
  /** Whether clients are already refused, or revocations missing. */
  readonly isUrgent: boolean;
  /** Whether it is said again every day, and not only when the credentials were read. */
  readonly isDaily: boolean;
}

/** Returns a date and time for a message, such as `2026-05-01 08:00 UTC`. */
export function timeText(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
