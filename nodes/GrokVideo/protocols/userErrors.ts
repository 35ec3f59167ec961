import { GrokVideoError } from '../errors';
import { asObject } from '../http/json';
import { oneLine, shorten } from '../http/redact';
import {
	retryAfterSeconds,
	type HttpResponse,
	type HttpResult,
	type NetworkError,
} from '../http/response';
import type { Provider } from '../input/credential';
import { isErrorResponse } from './serverError';
import type { ErrorCause, ServerError, Task } from './types';

/** Every message about server responses, network errors, failed videos and timeouts. */

/** What a call was for. */
export type CallPurpose = 'create' | 'upload' | 'status' | 'models' | 'balance' | 'credentialTest';

const FAILED: Partial<Record<CallPurpose, string>> = {
	upload: 'The video could not be uploaded. ',
	status: 'The status could not be read. ',
	models: 'The model list could not be read. ',
	balance: 'The balance could not be read. ',
};

const NOTHING_CREATED = 'Nothing was created or billed.';

interface Explanation {
	/** A sentence without a period. */
	message: string;
	/** What to do next, in full sentences. */
	description: string;
}

/** The error for an unexpected or missing response. */
export function toUserError(
	result: HttpResult,
	purpose: CallPurpose,
	provider: Provider,
): GrokVideoError {
	const { message, description } = explain(result, purpose, provider);
	return new GrokVideoError(message, {
		description: (FAILED[purpose] ?? '') + description,
		...(result.kind === 'response' && { httpStatus: result.status }),
	});
}

/** A create that returned no task. `unknown`: the video may exist, because the request was sent. */
export function createError(
	result: HttpResult,
	provider: Provider,
	outcome: 'rejected' | 'unknown',
): GrokVideoError {
	if (outcome === 'rejected') {
		return toUserError(result, 'create', provider).withDescription(NOTHING_CREATED);
	}
	const { message } = explain(result, 'create', provider);
	return new GrokVideoError(`It is not known whether the video was created: ${message}`, {
		description: unknownOutcomeDescription(provider),
		...(result.kind === 'response' && { httpStatus: result.status }),
	});
}

export function unknownOutcomeDescription(provider: Provider): string {
	return `Check the task log in ${consoleOf(provider)} before you run this again: the video may exist and be billed.`;
}

/** A task that ended without a video. */
export function failedVideoError(
	task: Task,
	cause: ErrorCause | undefined,
	provider: Provider,
): GrokVideoError {
	const reason = oneLine(
		shorten(
			task.failReason ??
				(cause === 'expired' ? `the task expired at ${provider.label}` : 'no reason given'),
		),
	);
	return new GrokVideoError(`The video generation failed: ${reason}`, {
		costUsd: task.costUsd,
		costQuota: task.costQuota,
		description: cause
			? CAUSES[cause](provider).description
			: `Change the prompt, the images or the model and try again. Keep the task ID for questions to ${provider.label}.`,
	});
}

/** `statusError` is the last one, if the status could not be read. */
export function timeoutError(
	task: Task,
	maxWaitSeconds: number,
	statusError: GrokVideoError | undefined,
	isNewTask: boolean,
): GrokVideoError {
	const progress = task.progress === undefined ? '' : `, ${task.progress}%`;
	const status = statusError
		? `its status cannot be read: ${statusError.message}`
		: `it is ${task.status}${progress}`;
	return new GrokVideoError(
		`The video is not finished after ${count(maxWaitSeconds, 'second')}: ${status}`,
		{
			description: `The task goes on at the provider and is billed once. ${
				isNewTask
					? "To get this video, add a second Grok Video node with the operation 'Wait for Completion' and this task ID. Running this node again creates and bills another video."
					: "Run this node again to continue waiting, or set a longer 'Max Wait (Seconds)'."
			}`,
		},
	);
}

