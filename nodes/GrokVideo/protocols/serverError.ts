import type { IDataObject } from 'n8n-workflow';
import { asObject, toText } from '../http/json';
import { MAX_TEXT_CHARACTERS, shorten } from '../http/redact';
import type { HttpResponse } from '../http/response';
import type { ErrorCause, ServerError } from './types';
import { isFalse, readId } from './values';

/** Reads errors in every form that servers and the proxies in front of them are known to use. */

/** `isNotFoundTask`: whether a 404 without a known cause is about the task, and not about the path. */
export function readServerError(response: HttpResponse, isNotFoundTask = true): ServerError {
	const { status, headers, text } = response;
	const body = bodyOf(response);
	const page = webPage(text);
	const { message, code } = body
		? readErrorText(body)
		: { message: shorten(page ? page.title : text.trim()), code: '' };
	const requestId =
		toText(headers['x-oneapi-request-id'] ?? headers['x-request-id']) ?? readId(body?.request_id);
	const error = { message, code, requestId: requestId && shorten(requestId, 100) };
	if (isBotProtected(response, page)) return { ...error, isWebPage: true, cause: 'botProtection' };
	if (page) return { ...error, isWebPage: true };
	const cause = causeOfResponse(status, `${code} ${message}`, isNotFoundTask);
	return { ...error, isWebPage: false, cause };
}

function bodyOf({ json }: HttpResponse): IDataObject | undefined {
	return asObject(Array.isArray(json) ? json[0] : json);
}

/** `error` as an object or text, `message`, or `detail` as a text or list. Shortened. */
export function readErrorText(body: IDataObject): { message: string; code: string } {
	const error = asObject(body.error);
	const detail: unknown = Array.isArray(body.detail) ? body.detail[0] : body.detail;
	const message =
		toText(error?.message) ??
		toText(body.message) ??
		toText(body.error) ??
		toText(asObject(detail)?.msg ?? detail) ??
		'';
	// {"success":false,"message":"error","data":"余额不足"}
	const dataText = typeof body.data === 'string' ? body.data.trim() : '';
	return {
		message: shorten([message, dataText].filter(Boolean).join(': ')),
		code: shorten(toText(error?.code) ?? toText(body.code) ?? '', 100),
	};
}

/** Whether an object contains an error. `"error":{"code":0,"message":""}` is none. */
export function hasError({ error }: IDataObject): boolean {
	const { message, code } = asObject(error) ?? {};
	return toText(message ?? error) !== undefined || !isSuccessCode(code);
}

/** Whether a response with HTTP 2xx, or one of a proxy, reports an error. */
export function isErrorResponse(response: HttpResponse): boolean {
	const body = bodyOf(response);
	if (!body) return false;
	const hasErrorCode = !isSuccessCode(body.code) && toText(body.message) !== undefined;
	const isError = isFalse(body.success) || hasErrorCode || hasError(body);
	return isError || hasError(asObject(body.data) ?? {});
}

function isSuccessCode(code: unknown): boolean {
	return /^(success|ok|0|20\d|)$/i.test(toText(code) ?? '');
}

/** The type of `seconds` that the server expects, if it rejected the other one. */
export function expectedSecondsType({
	status,
	text,
	isIncomplete,
}: HttpResponse): 'text' | 'number' | undefined {
	if (isIncomplete || (status !== 400 && status !== 422)) return undefined;
	const lowerText = text.slice(0, MAX_TEXT_CHARACTERS).toLowerCase();
	if (/cannot unmarshal number\b.{0,200}\bstring/.test(lowerText)) return 'text';
	if (!lowerText.includes('seconds')) return undefined;
	const [, type] =
		/(?:expected|must be|should be|of type)(?: an?| of type)?(?: valid)? (str|string|text|int|integer|int\d\d|number|numeric|float|[iu]\d\d)\b/.exec(
			lowerText,
		) ?? [];
	if (type === undefined) return undefined;
	return /^[st]/.test(type) ? 'text' : 'number';
}

/** A web page of a proxy or a site. */
function webPage(text: string): { title: string } | undefined {
	const start = shorten(text.slice(0, MAX_TEXT_CHARACTERS * 2).trimStart(), MAX_TEXT_CHARACTERS);
	if (!/^<(!doctype|html|head|body|\?xml|center)/i.test(start)) return undefined;
	return { title: /<title[^<>]{0,100}>([^<]*)</i.exec(start)?.[1].trim() ?? '' };
}

/** Cloudflare and similar services, which reject a request before it reaches the API. */
function isBotProtected(
	{ status, headers, text }: HttpResponse,
	page: { title: string } | undefined,
): boolean {
	if (status < 400 && !page) return false;
	const start = text.slice(0, MAX_TEXT_CHARACTERS);
	return (
		headers['cf-mitigated'] !== undefined ||
		/^\s*error code: 10\d\d\b/i.test(start) ||
		/just a moment|attention required|verify you are human|checking your browser/i.test(
			page?.title ?? '',
		) ||
		(page !== undefined && /challenge-platform|cf-chl-|cf_chl_/i.test(start))
	);
}

