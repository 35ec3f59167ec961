/* eslint-disable @n8n/community-nodes/no-restricted-globals -- a test runs in Node, not in n8n */
import { decode } from '../../../nodes/GrokVideo/http/charset';

const MIB = 1024 * 1024;
const inCharset = (name: string) => ({ 'content-type': `text/html; charset=${name}` });

it.each([
	['gbk', [0xc1, 0xee]],
	['utf-8', [0xe4, 0xbb, 0xa4]],
])('a long text in %s keeps every character', async (charset, character) => {
	const count = MIB;
	const bytes = Buffer.concat([
		Buffer.from('x'),
		Buffer.alloc(count * character.length, Buffer.from(character)),
	]);
	expect(await decode(bytes, inCharset(charset))).toBe(`x${'令'.repeat(count)}`);
});

it.each(['gbk', 'utf-8'])(
	'n8n gets on while bytes that are no text are read as %s',
	async (charset) => {
		let turns = 0;
		const timer = setInterval(() => turns++, 0);
		const text = await decode(Buffer.alloc(8 * MIB, 0xff), inCharset(charset));
		clearInterval(timer);
		expect(text.length).toBeGreaterThan(MIB);
		expect(turns).toBeGreaterThan(3);
	},
);

it('the end of a text that was cut within a character stands for it', async () => {
	expect(await decode(Buffer.from('令').subarray(0, 2), {})).toBe('\ufffd');
});
