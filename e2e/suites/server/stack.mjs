import { after } from 'node:test';
import { startStack } from '../../lib/n8n/stack.mjs';
import { cleanUp } from '../../lib/system/cleanup.mjs';

after(cleanUp);

/** The n8n that all tests of this suite share. */
export const stack = await startStack({ gateway: { taskSeconds: 1 } });
