/** Boxes that an MP4 file can begin with (ISO/IEC 14496-12). */
const FIRST_BOXES = ['ftyp', 'styp', 'moov', 'mdat', 'free', 'skip', 'wide'];
export const MP4_HEAD_BYTES = 12;

/** A file with more boxes is not read to its end. */
const MAX_BOXES = 20_000;
/** Headers of short videos are far smaller. */
const MAX_HEADER_BYTES = 16 * 1024 ** 2;

export function isMp4(bytes: Buffer): boolean {
	return (
		bytes.length >= MP4_HEAD_BYTES && FIRST_BOXES.includes(bytes.subarray(4, 8).toString('latin1'))
	);
}

export interface Mp4 {
	/** Undefined if the file does not say. */
	seconds?: number;
	/** Whether the file ends inside its media data, or before its header. */
	isCutOff: boolean;
}

/** Reads the headers of an MP4 file, and skips its media data without keeping it. */
export async function readMp4(chunks: AsyncIterable<Buffer>): Promise<Mp4> {
	const reader = new ByteReader(chunks);
	let movie: Movie | undefined;
	let isLengthUnknown = false;
	const result = (isCutOff: boolean): Mp4 => ({
		seconds: isLengthUnknown ? undefined : movie && secondsOf(movie),
		isCutOff: isCutOff || movie === undefined,
	});
	for (let count = 0; count < MAX_BOXES; count++) {
		const head = await reader.read(8);
		if (!head) return result(false);
		const type = head.toString('latin1', 4, 8);
		const size = head.readUInt32BE(0);
		const large = size === 1 ? await reader.read(8) : undefined;
		if (size === 0) {
			isLengthUnknown ||= type !== 'mdat'; // up to the end of the file
			return result(false);
		}
		const rest = large ? Number(large.readBigUInt64BE()) - 16 : size - 8;
		if (rest < 0) {
			isLengthUnknown = true;
			return result(false);
		}
		if ((type === 'moov' || type === 'moof') && rest <= MAX_HEADER_BYTES) {
			const body = await reader.read(rest);
			if (!body) return result(true);
			if (type === 'moov') movie = readMovie(body);
			else if (movie) addFragment(movie, body);
		} else {
			if (type === 'moov') movie ??= { isFragmented: true, tracks: new Map() }; // too large to be read
			isLengthUnknown ||= type === 'moof';
			if (!(await reader.skip(rest))) return result(type === 'mdat');
		}
	}
	return { isCutOff: false };
}

/** Times in seconds. */
interface Movie {
	/** From the movie header. */
	seconds?: number;
	/** Whether the movie continues in fragments. Its header then covers only the part before them. */
	isFragmented: boolean;
	/** From the header of fragmented movies. */
	fragmentedSeconds?: number;
	tracks: Map<number, Track>;
	/** When the last fragment ends. Undefined while there is none, and NaN if a fragment does not say. */
	end?: number;
}

interface Track {
	timescale: number;
	defaultDuration: number;
}

function secondsOf({ end, fragmentedSeconds, isFragmented, seconds }: Movie): number | undefined {
	if (!isFragmented) return seconds;
	return end === undefined || Number.isNaN(end) ? fragmentedSeconds : Math.max(end, seconds ?? 0);
}

function readMovie(moov: Buffer): Movie {
	const mvhd = find(moov, 'mvhd');
	const mvex = find(moov, 'mvex');
	const tracks = new Map<number, Track>();
	for (const trak of findAll(moov, 'trak')) {
		const tkhd = find(trak, 'tkhd');
		const mdhd = find(trak, 'mdia', 'mdhd');
		const id = tkhd && uint32(tkhd, tkhd[0] === 1 ? 20 : 12);
		const timescale = mdhd && uint32(mdhd, mdhd[0] === 1 ? 20 : 12);
		if (id && timescale) tracks.set(id, { timescale, defaultDuration: 0 });
	}
	for (const trex of mvex ? findAll(mvex, 'trex') : []) {
		const track = tracks.get(uint32(trex, 4) ?? 0);
		if (track) track.defaultDuration = uint32(trex, 12) ?? 0;
	}
	const mehd = mvex && find(mvex, 'mehd');
	const timescale = mvhd && uint32(mvhd, mvhd[0] === 1 ? 20 : 12);
	return {
		seconds: mvhd && toSeconds(time(mvhd, mvhd[0] === 1 ? 24 : 16), timescale),
		isFragmented: mvex !== undefined,
		fragmentedSeconds: mehd && toSeconds(time(mehd, 4), timescale),
		tracks,
	};
}

