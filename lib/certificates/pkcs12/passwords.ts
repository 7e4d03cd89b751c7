import { randomInt } from 'node:crypto';

/** No letters that look like digits or like each other: people type it. */
const LETTERS = '0123456789abcdefghjkmnpqrstvwxyz';
const GROUPS = 4;
const GROUP_LETTERS = 5;

const MIN_CHARS = 8;
const MAX_CHARS = 128;

/** A random password needs no slow hash; one that a person chose does. */
export const ROUNDS = { random: 2048, chosen: 10_000 };

/** Returns a password of 100 random bits, such as `k3v9q-0xwz7-m4t1d-8hbe2`. */
export function randomPassword(): string {
  const group = (): string =>
    Array.from({ length: GROUP_LETTERS }, () => LETTERS[randomInt(LETTERS.length)] ?? '').join('');
  return Array.from({ length: GROUPS }, group).join('-');
}

export const PASSWORD_RULE = `${MIN_CHARS} to ${MAX_CHARS} printable ASCII characters`;

export function isPassword(text: string): boolean {
  return text.length >= MIN_CHARS && text.length <= MAX_CHARS && /^[ -~]*$/.test(text);
}
