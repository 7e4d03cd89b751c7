/** One element of DER (X.690): its tag, its contents, and the bytes of both. */
export interface DerElement {
  readonly tag: number;
  readonly contents: Buffer;
  readonly whole: Buffer;
}

/** The tags of the types that certificates and CRLs have. */
export const TAG = {
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  oid: 0x06,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  /** The context-specific, constructed tags [0], [2] and [3]. */
  context0: 0xa0,
  context2: 0xa2,
  context3: 0xa3,
} as const;

/** The bytes are not DER, or not of the expected type. */
export class DerError extends Error {}

/** Elements need a length of at most four bytes: files are smaller than 4 MiB. */
const MAX_LENGTH_BYTES = 4;

/** Reads the first element. @throws {DerError} */
export function readElement(bytes: Buffer): DerElement {
  const [tag, first] = bytes;
  if (tag === undefined || first === undefined) throw new DerError('It is too short.');
  // Tags of several bytes occur nowhere here.
  if ((tag & 0x1f) === 0x1f) throw new DerError('It has an unknown tag.');
  if (first < 0x80) return slice(bytes, tag, 2, first);
  const lengthBytes = first & 0x7f;
  if (lengthBytes === 0 || lengthBytes > MAX_LENGTH_BYTES || bytes.length < 2 + lengthBytes) {
    throw new DerError('It has a wrong length.');
  }
  return slice(bytes, tag, 2 + lengthBytes, bytes.readUIntBE(2, lengthBytes));
}

/** Reads elements that follow each other, to the end of the bytes. @throws {DerError} */
export function* readElements(bytes: Buffer): Generator<DerElement, undefined> {
  for (let rest = bytes; rest.length > 0;) {
    const element = readElement(rest);
    yield element;
    rest = rest.subarray(element.whole.length);
  }
}

/** Returns the contents of an element that must have this tag. @throws {DerError} */
export function contentsOf(element: DerElement | undefined, tag: number): Buffer {
  if (element?.tag !== tag) throw new DerError('It has an unexpected type.');
  return element.contents;
}

/** Returns the elements of a sequence. @throws {DerError} */
export function sequenceOf(element: DerElement | undefined): DerElement[] {
  return [...readElements(contentsOf(element, TAG.sequence))];
}

/** Returns the bytes of a BIT STRING; the last one may have unused bits. @throws {DerError} */
export function bitsOf(element: DerElement | undefined): Buffer {
  const contents = contentsOf(element, TAG.bitString);
  if (contents.length === 0) throw new DerError('It has an empty bit string.');
  return contents.subarray(1);
}

/** Returns the bytes of a BIT STRING that has no unused bits. @throws {DerError} */
export function bytesOf(element: DerElement | undefined): Buffer {
  const bytes = bitsOf(element);
  if (element?.contents[0] !== 0) throw new DerError('It has unused bits.');
  return bytes;
}

function slice(bytes: Buffer, tag: number, from: number, length: number): DerElement {
  const end = from + length;
  if (end > bytes.length) throw new DerError('It is cut off.');
  return { tag, contents: bytes.subarray(from, end), whole: bytes.subarray(0, end) };
}
