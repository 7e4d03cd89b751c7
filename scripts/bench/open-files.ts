/** Descriptors that a process needs besides its connections. */
const OTHER_FILES = 100;

/** How many files this process, and each that it starts, may have open; Infinity where the system does not say. */
export function openFilesLimit(): number {
  const report = process.report.getReport() as {
    userLimits?: { open_files?: { soft?: number | string } };
  };
  const limit = report.userLimits?.open_files?.soft;
  return typeof limit === 'number' ? limit : Infinity;
}

/** Those levels whose connections fit the limit, and the others. Each side of a connection takes one descriptor of its process. */
export function fitting(
  levels: readonly number[],
  limit: number,
): { levels: readonly number[]; tooMany: readonly number[] } {
  const fits = (level: number): boolean => level + OTHER_FILES <= limit;
  return { levels: levels.filter(fits), tooMany: levels.filter((level) => !fits(level)) };
}
