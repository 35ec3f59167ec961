import type { IDataObject } from 'n8n-workflow';
import { GrokVideoError } from '../errors';
import { asObject } from '../http/json';
import { shorten } from '../http/redact';

/** Reads values that an expression may have returned, in any type. Empty means that it returned nothing. */

/** A value as JSON, shortened. */
export function displayValue(value: unknown): string {
	if (typeof value === 'number') return String(value); // JSON has no NaN
	return shorten(toJson(value) ?? 'nothing', 60);
}

function toJson(value: unknown): string | undefined {
	if (value === null) return undefined;
	try {
		return JSON.stringify(value);
	} catch {
		return `a value of type ${typeof value}`;
	}
}

/** Describes a value that should have been a text. */
export function describeType(value: unknown): string {
	if (Array.isArray(value)) return 'a list';
	return asObject(value) ? 'an object' : displayValue(value);
}

export const NOTHING_HINT = 'If the field holds an expression, it returns nothing for this item.';

/**
 * A trimmed text. Numbers count as texts. Empty if there is none.
 * @throws GrokVideoError for other types.
 */
export function readText(value: unknown, label: string): string {
	if (value === undefined || value === null) return '';
	if (typeof value === 'string') return value.trim();
	if (typeof value === 'number' && Number.isFinite(value)) return String(value);
	throw new GrokVideoError(`${label} must be a text, not ${describeType(value)}`, {
		description: `If an expression returns an object or a list, pick the text in it, e.g. {{ $json.name }}.`,
	});
}

/** @throws GrokVideoError if there is no text. */
export function readRequiredText(value: unknown, label: string, description: string): string {
	const text = readText(value, label);
	if (text !== '') return text;
	throw new GrokVideoError(`${label} is empty`, { description: `${description} ${NOTHING_HINT}` });
}

/**
 * Names in a list, or separated by commas, also Chinese ones.
 * @throws GrokVideoError for other types.
 */
export function readNames(value: unknown, label: string): string[] {
	const entries: unknown[] = Array.isArray(value) ? value : [value];
	return entries
		.flatMap((entry) => readText(entry, label).split(/[,，、]/))
		.map((name) => name.trim())
		.filter((name) => name !== '');
}

/** A number, also as a text. NaN for everything else. */
export function toNumber(value: unknown): number {
	if (typeof value === 'number') return value;
	return typeof value === 'string' && value.trim() !== '' ? Number(value) : NaN;
}

/** @throws GrokVideoError unless the value is a number in the range. */
export function readNumber(
	value: unknown,
	label: string,
	{
		min = 1,
		max = Infinity,
		isWhole = false,
	}: { min?: number; max?: number; isWhole?: boolean } = {},
	description = `Correct the value or the expression in ${label}.`,
): number {
	const number = toNumber(value);
	const isValid = isWhole ? Number.isSafeInteger(number) : Number.isFinite(number);
	if (isValid && number >= min && number <= max) return number;
	const kind = isWhole ? 'a whole number' : 'a number';
	const range = max === Infinity ? `, at least ${min}` : ` from ${min} to ${max}`;
	throw new GrokVideoError(`${label} must be ${kind}${range}, not ${displayValue(value)}`, {
		description,
	});
}

/**
 * A switch, also as a text or a number. An empty value is off.
 * @throws GrokVideoError for everything else.
 */
export function readFlag(value: unknown, label: string): boolean {
	if (value === undefined || value === null || value === '') return false;
	return readRequiredFlag(value, label);
}

/** The same for a switch that changes what is paid for: an empty value is an error. */
export function readRequiredFlag(value: unknown, label: string): boolean {
	const text = String(asObject(value) || Array.isArray(value) ? '' : value)
		.trim()
		.toLowerCase();
	if (['true', '1'].includes(text)) return true;
	if (['false', '0'].includes(text)) return false;
	throw new GrokVideoError(`'${label}' must be true or false, not ${displayValue(value)}`, {
		description: `Set '${label}' to true or false.`,
	});
}

/**
 * One of the values of a list, which are named as in the editor.
 * @throws GrokVideoError for other values.
 */
export function readChoice<T extends string>(
	value: unknown,
	choices: Readonly<Record<T, string>>,
	label: string,
): T {
	const values = Object.keys(choices) as T[];
	const found = values.find((choice) => choice === value);
	if (found !== undefined) return found;
	const names = values.map((choice) => `'${choices[choice]}' (${choice})`);
	throw new GrokVideoError(`${label} cannot be ${displayValue(value)}`, {
		description: `Use one of: ${names.join(', ')}.`,
	});
}

/** The value, or an empty object if it is not an object. */
export function toMembers(value: unknown): IDataObject {
	return asObject(value) ?? {};
}
