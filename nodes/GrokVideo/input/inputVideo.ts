import type { IExecuteFunctions } from 'n8n-workflow';
import { GrokVideoError } from '../errors';
import { isMp4, MP4_HEAD_BYTES, readMp4Seconds } from './mp4';
import { discard } from '../http/stream';
import { cut } from '../http/redact';
import { parseUrl } from '../http/url';
import { fileBytes, inputFile, openFile, readFileHead } from './binaryFile';
import { MAX_LINK_CHARACTERS } from './images';
import { textIn, trimmedText } from './values';

/** A video that is given to be changed, checked. A file stays in n8n's store until it is sent. */
export type InputVideo = { seconds?: number } & (
	| { kind: 'url'; url: string }
	| { kind: 'binary'; itemIndex: number; field: string; id?: string; bytes: number }
);

/** Brands of files that begin as an MP4 does and are none: QuickTime, pictures, sound. */
const OTHER_BRANDS = /^(qt {2}|avi[fs]|hei[cfmsx]|hev[cmsx]|mif1|msf1|m4[ab] |crx )/i;

const isVideo = (head: Buffer) =>
	isMp4(head) && !OTHER_BRANDS.test(head.toString('latin1', 8, MP4_HEAD_BYTES));

const URL_LABEL = "'Video URL'";
const FIELD_LABEL = "'Input Data Field Name'";
const URL_ADVICE =
	'Use an address of an MP4 that starts with https:// and opens without login, or a complete data URL (data:video/mp4;base64,…).';

/**
 * Reads the fields of a video, and its length where the file is here.
 * @throws GrokVideoError when there is no video, or none of a kind that is taken.
 */
export async function readInputVideo(
	context: IExecuteFunctions,
	itemIndex: number,
): Promise<InputVideo> {
	const field = (name: string): unknown => context.getNodeParameter(name, itemIndex, null);
	return field('videoSource') === 'binary'
		? await readFile(context, itemIndex, trimmedText(field('videoBinaryField')) || 'data')
		: await readUrl(textIn(field('videoUrl')).trim());
}

async function readUrl(url: string): Promise<InputVideo> {
	if (url === '') throw new GrokVideoError(`${URL_LABEL} is empty`, { description: URL_ADVICE });
	if (/^data:/i.test(url)) {
		const comma = url.indexOf(',');
		const isBase64 = /^data:[^,]{0,100};base64$/i.test(url.slice(0, Math.min(comma, 120)));
		const bytes = Buffer.from(isBase64 ? url.slice(comma + 1) : '', 'base64');
		if (!isVideo(bytes)) {
			throw new GrokVideoError(`${URL_LABEL} is a data URL without an MP4 video`, {
				description: URL_ADVICE,
			});
		}
		const seconds = await readMp4Seconds(onePiece(bytes));
		return { kind: 'url', url: `data:video/mp4;base64,${bytes.toString('base64')}`, seconds };
	}
	if (!/^https?:\/\//i.test(url) || url.length > MAX_LINK_CHARACTERS || !parseUrl(url)) {
		throw new GrokVideoError(`${URL_LABEL} is not a web address: ${cut(url, 100)}`, {
			description: URL_ADVICE,
		});
	}
	return { kind: 'url', url };
}

async function readFile(
	context: IExecuteFunctions,
	itemIndex: number,
	field: string,
): Promise<InputVideo> {
	const file = inputFile(context, itemIndex, field, FIELD_LABEL, 'video');
	if (!isVideo(await readFileHead(context, file, MP4_HEAD_BYTES))) {
		throw new GrokVideoError(
			`${FIELD_LABEL}: the file in the field '${field}' is not an MP4 video (${file.mimeType ?? 'no type'})`,
			{ description: 'Use an MP4 with H.264, H.265 or AV1, e.g. the video of an earlier step.' },
		);
	}
	const { id } = file;
	const bytes = await fileBytes(context, file);
	if (id === undefined) {
		const seconds = await readMp4Seconds(onePiece(Buffer.from(file.data, 'base64')));
		return { kind: 'binary', itemIndex, field, bytes, seconds };
	}
	const stream = await openFile(context, id);
	try {
		const seconds = await readMp4Seconds(stream);
		return { kind: 'binary', itemIndex, field, id, bytes, seconds };
	} finally {
		discard(stream);
	}
}

async function* onePiece(bytes: Buffer): AsyncIterable<Buffer> {
	yield bytes;
}
