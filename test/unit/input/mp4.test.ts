/* eslint-disable @n8n/community-nodes/no-restricted-globals -- a test runs in Node, not in n8n */
import { isMp4, readMp4 } from '../../../nodes/GrokVideo/input/mp4';
import { fixture } from '../../support/files';
import { fragmentedVideo, remux } from '../../support/mp4';

const sample = fixture('sample.mp4');

async function* chunksOf(bytes: Buffer, size: number): AsyncIterable<Buffer> {
	for (let offset = 0; offset < bytes.length; offset += size) {
		yield bytes.subarray(offset, offset + size);
	}
}

const read = async (bytes: Buffer, chunkSize = 1000) => await readMp4(chunksOf(bytes, chunkSize));
const secondsOf = async (bytes: Buffer, chunkSize = 1000) => (await read(bytes, chunkSize)).seconds;

const box = (type: string, content: Buffer, size = content.length + 8): Buffer => {
	const header = Buffer.alloc(8);
	header.writeUInt32BE(size);
	header.write(type, 4, 'latin1');
	return Buffer.concat([header, content]);
};
/** A box with a 64-bit size. */
const largeBox = (type: string, content: Buffer, size = BigInt(content.length + 16)): Buffer => {
	const largeSize = Buffer.alloc(8);
	largeSize.writeBigUInt64BE(size);
	return box(type, Buffer.concat([largeSize, content]), 1);
};
const ftyp = box('ftyp', Buffer.from('isom\0\0\0\0isom', 'latin1'));

function mvhd(version: 0 | 1, timescale: number, duration: number | bigint): Buffer {
	const content = Buffer.alloc(100);
	content[0] = version;
	content.writeUInt32BE(timescale, version === 1 ? 20 : 12);
	if (version === 1) content.writeBigUInt64BE(BigInt(duration), 24);
	else content.writeUInt32BE(Number(duration), 16);
	return content;
}
const join = (...parts: Buffer[]) => Buffer.concat(parts);
const movie = (header: Buffer) => join(ftyp, box('moov', box('mvhd', header)));
const FIVE_SECONDS = movie(mvhd(0, 1, 5));
const TOO_LARGE = 17 * 1024 ** 2;

describe('the length of a file written by mediabunny', () => {
	it.each([
		['with the header first', 'in-memory'],
		['with the header last', false],
		['in fragments', 'fragmented'],
	] as const)('is read %s', async (_name, fastStart) => {
		const bytes = await remux(fastStart);
		expect(bytes.indexOf('moov') < bytes.indexOf('mdat')).toBe(fastStart !== false);
		for (const size of [1, 7, 4096, bytes.length]) {
			const { isCutOff, seconds } = await read(bytes, size);
			expect(isCutOff).toBe(false);
			expect(seconds).toBeCloseTo(4, 1);
		}
	});
});

describe('a fragmented movie', () => {
	it('is as long as its fragments if the header covers less', async () => {
		expect(await secondsOf(await fragmentedVideo(1))).toBeCloseTo(4, 1);
	});

	it.each(['tfdt', 'tfhd', 'tkhd'])('has an unknown length without %s', async (type) => {
		const text = (await fragmentedVideo(1)).toString('latin1').replaceAll(type, 'free');
		const bytes = Buffer.from(text, 'latin1');
		expect(await read(bytes)).toEqual({ seconds: undefined, isCutOff: false });
	});

	const u32 = (...values: number[]) => {
		const bytes = Buffer.alloc(4 * values.length);
		for (const [n, value] of values.entries()) bytes.writeUInt32BE(value, 4 * n);
		return bytes;
	};
	/** One track with 10 units per second, and a fragment that starts after two seconds. */
	const withFragment = (trex: number, tfhd: number[], trun: number[], version: 0 | 1 = 0) => {
		const dates = version === 0 ? [0, 0, 0] : [0x01000000, 0, 0, 0, 0];
		const tkhd = box('tkhd', u32(...dates, 1));
		const trak = box('trak', join(tkhd, box('mdia', box('mdhd', u32(...dates, 10)))));
		const mvex = box('mvex', box('trex', u32(0, 1, 1, trex)));
		const moov = box('moov', join(box('mvhd', mvhd(0, 600, 0)), trak, mvex));
		const runs = join(box('tfdt', u32(0, 20)), box('trun', u32(...trun)));
		return join(ftyp, moov, box('moof', box('traf', join(box('tfhd', u32(...tfhd)), runs))));
	};

	it.each<[string, Buffer, number | undefined]>([
		['durations in the fragment', withFragment(0, [0, 1], [0x100, 3, 10, 20, 30]), 8],
		['durations among other fields', withFragment(0, [0, 1], [0x305, 2, 9, 9, 10, 99, 20, 99]), 5],
		["the track's default duration", withFragment(5, [0, 1], [0, 3]), 3.5],
		["the fragment's default duration", withFragment(5, [0x8, 1, 7], [0, 3]), 4.1],
		['a default after other fields', withFragment(5, [0xb, 1, 99, 99, 99, 7], [0, 3]), 4.1],
		['version 1 boxes', withFragment(5, [0, 1], [0, 3], 1), 3.5],
		['a fragment without samples', withFragment(0, [0, 1], [0, 0]), 2],
		['a fragment without durations', withFragment(0, [0, 1], [0, 3]), undefined],
		['fewer durations than samples', withFragment(5, [0, 1], [0x100, 3, 10]), undefined],
		['a fragment of an unknown track', withFragment(5, [0, 9], [0, 3]), undefined],
	])('has the expected length with %s', async (_name, bytes, seconds) => {
		expect(await secondsOf(bytes)).toBe(seconds);
	});

	it('without fragments has the length in its extended header', async () => {
		const movieWith = (mvex: Buffer) =>
			join(ftyp, box('moov', join(box('mvhd', mvhd(0, 600, 600)), box('mvex', mvex))));
		expect(await secondsOf(movieWith(box('mehd', u32(0, 6000))))).toBe(10);
		expect(await secondsOf(movieWith(u32()))).toBeUndefined();
	});
});

