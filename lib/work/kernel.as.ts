// The inner loop of the proof of work: SHA-256 of a token and 1024 suffixes at a time. AssemblyScript for WebAssembly SIMD;
// `npm run kernel` compiles it into kernel-builds.ts. docs/work.md tells how it works; layout.ts makes the two blocks:
//
//   [ whole blocks of the token | counter block: rest of the token, filler, counter | last block: 52 filler, 2 inner
//     characters, 1 filler, 0x80, zeros, bit length ]
//
// The inner characters are the upper half of message word 13. Therefore
// - rounds 0 to 12 of the last block are the same for every inner value, and round 13 differs by the word only;
// - the message schedule of the last block depends on the inner value and not on the counter: it is tabulated once;
// - rounds 61 to 63 do not matter: the digest's last word is `e` of round 60 plus a constant.

const K: usize = memory.data<u32>([
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
  0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
  0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
  0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
  0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
  0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
  0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
  0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
]);

/** Two sets of four lanes: one set alone leaves the processor waiting for results, three do not fit its registers. */
const LANES: usize = 8;
/** Rows of the table; 1024 candidates a scan. Fewer make the work per counter noticeable, more fall out of the cache. */
export const rows: usize = 128;

// What the caller fills in.
export const alphabet: usize = memory.data(64);
/** The block that absorb() and prepare() hash. */
export const block: usize = memory.data(64, 16);
/** The last block, with any inner characters. */
export const last: usize = memory.data(64, 16);

/** Eight words: the state before the counter block. */
const prefix: usize = memory.data<u32>([
  0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
]);
/** Eight words: the state after the counter block. */
const midstate: usize = memory.data(32);
/** Eight words: the state in the midst of a block. */
const state: usize = memory.data(32);
/** The 64 words of a message schedule. */
const schedule: usize = memory.data(256);

/** For 8 inner values: word 13, then schedule + K of rounds 14 to 60. A lane's word each, 32 bytes a round. */
const ROUND: usize = 4 * LANES;
const ROW: usize = 48 * ROUND;
const table: usize = memory.data(<i32>rows * <i32>ROW, 64);

/** `e` and `a` of rounds 10 to 57, both lane sets of each: 64 bytes a round. */
const A: usize = 32;
const STEP: usize = 64;
const history: usize = memory.data(48 * <i32>STEP, 64);
/** `e` and `a` of round 13, less word 13. */
const base: usize = memory.data(<i32>STEP, 64);
/** The bits that have to be zero, and what `e` of round 60 has to be there. */
const mask: usize = memory.data(16, 16);
const wanted: usize = memory.data(16, 16);

/** Hashes a block of the token that comes before the counter block. */
export function absorb(): void {
  compress(prefix, prefix);
}

/** Tabulates the schedules of the last block; once for a token, before prepare(). */
export function tabulate(): void {
  loadWords(last);
  const filler = load<u32>(schedule, 13 * 4) & 0xffff;
  for (let inner: usize = 0; inner < rows * LANES; inner++) {
    const high = <u32>load<u8>(alphabet + (inner >> 6));
    const low = <u32>load<u8>(alphabet + (inner & 63));
    const word = (high << 24) | (low << 16) | filler;
    store<u32>(schedule, word, 13 * 4);
    expand();
    const column = table + (inner / LANES) * ROW + (inner % LANES) * 4;
    store<u32>(column, word);
    for (let round: usize = 14; round <= 60; round++) {
      const sum = load<u32>(schedule + round * 4) + load<u32>(K + round * 4);
      store<u32>(column + (round - 13) * ROUND, sum);
    }
  }
}

/** Hashes the counter block and what all candidates of a scan have in common. `bits` is the mask of the digest's last word. */
export function prepare(bits: u32): void {
  compress(prefix, midstate);
  loadWords(last);
  store<u32>(schedule, 0, 13 * 4);
  rounds(midstate, 14);
  // After round 13 the state is a13 a12 a11 a10 e13 e12 e11 e10.
  for (let back: usize = 0; back < 4; back++) {
    const at = back === 0 ? base : history + (3 - back) * STEP;
    fill(at, load<u32>(state + back * 4 + 16));
    fill(at + A, load<u32>(state + back * 4));
  }
  v128.store(mask, i32x4.splat(bits));
  v128.store(wanted, i32x4.splat(-load<u32>(midstate, 28) & bits));
}

