import { jsonParse, type IDataObject } from 'n8n-workflow';
import type { Answer } from './reply';

/** What a server said of itself, in its own words. */
export interface ServerWords {
	message: string;
	code: string;
	requestId?: string;
	isWebPage: boolean;
}

/**
 * Reads every shape of error that new-api gateways and the proxies before them use:
 * `{"error":{message,code}}`, `{code,message,data}`, `{success:false,message}`, plain text, HTML.
 */
export function serverWords(answer: Answer): ServerWords {
	const body = asObject(answer.json);
	const error = asObject(body?.error);
	const isWebPage = /^\s*<(!doctype|html|head|body|\?xml|center)/i.test(answer.text);
	const message =
		textOf(error?.message) ??
		textOf(body?.message) ??
		textOf(body?.error) ??
		(body ? undefined : isWebPage ? webPageTitle(answer.text) : answer.text.trim());
	return {
		message: shorten(message ?? ''),
		code: textOf(error?.code) ?? textOf(body?.code) ?? '',
		requestId: textOf(answer.headers['x-oneapi-request-id'] ?? answer.headers['x-request-id']),
		isWebPage,
	};
}

/** An answer that holds no message speaks for itself, except where it is a web page or empty. */
export function withoutMessage({ text, json }: Answer, { isWebPage }: ServerWords): string {
	const isEmpty = Object.keys(asObject(json) ?? { text }).length === 0;
	return isWebPage || isEmpty ? '' : shorten(text.trim());
}

/** Said by new-api of a balance or a key's quota that is used up; waiting does not help then. */
export function isQuotaTrouble(text: string): boolean {
	return /insufficient\w*[ _](\w+[ _])?(quota|balance|credit|fund)|(quota|balance).{0,30}(exhausted|not enough|used up)|额度|余额|欠费/i.test(
		text,
	);
}

export function isImageTrouble(text: string): boolean {
	return /image url|fetching image|fetch image|image could not|invalid image|图片/i.test(text);
}

/** Seconds to wait that a server asked for, by `Retry-After` in seconds or as a date. */
export function retryAfterSeconds(headers: IDataObject, now = Date.now()): number | undefined {
	const value = String(headers['retry-after'] ?? '').trim();
	if (/^\d+(\.\d+)?$/.test(value)) return Number(value);
	const date = /[a-z]/i.test(value) ? Date.parse(value) : NaN;
	return Number.isNaN(date) ? undefined : Math.max(0, (date - now) / 1000);
}

/** What a text says as JSON; null when it is none. */
export function readJson(text: string): unknown {
	return jsonParse<unknown>(text, { fallbackValue: null });
}

export function asObject(value: unknown): IDataObject | undefined {
	return typeof value === 'object' && value !== null && !Array.isArray(value)
		? (value as IDataObject)
		: undefined;
}

export function textOf(value: unknown): string | undefined {
	if (typeof value === 'number') return String(value);
	return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

function webPageTitle(html: string): string {
	return /<title[^>]*>([^<]*)</i.exec(html)?.[1].trim() ?? '';
}

function shorten(text: string, length = 500): string {
	return text.length > length ? `${text.slice(0, length)}…` : text;
}
