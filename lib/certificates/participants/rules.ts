/** A person or a team that gets a client certificate. */
export interface Participant {
  /** The common name, and the name of the folder. Unicode, in the form NFC. */
  readonly name: string;
  /** The organizational unit, such as a class; null for none. */
  readonly ou: string | null;
  /** The email address in the certificate; null for none. */
  readonly email: string | null;
}

/** A text that must satisfy a rule: a column of a file, or an option. */
export interface FieldRule {
  /** The end of the sentence "must be …". */
  readonly description: string;
  /** Returns the part of the rule that a text breaks, as in "must not …"; null if it breaks none. */
  readonly broken: (text: string) => string | null;
}

/** X.520 limits both names to this many characters. */
const MAX_NAME_CHARS = 64;
/** File systems limit a name to 255 bytes. The rest is for names beside it. */
const MAX_NAME_BYTES = 200;
const MAX_EMAIL_CHARS = 254;

// Controls, invisible and unassigned characters, lone surrogates, and every space but the ordinary one.
const INVISIBLE = /(?! )[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}]/u;
// What a file system or a shell of some system gives a meaning to.
const FORBIDDEN_IN_FOLDERS = /[/\\:*?"<>|]/;
// The names of devices on Windows, with any extension.
const DEVICE = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)/i;

const VISIBLE = `must have 1 to ${MAX_NAME_CHARS} visible characters, without spaces around them`;

/** The name is also a folder, which may be packed, sent and unpacked on any system. */
export const nameRule: FieldRule = {
  description: `a name for a folder: 1 to ${MAX_NAME_CHARS} visible characters, none of / \\ : * ? " < > |, no dot at either end`,
  broken: (text) => {
    if (!isVisible(text)) return VISIBLE;
    if (Buffer.byteLength(text) > MAX_NAME_BYTES) return `must have at most ${MAX_NAME_BYTES} bytes of UTF-8`;
    if (FORBIDDEN_IN_FOLDERS.test(text))
      return 'must not contain / \\ : * ? " < > |, because it names a folder';
    if (/^[-.]|\.$/.test(text)) return 'must not begin with a dot or a dash, nor end with a dot';
    return DEVICE.test(text) ? 'must not be the name of a device, such as con or nul' : null;
  },
};

export const ouRule: FieldRule = {
  description: `1 to ${MAX_NAME_CHARS} visible characters`,
  broken: (text) => (isVisible(text) ? null : VISIBLE),
};

// The dot-atom of RFC 5322 and a host name: what a certificate can hold, and mail programs accept.
const EMAIL =
  /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)*[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/;
const EMAIL_DESCRIPTION = `an email address in ASCII, such as ada@example.com, of at most ${MAX_EMAIL_CHARS} characters`;

export const emailRule: FieldRule = {
  description: EMAIL_DESCRIPTION,
  broken: (text) =>
    text.length <= MAX_EMAIL_CHARS && EMAIL.test(text) ? null : `must be ${EMAIL_DESCRIPTION}`,
};

/** Returns the text without spaces around it, in the form NFC: macOS takes names apart (NFD). */
export function tidy(text: string): string {
  return text.trim().normalize('NFC');
}

/** Two names with the same key are one folder on some file systems, and one name to a reader. */
export function folderKey(name: string): string {
  // Upper case first: it also unites ß and ss, and the two forms of the small sigma.
  return name.normalize('NFKC').toUpperCase().toLowerCase().normalize('NFKC');
}

function isVisible(text: string): boolean {
  const chars = Array.from(text).length;
  return chars >= 1 && chars <= MAX_NAME_CHARS && text === tidy(text) && !INVISIBLE.test(text);
}
