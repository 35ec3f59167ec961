import type { IExecuteFunctions } from 'n8n-workflow';
import { GrokVideoError } from '../errors';
import { cut } from '../http/redact';
import { parseUrl } from '../http/url';
import { fileBytes, inputFile, readFileHead } from './binaryFile';

/** A reference image, checked. Binary data stays in n8n's store until it is sent. */
export type Image =
	| { kind: 'url'; url: string }
	| { kind: 'binary'; itemIndex: number; field: string; mimeType: string; bytes: number };

/** Enough of a file to tell its type. */
const HEAD_BYTES = 32;

/** Longest link that a server could open. */
export const MAX_LINK_CHARACTERS = 8000;

/** First bytes, as hexadecimal digits, of the raster formats that image models take. */
const SIGNATURES: Array<[mimeType: string, pattern: RegExp]> = [
	['image/png', /^89504e470d0a1a0a/],
	['image/jpeg', /^ffd8ff/],
	['image/gif', /^47494638/],
	['image/webp', /^52494646.{8}57454250/],
	['image/bmp', /^424d.{8}00000000/],
	['image/tiff', /^(49492a00|4d4d002a)/],
	['image/avif', /^.{8}6674797061766966/],
	['image/heic', /^.{8}6674797068656963/],
];

/** The same formats, as bare base64 begins. */
const BARE_BASE64: Array<[mimeType: string, start: string]> = [
	['image/png', 'iVBORw0KGgo'],
	['image/jpeg', '/9j/'],
	['image/gif', 'R0lGOD'],
	['image/webp', 'UklGR'],
];

/** @throws GrokVideoError unless the text is an http(s) URL or a complete data URL of an image. */
export function checkImageUrl(text: string, label: string): Image {
	const url = text.trim();
	if (url === '') {
		throw new GrokVideoError(`${label} is empty`, {
			description: 'Enter the address of an image, e.g. https://example.com/product.png.',
		});
	}
	if (/^data:/i.test(url)) return checkDataUrl(url, label);
	const bare = BARE_BASE64.find(([, start]) => url.startsWith(start))?.[0];
	if (bare ?? (url.length >= 100 && isBase64(url))) {
		throw new GrokVideoError(`${label} is bare base64`, {
			description: `Add data:${bare ?? 'image/png'};base64, in front of it.`,
		});
	}
	if (/\shttps?:\/\//i.test(url)) {
		throw new GrokVideoError(`${label} holds more than one address`, {
			description:
				"Set 'Mode' to 'Multiple Images to Video' and add an image for each, or use an expression that gives a list.",
		});
	}
	if (!/^https?:\/\//i.test(url) || url.length > MAX_LINK_CHARACTERS || !parseUrl(url)) {
		throw new GrokVideoError(`${label} is not a web address: ${cut(url, 100)}`, {
			description: 'Use an address that starts with https://, or a complete data URL of an image.',
		});
	}
	return { kind: 'url', url };
}

/** In the documents' own form: lower case, without further parameters, and on one line. */
function checkDataUrl(url: string, label: string): Image {
	const comma = url.indexOf(',');
	const head = url.slice(0, Math.min(comma, 200)).toLowerCase();
	const mimeType = /^data:(image\/[a-z0-9.+-]+);(?:.*;)?base64$/.exec(head)?.[1];
	const data = url.slice(comma + 1);
	if (mimeType === 'image/svg+xml') {
		throw new GrokVideoError(`${label} is an SVG drawing, which no video model takes`, {
			description: 'Use a PNG, JPEG or WebP image.',
		});
	}
	if (comma === -1 || mimeType === undefined || data.trim() === '' || !isBase64(data)) {
		throw new GrokVideoError(`${label} is not a complete data URL of an image`, {
			description: 'It must look like data:image/png;base64,iVBORw0KGgo…',
		});
	}
	return { kind: 'url', url: `data:${mimeType};base64,${data.replace(/\s+/g, '')}` };
}

function isBase64(text: string): boolean {
	const end = text.slice(-20).replace(/[\s=]+$/, '');
	return !/[^a-z0-9+/\s]/i.test(text.slice(0, -20) + end);
}

/** @throws GrokVideoError unless the item has a file in that field, and it is an image. */
export async function readBinaryImage(
	context: IExecuteFunctions,
	itemIndex: number,
	field: string,
	label: string,
): Promise<Image> {
	const file = inputFile(context, itemIndex, field, label, 'image');
	const head = await readFileHead(context, file, HEAD_BYTES);
	const declared = file.mimeType ?? '';
	const mimeType = imageType(head, declared);
	if (mimeType === undefined) {
		throw new GrokVideoError(
			`${label}: the file in the field '${field}' is not an image that can be sent (${declared || 'no type'})`,
			{ description: 'Use a PNG, JPEG or WebP image.' },
		);
	}
	return { kind: 'binary', itemIndex, field, mimeType, bytes: await fileBytes(context, file) };
}

/** How many bytes an image adds to a request: a file travels as base64. */
export function bytesInRequest(image: Image): number {
	return image.kind === 'url' ? image.url.length : Math.ceil((image.bytes * 4) / 3);
}

/** The image as the gateway takes it: a URL or a complete data URL. */
export async function toUrl(image: Image, context: IExecuteFunctions): Promise<string> {
	if (image.kind === 'url') return image.url;
	const bytes = await context.helpers.getBinaryDataBuffer(image.itemIndex, image.field);
	return `data:${image.mimeType};base64,${bytes.toString('base64')}`;
}

/** What the bytes say goes before what an earlier node declared. */
export function imageType(bytes: Buffer, declared: string): string | undefined {
	const head = bytes.subarray(0, HEAD_BYTES);
	const found = SIGNATURES.find(([, pattern]) => pattern.test(head.toString('hex')))?.[0];
	if (found !== undefined) return found;
	const looksLikeText = /^\s*[<{[]/.test(head.toString('latin1')) || bytes.length === 0;
	return declared.startsWith('image/') && !looksLikeText ? declared : undefined;
}
