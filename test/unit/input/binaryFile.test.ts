import { randomBytes } from 'node:crypto';
import { decodeBase64, digestOf, fileNameFor } from '../../../nodes/GrokVideo/input/binaryFile';

describe('2 MB of base64', () => {
	const bytes = randomBytes(2 * 1024 ** 2);
	const text = bytes.toString('base64');

	it.each([
		['on one line', text],
		['with line breaks', text.replace(/.{76}/g, '$&\r\n')],
		['without padding', text.replace(/=+$/, '')],
	])('%s is decoded', async (_name, base64) => {
		const chunks: Buffer[] = [];
		for await (const chunk of decodeBase64(base64)) chunks.push(chunk);
		expect(Buffer.concat(chunks).equals(bytes)).toBe(true);
	});

	it('has another digest if one character differs', async () => {
		const digest = await digestOf(text);
		for (const index of [0, 1_000_000, text.length - 5]) {
			const replacement = text[index] === 'A' ? 'B' : 'A';
			const changed = text.slice(0, index) + replacement + text.slice(index + 1);
			expect(await digestOf(changed)).not.toBe(digest);
		}
	});
});

it.each([
	['summer', 'summer.mp4'],
	['v1.25', 'v1.25.mp4'],
	['夏の海', '夏の海.mp4'],
	['notes.txt', 'notes.txt.mp4'],
	['mp4', 'mp4.mp4'],
	['SUMMER.MP4', 'SUMMER.MP4'],
	['clip.webm', 'clip.webm'],
	['.hidden.mp4', '.hidden.mp4'],
	['24 / 7', '24-7.mp4'],
	['../../etc/clip.mp4', 'etc-clip.mp4'],
	['C:\\Users\\me\\clip.mov', 'C:-Users-me-clip.mov'],
	['videos/..', 'videos.mp4'],
	['videos/.mov', 'videos.mov'],
	['Summer \r\n\t sale\n.mp4', 'Summer sale.mp4'],
	['sum\0mer\u0085.mp4', 'summer.mp4'],
	...['', ' ', '..', '/', '\0', '.mp4', '...mp4'].map((name) => [name, 'grok-video-a-b.mp4']),
])('the requested file name %j becomes %j', (requested, expected) => {
	expect(fileNameFor(requested, 'a\0/b')).toBe(expected);
});

it('a file name has at most 200 characters', () => {
	expect(fileNameFor(`${'x'.repeat(500)}.mov`, 'a')).toBe(`${'x'.repeat(196)}.mov`);
	expect(fileNameFor('🌊'.repeat(300), 'a')).toBe(`${'🌊'.repeat(196)}.mp4`);
});
