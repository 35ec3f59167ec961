/* eslint-disable @n8n/community-nodes/no-restricted-imports -- a test runs in Node, not in n8n */
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { readBody, readStart } from '../../../nodes/GrokVideo/http/stream';

it('readStart joins small chunks and stops once it has enough bytes', async () => {
	let chunks = 0;
	async function* bytes() {
		for (; chunks < 1000; chunks++) yield Buffer.from('ab');
	}
	expect(String(await readStart(Readable.from(bytes()), 5))).toBe('ababa');
	expect(chunks).toBeLessThan(100);
});

it('readBody does not wait for a body that is already closed', async () => {
	const body = Readable.from(['x']);
	await once(body.destroy(), 'close');
	const { signal } = new AbortController(); // never aborts, so only the closed body can end the call
	expect(await readBody(body, 10, signal)).toEqual({ bytes: Buffer.alloc(0), isComplete: false });
});
