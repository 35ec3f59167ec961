import type { IBinaryData, IExecuteFunctions } from 'n8n-workflow';
import { GrokVideoError } from '../errors';
import type { Breather } from '../http/deadline';
import { shorten } from '../http/redact';
import { isPrivateHost, parseUrl } from '../http/url';
import {
	base64Head,
	base64Length,
	describe,
	digestOf,
	findFile,
	identityOf,
	isStored,
	normalizeDataUrl,
	piecesOf,
	readHead,
	sizeOf,
	toDataUrl,
	type BinaryFile,
	type Media,
} from './binaryFile';
import type { Provider } from './credential';
import { NOTHING_HINT, readNames, readText } from './values';

/** Where images come from, and how they are sent. */
export interface ImageContext {
	context: IExecuteFunctions;
	provider: Provider;
	itemIndex: number;
	/** Whether files are sent as links to n8n. */
	asLinks: boolean;
	/** For lists of thousands of images. */
	breather: Breather;
}

/** The fields of one entry, which can contain several images. */
export interface ImageFields {
	source: unknown;
	url: unknown;
	/** Reads the URL again when it is sent: a data URL may have many megabytes, so it is not kept. */
	readUrl(): unknown;
	urlLabel: string;
	binaryField: unknown;
	binaryLabel: string;
	/** Whether a text may contain several links. */
	allowsSeveral: boolean;
}

/** Enough of a file to tell its type. */
const HEAD_BYTES = 32;

/** No server accepts longer links. */
const MAX_LINK_CHARACTERS = 8000;
const MAX_LINKS_CHARACTERS = 100_000;

/** First bytes of raster images, as hexadecimal digits. */
const SIGNATURES: Array<[mimeType: string, pattern: RegExp]> = [
	['image/png', /^89504e470d0a1a0a/],
	['image/jpeg', /^ffd8ff/],
	['image/gif', /^47494638/],
	['image/webp', /^52494646.{8}57454250/],
	['image/bmp', /^424d.{8}00000000/],
	['image/tiff', /^(49492a00|4d4d002a)/],
	['image/avif', /^.{8}66747970(61766966|61766973)/],
	['image/heic', /^.{8}66747970(68656963|68656978|68657663|6d696631|6d736631)/],
];

/** The images of an entry. @throws GrokVideoError if there is none, or one that cannot be sent. */
export async function readImages(
	imageContext: ImageContext,
	fields: ImageFields,
): Promise<Media[]> {
	const images: Media[] = [];
	if (fields.source === 'binary') {
		for (const field of fileFields(fields)) {
			await imageContext.breather.breathe();
			const file = findFile(
				imageContext.context,
				imageContext.itemIndex,
				field,
				fields.binaryLabel,
			);
			images.push(await fileImage(imageContext, file));
		}
		return images;
	}
	const { allowsSeveral, readUrl, urlLabel } = fields;
	const linksOf = (value: unknown) => toLinks(value, urlLabel, allowsSeveral);
	for (const [index, link] of linksOf(fields.url).entries()) {
		await imageContext.breather.breathe();
		images.push(await linkImage(imageContext, link, urlLabel, () => linksOf(readUrl())[index]));
	}
	return images;
}

/** Names of binary fields, paths or file objects. */
function fileFields({ binaryField, binaryLabel }: ImageFields): unknown[] {
	const entries: unknown[] = Array.isArray(binaryField) ? binaryField : [binaryField];
	const fields = entries.flatMap((entry): unknown[] =>
		typeof entry === 'object' && entry !== null ? [entry] : readNames(entry, binaryLabel),
	);
	if (fields.length > 0) return fields;
	throw new GrokVideoError(`${binaryLabel} is empty`, {
		description: `Enter the name of the field that contains the image, e.g. data. ${NOTHING_HINT}`,
	});
}

/** @throws GrokVideoError if a field for one image contains several links. */
function toLinks(value: unknown, label: string, allowsSeveral: boolean): string[] {
	const entries: unknown[] = Array.isArray(value) ? value : [value];
	return entries.flatMap((entry) => {
		const links = splitLinks(readText(entry, label));
		if (links.length === 1 || allowsSeveral) return links;
		throw severalLinksError(label);
	});
}

export const severalLinksError = (label: string) =>
	new GrokVideoError(`${label} contains more than one link`, {
		description:
			"Enter one link. For several images, set 'Mode' to 'Multiple Images to Video' and add an entry for each.",
	});

const SEPARATORS = ' \t\r\n,;，；、';

