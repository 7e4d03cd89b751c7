import type { ReadyAnswers } from './answers.js';

// No real person: the names are made up, the domains are reserved for examples, and the number is reserved for advertisements.
const PERSON: ReadonlyMap<string, string> = new Map([
  ['FULL_NAME', 'Robin Example'],
  ['EMAIL1', 'robin@example.com'],
  ['EMAIL2', 'robin.example@example.org'],
  ['SOCIAL', '987-65-4320'],
  ['BIRTHDATE', '01.04.1990'],
  ['COUNTRY', 'Iceland'],
  ['ADDR_LINE1', '12 Sample Street'],
  ['ADDR_LINE2', '101 Reykjavik'],
]);

/** Returns the answers of a made-up person, always the same. Any other body name gets a made-up value. */
export const sampleAnswers: ReadyAnswers = (name) => PERSON.get(name) ?? `Sample answer to ${name}`;