function addFragment(movie: Movie, moof: Buffer): void {
	for (const traf of findAll(moof, 'traf')) {
		const end = fragmentEnd(movie, traf) ?? NaN;
		movie.end = Math.max(movie.end ?? 0, end); // stays NaN
	}
}

/** When a track's part of a fragment ends. */
function fragmentEnd({ tracks }: Movie, traf: Buffer): number | undefined {
	const tfhd = find(traf, 'tfhd');
	const tfdt = find(traf, 'tfdt');
	const track = tracks.get((tfhd && uint32(tfhd, 4)) ?? 0);
	const start = tfdt && time(tfdt, 4);
	if (!tfhd || !track || start === undefined) return undefined;
	const flags = uint32(tfhd, 0) ?? 0;
	const at = 8 + (flags & 0x1 ? 8 : 0) + (flags & 0x2 ? 4 : 0);
	const defaultDuration = flags & 0x8 ? uint32(tfhd, at) : track.defaultDuration;
	let end = start;
	for (const trun of findAll(traf, 'trun')) {
		const duration = runDuration(trun, defaultDuration ?? 0);
		if (duration === undefined) return undefined;
		end += duration;
	}
	return end / track.timescale;
}

/** The total duration of a run of samples. */
function runDuration(trun: Buffer, defaultDuration: number): number | undefined {
	const flags = uint32(trun, 0) ?? 0;
	const count = uint32(trun, 4) ?? 0;
	if (!(flags & 0x100))
		return count === 0 || defaultDuration > 0 ? count * defaultDuration : undefined;
	const start = 8 + (flags & 0x1 ? 4 : 0) + (flags & 0x4 ? 4 : 0);
	const fields = [0x100, 0x200, 0x400, 0x800].filter((flag) => flags & flag).length;
	if (start + count * fields * 4 > trun.length) return undefined;
	let total = 0;
	for (let n = 0; n < count; n++) total += trun.readUInt32BE(start + n * fields * 4);
	return total;
}

/** The first box on a path. */
function find(bytes: Buffer, ...path: string[]): Buffer | undefined {
	return path.reduce<Buffer | undefined>((body, type) => body && findAll(body, type)[0], bytes);
}

/** The contents of the boxes of a type. */
function findAll(bytes: Buffer, type: string): Buffer[] {
	const found: Buffer[] = [];
	for (let at = 0; at + 8 <= bytes.length;) {
		const size32 = bytes.readUInt32BE(at);
		const isLarge = size32 === 1 && at + 16 <= bytes.length;
		const size = isLarge ? Number(bytes.readBigUInt64BE(at + 8)) : size32;
		const head = isLarge ? 16 : 8;
		if (size < head) break;
		if (bytes.toString('latin1', at + 4, at + 8) === type) {
			found.push(bytes.subarray(at + head, at + size));
		}
		at += size;
	}
	return found;
}

function uint32(bytes: Buffer, at: number): number | undefined {
	return at + 4 <= bytes.length ? bytes.readUInt32BE(at) : undefined;
}

/** A time of 32 bits, or of 64 in version 1 of a box. Undefined if all bits are set: unknown. */
function time(box: Buffer, at: number): number | undefined {
	if (box[0] !== 1) {
		const value = uint32(box, at);
		return value === 0xffffffff ? undefined : value;
	}
	const value = at + 8 <= box.length ? box.readBigUInt64BE(at) : 2n ** 63n;
	return value >= 2n ** 63n ? undefined : Number(value);
}

function toSeconds(
	duration: number | undefined,
	timescale: number | undefined,
): number | undefined {
	return duration && timescale ? duration / timescale : undefined;
}

class ByteReader {
	private readonly chunks: AsyncIterator<Buffer>;

	private buffered: Buffer = Buffer.alloc(0);

	constructor(chunks: AsyncIterable<Buffer>) {
		this.chunks = chunks[Symbol.asyncIterator]();
	}

	async read(length: number): Promise<Buffer | undefined> {
		const parts = [this.buffered];
		let total = this.buffered.length;
		while (total < length) {
			const next = await this.next();
			if (!next) return undefined;
			parts.push(next);
			total += next.length;
		}
		const bytes = parts.length > 1 ? Buffer.concat(parts) : this.buffered;
		this.buffered = bytes.subarray(length);
		return bytes.subarray(0, length);
	}

	async skip(length: number): Promise<boolean> {
		let rest = length;
		while (rest > this.buffered.length) {
			rest -= this.buffered.length;
			this.buffered = Buffer.alloc(0);
			const next = await this.next();
			if (!next) return false;
			this.buffered = next;
		}
		this.buffered = this.buffered.subarray(rest);
		return true;
	}

	private async next(): Promise<Buffer | undefined> {
		const { done, value } = await this.chunks.next();
		return done ? undefined : value;
	}
}
