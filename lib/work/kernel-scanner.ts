import { BLOCK_BYTES, layOut } from './layout.js';
import { ALPHABET, digitsOf, INDEX_DIGITS, type Scanner } from './scanner.js';
import { satisfies } from './verify.js';
import type { WasmGlobal } from './web-assembly.js';

/** The exports of kernel.as.ts. Addresses are offsets into its memory. */
export interface Kernel {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly alphabet: WasmGlobal;
  readonly block: WasmGlobal;
  readonly last: WasmGlobal;
  readonly rows: WasmGlobal;
  absorb(): void;
  tabulate(): void;
  prepare(mask: number): void;
  scan(row: number): number;
}

/** The number of candidates in a row of the kernel's table. */
const LANES = 8;

/** Creates a scanner that uses the kernel. The kernel tests the last 32 bits of a digest; node:crypto then verifies its candidates. */
export function kernelScanner(token: string, nBits: number, kernel: Kernel): Scanner {
  const layout = layOut(token);
  const rows = kernel.rows.value;
  const mask = nBits < 32 ? 2 ** nBits - 1 : 0xffffffff;
  const block = view(kernel.block, BLOCK_BYTES);
  const counter = block.subarray(BLOCK_BYTES - INDEX_DIGITS);
  const encoder = new TextEncoder();

  encoder.encodeInto(ALPHABET, view(kernel.alphabet, ALPHABET.length));
  view(kernel.last, BLOCK_BYTES).set(layout.last);
  for (let at = 0; at < layout.head.length; at += BLOCK_BYTES) {
    if (at > 0) kernel.absorb();
    block.set(layout.head.subarray(at, at + BLOCK_BYTES));
  }
  kernel.tabulate();

  function view(address: WasmGlobal, length: number): Uint8Array {
    return new Uint8Array(kernel.memory.buffer, address.value, length);
  }

  function candidates(digits: string, row: number): string[] {
    return Array.from({ length: LANES }, (_, lane) => {
      const inner = row * LANES + lane;
      return layout.suffix(digits, ALPHABET.charAt(inner >> 6) + ALPHABET.charAt(inner & 63));
    });
  }

  return {
    batch: rows * LANES,
    scan(index) {
      const digits = digitsOf(index);
      encoder.encodeInto(digits, counter);
      kernel.prepare(mask);
      const found: string[] = [];
      for (let row = kernel.scan(0); row < rows; row = kernel.scan(row + 1)) {
        found.push(...candidates(digits, row).filter((suffix) => satisfies(token, nBits, suffix)));
      }
      return found;
    },
  };
}