/** The first row, from the given one on, that holds a candidate with those bits zero; `rows` where there is none. */
export function scan(row: usize): usize {
  for (; row < rows; row++) {
    // p and P: the lower and the upper lane set. Of two consecutive rounds, one leaves its result in e0 and a0, the other in
    // e1 and a1. What is three or four rounds old is read back from the history: 15 registers do not hold it.
    let w = table + row * ROW, h = history;
    let e0 = add(v128.load(base), v128.load(w)), E0 = add(v128.load(base, 16), v128.load(w, 16));
    let a0 = add(v128.load(base, 32), v128.load(w)), A0 = add(v128.load(base, 48), v128.load(w, 16));
    let e1 = v128.load(h, 128), E1 = e1, a1 = v128.load(h, 160), A1 = a1;
    // b ^ c of the round to come, which is a ^ b of the one before.
    let x0 = xor(a1, v128.load(h, 96)), X0 = x0, x1: v128, X1: v128, t: v128;
    keep(h + 192, e0, a0); keep(h + 208, E0, A0);

    // Rounds 14 to 57. Four at a time: all of them in a row would not fit the cache of decoded instructions.
    w += ROUND;
    for (const end = h + 44 * STEP; h < end; h += 4 * STEP, w += 4 * ROUND) {
      t = sum(h + 0, w + 0, e0, e1); e1 = newE(h + 0, t); x1 = xor(a0, a1); a1 = newA(t, a0, a1, x1, x0);
      t = sum(h + 16, w + 16, E0, E1); E1 = newE(h + 16, t); X1 = xor(A0, A1); A1 = newA(t, A0, A1, X1, X0);
      keep(h + 256, e1, a1); keep(h + 272, E1, A1);
      t = sum(h + 64, w + 32, e1, e0); e0 = newE(h + 64, t); x0 = xor(a1, a0); a0 = newA(t, a1, a0, x0, x1);
      t = sum(h + 80, w + 48, E1, E0); E0 = newE(h + 80, t); X0 = xor(A1, A0); A0 = newA(t, A1, A0, X0, X1);
      keep(h + 320, e0, a0); keep(h + 336, E0, A0);
      t = sum(h + 128, w + 64, e0, e1); e1 = newE(h + 128, t); x1 = xor(a0, a1); a1 = newA(t, a0, a1, x1, x0);
      t = sum(h + 144, w + 80, E0, E1); E1 = newE(h + 144, t); X1 = xor(A0, A1); A1 = newA(t, A0, A1, X1, X0);
      keep(h + 384, e1, a1); keep(h + 400, E1, A1);
      t = sum(h + 192, w + 96, e1, e0); e0 = newE(h + 192, t); x0 = xor(a1, a0); a0 = newA(t, a1, a0, x0, x1);
      t = sum(h + 208, w + 112, E1, E0); E0 = newE(h + 208, t); X0 = xor(A1, A0); A0 = newA(t, A1, A0, X0, X1);
      keep(h + 448, e0, a0); keep(h + 464, E0, A0);
    }

    // Rounds 58 to 60: `a` no longer matters.
    e1 = newE(h + 0, sum(h + 0, w + 0, e0, e1)); E1 = newE(h + 16, sum(h + 16, w + 16, E0, E1));
    e0 = newE(h + 64, sum(h + 64, w + 32, e1, e0)); E0 = newE(h + 80, sum(h + 80, w + 48, E1, E0));
    e1 = newE(h + 128, sum(h + 128, w + 64, e0, e1)); E1 = newE(h + 144, sum(h + 144, w + 80, E0, E1));
    if (v128.any_true(v128.or(hit(e1), hit(E1)))) return row;
  }
  return rows;
}

// FIPS 180-4, 4.1.2 and 6.2.2, on four lanes.

@inline function add(x: v128, y: v128): v128 { return i32x4.add(x, y); }
@inline function xor(x: v128, y: v128): v128 { return v128.xor(x, y); }

/** T1 = h + Sigma1(e) + Ch(e, f, g) + K + W; h and g come from the history, at the round four before and the one after that. */
@inline function sum(h: usize, w: usize, e: v128, f: v128): v128 {
  const g = v128.load(h + STEP);
  const ch = xor(g, v128.and(e, xor(f, g)));
  return add(add(add(v128.load(h), v128.load(w)), ch), sigma1(e));
}

/** e = d + T1; d comes from the history too. */
@inline function newE(h: usize, t: v128): v128 { return add(v128.load(h + A), t); }

