import { sleep, type IBinaryData, type IExecuteFunctions } from 'n8n-workflow';
import { GrokVideoError } from '../errors';
import { digest } from '../http/json';
import { oneLine, shorten } from '../http/redact';
import { discard, readStart, type BodyStream } from '../http/stream';
import { describeType, readRequiredText } from './values';

/**
 * An image or a video from an item. It holds no file: `load` reads it when the request is sent, so that waiting items
 * take no memory.
 */
export interface Media {
	/** Identifies the content: the link, the ID in n8n's file store, or a SHA-256 digest of the file. */
	identity: string;
	/** Bytes that it adds to a JSON request. */
	bytes: number;
	/** A link or a data URL. @throws GrokVideoError if n8n cannot read the file. */
	load(): Promise<string>;
}

/** A file in n8n's store, to be sent as it is read. */
export interface StoredFile {
	bytes: number;
	open(): Promise<NodeJS.ReadableStream>;
}

/** A file of an item. It stays in n8n's store, or in the item, until it is sent. */
export interface BinaryFile {
	binary: IBinaryData;
	/** For messages, e.g. `'Input Data Field Name'`. */
	label: string;
	/** Name of the binary field, or of the file. */
	name: string;
}

/**
 * The file of an item, as n8n's nodes find it: by the name of a binary field, in newer versions of n8n also by a path
 * such as `_files.photo` or as a file object.
 * @throws GrokVideoError, with the files that the item has.
 */
export function findFile(
	context: IExecuteFunctions,
	itemIndex: number,
	field: unknown,
	label: string,
): BinaryFile {
	const isObject = typeof field === 'object' && field !== null;
	const name = isObject ? fileNameOf(field) : readRequiredText(field, label, NAME_DESCRIPTION);
	const binary = assertBinaryData(context, itemIndex, isObject ? field : name);
	if (binary === undefined) {
		const message = isObject
			? `${label} must be the name of a field, not ${describeType(field)}`
			: `${label}: the item has no file in the field '${shorten(name, 60)}'`;
		throw new GrokVideoError(message, {
			description: `${filesOf(context, itemIndex)} Enter the name of the field that contains the file.`,
		});
	}
	const file = { binary, label, name };
	if (binary.id === undefined && (typeof binary.data !== 'string' || binary.data === '')) {
		throw new GrokVideoError(`${describe(file)} has no content`, {
			description: "A Code node must return the file as base64 in the field's 'data'.",
		});
	}
	return file;
}

const NAME_DESCRIPTION = 'Enter the name of the field that contains the file, e.g. data.';

function assertBinaryData(
	{ helpers }: IExecuteFunctions,
	itemIndex: number,
	field: unknown,
): IBinaryData | undefined {
	try {
		const binary: unknown = helpers.assertBinaryData(itemIndex, field as string);
		const isFile = Object.keys(Object(binary)).length > 0; // names such as `constructor` find no file
		return isFile ? (binary as IBinaryData) : undefined;
	} catch {
		return undefined;
	}
}

const fileNameOf = (file: object) => String((file as IBinaryData).fileName ?? 'file');

/** In workflows with `binaryMode: combined`, files are in the JSON. */
function filesOf(context: IExecuteFunctions, itemIndex: number): string {
	const { binary, json } = context.getInputData()[itemIndex];
	const inJson = Object.keys(Object(json?._files)).map((name) => `_files.${name}`);
	const names = [...Object.keys(binary ?? {}), ...inJson];
	return names.length > 0 ? `It has: ${shorten(names.join(', '))}.` : 'The item has no file.';
}

/** For messages, e.g. `'Input Data Field Name': the file in the field 'photo'`. */
export function describe({ label, name }: BinaryFile): string {
	return `${label}: the file in the field '${shorten(name, 60)}'`;
}

/** Identifies the content: the ID in n8n's store, or a digest. */
export async function identityOf({ binary }: BinaryFile): Promise<string> {
	return binary.id ?? (await digestOf(binary.data));
}

/** In bytes. @throws GrokVideoError if n8n does not have the file. */
export async function sizeOf(context: IExecuteFunctions, file: FileInStore): Promise<number> {
	try {
		return (await context.helpers.getBinaryMetadata(file.binary.id)).fileSize;
	} catch (error) {
		throw storageError(file, error);
	}
}

/** Length of a file of this size in base64. */
export const base64Length = (bytes: number): number => Math.ceil(bytes / 3) * 4;

/** @throws GrokVideoError if n8n does not have the file. */
export async function openFile(context: IExecuteFunctions, file: FileInStore): Promise<BodyStream> {
	try {
		return (await context.helpers.getBinaryStream(file.binary.id)) as unknown as BodyStream;
	} catch (error) {
		throw storageError(file, error);
	}
}

/** The first bytes. @throws GrokVideoError if n8n cannot read the file. */
export async function readHead(
	context: IExecuteFunctions,
	file: BinaryFile,
	length: number,
): Promise<Buffer> {
	if (!isStored(file)) return base64Head(file.binary.data, length);
	const stream = await openFile(context, file);
	try {
		return await readStart(stream, length);
	} catch (error) {
		throw storageError(file, error);
	} finally {
		discard(stream);
	}
}

