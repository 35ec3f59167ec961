/* eslint-disable @n8n/community-nodes/no-restricted-globals -- tests run in Node, not in n8n */
import { toJsonBytes } from '../../../nodes/GrokVideo/http/json';

const IMAGE = `data:image/png;base64,${'iVBO'.repeat(100_000)}`;

describe('toJsonBytes', () => {
	it.each<[string, object]>([
		[
			'no long text',
			{ model: 'grok', seconds: 4, extra: { a: [1, null, true] }, prompt: '汉字 “😀”' },
		],
		[
			'long texts at every depth',
			{ a: IMAGE, list: [IMAGE, 'short', { url: `${IMAGE}==` }], z: 1 },
		],
		[
			'a long text with letters that JSON escapes',
			{ prompt: '"\\\n\u2028汉字😀\ud800'.repeat(50_000) },
		],
		[
			'values that JSON leaves out or writes in its own way',
			{ a: undefined, b: [undefined], c: new Date(0), d: NaN },
		],
		['nothing', {}],
	])('writes what JSON.stringify writes, for %s', async (_, value) => {
		const written = (await toJsonBytes(value)).toString();
		expect(written === JSON.stringify(value)).toBe(true); // a diff of such texts would take minutes
	});

	it('lets n8n get on before each image', async () => {
		let turns = 0;
		const timer = setInterval(() => turns++, 0);
		await toJsonBytes({ image_urls: Array<string>(7).fill(IMAGE) });
		clearInterval(timer);
		expect(turns).toBeGreaterThanOrEqual(6);
	});
});