/** a = T1 + Sigma0(a) + Maj(a, b, c), where ab = a ^ b and bc = b ^ c. */
@inline function newA(t: v128, a: v128, b: v128, ab: v128, bc: v128): v128 {
  return add(add(t, sigma0(a)), xor(b, v128.and(ab, bc)));
}

@inline function keep(at: usize, e: v128, a: v128): void { v128.store(at, e); v128.store(at + A, a); }

@inline function sigma0(x: v128): v128 {
  const r2 = xor(i32x4.shr_u(x, 2), i32x4.shl(x, 30));
  const r13 = xor(i32x4.shr_u(x, 13), i32x4.shl(x, 19));
  const r22 = xor(i32x4.shr_u(x, 22), i32x4.shl(x, 10));
  return xor(xor(r2, r13), r22);
}

/** rotr6 ^ rotr11 ^ rotr25 in 9 operations, as 25 = 6 + 8 + 11 and rotr8 is only one: rotr11(x) ^ rotr6(x ^ rotr8(rotr11(x))). */
@inline function sigma1(x: v128): v128 {
  const r11 = xor(i32x4.shr_u(x, 11), i32x4.shl(x, 21));
  const y = xor(x, rotr8(r11));
  return xor(r11, xor(i32x4.shr_u(y, 6), i32x4.shl(y, 26)));
}

const BYTES: usize = memory.data<u8>([1, 2, 3, 0, 5, 6, 7, 4, 9, 10, 11, 8, 13, 14, 15, 12], 16);

/** One instruction only if V8 cannot see the constant (relaxed, V8 12 and newer), or if it can (V8 11, which has no relaxed SIMD). */
@inline function rotr8(x: v128): v128 {
  return ASC_FEATURE_RELAXED_SIMD
    ? i8x16.relaxed_swizzle(x, v128.load(BYTES))
    : i8x16.swizzle(x, i8x16(1, 2, 3, 0, 5, 6, 7, 4, 9, 10, 11, 8, 13, 14, 15, 12));
}

@inline function hit(e: v128): v128 { return i32x4.eq(v128.and(e, v128.load(mask)), v128.load(wanted)); }

// The same one block at a time, for what is done once a token or once a counter.

/** One value in both lane sets. */
function fill(at: usize, word: u32): void {
  const lanes = i32x4.splat(word);
  v128.store(at, lanes);
  v128.store(at + 16, lanes);
}

function compress(from: usize, to: usize): void {
  loadWords(block);
  expand();
  rounds(from, 64);
  for (let i: usize = 0; i < 32; i += 4) store<u32>(to + i, load<u32>(from + i) + load<u32>(state + i));
}

function loadWords(from: usize): void {
  for (let i: usize = 0; i < 64; i += 4) store<u32>(schedule + i, bswap(load<u32>(from + i)));
}

function expand(): void {
  for (let i: usize = 16 * 4; i < 64 * 4; i += 4) {
    const at = schedule + i;
    const x = load<u32>(at - 15 * 4), y = load<u32>(at - 2 * 4);
    const s0 = rotr(x, 7) ^ rotr(x, 18) ^ (x >>> 3);
    const s1 = rotr(y, 17) ^ rotr(y, 19) ^ (y >>> 10);
    store<u32>(at, s1 + load<u32>(at - 7 * 4) + s0 + load<u32>(at - 16 * 4));
  }
}

/** The first rounds of the block whose schedule is loaded, from the state at `from`; the result stands at `state`. */
function rounds(from: usize, count: usize): void {
  let a = load<u32>(from), b = load<u32>(from, 4), c = load<u32>(from, 8), d = load<u32>(from, 12);
  let e = load<u32>(from, 16), f = load<u32>(from, 20), g = load<u32>(from, 24), h = load<u32>(from, 28);
  for (let i: usize = 0; i < count * 4; i += 4) {
    const ch = g ^ (e & (f ^ g)), maj = (a & b) | (c & (a | b));
    const s1 = rotr(e, 6) ^ rotr(e, 11) ^ rotr(e, 25), s0 = rotr(a, 2) ^ rotr(a, 13) ^ rotr(a, 22);
    const t = h + s1 + ch + load<u32>(K + i) + load<u32>(schedule + i);
    h = g; g = f; f = e; e = d + t;
    d = c; c = b; b = a; a = t + s0 + maj;
  }
  store<u32>(state, a, 0); store<u32>(state, b, 4); store<u32>(state, c, 8); store<u32>(state, d, 12);
  store<u32>(state, e, 16); store<u32>(state, f, 20); store<u32>(state, g, 24); store<u32>(state, h, 28);
}
