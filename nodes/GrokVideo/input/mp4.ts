/** Boxes that an MP4 file can begin with (ISO/IEC 14496-12). */
const FIRST_BOXES = ['ftyp', 'styp', 'moov', 'mdat', 'free', 'skip', 'wide'];
export const MP4_HEAD_BYTES = 12;

/** A file of more boxes than this is not read to its end. */
const MAX_BOXES = 1000;

export function isMp4(bytes: Buffer): boolean {
	return (
		bytes.length >= MP4_HEAD_BYTES && FIRST_BOXES.includes(bytes.subarray(4, 8).toString('latin1'))
	);
}

/**
 * Length in seconds as the file's own header has it ("mvhd"); nothing where it says none, as files do that are made
 * to be streamed. Passes over the pictures without keeping them.
 */
export async function readMp4Seconds(
	chunks: AsyncIterable<Buffer | string>,
): Promise<number | undefined> {
	const reader = new ByteReader(chunks);
	for (let box = 0; box < MAX_BOXES; box++) {
		const head = await reader.read(8);
		if (!head) return undefined;
		const type = head.toString('latin1', 4, 8);
		const size = head.readUInt32BE(0);
		const large = size === 1 ? await reader.read(8) : undefined;
		if (type === 'moov') continue; // what it holds comes next
		const rest = large ? Number(large.readBigUInt64BE()) - 16 : size - 8;
		if (rest < 0) return undefined; // up to the end of the file, or not true
		if (type === 'mvhd') return secondsOf(await reader.read(Math.min(rest, 32)));
		if (!(await reader.skip(rest))) return undefined;
	}
	return undefined;
}

/** Version 0 has times of 4 bytes, version 1 of 8. */
function secondsOf(mvhd: Buffer | undefined): number | undefined {
	const long = mvhd?.[0] === 1;
	if (!mvhd || mvhd.length < (long ? 32 : 20)) return undefined;
	const timescale = mvhd.readUInt32BE(long ? 20 : 12);
	const duration = long ? Number(mvhd.readBigUInt64BE(24)) : mvhd.readUInt32BE(16);
	const isUnknown = duration === 0 || duration >= (long ? 2 ** 63 : 0xffffffff);
	return timescale === 0 || isUnknown ? undefined : duration / timescale;
}

class ByteReader {
	private readonly chunks: AsyncIterator<Buffer | string>;

	private left: Buffer = Buffer.alloc(0);

	constructor(chunks: AsyncIterable<Buffer | string>) {
		this.chunks = chunks[Symbol.asyncIterator]();
	}

	async read(length: number): Promise<Buffer | undefined> {
		while (this.left.length < length) {
			const next = await this.next();
			if (!next) return undefined;
			this.left = Buffer.concat([this.left, next]);
		}
		const bytes = this.left.subarray(0, length);
		this.left = this.left.subarray(length);
		return bytes;
	}

	async skip(length: number): Promise<boolean> {
		let rest = length;
		while (rest > this.left.length) {
			rest -= this.left.length;
			const next = await this.next();
			if (!next) return false;
			this.left = next;
		}
		this.left = this.left.subarray(rest);
		return true;
	}

	private async next(): Promise<Buffer | undefined> {
		const { value, done } = await this.chunks.next();
		return done ? undefined : Buffer.from(value);
	}
}
