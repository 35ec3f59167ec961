import { jsonParse, sleep, type IDataObject } from 'n8n-workflow';

/** Longer texts, such as images, are serialized separately. */
const LONG_TEXT_CHARACTERS = 100_000;
const PIECE_CHARACTERS = 1024 ** 2;

/**
 * An object as JSON. JSON.stringify alone would block n8n for half a second with an image of 60 MB in the object, so
 * long texts are serialized in pieces.
 */
export async function toJsonBytes(value: object): Promise<Buffer> {
	const longTexts: string[] = [];
	const placeholder: string = crypto.randomUUID();
	const extractLongText = (_key: string, member: unknown) =>
		typeof member === 'string' && member.length > LONG_TEXT_CHARACTERS
			? (longTexts.push(member), placeholder)
			: member;
	const [first, ...others] = JSON.stringify(value, extractLongText).split(placeholder);
	const pieces = [Buffer.from(first)];
	for (const [index, text] of longTexts.entries()) {
		for (let at = 0; at < text.length; at += PIECE_CHARACTERS) {
			await sleep(0);
			// A surrogate pair that is split between two pieces becomes two escapes, which a parser joins again.
			const json = JSON.stringify(text.slice(at, at + PIECE_CHARACTERS));
			pieces.push(Buffer.from(json.slice(1, -1)));
		}
		pieces.push(Buffer.from(others[index]));
	}
	return await concat(pieces);
}

/** Copies piece by piece: 47 MB at once would block n8n for 70 ms. */
async function concat(pieces: Buffer[]): Promise<Buffer> {
	const bytes = Buffer.allocUnsafe(pieces.reduce((sum, { length }) => sum + length, 0));
	let at = 0;
	for (const piece of pieces) {
		await sleep(0);
		at += piece.copy(bytes, at);
	}
	return bytes;
}

/** The parsed JSON, or null. */
export function parseJson(text: string): unknown {
	return jsonParse<unknown>(text, { fallbackValue: null });
}

export function asObject(value: unknown): IDataObject | undefined {
	return typeof value === 'object' && value !== null && !Array.isArray(value)
		? (value as IDataObject)
		: undefined;
}

/** A trimmed text that is not empty, or a number as text. */
export function toText(value: unknown): string | undefined {
	if (typeof value === 'number') return String(value);
	return typeof value === 'string' ? value.trim() || undefined : undefined;
}

/** SHA-256 as hexadecimal digits. */
export async function digest(data: string | Buffer): Promise<string> {
	const bytes = typeof data === 'string' ? Buffer.from(data) : data;
	return Buffer.from(await crypto.subtle.digest('SHA-256', bytes)).toString('hex');
}
