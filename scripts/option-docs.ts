import { updateGeneratedFiles } from './option-docs/main.js';

await updateGeneratedFiles();
