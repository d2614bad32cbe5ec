// SHA-256 of a file, read a piece at a time. The browser's own (crypto.subtle) is missing where the site is not reached over https, and wants all the bytes at
// once.
const primes = [];
for (let n = 2; primes.length < 64; n++) if (primes.every((p) => n % p)) primes.push(n);
const fraction = (root) => ((root - Math.floor(root)) * 2 ** 32) | 0;
const constants = Int32Array.from(primes, (p) => fraction(Math.cbrt(p)));

const turn = (x, n) => (x >>> n) | (x << (32 - n));

/** Mixes whole blocks of 64 bytes into the state. */
const mix = (state, bytes, from, to) => {
  const w = new Int32Array(64);
  for (let at = from; at < to; at += 64) {
    for (let i = 0; i < 16; i++) w[i] = (bytes[at + 4 * i] << 24) | (bytes[at + 4 * i + 1] << 16) | (bytes[at + 4 * i + 2] << 8) | bytes[at + 4 * i + 3];
    for (let i = 16; i < 64; i++) {
      const [x, y] = [w[i - 15], w[i - 2]];
      w[i] = (w[i - 16] + (turn(x, 7) ^ turn(x, 18) ^ (x >>> 3)) + w[i - 7] + (turn(y, 17) ^ turn(y, 19) ^ (y >>> 10))) | 0;
    }
    let a = state[0], b = state[1], c = state[2], d = state[3], e = state[4], f = state[5], g = state[6], h = state[7];
    for (let i = 0; i < 64; i++) {
      const one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + constants[i] + w[i]) | 0;
      const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g; g = f; f = e; e = (d + one) | 0; d = c; c = b; b = a; a = (one + two) | 0;
    }
    state[0] += a; state[1] += b; state[2] += c; state[3] += d; state[4] += e; state[5] += f; state[6] += g; state[7] += h;
  }
};

/** @param {Blob} file @returns {Promise<string>} 64 hexadecimal digits. */
export const sha256 = async (file) => {
  const state = Int32Array.from(primes.slice(0, 8), (p) => fraction(Math.sqrt(p)));
  const step = 1024 * 1024;
  let at = 0;
  for (; at + step <= file.size; at += step) mix(state, new Uint8Array(await file.slice(at, at + step).arrayBuffer()), 0, step);
  const rest = new Uint8Array(await file.slice(at).arrayBuffer());
  const last = new Uint8Array(Math.ceil((rest.length + 9) / 64) * 64);
  last.set(rest);
  last[rest.length] = 0x80;
  const view = new DataView(last.buffer);
  view.setUint32(last.length - 8, Math.floor(file.size / 2 ** 29));
  view.setUint32(last.length - 4, (file.size * 8) >>> 0);
  mix(state, last, 0, last.length);
  return [...state].map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
};
