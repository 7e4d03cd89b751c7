import { readFileSync, writeSync } from 'node:fs';

// Loaded into a program by --import: at its exit it tells on standard error how much memory was resident at most, in MiB.
process.on('exit', () => {
  writeSync(2, `\npeak memory ${Math.round(peakKilobytes() / 1024)} MiB\n`);
});

/** The kernel's figure for this program: the one of getrusage counts what its parent had before it, too. */
function peakKilobytes(): number {
  try {
    const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
    return Number(kilobytes);
  } catch {
    return process.resourceUsage().maxRSS;
  }
}