/** The links in a text, which are separated by spaces, commas or semicolons. */
export function splitLinks(text: string): string[] {
	if (/^data:/i.test(text) || text.length > MAX_LINKS_CHARACTERS) return [text];
	// One separator is enough: others before it are removed below.
	return text.split(/[\s,;，；、](?=https?:\/\/)/i).map((link) => {
		let end = link.length;
		while (end > 0 && SEPARATORS.includes(link[end - 1])) end--;
		return link.slice(0, end);
	});
}

async function linkImage(
	imageContext: ImageContext,
	url: string,
	label: string,
	readAgain: () => string,
): Promise<Media> {
	if (/^data:/i.test(url)) {
		await checkDataUrl(url, label, imageContext.provider);
		return {
			identity: await digestOf(url),
			bytes: url.length,
			load: async () => {
				const currentUrl = readAgain(); // an expression may return another value now
				return await normalizeDataUrl(
					currentUrl,
					await checkDataUrl(currentUrl, label, imageContext.provider),
				);
			},
		};
	}
	checkImageLink(url, label, imageContext.provider);
	return linkMedia(url);
}

/** Not part of `linkImage`, whose `load` must not keep the text of a data URL in memory. */
export function linkMedia(url: string): Media {
	return { identity: url, bytes: url.length, load: async () => await Promise.resolve(url) };
}

const URL_DESCRIPTION =
	'Use a link that starts with https:// and opens without login, or a complete data URL of an image.';

function checkImageLink(url: string, label: string, provider: Provider): void {
	if (url === '') {
		throw new GrokVideoError(`${label} is empty`, {
			description: `Enter a link to an image, e.g. https://example.com/product.png. ${NOTHING_HINT}`,
		});
	}
	const bareType = imageType(base64Head(url, HEAD_BYTES));
	if (bareType ?? (url.length >= 100 && /^[a-z0-9+/\s]+={0,2}$/i.test(url.slice(0, 1000)))) {
		throw new GrokVideoError(`${label} lacks the data:${bareType ?? 'image/png'};base64, prefix`, {
			description: `Put data:${bareType ?? 'image/png'};base64, in front of the base64 text.`,
		});
	}
	checkLink(url, label, URL_DESCRIPTION, provider);
}

/** Sites whose share links open a web page. */
const SHARE_LINKS: Array<[site: string, pattern: RegExp]> = [
	['Google Drive', /^https?:\/\/(drive|docs)\.google\.com\/(file\/|open\b|drive\/|document\/)/i],
	['Dropbox', /^https?:\/\/(www\.)?dropbox\.com\/(?!.*[?&](raw|dl)=1)/i],
];

/** @throws GrokVideoError unless the provider can fetch the link. */
export function checkLink(
	url: string,
	label: string,
	description: string,
	provider: Provider,
): void {
	const parsed = url.length <= MAX_LINK_CHARACTERS ? parseUrl(url) : undefined;
	if (!parsed || !/^https?:\/\//i.test(url)) {
		throw new GrokVideoError(`${label} is not a web address: ${shorten(url, 100)}`, {
			description,
		});
	}
	const site = SHARE_LINKS.find(([, pattern]) => pattern.test(url))?.[0];
	if (site !== undefined) {
		throw new GrokVideoError(`${label} is a share link of ${site}, which opens a web page`, {
			description: `Download the file in an earlier node and use it as a file, or enter a link to the file itself.`,
		});
	}
	if (isUnreachable(parsed, provider)) {
		throw new GrokVideoError(`${label} is a private address: ${parsed.host}`, {
			description: `${provider.label} cannot open it. Use a public link, or download the file in an earlier node and use it as a file.`,
		});
	}
}

/** A provider in the same network may open private addresses. */
function isUnreachable({ hostname }: URL, { origin }: Provider): boolean {
	return isPrivateHost(hostname) && !isPrivateHost(new URL(origin).hostname);
}

/** The MIME type of the image. @throws GrokVideoError unless the text is a complete data URL of an image. */
async function checkDataUrl(url: string, label: string, provider: Provider): Promise<string> {
	const comma = url.indexOf(',');
	const head = url.slice(0, Math.min(Math.max(comma, 0), 200)).toLowerCase();
	const declared = /^data:([a-z0-9.+/-]*);(?:.*;)?base64$/.exec(head)?.[1];
	const isComplete = declared?.startsWith('image/') && (await isBase64(url, comma + 1));
	if (!isComplete) {
		throw new GrokVideoError(`${label} is not a complete data URL of an image`, {
			description: 'It must look like data:image/png;base64,iVBORw0KGgo…',
		});
	}
	const mimeType = imageType(base64Head(url, HEAD_BYTES, comma + 1));
	return checkImageType(mimeType, `${label}: the data URL`, declared ?? '', provider);
}

