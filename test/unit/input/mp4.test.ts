/* eslint-disable @n8n/community-nodes/no-restricted-globals -- a test runs in Node, not in n8n */
import {
	BufferSource,
	BufferTarget,
	EncodedPacketSink,
	EncodedVideoPacketSource,
	Input,
	MP4,
	Mp4OutputFormat,
	Output,
} from 'mediabunny';
import { isMp4, readMp4Seconds } from '../../../nodes/GrokVideo/input/mp4';
import { fixture } from '../../support/files';

/** The length of an MP4 as its own header has it, of files that mediabunny writes and of hostile ones. */

const sample = fixture('sample.mp4');

/** The sample once more, with its boxes in another order. */
async function written(fastStart: false | 'in-memory' | 'fragmented'): Promise<Buffer> {
	const input = new Input({ source: new BufferSource(sample), formats: [MP4] });
	const target = new BufferTarget();
	const output = new Output({ format: new Mp4OutputFormat({ fastStart }), target });
	const track = (await input.getPrimaryVideoTrack())!;
	const source = new EncodedVideoPacketSource(track.codec!);
	output.addVideoTrack(source);
	await output.start();
	const decoderConfig = (await track.getDecoderConfig())!;
	for await (const packet of new EncodedPacketSink(track).packets()) {
		await source.add(packet, { decoderConfig });
	}
	await output.finalize();
	input.dispose();
	return Buffer.from(target.buffer!);
}

async function* inPieces(bytes: Buffer, size: number): AsyncIterable<Buffer> {
	for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const secondsOf = async (bytes: Buffer, size = 1000) => await readMp4Seconds(inPieces(bytes, size));

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
const film = (header: Buffer) => Buffer.concat([ftyp, box('moov', box('mvhd', header))]);

describe('the length of a file that mediabunny wrote', () => {
	it.each([
		['with its header first', 'in-memory'],
		['with its header last', false],
	] as const)('%s', async (_what, fastStart) => {
		const bytes = await written(fastStart);
		expect(bytes.indexOf('moov') < bytes.indexOf('mdat')).toBe(fastStart !== false);
		for (const size of [1, 7, 4096, bytes.length]) {
			expect(await secondsOf(bytes, size)).toBeCloseTo(4, 1);
		}
	});

	it('is not known where the file is made to be streamed', async () => {
		expect(await secondsOf(await written('fragmented'))).toBeUndefined();
	});
});

describe('the length', () => {
	it.each<[string, Buffer, number | undefined]>([
		['in version 0', film(mvhd(0, 600, 3000)), 5],
		['in version 1', film(mvhd(1, 600, 3000)), 5],
		['in version 1, of more than 32 bits', film(mvhd(1, 1e9, 9_000_000_000n)), 9],
		[
			'behind a box with a size of 64 bits',
			Buffer.concat([ftyp, large('mdat', Buffer.alloc(5000)), film(mvhd(0, 10, 50))]),
			5,
		],
		[
			'in boxes with sizes of 64 bits',
			Buffer.concat([ftyp, large('moov', large('mvhd', mvhd(0, 10, 50)))]),
			5,
		],
		['that is none, in version 0', film(mvhd(0, 600, 0xffffffff)), undefined],
		['that is none, in version 1', film(mvhd(1, 600, 2n ** 64n - 1n)), undefined],
		['of nothing', film(mvhd(0, 600, 0)), undefined],
		['without a timescale', film(mvhd(0, 0, 600)), undefined],
		['in a header that is cut', film(mvhd(0, 600, 3000).subarray(0, 12)), undefined],
		[
			'in a header of no size',
			Buffer.concat([ftyp, box('moov', box('mvhd', mvhd(0, 1, 5), 4))]),
			undefined,
		],
		[
			'behind a box of size 0',
			Buffer.concat([ftyp, box('mdat', Buffer.alloc(99), 0), film(mvhd(0, 1, 5))]),
			undefined,
		],
		[
			'behind a box of size 7',
			Buffer.concat([box('free', Buffer.alloc(9), 7), film(mvhd(0, 1, 5))]),
			undefined,
		],
		[
			'behind a box larger than the file',
			Buffer.concat([large('mdat', Buffer.alloc(9), 2n ** 64n - 1n), film(mvhd(0, 1, 5))]),
			undefined,
		],
		[
			'of a long size that is too small',
			Buffer.concat([large('mdat', Buffer.alloc(9), 3n), film(mvhd(0, 1, 5))]),
			undefined,
		],
		['of a file that is cut', sample.subarray(0, 40), undefined],
		['of nothing at all', Buffer.alloc(0), undefined],
	])('%s', async (_what, bytes, seconds) => {
		for (const size of [3, 1000]) expect(await secondsOf(bytes, size)).toBe(seconds);
	});

	it('is not looked for behind endless boxes', async () => {
		let read = 0;
		async function* endless(): AsyncIterable<Buffer> {
			for (;;) {
				read++;
				yield box('free', Buffer.alloc(0));
			}
		}
		expect(await readMp4Seconds(endless())).toBeUndefined();
		expect(read).toBeLessThan(2000);
	});

	it('is looked for without keeping what lies before it', async () => {
		const piece = Buffer.alloc(1024 ** 2);
		async function* huge(): AsyncIterable<Buffer> {
			yield large('mdat', Buffer.alloc(0), 16n + 512n * 1024n ** 2n);
			for (let n = 0; n < 512; n++) yield piece;
			yield film(mvhd(0, 1, 5));
		}
		const before = process.memoryUsage().arrayBuffers;
		let max = 0;
		async function* watched(): AsyncIterable<Buffer> {
			for await (const chunk of huge()) {
				max = Math.max(max, process.memoryUsage().arrayBuffers - before);
				yield chunk;
			}
		}
		expect(await readMp4Seconds(watched())).toBe(5);
		expect(max).toBeLessThan(128 * 1024 ** 2);
	});
});

it('an MP4 is known by its first box', () => {
	expect(isMp4(sample)).toBe(true);
	expect(isMp4(sample.subarray(0, 11))).toBe(false);
	expect(isMp4(fixture('product.png'))).toBe(false);
});
