import { cryptoScanner } from './crypto-scanner.js';
import { RELAXED_SIMD, SIMD } from './kernel-builds.js';
import { kernelScanner, type Kernel } from './kernel-scanner.js';
import type { Scanner } from './scanner.js';
import { webAssembly, type WasmModule } from './web-assembly.js';

/** A build of the kernel, by the WebAssembly features it uses. */
export type Build = 'relaxed-simd' | 'simd';

/** The builds of the kernel. */
const BUILDS: Readonly<Record<Build, string>> = { 'relaxed-simd': RELAXED_SIMD, simd: SIMD };

/** The code that hashes candidates: a build of the kernel, or node:crypto, which is about 20 times slower and always available. */
export type Engine = Build | 'crypto';

const modules = new Map<Build, WasmModule>();

/** Returns the engines that this machine and this version of Node can run, fastest first. */
export function engines(): Engine[] {
  const builds: Build[] = ['relaxed-simd', 'simd'];
  return [...builds.filter((build) => webAssembly?.validate(bytesOf(build))), 'crypto'];
}

/** @param engine an engine that this machine can run; the fastest when not given */
export function makeScanner(token: string, nBits: number, engine?: Engine): Scanner {
  const [best = 'crypto'] = engine === undefined ? engines() : [engine];
  if (best === 'crypto' || webAssembly === undefined) return cryptoScanner(token, nBits);
  // Compiled once for each thread: a second job then starts with code that is already optimised.
  const module = modules.get(best) ?? new webAssembly.Module(bytesOf(best));
  modules.set(best, module);
  const instance = new webAssembly.Instance(module);
  return kernelScanner(token, nBits, instance.exports as Kernel);
}

function bytesOf(build: Build): Uint8Array {
  return Buffer.from(BUILDS[build], 'base64');
}
