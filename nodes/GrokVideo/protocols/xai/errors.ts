import type { IDataObject } from 'n8n-workflow';
import type { HttpResponse } from '../../http/response';
import { asObject, toText } from '../../http/json';
import { cut } from '../../http/redact';
import type { ErrorCause, ServerError } from '../types';
import { isRejection } from '../parse';
import { pageOf } from '../webPage';

/** Reads `{"code","error":"text"}` and the other shapes that were seen; of a wrong body the text of HTTP 422. */
export function readError(response: HttpResponse): ServerError {
	const { status, headers, text } = response;
	const body = asObject(response.json);
	const page = pageOf(text);
	const words = wordsOf(body ?? {});
	const requestId = toText(headers['x-request-id'] ?? body?.request_id);
	const message = cut(words.message || (body ? '' : (page?.title ?? cut(text).trim())));
	const cause = page ? undefined : causeOf(status, `${words.code} ${message}`);
	return {
		message,
		code: words.code,
		requestId: requestId && cut(requestId, 100), // with the sign that tells where a key was cut
		isWebPage: page !== undefined,
		// Seen right after a create; not of a wrong key or a malformed ID, which stay wrong.
		retryOnce: status === 400 && cause !== 'wrongKey' && cause !== 'taskUnknown',
		cause,
	};
}

/** `error` is a text, or an object with a message and, for an unknown path, a code that is a number. */
export function wordsOf(body: IDataObject): { message: string; code: string } {
	const error = asObject(body.error);
	return {
		message: cut(toText(error?.message) ?? toText(body.error) ?? toText(body.message) ?? ''),
		code: cut(toText(error?.code) ?? toText(body.code) ?? '', 100),
	};
}

function causeOf(status: number, said: string): ErrorCause | undefined {
	if (status === 401 || /incorrect api key/i.test(said)) return 'wrongKey'; // xAI says 400 to a wrong key
	// 403 today, 429 in February 2026: waiting does not help then.
	if ([403, 429].includes(status) && /credit|spending|monthly limit|billing/i.test(said)) {
		return 'noCredit';
	}
	if (status === 403 && /blocked|disabled/i.test(said)) return 'keyBlocked';
	if (/malformed request id/i.test(said)) return 'taskUnknown';
	if (status === 404) return /\bmodel\b/i.test(said) ? 'modelUnavailable' : 'taskUnknown';
	return causeOfFailure(said);
}

export function causeOfFailure(reason: string): ErrorCause | undefined {
	const said = cut(reason);
	if (/moderat/i.test(said)) return 'moderated';
	return /image|fetch|download|media/i.test(said) &&
		/invalid|could not|unable|failed|unreadable/i.test(said)
		? 'image'
		: undefined;
}

/** HTTP 400 to a status call, or the words of a failed task. The bill comes with it. */
export function isModerated({ status, json }: HttpResponse): boolean {
	const body = asObject(json) ?? {};
	const { message, code } = wordsOf(body);
	return (
		/moderat/i.test(`${code} ${message}`) || (status === 400 && asObject(body.usage) !== undefined)
	);
}

/** What a 5xx has done is not known: xAI documents no way to ask. Nor is a "no" one that brings a bill. */
export function wasRejected({ status, json }: HttpResponse): boolean {
	if (asObject(asObject(json)?.usage) !== undefined) return false;
	return isRejection(status) || status === 501;
}
