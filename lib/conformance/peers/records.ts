import { createCipheriv, createHmac } from 'node:crypto';

/** The cipher that a client with records of its own has to offer alone. */
export const CIPHER = 'TLS_AES_128_GCM_SHA256';

const ALERT = 21;
const HANDSHAKE = 22;
const APPLICATION_DATA = 23;
const KEY_UPDATE = 24;
const HEADER_BYTES = 5;
const TAG_BYTES = 16;

/**
 * Encrypts the records of one side of a TLS 1.3 connection: RFC 8446, sections 5 and 7. Node writes no KeyUpdate, and cuts no line into
 * records as small as a test likes.
 */
export class RecordWriter {
  #secret: Buffer;
  #key: Buffer;
  #iv: Buffer;
  #sequence: number;

  /**
   * @param secret the side's first traffic secret, from a `keylog` event
   * @param written how many records that side has written with it; 0 when not given
   */
  constructor(secret: Buffer, written = 0) {
    this.#secret = secret;
    this.#sequence = written;
    [this.#key, this.#iv] = keysOf(secret);
  }

  /** Returns one record of application data, with so many bytes of padding. */
  data(bytes: string | Buffer, padding = 0): Buffer {
    return this.#record(APPLICATION_DATA, Buffer.from(bytes), padding);
  }

  /** Returns one record for each byte. */
  bytewise(text: string | Buffer): Buffer {
    return Buffer.concat([...Buffer.from(text)].map((byte) => this.data(Buffer.of(byte))));
  }

  /** Returns a KeyUpdate. The records after it have the new key. */
  keyUpdate(requestsUpdate: boolean): Buffer {
    const record = this.#record(HANDSHAKE, Buffer.of(KEY_UPDATE, 0, 0, 1, requestsUpdate ? 1 : 0), 0);
    this.#secret = expandLabel(this.#secret, 'traffic upd', 32);
    [this.#key, this.#iv] = keysOf(this.#secret);
    this.#sequence = 0;
    return record;
  }

  /** Returns the alert that ends the side in order. */
  closeNotify(): Buffer {
    return this.#record(ALERT, Buffer.of(1, 0), 0);
  }

  keyUpdates(count: number, requestsUpdate: boolean): Buffer {
    return Buffer.concat(Array.from({ length: count }, () => this.keyUpdate(requestsUpdate)));
  }

  #record(type: number, content: Buffer, padding: number): Buffer {
    const length = content.length + 1 + padding + TAG_BYTES;
    const header = Buffer.of(APPLICATION_DATA, 3, 3, length >> 8, length & 0xff);
    const nonce = Buffer.from(this.#iv);
    nonce.writeUInt32BE((nonce.readUInt32BE(8) ^ this.#sequence++) >>> 0, 8);
    const cipher = createCipheriv('aes-128-gcm', this.#key, nonce).setAAD(header);
    const inner = [content, Buffer.of(type), Buffer.alloc(padding)];
    const sealed = inner.map((part) => cipher.update(part));
    return Buffer.concat([header, ...sealed, cipher.final(), cipher.getAuthTag()], HEADER_BYTES + length);
  }
}

function keysOf(secret: Buffer): [key: Buffer, iv: Buffer] {
  return [expandLabel(secret, 'key', 16), expandLabel(secret, 'iv', 12)];
}

/** HKDF-Expand-Label with an empty context, for at most one block of SHA-256. */
function expandLabel(secret: Buffer, label: string, bytes: number): Buffer {
  const name = Buffer.from(`tls13 ${label}`);
  const info = Buffer.concat([Buffer.of(0, bytes, name.length), name, Buffer.of(0, 1)]);
  return createHmac('sha256', secret).update(info).digest().subarray(0, bytes);
}
