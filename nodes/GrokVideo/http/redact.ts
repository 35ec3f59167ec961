/** Max length of text from a server, both for pattern matching and in output fields. */
export const MAX_TEXT_CHARACTERS = 2000;

/** n8n cannot store objects of unlimited depth. */
const MAX_DEPTH = 32;

/** Shorter secrets are not redacted: they would garble IDs and words. */
const MIN_SECRET_CHARACTERS = 8;

export function shorten(text: string, length = 500): string {
	return text.length > length ? `${text.slice(0, length)}…` : text;
}

/** Replaces line breaks and other control characters, so that a server cannot forge log lines. */
export function oneLine(text: string): string {
	return text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ');
}

/** A URL for errors, logs and output. A data URL contains the whole file, so only its start is shown. */
export function displayUrl(url: string): string {
	return shorten(url, /^data:/i.test(url) ? 40 : MAX_TEXT_CHARACTERS);
}

/** Removes secrets from all texts of a value, property names included. */
export type Redact = <T>(value: T) => T;

/** Finds secrets verbatim, escaped for JSON, a URL or HTML, and cut off by `shorten`. */
export function redactor(secrets: string[]): Redact {
	const patterns = secrets
		.filter((secret) => secret.length >= MIN_SECRET_CHARACTERS)
		.sort((a, b) => b.length - a.length) // longest first: one may be a prefix of another
		.flatMap((secret) => [
			...formsOf(secret).map(escapePattern),
			`${escapePattern(secret.slice(0, MIN_SECRET_CHARACTERS))}[^\\s…]{0,500}…`,
		]);
	if (patterns.length === 0) return (value) => value;
	const pattern = new RegExp(patterns.join('|'), 'gi');
	const redactText = (text: string) => text.replace(pattern, '[API key]');
	return (value) => mapTexts(value, redactText);
}

function formsOf(secret: string): string[] {
	const json = JSON.stringify(secret).slice(1, -1);
	const numericHtml = secret.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
	const namedHtml = secret
		.replace(/&/g, '&amp;')
		.replace(/</g, '&lt;')
		.replace(/>/g, '&gt;')
		.replace(/"/g, '&quot;');
	return [...new Set([secret, json, encodeURIComponent(secret), numericHtml, namedHtml])];
}

function escapePattern(text: string): string {
	return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}

/** A copy of a JSON value with changed texts, cut off at the maximum depth. */
export function mapTexts<T>(value: T, change: (text: string) => string, depth = 0): T {
	if (typeof value === 'string') return change(value) as T;
	if (typeof value !== 'object' || value === null) return value;
	if (depth === MAX_DEPTH) return '…' as T;
	if (Array.isArray(value)) return value.map((entry) => mapTexts(entry, change, depth + 1)) as T;
	return Object.fromEntries(
		Object.entries(value).map(([name, entry]) => [
			change(name),
			mapTexts(entry as unknown, change, depth + 1),
		]),
	) as T;
}
