/** One end of the proxied connection: an IP address as text, such as `192.0.2.7` or `2001:db8::1`, and a port from 0 to 65535. */
export interface ProxyEndpoint {
  readonly address: string;
  readonly port: number;
}

/** The two ends of the proxied connection. */
export type ProxyAddresses =
  | {
      readonly family: 'ipv4' | 'ipv6';
      readonly transport: ProxyTransport;
      /** The client. */
      readonly source: ProxyEndpoint;
      /** What the client connected to. */
      readonly destination: ProxyEndpoint;
    }
  | {
      readonly family: 'unix';
      readonly transport: ProxyTransport;
      /** The path, without the NUL bytes that fill it up to 108 bytes. */
      readonly source: Uint8Array;
      readonly destination: Uint8Array;
    };

/** `stream` is TCP, `dgram` is UDP. */
export type ProxyTransport = 'stream' | 'dgram';

/** What the proxy says about the TLS between the client and itself: PP2_TYPE_SSL. */
export interface ProxySsl {
  /** Bits: 1 for a connection over TLS, 2 for a client certificate on this connection, 4 for one in this TLS session. */
  readonly client: number;
  /** 0 if the client showed a certificate that was verified. */
  readonly verify: number;
  readonly version: string | null;
  readonly commonName: string | null;
  readonly cipher: string | null;
  readonly signatureAlgorithm: string | null;
  readonly keyAlgorithm: string | null;
}

/** A TLV of a type that is not one of the registered ones. */
export interface ProxyTlv {
  /** 0 to 255. */
  readonly type: number;
  readonly value: Uint8Array;
}

/** A header of the PROXY protocol. Its texts are as the proxy sent them, and some are a stranger's: escape them before you show them. */
export interface ProxyHeader {
  readonly version: 1 | 2;
  /** `local`: the proxy's own connection, such as a health check; then nothing else counts. `proxy`: on behalf of a client. */
  readonly command: 'local' | 'proxy';
  /** Null if the proxy does not know them (`UNKNOWN`, `UNSPEC`): then the addresses of the connection itself hold. */
  readonly addresses: ProxyAddresses | null;
  /** The client's protocol of the layer above, such as `h2`. */
  readonly alpn: Uint8Array | null;
  /** The host name that the client named, such as the SNI of its TLS. Bytes that are not UTF-8 are U+FFFD. */
  readonly authority: string | null;
  /** The proxy's own id of the connection, at most 128 bytes. */
  readonly uniqueId: Uint8Array | null;
  readonly ssl: ProxySsl | null;
  /** The network namespace of the proxy. */
  readonly netns: string | null;
  /** Whether the header has a CRC32C. It is right: a header with a wrong one is invalid. */
  readonly checksum: boolean;
  /** The TLVs of other types, in their order. */
  readonly tlvs: readonly ProxyTlv[];
}

/** The parts that a header has only where they are sent. */
export const BARE: Omit<ProxyHeader, 'version' | 'command' | 'addresses'> = {
  alpn: null,
  authority: null,
  uniqueId: null,
  ssl: null,
  netns: null,
  checksum: false,
  tlvs: [],
};

/** The longest header of version 1, its CR LF included, in bytes. The specification's own figure. */
export const MAX_V1_BYTES = 107;

/**
 * The most that may follow the first 16 bytes of a header of version 2, in bytes: addresses and TLVs. The specification allows 65,535; a
 * proxy sends some hundred.
 */
export const MAX_V2_BYTES = 4096;

/** The longest unique id, in bytes. The specification's own figure. */
export const MAX_UNIQUE_ID_BYTES = 128;

/** The bytes of version 2 before the addresses. */
export const V2_FIXED_BYTES = 16;
export const V2_VERSION = 2;

export const COMMANDS = ['local', 'proxy'] as const;
export const FAMILIES = ['unspec', 'ipv4', 'ipv6', 'unix'] as const;
export const TRANSPORTS = ['unspec', 'stream', 'dgram'] as const;

/** The bytes of both addresses, and of both ports, by family. */
export const ADDRESS_BYTES = { unspec: 0, ipv4: 12, ipv6: 36, unix: 216 } as const;
export const UNIX_PATH_BYTES = 108;

/** The registered types of TLVs. */
export const TLV = {
  alpn: 0x01,
  authority: 0x02,
  crc32c: 0x03,
  noop: 0x04,
  uniqueId: 0x05,
  ssl: 0x20,
  netns: 0x30,
} as const;

/** The types within PP2_TYPE_SSL. */
export const SSL_TLV = {
  version: 0x21,
  commonName: 0x22,
  cipher: 0x23,
  signatureAlgorithm: 0x24,
  keyAlgorithm: 0x25,
} as const;

/** The bytes of PP2_TYPE_SSL before its own TLVs. */
export const SSL_FIXED_BYTES = 5;
export const CRC32C_BYTES = 4;
