import { retryAfterSeconds, type HttpResponse } from '../../http/response';
import { asObject, toText } from '../../http/json';
import { cut } from '../../http/redact';
import type { ErrorCause, ServerError } from '../types';
import { isRejection } from '../parse';
import { pageOf } from '../webPage';

/**
 * Reads every shape of error that new-api gateways and the proxies before them use:
 * `{"error":{message,code}}`, `{code,message,data}`, `{success:false,message}`, plain text, HTML.
 */
export function readError(response: HttpResponse): ServerError {
	const { status, headers, text } = response;
	const body = asObject(response.json);
	const error = asObject(body?.error);
	const page = pageOf(text);
	const said =
		toText(error?.message) ??
		toText(body?.message) ??
		toText(body?.error) ??
		(body ? undefined : (page?.title ?? cut(text).trim()));
	const message = cut(said ?? '');
	const code = cut(toText(error?.code) ?? toText(body?.code) ?? '', 100);
	const requestId =
		toText(headers['x-oneapi-request-id'] ?? headers['x-request-id']) ??
		toText(body?.request_id) ??
		toText(body?.id);
	return {
		message,
		code,
		requestId: requestId && cut(requestId, 100), // with the sign that tells where a key was cut
		isWebPage: page !== undefined,
		cause: causeOf(status, `${code} ${message}`, page !== undefined),
	};
}

/** Whether an answer is said before the work, or by the gateway itself instead of it. */
export function wasRejected(response: HttpResponse): boolean {
	const { status, headers } = response;
	if (isRejection(status) || status === 501) return true;
	if (status === 503) return retryAfterSeconds(headers) !== undefined || isOwnNo(response);
	return status < 300 && asObject(response.json)?.success === false;
}

/**
 * The gateway's own JSON. A mesh in front of it says 503 also of a request that it has passed on ("upstream connect
 * error or disconnect/reset before headers"), and can say so in JSON, but not in the gateway's form.
 */
function isOwnNo(response: HttpResponse): boolean {
	const body = asObject(response.json);
	if (!body || /upstream|disconnect|reset before/i.test(readError(response).message)) return false;
	// A proxy's error is a text ("Service Unavailable"), and its code a number: the HTTP status.
	const error = asObject(body.error);
	const hasWords = typeof error?.message === 'string' && error.message.trim() !== '';
	const hasCode = typeof body.code === 'string' && body.code !== '';
	return hasWords || hasCode || body.success === false;
}

function causeOf(status: number, said: string, isWebPage: boolean): ErrorCause | undefined {
	if (isWebPage || (status >= 300 && status < 400)) return undefined;
	if (status === 401 || /无效的令牌|invalid token|未提供令牌/i.test(said)) return 'wrongKey';
	if (/task_not_exist|task not found/i.test(said)) return 'taskUnknown';
	if ([402, 403, 429, 503].includes(status) && isQuotaUsedUp(said)) return 'noCredit';
	if (status === 403) return undefined;
	if (/model_not_found|model_not_available|无可用渠道|no available channel/i.test(said)) {
		return 'modelUnavailable';
	}
	if (/prompt is required/i.test(said)) return 'promptMissing';
	if (/model field is required|model is required|未指定模型名称/i.test(said)) return 'modelMissing';
	if (/exactly one reference image/i.test(said)) return 'oneImage';
	return isImageTrouble(said) ? 'image' : undefined;
}

export function causeOfFailure(reason: string): ErrorCause | undefined {
	return isImageTrouble(cut(reason)) ? 'image' : undefined;
}

/** Said by new-api of a balance or a key's quota that is used up; waiting does not help then. */
function isQuotaUsedUp(text: string): boolean {
	return /insufficient\w*[ _](\w+[ _])?(quota|balance|credit|fund)|(quota|balance).{0,30}(exhausted|not enough|used up)|额度|余额|欠费/i.test(
		text,
	);
}

function isImageTrouble(text: string): boolean {
	return /image url|fetching image|fetch image|image could not|invalid image|图片/i.test(text);
}
