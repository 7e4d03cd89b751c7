import { fileURLToPath } from 'node:url';

export default {
  input: 'solver.js',
  // pg is an optional peer, and only imported when a database is opened.
  external: [/^node:/, 'pg'],
  output: { dir: 'rollup', format: 'es', entryFileNames: '[name].mjs' },
  plugins: [
    {
      // Rollup finds no installed package by itself; this inlines the library, and leaves Node's modules imports.
      name: 'installed',
      resolveId: (source) =>
        source.startsWith('.') || source.startsWith('node:') || source.endsWith('solver.js')
          ? null
          : fileURLToPath(import.meta.resolve(source)),
    },
  ],
};
