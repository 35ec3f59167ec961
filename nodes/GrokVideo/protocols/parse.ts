import { toText } from '../http/json';
import { parseUrl } from '../http/url';

/** Reading of single values that is the same for all protocols. */

const MAX_ID_CHARACTERS = 200;

/**
 * Whether a create's HTTP status is said before the work: a redirect, and a "no" in the 400s. 408 and 499 come from
 * somebody in between who has given up waiting; every other status may come after the work, too.
 */
export function isRejection(status: number): boolean {
	return status >= 300 && status < 500 && status !== 408 && status !== 499;
}

export function readId(value: unknown): string | undefined {
	const id = toText(value);
	return id === undefined || id.length > MAX_ID_CHARACTERS ? undefined : id;
}

/**
 * Keeps any scheme: the download says why it refuses one. A path alone belongs to the gateway. Data URLs
 * come with line breaks, addresses with spaces.
 */
export function readUrl(value: unknown, baseUrl: string): string | undefined {
	const text = toText(value);
	if (text === undefined) return undefined;
	if (text.startsWith('/')) return parseUrl(text, baseUrl)?.href;
	if (/^data:/i.test(text)) return text.replace(/\s+/g, '');
	if (/^https?:/i.test(text)) return parseUrl(text)?.href ?? text;
	return /^[a-z][a-z0-9+.-]{0,30}:/i.test(text) && !/\s/.test(text) ? text : undefined;
}

/** 30, "30" and "30%" as 30. */
export function readProgress(value: unknown): number | undefined {
	const number = Number.parseFloat(String(toText(value)).slice(0, 20));
	return Number.isFinite(number) ? Math.round(Math.min(100, Math.max(0, number))) : undefined;
}

/** Unix seconds; some gateways count in milliseconds. */
export function readTime(value: unknown): number | undefined {
	const number = Number(toText(value));
	const seconds = number > 1e11 ? number / 1000 : number;
	return seconds > 0 && seconds < 1e11 ? seconds : undefined;
}

/** A number above 0. */
export function readAmount(value: unknown): number | undefined {
	const number = Number(toText(value));
	return number > 0 && Number.isFinite(number) ? number : undefined;
}