/** All bytes, piece by piece. @throws GrokVideoError if n8n cannot read the file to its end. */
export async function* readChunks(
	context: IExecuteFunctions,
	file: BinaryFile,
): AsyncGenerator<Buffer> {
	if (!isStored(file)) {
		yield* decodeBase64(file.binary.data);
		return;
	}
	const size = await sizeOf(context, file);
	const stream = await openFile(context, file);
	let bytes = 0;
	try {
		for await (const chunk of stream) {
			bytes += chunk.length;
			yield chunk as Buffer;
		}
		if (bytes !== size) throw new Error(`it has ${bytes} of ${size} bytes`);
	} catch (error) {
		throw error instanceof GrokVideoError ? error : storageError(file, error);
	} finally {
		discard(stream);
	}
}

/** The whole file as a data URL. @throws GrokVideoError if n8n cannot read the file to its end. */
export async function toDataUrl(
	context: IExecuteFunctions,
	file: BinaryFile,
	mimeType: string,
): Promise<string> {
	return await encodeDataUrl(readChunks(context, file), mimeType);
}

type FileInStore = BinaryFile & { binary: { id: string } };

export function isStored(file: BinaryFile): file is FileInStore {
	return file.binary.id !== undefined;
}

function storageError(file: BinaryFile, error: unknown): GrokVideoError {
	const { message } = Object(error) as { message?: unknown };
	const reason = oneLine(shorten(String(message ?? error), 200));
	if (/not found|no such file|NoSuchKey/i.test(reason)) {
		return new GrokVideoError(`${describe(file)} no longer exists in n8n`, {
			description:
				'Run the node that provides the file again. n8n deletes the files of old executions.',
		});
	}
	return new GrokVideoError(`${describe(file)} could not be read from n8n's file storage`, {
		description: `This is a problem of n8n's file storage: ${reason}. Check the storage and its free space, or run the node that provides the file again.`,
	});
}

/** Longer texts block n8n if they are processed at once. A multiple of 4 and of 3. */
const PIECE_CHARACTERS = 768 * 1024;

/** The pieces of a long text, with a pause after each. */
export async function* piecesOf(text: string, start = 0): AsyncGenerator<string> {
	for (let at = start; at < text.length; at += PIECE_CHARACTERS) {
		if (at > start) await sleep(0);
		yield text.slice(at, at + PIECE_CHARACTERS);
	}
}

/** The bytes of base64, which may contain line breaks. */
export async function* decodeBase64(text: string, start = 0): AsyncGenerator<Buffer> {
	let rest = '';
	for await (const piece of piecesOf(text, start)) {
		const characters = rest + piece.replace(/\s+/g, '');
		const length = characters.length - (characters.length % 4);
		yield Buffer.from(characters.slice(0, length), 'base64');
		rest = characters.slice(length);
	}
	yield Buffer.from(rest, 'base64');
}

/** The first bytes of base64. */
export function base64Head(text: string, length: number, start = 0): Buffer {
	const characters = text.slice(start, start + 4 * length);
	return Buffer.from(characters, 'base64').subarray(0, length);
}

/** A data URL without line breaks and parameters. */
export async function normalizeDataUrl(url: string, mimeType: string): Promise<string> {
	return await encodeDataUrl(decodeBase64(url, url.indexOf(',') + 1), mimeType);
}

async function encodeDataUrl(chunks: AsyncIterable<Buffer>, mimeType: string): Promise<string> {
	const parts = [`data:${mimeType};base64,`];
	let rest: Buffer = Buffer.alloc(0);
	for await (const chunk of chunks) {
		const bytes = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
		const length = bytes.length - (bytes.length % 3);
		parts.push(bytes.toString('base64', 0, length));
		rest = bytes.subarray(length);
	}
	parts.push(rest.toString('base64'));
	return parts.join('');
}

/** A digest of a long text, from the digests of its pieces. */
export async function digestOf(text: string): Promise<string> {
	const digests: string[] = [];
	for await (const piece of piecesOf(text)) digests.push(await digest(piece));
	return await digest(digests.join(''));
}

const VIDEO_EXTENSION = /\.(mp4|m4v|mov|webm|mkv|avi|mpe?g)$/i;
const MAX_FILE_NAME_CHARACTERS = 200;

/**
 * The name of a video file: never a path, never empty, and always with a video's extension.
 * n8n's own `sanitizeFilename` is missing in n8n before 1.123.6 and in 2.0 to 2.2.
 */
export function fileNameFor(requestedName: string, taskId: string): string {
	const name = cleanName(requestedName);
	const [extension = '.mp4'] = VIDEO_EXTENSION.exec(name) ?? [];
	const stem = name.replace(VIDEO_EXTENSION, '').replace(/-$/, '');
	if (/^\.*$/.test(stem)) return toFileName(cleanName(`grok-video-${taskId}`), '.mp4');
	return toFileName(stem, extension);
}

function toFileName(stem: string, extension: string): string {
	const characters = Array.from(stem).slice(0, MAX_FILE_NAME_CHARACTERS - extension.length);
	return `${characters.join('').trim()}${extension}`;
}

/** Without path separators, line breaks and control characters. */
function cleanName(name: string): string {
	return name
		.replace(/\s+/g, ' ')
		.replace(/\p{Cc}/gu, '')
		.split(/[\\/]/)
		.map((part) => part.trim())
		.filter((part) => !/^\.{0,2}$/.test(part))
		.join('-');
}
