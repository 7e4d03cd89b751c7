/** The file descriptors that a process needs besides its connections. */
const OTHER_FILES = 100;

/** Returns how many open files this process and each of its children may have; Infinity if the system reports no limit. */
export function openFilesLimit(): number {
  const report = process.report.getReport() as {
    userLimits?: { open_files?: { soft?: number | string } };
  };
  const limit = report.userLimits?.open_files?.soft;
  return typeof limit === 'number' ? limit : Infinity;
}

/** Separates the levels that fit the limit from those that do not. Each side of a connection takes one descriptor of its process. */
export function fitting(
  levels: readonly number[],
  limit: number,
): { levels: readonly number[]; tooMany: readonly number[] } {
  const fits = (level: number): boolean => level + OTHER_FILES <= limit;
  return { levels: levels.filter(fits), tooMany: levels.filter((level) => !fits(level)) };
}
