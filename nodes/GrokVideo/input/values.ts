import { GrokVideoError } from '../errors';

/** Values that an expression may have given, read or shown. */

/** A value as an error shows it: as JSON, and not all of a long one. */
export function shown(value: unknown): string {
	const json = safeJson(value) ?? 'nothing';
	return json.length > 60 ? `${json.slice(0, 60)}…` : json;
}

/** An expression can give what JSON cannot hold. */
function safeJson(value: unknown): string | undefined {
	try {
		return JSON.stringify(value);
	} catch {
		return `a value of type ${typeof value}`;
	}
}

/** A text, or a number as text; empty for everything else. */
export function trimmedText(value: unknown): string {
	return typeof value === 'string' || Number.isFinite(value) ? String(value).trim() : '';
}

/** Whatever was given as text, so that an error can show it. */
export function textIn(value: unknown): string {
	if (typeof value === 'string') return value;
	return value === undefined || value === null ? '' : (safeJson(value) ?? '');
}

/**
 * A text that may be empty, also as an expression gives it: a number counts as one.
 * @throws GrokVideoError when it is something else.
 */
export function readText(value: unknown, label: string): string {
	const text = trimmedText(value);
	if (text !== '' || typeof value === 'string' || value === null || value === undefined)
		return text;
	throw new GrokVideoError(`'${label}' must be a text, not ${shown(value)}`, {
		description: `Set '${label}' to a text.`,
	});
}

/**
 * A switch, also as an expression gives it: text or a number.
 * @throws GrokVideoError when it is neither on nor off.
 */
export function readFlag(value: unknown, label: string): boolean {
	const word = typeof value === 'boolean' ? String(value) : trimmedText(value).toLowerCase();
	if (['true', '1'].includes(word)) return true;
	if (['false', '0'].includes(word) || value === '' || value === null || value === undefined) {
		return false;
	}
	throw new GrokVideoError(`'${label}' must be true or false, not ${shown(value)}`, {
		description: `Set '${label}' to true or false.`,
	});
}