/** How servers' messages name each cause. */
const PATTERNS = {
	wrongKey:
		/incorrect api key|invalid api key|invalid token|missing authentication|无效的令牌|未提供令牌|令牌(已过期|状态不可用)/i,
	unknownTask:
		/task_not_exist|任务不存在|response_not_found|malformed request id|\b(task|job|request)\b.{0,80}\bnot found/i,
	unknownPath:
		/invalid url \(|404 page not found|(unknown|no such) (url|path|route|endpoint)|cannot (get|post) \//i,
	keyBlocked:
		/\b(key|token|team|account|user)\b.{0,40}\b(blocked|disabled|banned|suspended)|(令牌|用户|账户|账号).{0,10}(封禁|禁用)/i,
	modelUnavailable:
		/model_not_found|model_not_available|无可用渠道|no available channel|\bmodel\b.{0,200}\b(does not exist|not found|is disabled|not available|retired)/i,
	promptMissing: /prompt is required/i,
	modelMissing: /model field is required|model is required|未指定模型名称/i,
	moderated:
		/moderat|content[ _-]polic|safety (system|filter|policy)|policy violation|审核|违规|敏感/i,
	oneImage: /exactly one reference image/i,
	overloaded: /service_unavailable|overload|at capacity|too many requests|rate limit|饱和|繁忙/i,
} satisfies Partial<Record<ErrorCause, RegExp>>;

/** Errors that waiting does not fix. Specific, because other messages mention billing pages and limits, too. */
const CREDIT_USED_UP = [
	/insufficient\w*[ _](\w+[ _])?(quota|balance|credit|fund)/i,
	/(quota|balance|credits?)\b.{0,30}(exhausted|not enough|used up|depleted)/i,
	/used (all|up)\b.{0,40}\bcredit|(reached|exceeded|hit)\b.{0,40}\b(spending|monthly|credit) limit/i,
	/额度(不足|已用尽|用尽|已用完)|剩余额度|余额|欠费/,
];

function isCreditUsedUp(status: number, text: string): boolean {
	if (status === 402) return true;
	if (status === 403 && /credit|spending limit|monthly limit|billing/i.test(text)) return true;
	return (
		[200, 401, 403, 429, 503].includes(status) &&
		CREDIT_USED_UP.some((pattern) => pattern.test(text))
	);
}

function causeOfResponse(
	status: number,
	text: string,
	isNotFoundTask: boolean,
): ErrorCause | undefined {
	if (status >= 300 && status < 400) return undefined;
	if (isCreditUsedUp(status, text)) return 'noCredit';
	// xAI responds with HTTP 400 to a wrong key.
	if (status === 401 || PATTERNS.wrongKey.test(text)) return 'wrongKey';
	if (PATTERNS.unknownTask.test(text)) return 'unknownTask';
	if (status === 405 || PATTERNS.unknownPath.test(text)) return 'unknownPath';
	const cause = causeOfText(text);
	if (cause === 'moderated') return cause;
	if (status === 403 && PATTERNS.keyBlocked.test(text)) return 'keyBlocked';
	if (PATTERNS.modelUnavailable.test(text)) return 'modelUnavailable';
	if (status === 404 && isNotFoundTask && cause === undefined) return 'unknownTask';
	if (status === 403) return undefined;
	if (PATTERNS.promptMissing.test(text)) return 'promptMissing';
	if (PATTERNS.modelMissing.test(text)) return 'modelMissing';
	return cause === 'overloaded' ? undefined : cause; // the HTTP status is more precise
}

/** The cause that the text of an error or of a failed task names. */
export function causeOfText(text: string): ErrorCause | undefined {
	const start = shorten(text);
	if (/failed to deserialize|dimensions/i.test(start)) return undefined;
	if (PATTERNS.moderated.test(start)) return 'moderated';
	if (PATTERNS.oneImage.test(start)) return 'oneImage';
	const mentionsFailure =
		/invalid|could not|cannot|can't|unable|fail|unreadable|not found|unsupported|must be public|fetch/i.test(
			start,
		);
	if (/图片|参考图/.test(start) || (mentionsFailure && /\bimages?\b|invalid_image/i.test(start))) {
		return 'image';
	}
	const mentionsFile = /\b(url|link|file|fetch\w*|download\w*|decode|input|source)\b/i.test(start);
	if (mentionsFailure && mentionsFile && /\bvideo\b|\bfile_?\w*\b.{0,60}not found/i.test(start))
		return 'video';
	return PATTERNS.overloaded.test(start) ? 'overloaded' : undefined;
}
