import { cryptoScanner } from './crypto-scanner.js';
import { RELAXED_SIMD, SIMD } from './kernel-builds.js';
import { kernelScanner, type Kernel } from './kernel-scanner.js';
import type { Scanner } from './scanner.js';
import { webAssembly, type WasmModule } from './web-assembly.js';

/** How the kernel was compiled. */
export type Build = 'relaxed-simd' | 'simd';

/** The builds of the kernel. */
const BUILDS: Readonly<Record<Build, string>> = { 'relaxed-simd': RELAXED_SIMD, simd: SIMD };

/** What hashes the candidates: a build of the kernel, or node:crypto, which is some 20 times slower and always there. */
export type Engine = Build | 'crypto';

const modules = new Map<Build, WasmModule>();

/** Those that this machine and this version of Node can run, fastest first. */
export function engines(): Engine[] {
  const builds: Build[] = ['relaxed-simd', 'simd'];
  return [...builds.filter((build) => webAssembly?.validate(bytesOf(build))), 'crypto'];
}

/** @param engine one that the machine can run; the fastest when not given */
export function makeScanner(token: string, nBits: number, engine?: Engine): Scanner {
  const [best = 'crypto'] = engine === undefined ? engines() : [engine];
  if (best === 'crypto' || webAssembly === undefined) return cryptoScanner(token, nBits);
  // Compiled once a thread, so that a second job starts with code that is already optimised.
  const module = modules.get(best) ?? new webAssembly.Module(bytesOf(best));
  modules.set(best, module);
  const instance = new webAssembly.Instance(module);
  return kernelScanner(token, nBits, instance.exports as unknown as Kernel);
}

function bytesOf(build: Build): Uint8Array {
  return Buffer.from(BUILDS[build], 'base64');
}