export function keyBlockedError(provider: Provider): GrokVideoError {
	const { message, description } = CAUSES.keyBlocked(provider);
	return new GrokVideoError(message, { description });
}

/** `ids`: the listed models, none of which creates videos. */
export function noVideoModelError(provider: Provider, ids: string[]): GrokVideoError {
	const listed = ids.slice(0, 5).join(', ');
	const others =
		ids.length === 0
			? 'Its model list is empty.'
			: `It offers other models: ${oneLine(shorten(listed))}${ids.length > 5 ? ' and more' : ''}.`;
	return new GrokVideoError(`${provider.label} offers no video model to this API key`, {
		description: `${others} Enable a video model for the key's group in ${consoleOf(provider)}.`,
	});
}

/** E.g. `the console of xAI (https://console.x.ai)`. */
export function consoleOf({ label, consoleUrl }: Provider): string {
	return `the console of ${label}${consoleUrl ? ` (${consoleUrl})` : ''}`;
}

function explain(result: HttpResult, purpose: CallPurpose, provider: Provider): Explanation {
	return result.kind === 'response'
		? explainResponse(result, purpose, provider)
		: explainNetworkError(result, provider);
}

function explainResponse(
	response: HttpResponse,
	purpose: CallPurpose,
	provider: Provider,
): Explanation {
	const error = provider.protocol.readError(response);
	const cause = causeFor(error, purpose, response.status);
	const { message, description } = cause
		? CAUSES[cause](provider)
		: explainStatus(response, error, purpose, provider);
	const serverMessage = oneLine(error.message || wholeResponse(response, error));
	const requestId = /request id/i.test(error.message) ? undefined : error.requestId;
	return {
		message: [
			`${message} (HTTP ${response.status})`,
			serverMessage && `: ${serverMessage}`,
			requestId && ` (request id: ${oneLine(requestId)})`,
		].join(''),
		description,
	};
}

/** Only a status call is about a task. */
function causeFor(
	{ cause, isWebPage }: ServerError,
	purpose: CallPurpose,
	status: number,
): ErrorCause | undefined {
	const isUnknown = cause === undefined || (cause === 'unknownTask' && purpose !== 'status');
	if (!isUnknown) return cause;
	return status === 404 && !isWebPage ? 'unknownPath' : undefined;
}

/** A response without a message is shown as it is, unless it is a web page or empty. */
function wholeResponse({ text, json }: HttpResponse, { isWebPage }: ServerError): string {
	const isEmpty = Object.keys(asObject(json) ?? { text }).length === 0;
	return isWebPage || isEmpty ? '' : shorten(text).trim();
}

const FILE_LINK = 'a public HTTPS link that opens without login, cookie or referer';

