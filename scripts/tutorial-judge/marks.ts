/** Begins the line that ends a run of the program. The program itself never prints a NUL. */
export const END_MARK = '\0END ';
