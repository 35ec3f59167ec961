/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports -- tests run in Node, not in n8n */
import { isDeepStrictEqual as isDeepEqual } from 'node:util';
import { asObject, digest, toJsonBytes, toText } from '../../../nodes/GrokVideo/http/json';

describe('toJsonBytes', () => {
	const image = `data:image/png;base64,${'iVBO'.repeat(100_000)}`;
	const escaped = '"\\\n\u2028汉字\ud800'.repeat(200_000);

	it.each<[string, object]>([
		['short strings', { model: 'grok', extra: { a: [1, null, true] }, prompt: '汉字 “😀”' }],
		['long strings at every depth', { a: image, list: [image, 'short', { url: image }], z: 1 }],
		['long strings with characters that JSON escapes', { prompt: escaped }],
		['a long string of surrogate pairs', { prompt: `x${'😀'.repeat(600_000)}` }],
		['values that JSON omits or converts', { a: undefined, b: [undefined], c: new Date(0) }],
		['an empty object', {}],
	])('serializes %s like JSON.stringify', async (_name, value) => {
		const json = (await toJsonBytes(value)).toString();
		const isEqual = isDeepEqual(JSON.parse(json), JSON.parse(JSON.stringify(value)));
		expect(isEqual).toBe(true); // a diff of strings this long takes minutes
	});

	it('lets other work run while it serializes a large request', async () => {
		let timerTicks = 0;
		const timer = setInterval(() => timerTicks++, 0);
		await toJsonBytes({ image_urls: Array<string>(7).fill(image) });
		clearInterval(timer);
		expect(timerTicks).toBeGreaterThanOrEqual(6);
	});
});

it.each([
	[' text ', 'text'],
	[' ', undefined],
	[0, '0'],
	[true, undefined],
	[null, undefined],
])('toText(%j) returns %j', (value, expected) => {
	expect(toText(value)).toBe(expected);
});

it('asObject returns only objects', () => {
	const value = { a: 1 };
	expect(asObject(value)).toBe(value);
	for (const nonObject of [null, [], '{}', undefined]) {
		expect(asObject(nonObject)).toBeUndefined();
	}
});

it('digest returns the SHA-256 of a string or of bytes', async () => {
	const expected = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
	expect(await digest('abc')).toBe(expected);
	expect(await digest(Buffer.from('abc'))).toBe(expected);
});
