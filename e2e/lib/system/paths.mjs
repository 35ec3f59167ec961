import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

export const E2E_FOLDER = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
export const ROOT_FOLDER = dirname(E2E_FOLDER);