/** Whether a text is base64, which may contain line breaks, from a position to its end. */
async function isBase64(text: string, start: number): Promise<boolean> {
	if (text.slice(start, start + 1) === '') return false;
	for await (const piece of piecesOf(text, start)) {
		const end = piece.indexOf('=');
		if (/[^a-z0-9+/\s]/i.test(end === -1 ? piece : piece.slice(0, end))) return false;
		if (end !== -1 && /[^=\s]/.test(piece.slice(end))) return false;
	}
	return true;
}

async function fileImage(imageContext: ImageContext, file: BinaryFile): Promise<Media> {
	const { context, provider } = imageContext;
	const declared = file.binary.mimeType ?? '';
	const head = await readHead(context, file, HEAD_BYTES);
	const mimeType = checkImageType(imageType(head), describe(file), declared, provider);
	const identity = await identityOf(file);
	if (imageContext.asLinks) {
		const { length } = signedLink(imageContext, file);
		return {
			identity,
			bytes: length,
			load: async () => await Promise.resolve(signedLink(imageContext, file)),
		};
	}
	const bytes = isStored(file)
		? base64Length(await sizeOf(context, file))
		: file.binary.data.length;
	return { identity, bytes, load: async () => await toDataUrl(context, file, mimeType) };
}

/** The MIME type of a raster image, by its first bytes. */
export function imageType(head: Buffer): string | undefined {
	const hex = head.subarray(0, HEAD_BYTES).toString('hex');
	return SIGNATURES.find(([, pattern]) => pattern.test(hex))?.[0];
}

function checkImageType(
	mimeType: string | undefined,
	subject: string,
	declared: string,
	{ label, protocol: { imageTypes } }: Provider,
): string {
	if (mimeType === undefined) {
		throw new GrokVideoError(
			`${subject} is not an image that can be sent (${shorten(declared, 60) || 'no type'})`,
			{
				description: `Use a ${formatNames(imageTypes ?? USUAL_TYPES)} image.`,
			},
		);
	}
	if (imageTypes && !imageTypes.includes(mimeType)) {
		throw new GrokVideoError(
			`${subject} is a ${formatNames([mimeType])} image, which ${label} does not accept`,
			{ description: `Use a ${formatNames(imageTypes)} image.` },
		);
	}
	return mimeType;
}

const USUAL_TYPES = ['image/jpeg', 'image/png', 'image/webp'];

function formatNames(mimeTypes: readonly string[]): string {
	const names = mimeTypes.map((type) =>
		type === 'image/webp' ? 'WebP' : type.slice('image/'.length).toUpperCase(),
	);
	const last = names.pop() ?? '';
	return names.length > 0 ? `${names.join(', ')} or ${last}` : last;
}

/** Long enough for a task that waits in a queue. */
const LINK_LIFETIME = '6h';

const USE_DATA = "Set 'Send Images As' to 'Data'";

/** Missing in the types of older n8n versions. */
interface LinkHelper {
	createBinarySignedUrl?(file: IBinaryData, expiresIn: string): string;
}

/**
 * A link to a file in n8n's store, signed by n8n, which opens without login.
 * @throws GrokVideoError if n8n cannot create one that the provider can open.
 */
function signedLink({ context, provider }: ImageContext, file: BinaryFile): string {
	if (!isStored(file)) {
		throw new GrokVideoError('n8n keeps files in memory, so it cannot create links', {
			description: `${USE_DATA}, or let n8n store files (N8N_DEFAULT_BINARY_DATA_MODE=filesystem).`,
		});
	}
	const { createBinarySignedUrl } = context.helpers as LinkHelper;
	const url = parseUrl(createBinarySignedUrl?.(file.binary, LINK_LIFETIME) ?? '');
	if (!url) {
		throw new GrokVideoError('This version of n8n cannot create links to files', {
			description: `${USE_DATA}.`,
		});
	}
	if (!/^https?:$/.test(url.protocol) || isUnreachable(url, provider)) {
		throw new GrokVideoError(
			`n8n has no public address: its links start with ${url.protocol}//${url.host}`,
			{
				description: `${USE_DATA}, or set the public address of n8n (WEBHOOK_URL).`,
			},
		);
	}
	return url.href;
}