const CAUSES: Record<ErrorCause, (provider: Provider) => Explanation> = {
	wrongKey: (provider) => ({
		message: `${provider.label} did not accept the API key`,
		description: `Check ${addressFields(provider)} and paste the API key again in the Grok Video API credential.`,
	}),
	keyBlocked: (provider) => ({
		message: `The API key is blocked at ${provider.label}`,
		description: `Unblock the key or the team in ${consoleOf(provider)}, or use another key.`,
	}),
	moderated: () => ({
		message: "The content was rejected by the provider's moderation",
		description:
			'Change the prompt or the images. A video that was blocked after it was made is billed.',
	}),
	unknownTask: ({ label }) => ({
		message: `${label} does not know this task`,
		description:
			"Check 'Task ID', and that the credential belongs to the account that created the task.",
	}),
	unknownPath: (provider) => ({
		message: `${provider.label} does not know this call`,
		description: provider.isCustom
			? "Check 'API Type' and 'Base URL' in the credential: the server may provide another API, or this one at another path."
			: `${provider.label} may have changed its API, or your account may not have access to it. Check ${consoleOf(provider)}.`,
	}),
	noCredit: (provider) => ({
		message: `The account at ${provider.label} does not have enough quota`,
		description: `Top up the account, or raise the quota of this API key in ${consoleOf(provider)}.`,
	}),
	modelUnavailable: (provider) => ({
		message: `${provider.label} does not offer this model to this API key`,
		description: `Pick another model from the list, or enable this one for the key's group in ${consoleOf(provider)}.`,
	}),
	modelMissing: () => ({
		message: 'The model is missing',
		description: "Pick a model in 'Model'.",
	}),
	promptMissing: () => ({ message: 'The prompt is empty', description: "Fill in 'Prompt'." }),
	oneImage: () => ({
		message: 'The model takes exactly one reference image',
		description: 'Provide exactly one image.',
	}),
	image: () => ({
		message: 'A reference image could not be used',
		description: `Use ${FILE_LINK}, or pass the image as a file or a complete data URL.`,
	}),
	video: () => ({
		message: 'The original video could not be used',
		description: `Use ${FILE_LINK}, or pass the video as a file.`,
	}),
	overloaded: ({ label }) => ({
		message: `${label} is overloaded`,
		description: `${label} had no capacity for this video. Try again later.`,
	}),
	expired: ({ label }) => ({
		message: `The task expired at ${label}`,
		description: `${label} did not finish the video in time. Try again later.`,
	}),
	botProtection: (provider) => ({
		message: `The bot protection of ${provider.label} blocked the request`,
		description: `Its firewall (such as Cloudflare) does not accept requests from the n8n server. Ask ${provider.label} to allow API calls from your IP address${
			provider.isCustom ? ", or use an address without this protection in 'Base URL'" : ''
		}.`,
	}),
};

/** The fields of the credential that say where the API is. */
function addressFields({ isCustom }: Provider): string {
	return isCustom ? "'Base URL'" : "'Provider'";
}

function explainStatus(
	response: HttpResponse,
	{ isWebPage }: ServerError,
	purpose: CallPurpose,
	provider: Provider,
): Explanation {
	const { status, headers } = response;
	const { label, isCustom } = provider;
	const retryAfter = retryAfterSeconds(headers);
	const later =
		retryAfter !== undefined && retryAfter >= 60
			? `Try again in ${duration(retryAfter)}.`
			: undefined;
	if (status >= 300 && status < 400) {
		const target =
			typeof headers.location === 'string'
				? ` The server may have moved to ${oneLine(shorten(headers.location))}`
				: '';
		return {
			message: `${label} responded with a redirect`,
			description: `The API key is not sent to the new address.${target && `${target}.`} Check ${addressFields(provider)} in the credential.`,
		};
	}
	if (status === 413) {
		return {
			message: `The request is too large for ${label}`,
			description: 'Use smaller images or a smaller video, or links to them.',
		};
	}
	if (isWebPage) {
		return {
			message: `${label} responded with a web page instead of data`,
			description:
				status >= 500
					? `The server is probably down or overloaded. ${later ?? 'Try again later.'}`
					: isCustom
						? "Check 'Base URL' and 'API Type' in the credential: the address must be that of the API, not of a website."
						: `${label} may be down for maintenance. Try again later.`,
		};
	}
	if (status === 403) {
		return {
			message: `${label} refused the request`,
			description: `The quota, a permission or the group of the API key does not allow it. Check the balance, the key's permitted models and its group in ${consoleOf(provider)}.`,
		};
	}
	if (status === 429) {
		const isPerItem = purpose === 'create' || purpose === 'status' || purpose === 'upload';
		return {
			message: `${label} is limiting requests`,
			description:
				later ??
				(isPerItem
					? "Wait a little, or lower 'Max Parallel Tasks' in the options."
					: 'Wait a little, then try again.'),
		};
	}
	if (status >= 500) {
		return {
			message: `${label} is not available right now`,
			description: `This is a problem of the provider. ${later ?? 'Try again later.'}`,
		};
	}
	if (status >= 400 || isErrorResponse(response)) {
		return {
			message: `${label} rejected the request`,
			description:
				purpose === 'create'
					? "The provider's message gives the reason. Check the fields of this node against it."
					: "The provider's message gives the reason.",
		};
	}
	return {
		message: `${label} sent a response that this node does not understand`,
		description: isCustom
			? "Check 'API Type' and 'Base URL' in the credential."
			: `Check 'Provider' in the credential. If it is right, ${label} may have changed its API.`,
	};
}

