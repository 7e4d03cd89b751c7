import { updateOptionDocs } from './option-docs/main.js';

await updateOptionDocs();
