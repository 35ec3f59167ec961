/* eslint-disable @n8n/community-nodes/no-restricted-globals -- a test runs in Node, not in n8n */
import { isMp4, readMp4 } from '../../../nodes/GrokVideo/input/mp4';
import { fixture } from '../../support/files';
import { fragmentedVideo, remux } from '../../support/mp4';

const sample = fixture('sample.mp4');

async function* inPieces(bytes: Buffer, size: number): AsyncIterable<Buffer> {
	for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const read = async (bytes: Buffer, size = 1000) => await readMp4(inPieces(bytes, size));
const secondsOf = async (bytes: Buffer, size = 1000) => (await read(bytes, size)).seconds;

const box = (type: string, content: Buffer, size = content.length + 8): Buffer => {
	const head = Buffer.alloc(8);
	head.writeUInt32BE(size);
	head.write(type, 4, 'latin1');
	return Buffer.concat([head, content]);
};
/** A box whose size is written with 64 bits. */
const large = (type: string, content: Buffer, size = BigInt(content.length + 16)): Buffer => {
	const long = Buffer.alloc(8);
	long.writeBigUInt64BE(size);
	return box(type, Buffer.concat([long, content]), 1);
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
const film = (header: Buffer) => join(ftyp, box('moov', box('mvhd', header)));
const FIVE_SECONDS = film(mvhd(0, 1, 5));
const TOO_LARGE = 17 * 1024 ** 2;

describe('the length of a file that mediabunny wrote', () => {
	it.each([
		['with its header first', 'in-memory'],
		['with its header last', false],
		['in fragments', 'fragmented'],
	] as const)('%s', async (_what, fastStart) => {
		const bytes = await remux(fastStart);
		expect(bytes.indexOf('moov') < bytes.indexOf('mdat')).toBe(fastStart !== false);
		for (const size of [1, 7, 4096, bytes.length]) {
			const { isCutOff, seconds } = await read(bytes, size);
			expect(isCutOff).toBe(false);
			expect(seconds).toBeCloseTo(4, 1);
		}
	});
});

describe('a movie in fragments', () => {
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
		['durations of its own', withFragment(0, [0, 1], [0x100, 3, 10, 20, 30]), 8],
		['them beside other values', withFragment(0, [0, 1], [0x305, 2, 9, 9, 10, 99, 20, 99]), 5],
		["its track's default", withFragment(5, [0, 1], [0, 3]), 3.5],
		['a default of its own', withFragment(5, [0x8, 1, 7], [0, 3]), 4.1],
		['that behind other values', withFragment(5, [0xb, 1, 99, 99, 99, 7], [0, 3]), 4.1],
		['boxes in version 1', withFragment(5, [0, 1], [0, 3], 1), 3.5],
		['no samples', withFragment(0, [0, 1], [0, 0]), 2],
		['no durations', withFragment(0, [0, 1], [0, 3]), undefined],
		['fewer durations than samples', withFragment(5, [0, 1], [0x100, 3, 10]), undefined],
		['an unknown track', withFragment(5, [0, 9], [0, 3]), undefined],
	])('whose fragment has %s', async (_what, bytes, seconds) => {
		expect(await secondsOf(bytes)).toBe(seconds);
	});

	it('without fragments has the length that its extended header tells', async () => {
		const file = (extended: Buffer) =>
			join(ftyp, box('moov', join(box('mvhd', mvhd(0, 600, 600)), box('mvex', extended))));
		expect(await secondsOf(file(box('mehd', u32(0, 6000))))).toBe(10);
		expect(await secondsOf(file(u32()))).toBeUndefined();
	});
});

describe('a file', () => {
	it.each<[string, Buffer]>([
		['that ends inside its media data', sample.subarray(0, sample.length - 2000)],
		['that ends inside its header', sample.subarray(0, sample.indexOf('moov') + 100)],
		['that ends inside a fragment', join(FIVE_SECONDS, box('moof', Buffer.alloc(5), 99))],
		['without a header', join(ftyp, box('mdat', Buffer.alloc(500)))],
		['of nothing', Buffer.alloc(0)],
	])('%s is cut off', async (_what, bytes) => {
		for (const size of [3, 1000]) expect((await read(bytes, size)).isCutOff).toBe(true);
	});

	it.each<[string, Buffer]>([
		['with media data up to its end', join(FIVE_SECONDS, box('mdat', Buffer.alloc(99), 0))],
		['with a fragment before its header', join(box('moof', ftyp), FIVE_SECONDS)],
		['with a few bytes behind its end', join(FIVE_SECONDS, Buffer.alloc(5))],
		['with a broken box at its end', join(FIVE_SECONDS, box('free', Buffer.alloc(5), 99))],
	])('%s is not', async (_what, bytes) => {
		expect(await read(bytes)).toEqual({ seconds: 5, isCutOff: false });
	});

	it.each<[string, Buffer]>([
		['a box of any size', join(FIVE_SECONDS, box('free', Buffer.alloc(9), 0))],
		['a box that is too small', join(FIVE_SECONDS, large('free', Buffer.alloc(9), 3n))],
		['a fragment that is too large', join(FIVE_SECONDS, box('moof', Buffer.alloc(TOO_LARGE)))],
		['a header that is too large', box('moov', Buffer.alloc(TOO_LARGE))],
	])('with %s has an unknown length', async (_what, bytes) => {
		expect(await read(bytes)).toEqual({ seconds: undefined, isCutOff: false });
	});
});

describe('the length', () => {
	const behindLargeBox = join(ftyp, large('mdat', Buffer.alloc(5000)), film(mvhd(0, 10, 50)));
	const inLargeBoxes = join(ftyp, large('moov', large('mvhd', mvhd(0, 10, 50))));

	it.each<[string, Buffer, number | undefined]>([
		['in version 0', film(mvhd(0, 600, 3000)), 5],
		['in version 1, of more than 32 bits', film(mvhd(1, 1e9, 9_000_000_000n)), 9],
		['behind a box with a size of 64 bits', behindLargeBox, 5],
		['in boxes with sizes of 64 bits', inLargeBoxes, 5],
		['that is none, in version 0', film(mvhd(0, 600, 0xffffffff)), undefined],
		['that is none, in version 1', film(mvhd(1, 600, 2n ** 64n - 1n)), undefined],
		['of nothing', film(mvhd(0, 600, 0)), undefined],
		['without a timescale', film(mvhd(0, 0, 600)), undefined],
		['in a header that is cut', film(mvhd(0, 600, 3000).subarray(0, 12)), undefined],
	])('%s', async (_what, bytes, seconds) => {
		for (const size of [3, 1000]) expect(await secondsOf(bytes, size)).toBe(seconds);
	});

	it('is not looked for behind endless boxes', async () => {
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

	it('is looked for without keeping what lies before it', async () => {
		const before = process.memoryUsage().arrayBuffers;
		const piece = Buffer.alloc(1024 ** 2);
		let max = 0;
		async function* huge(): AsyncIterable<Buffer> {
			yield large('mdat', Buffer.alloc(0), 16n + 512n * 1024n ** 2n);
			for (let n = 0; n < 512; n++) {
				yield piece;
				max = Math.max(max, process.memoryUsage().arrayBuffers - before);
			}
			yield FIVE_SECONDS;
		}
		expect((await readMp4(huge())).seconds).toBe(5);
		expect(max).toBeLessThan(128 * 1024 ** 2);
	});
});

it('an MP4 is known by its first box', () => {
	expect(isMp4(sample)).toBe(true);
	expect(isMp4(sample.subarray(0, 11))).toBe(false);
	expect(isMp4(fixture('product.png'))).toBe(false);
});
