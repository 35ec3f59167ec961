import { jsonParse, sleep, type IDataObject } from 'n8n-workflow';

/** A text of more values than this is not parsed: it would hold up all of n8n. */
const MOST_JSON_VALUES = 100_000;

/** A text of more characters than this, such as an image, is written on its own. */
const LONG_TEXT = 100_000;

/**
 * An object as JSON. JSON.stringify alone would hold up all of n8n for 0.2 s when seven images of 5 MB are in
 * it, so long texts are written one by one, and n8n gets on in between.
 */
export async function toJsonBytes(value: object): Promise<Buffer> {
	const long: string[] = [];
	const gap: string = crypto.randomUUID();
	const takeOut = (_key: string, part: unknown) =>
		typeof part === 'string' && part.length > LONG_TEXT ? (long.push(part), gap) : part;
	const [first, ...others] = JSON.stringify(value, takeOut).split(`"${gap}"`);
	const pieces = [Buffer.from(first)];
	for (const [index, text] of long.entries()) {
		await sleep(0);
		pieces.push(Buffer.from(JSON.stringify(text)), Buffer.from(others[index]));
	}
	return Buffer.concat(pieces);
}

/** What a text says as JSON; null when it is none, or has more values than any real answer. */
export function parseJson(text: string): unknown {
	const isModest =
		['[', '{', ','].every((mark) => occursAtMost(text, mark, MOST_JSON_VALUES)) &&
		occursAtMost(text, '"', 4 * MOST_JSON_VALUES); // of a name and of a text, two each
	if (!isModest) return null;
	return jsonParse<unknown>(quoteLongIds(text), { fallbackValue: null });
}

function occursAtMost(text: string, mark: string, max: number): boolean {
	let at = text.indexOf(mark);
	for (let count = 0; at !== -1; count++) {
		if (count === max) return false;
		at = text.indexOf(mark, at + 1);
	}
	return true;
}

/** IDs that are numbers beyond 2^53 would lose their last digits; `data` can be a bare ID. */
function quoteLongIds(text: string): string {
	return text.replace(
		/(?<!\\)("(?:\w{0,30}id|data)"\s{0,20}:\s{0,20})(\d{16,200})(?=[\s,}\]])/gi,
		(_, name: string, digits: string) => `${name}"${digits}"`,
	);
}

export function asObject(value: unknown): IDataObject | undefined {
	return typeof value === 'object' && value !== null && !Array.isArray(value)
		? (value as IDataObject)
		: undefined;
}

/** A text that says something, or a number as text; nothing for everything else. */
export function toText(value: unknown): string | undefined {
	if (typeof value === 'number') return String(value);
	return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}