type NetworkExplanation = (provider: Provider) => Explanation;

const NETWORK = 'Check the network of the n8n server.';

/** By Node's code, which n8n would replace if the message contained it. The address is put before each message. */
const NETWORK_ERRORS: Record<string, NetworkExplanation> = {
	ECONNREFUSED: ({ isCustom }) => ({
		message: 'refused the connection',
		description: isCustom
			? "The server is down, or the address or port in 'Base URL' is wrong."
			: `The server is down. Try again later.`,
	}),
	ENOTFOUND: ({ isCustom }) => ({
		message: 'was not found',
		description: isCustom
			? "Check 'Base URL' in the credential. If it is right, n8n cannot look up this address: check the network of the n8n server (DNS)."
			: 'n8n cannot look up this address: check the network of the n8n server (DNS).',
	}),
	EAI_AGAIN: () => ({
		message: 'was not found',
		description: 'n8n cannot look up this address: check the network of the n8n server (DNS).',
	}),
	WRONG_VERSION_NUMBER: ({ isCustom }) => ({
		message: 'does not speak HTTPS',
		description: isCustom ? "Check 'Base URL': the port may be one for http://." : NETWORK,
	}),
	ECONNRESET: () => ({
		message: 'closed the connection without a complete response',
		description: 'Try again later.',
	}),
	ECONNABORTED: () => ({ message: 'did not respond in time', description: 'Try again later.' }),
	ETIMEDOUT: () => ({
		message: 'did not respond in time',
		description: 'Try again later, and check the network of the n8n server.',
	}),
	ABORTED: () => ({
		message: 'had not responded when the execution was stopped',
		description: 'Run the workflow again.',
	}),
};

function explainNetworkError({ code, reason }: NetworkError, provider: Provider): Explanation {
	if (code === 'FILE_STORE') {
		return {
			message: `n8n's file storage did not deliver the file${reason ? `: ${oneLine(reason)}` : ''}`,
			description: 'Check the storage of binary data in n8n.',
		};
	}
	if (reason !== undefined) {
		return {
			message: `n8n did not send the request to ${addressOf(provider)}: ${oneLine(reason)}`,
			description: "Check the credential and n8n's settings for outgoing requests.",
		};
	}
	const known = Object.hasOwn(NETWORK_ERRORS, code) ? NETWORK_ERRORS[code] : undefined;
	const { message, description } = known?.(provider) ?? explainOther(code, provider);
	return { message: `${addressOf(provider)} ${message}`, description };
}

function explainOther(code: string, { isCustom }: Provider): Explanation {
	return /CERT|TLS|SELF_SIGNED|UNABLE_TO|HOSTNAME_MISMATCH/.test(code)
		? {
				message: 'has no valid certificate',
				description: isCustom
					? "The connection is not safe. Check 'Base URL' in the credential."
					: 'The connection is not safe. Check the network of the n8n server.',
			}
		: { message: 'could not be reached', description: NETWORK };
}

function addressOf({ label, baseUrl }: Provider): string {
	const { host } = new URL(baseUrl);
	return label === host ? host : `${label} (${host})`;
}

function duration(seconds: number): string {
	if (seconds < 90) return count(Math.ceil(seconds), 'second');
	const minutes = Math.ceil(seconds / 60);
	return minutes < 90 ? count(minutes, 'minute') : count(Math.ceil(minutes / 60), 'hour');
}

const count = (amount: number, unit: string) => `${amount} ${unit}${amount === 1 ? '' : 's'}`;
