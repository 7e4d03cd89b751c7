import type { KeyObject, X509Certificate } from 'node:crypto';
import type { CrlContents } from '../crl.js';

/** One thing in a file. */
export type Item =
  | { readonly kind: 'certificate'; readonly certificate: X509Certificate }
  | { readonly kind: 'key'; readonly key: KeyObject; readonly encrypted: boolean }
  /** `problem`: its password did not open it; null if none was given. */
  | { readonly kind: 'locked-key'; readonly problem: string | null }
  | { readonly kind: 'crl'; readonly crl: CrlContents; readonly der: Uint8Array; readonly label: string }
  | {
      readonly kind: 'p12';
      readonly certificates: readonly X509Certificate[];
      readonly keys: readonly KeyObject[];
    }
  | { readonly kind: 'locked-p12'; readonly problem: string | null }
  | { readonly kind: 'broken'; readonly what: string };

/** Returns the password of a file; null if there is none. It is called at most once for each file, and only for what is encrypted. */
export type AskPassword = () => Promise<string | null>;
