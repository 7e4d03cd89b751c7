/** Elements of DER (X.690), by hand: also those that no tool makes. */

const SET = 0x31;
const PRINTABLE_STRING = 0x13;

/** An element with this tag. */
export function element(tag: number, ...contents: readonly Buffer[]): Buffer {
  const bytes = Buffer.concat(contents);
  const { length } = bytes;
  const header = length < 0x80 ? [tag, length] : [tag, 0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from(header), bytes]);
}

export const sequence = (...elements: readonly Buffer[]): Buffer => element(0x30, ...elements);
export const set = (...elements: readonly Buffer[]): Buffer => element(SET, ...elements);
export const text = (tag: number, value: string): Buffer => element(tag, Buffer.from(value));
export const printable = (value: string): Buffer => text(PRINTABLE_STRING, value);
/** A small one, from 0 to 127. */
export const integer = (value: number): Buffer => element(0x02, Buffer.of(value));
/** By the hexadecimal contents. */
export const oid = (contents: string): Buffer => element(0x06, Buffer.from(contents, 'hex'));
export const BOOLEAN = { true: element(0x01, Buffer.of(0xff)) };

/** A name of one attribute. */
export function name(type: string, value: string | Buffer): Buffer {
  return sequence(set(sequence(oid(type), typeof value === 'string' ? printable(value) : value)));
}