describe('a file', () => {
	it.each<[string, Buffer]>([
		['that ends inside its media data', sample.subarray(0, sample.length - 2000)],
		['that ends inside its header', sample.subarray(0, sample.indexOf('moov') + 100)],
		['that ends inside a fragment', join(FIVE_SECONDS, box('moof', Buffer.alloc(5), 99))],
		['without a header', join(ftyp, box('mdat', Buffer.alloc(500)))],
		['that is empty', Buffer.alloc(0)],
	])('%s is cut off', async (_name, bytes) => {
		for (const size of [3, 1000]) expect((await read(bytes, size)).isCutOff).toBe(true);
	});

	it.each<[string, Buffer]>([
		['whose media data extends to its end', join(FIVE_SECONDS, box('mdat', Buffer.alloc(99), 0))],
		['with a fragment before its header', join(box('moof', ftyp), FIVE_SECONDS)],
		['with extra bytes at its end', join(FIVE_SECONDS, Buffer.alloc(5))],
		['with a broken box at its end', join(FIVE_SECONDS, box('free', Buffer.alloc(5), 99))],
	])('%s is not cut off', async (_name, bytes) => {
		expect(await read(bytes)).toEqual({ seconds: 5, isCutOff: false });
	});

	it.each<[string, Buffer]>([
		['a box of size 0', join(FIVE_SECONDS, box('free', Buffer.alloc(9), 0))],
		['a box that is too small', join(FIVE_SECONDS, largeBox('free', Buffer.alloc(9), 3n))],
		['a fragment that is too large', join(FIVE_SECONDS, box('moof', Buffer.alloc(TOO_LARGE)))],
		['a header that is too large', box('moov', Buffer.alloc(TOO_LARGE))],
	])('with %s has an unknown length', async (_name, bytes) => {
		expect(await read(bytes)).toEqual({ seconds: undefined, isCutOff: false });
	});
});

describe('the length', () => {
	const afterLargeBox = join(ftyp, largeBox('mdat', Buffer.alloc(5000)), movie(mvhd(0, 10, 50)));
	const inLargeBoxes = join(ftyp, largeBox('moov', largeBox('mvhd', mvhd(0, 10, 50))));

	it.each<[string, Buffer, number | undefined]>([
		['from a version 0 header', movie(mvhd(0, 600, 3000)), 5],
		['from a version 1 header with over 32 bits', movie(mvhd(1, 1e9, 9_000_000_000n)), 9],
		['after a box with a 64-bit size', afterLargeBox, 5],
		['in boxes with 64-bit sizes', inLargeBoxes, 5],
		['if unknown in version 0', movie(mvhd(0, 600, 0xffffffff)), undefined],
		['if unknown in version 1', movie(mvhd(1, 600, 2n ** 64n - 1n)), undefined],
		['if it is 0', movie(mvhd(0, 600, 0)), undefined],
		['without a timescale', movie(mvhd(0, 0, 600)), undefined],
		['in a truncated header', movie(mvhd(0, 600, 3000).subarray(0, 12)), undefined],
	])('is read correctly %s', async (_name, bytes, seconds) => {
		for (const size of [3, 1000]) expect(await secondsOf(bytes, size)).toBe(seconds);
	});

	it('is not searched for in endless boxes', async () => {
		let boxes = 0;
		async function* endless(): AsyncIterable<Buffer> {
			for (;;) {
				boxes++;
				yield box('free', Buffer.alloc(0));
			}
		}
		expect(await readMp4(endless())).toEqual({ isCutOff: false });
		expect(boxes).toBeLessThan(30_000);
	});

	it('is read without keeping the data before it', async () => {
		const bytesBefore = process.memoryUsage().arrayBuffers;
		const chunk = Buffer.alloc(1024 ** 2);
		let maxBytes = 0;
		async function* huge(): AsyncIterable<Buffer> {
			yield largeBox('mdat', Buffer.alloc(0), 16n + 512n * 1024n ** 2n);
			for (let n = 0; n < 512; n++) {
				yield chunk;
				maxBytes = Math.max(maxBytes, process.memoryUsage().arrayBuffers - bytesBefore);
			}
			yield FIVE_SECONDS;
		}
		expect((await readMp4(huge())).seconds).toBe(5);
		expect(maxBytes).toBeLessThan(128 * 1024 ** 2);
	});
});

it('isMp4 recognizes an MP4 by its first box', () => {
	expect(isMp4(sample)).toBe(true);
	expect(isMp4(sample.subarray(0, 11))).toBe(false);
	expect(isMp4(fixture('product.png'))).toBe(false);
});
