import { toText } from '../http/json';

/** Single values of a response, which may be numbers or texts. */

/** LiteLLM's IDs contain the provider and the model in base64: 210 characters and more. */
const MAX_ID_CHARACTERS = 300;

export function readId(value: unknown): string | undefined {
	const id = toText(value);
	return id === undefined || id.length > MAX_ID_CHARACTERS ? undefined : id;
}

/** A finite number, also as text. */
export function readNumber(value: unknown): number | undefined {
	const number = Number(toText(value) ?? NaN);
	return Number.isFinite(number) ? number : undefined;
}

/** True for `true`, "true", 1 and "1". */
export function isTrue(value: unknown): boolean {
	return value === true || ['true', '1'].includes(toText(value)?.toLowerCase() ?? '');
}

/** True for `false`, "false", 0 and "0". */
export function isFalse(value: unknown): boolean {
	return value === false || ['false', '0'].includes(toText(value)?.toLowerCase() ?? '');
}

/** A number above 0. */
export function readAmount(value: unknown): number | undefined {
	const number = readNumber(value) ?? 0;
	return number > 0 ? number : undefined;
}

/** 30, "30" and "30%" as 30. */
export function readProgress(value: unknown): number | undefined {
	const number = Number.parseFloat(toText(value) ?? '');
	return Number.isFinite(number) ? Math.round(Math.min(100, Math.max(0, number))) : undefined;
}

/** Unix seconds, from seconds, milliseconds or an ISO 8601 text. */
export function readTime(value: unknown): number | undefined {
	const text = toText(value) ?? '';
	const number = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : (readNumber(text) ?? 0);
	const seconds = number > 1e11 ? number / 1000 : number;
	return seconds > 0 && seconds < 1e11 ? seconds : undefined;
}
