/** All that runs, behind one door: see `loadEngine.ts`, the only file that may open it. */

/** Of the package, so that an engine is not taken for that of a node which n8n loaded before an update. */
export const VERSION = '0.1.0';

export { router } from './actions/router';
export { authenticate } from './methods/authenticate';
export { grokVideoApiTest } from './methods/credentialTest';
export { searchModels } from './methods/listSearch';
