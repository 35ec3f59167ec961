import type { IExecuteFunctions } from 'n8n-workflow';
import { Problem } from '../problem';
import { digest } from '../digest';
import { parseUrl } from '../transport/provider';

/** A reference image, checked. Binary data stays in n8n's store until it is sent. */
export type Image =
	| { kind: 'url'; url: string }
	| { kind: 'binary'; itemIndex: number; field: string; mimeType: string; digest: string };

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

/** @throws Problem unless the text is an http(s) URL or a complete data URL of an image. */
export function checkImageUrl(text: string, label: string): Image {
	const url = text.trim();
	if (url === '') {
		throw new Problem(`${label} is empty`, {
			advice: 'Enter the address of an image, e.g. https://example.com/product.png.',
		});
	}
	if (/^data:/i.test(url)) {
		const found = /^data:(image\/[a-z0-9.+-]+)(?:;[^;,]*)*;base64,([a-z0-9+/\s]+=*)$/i.exec(url);
		if (found) {
			// In the documents' own form: without further parameters, and on one line.
			const [, mimeType, base64] = found;
			return { kind: 'url', url: `data:${mimeType};base64,${base64.replace(/\s/g, '')}` };
		}
		throw new Problem(`${label} is not a complete data URL of an image`, {
			advice: 'It must look like data:image/png;base64,iVBORw0KGgo…',
		});
	}
	const bare = BARE_BASE64.find(([, start]) => url.startsWith(start))?.[0];
	if (bare ?? (url.length >= 100 && /^[a-z0-9+/\s]+=*$/i.test(url))) {
		throw new Problem(`${label} is bare base64`, {
			advice: `Add data:${bare ?? 'image/png'};base64, in front of it.`,
		});
	}
	if (/\shttps?:\/\//i.test(url)) {
		throw new Problem(`${label} holds more than one address`, {
			advice:
				'Set "Mode" to "Multiple Images to Video" and add an image for each, or use an expression that gives a list.',
		});
	}
	const protocol = parseUrl(url)?.protocol;
	if (protocol !== 'http:' && protocol !== 'https:') {
		throw new Problem(`${label} is not a web address: ${url.slice(0, 100)}`, {
			advice: 'Use an address that starts with https://, or a complete data URL of an image.',
		});
	}
	return { kind: 'url', url };
}

/** @throws Problem unless the item has that binary field and it holds an image. */
export async function readBinaryImage(
	context: IExecuteFunctions,
	itemIndex: number,
	field: string,
	label: string,
): Promise<Image> {
	// n8n's own `assertBinaryData` does not say which fields there are.
	const { binary: files = {} } = context.getInputData()[itemIndex];
	if (!(field in files)) {
		const names = Object.keys(files);
		const there =
			names.length > 0 ? `It has: ${names.join(', ')}.` : 'It has no binary data at all.';
		throw new Problem(`${label}: the item has no binary field "${field}"`, {
			advice: `${there} Enter the name of the field that holds the image.`,
		});
	}
	const bytes = await context.helpers.getBinaryDataBuffer(itemIndex, field);
	const declared = files[field].mimeType;
	const mimeType = imageType(bytes, declared);
	if (mimeType === undefined) {
		throw new Problem(
			`${label}: the binary field "${field}" is not an image that can be sent (${declared})`,
			{ advice: 'Use a PNG, JPEG or WebP image.' },
		);
	}
	return { kind: 'binary', itemIndex, field, mimeType, digest: await digest(bytes) };
}

/** The image as the gateway takes it: a URL or a complete data URL. */
export async function toUrl(image: Image, context: IExecuteFunctions): Promise<string> {
	if (image.kind === 'url') return image.url;
	const bytes = await context.helpers.getBinaryDataBuffer(image.itemIndex, image.field);
	return `data:${image.mimeType};base64,${bytes.toString('base64')}`;
}

/** What the bytes say goes before what an earlier node declared. */
export function imageType(bytes: Buffer, declared: string): string | undefined {
	const head = bytes.subarray(0, 32);
	const found = SIGNATURES.find(([, pattern]) => pattern.test(head.toString('hex')))?.[0];
	if (found !== undefined) return found;
	const looksLikeText = /^\s*[<{[]/.test(head.toString('latin1')) || bytes.length === 0;
	return declared.startsWith('image/') && !looksLikeText ? declared : undefined;
}
