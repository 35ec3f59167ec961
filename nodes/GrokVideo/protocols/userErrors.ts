import { GrokVideoError } from '../errors';
import type { HttpResponse, HttpResult, NetworkError } from '../http/response';
import { asObject } from '../http/json';
import { cut, oneLine } from '../http/redact';
import type { ErrorCause, ServerError } from './types';
import type { Provider } from '../input/credential';

/** What was asked of the server, for sentences. */
export type CallPurpose = 'balance' | 'create' | 'upload' | 'status' | 'models' | 'credentialTest';

const WHAT: Record<CallPurpose, string> = {
	balance: 'The balance could not be read. ',
	create: 'The video could not be created. ',
	upload: 'The video could not be uploaded. ',
	status: 'The status could not be read. ',
	models: 'The model list could not be read. ',
	credentialTest: '', // the dialog says that the connection is what failed
};

interface Explanation {
	what: string;
	description: string;
}

/** A result that is not the expected one, as an error for people. */
export function toUserError(
	result: HttpResult,
	purpose: CallPurpose,
	provider: Provider,
): GrokVideoError {
	return result.kind === 'networkError'
		? explainNoResponse(result, purpose, provider)
		: explainResponse(result, purpose, provider);
}

function explainResponse(
	response: HttpResponse,
	purpose: CallPurpose,
	{ protocol, label }: Provider,
): GrokVideoError {
	const error = protocol.readError(response);
	const { what, description } =
		(error.cause && CAUSES[error.cause](label)) ?? explainStatus(response, error, label);
	const shown = oneLine(error.message || wholeAnswer(response, error));
	const said = shown === '' ? '' : `: ${shown}`;
	const id = /request id/i.test(error.message) ? undefined : error.requestId;
	const requestId = id === undefined ? '' : ` (request id: ${oneLine(id)})`;
	return new GrokVideoError(`${what} (HTTP ${response.status})${said}${requestId}`, {
		description: WHAT[purpose] + description,
		httpStatus: response.status,
	});
}

/** An answer without a message speaks for itself, except where it is a web page or empty. */
function wholeAnswer({ text, json }: HttpResponse, { isWebPage }: ServerError): string {
	const isEmpty = Object.keys(asObject(json) ?? { text }).length === 0;
	return isWebPage || isEmpty ? '' : cut(text).trim();
}

export function keyBlocked(label: string): GrokVideoError {
	const { what, description } = CAUSES.keyBlocked(label);
	return new GrokVideoError(what, { description });
}

/** What to do about a failed task, where its reason is known. */
export const descriptionOf = (cause: ErrorCause) => CAUSES[cause]('the provider').description;

const IMAGE_ADVICE =
	'Use a public HTTPS link that opens without login, cookie or referer, or pass the image as a file or a complete data URL.';

const CAUSES: Record<ErrorCause, (label: string) => Explanation> = {
	wrongKey: (label) => ({
		what: `${label} did not accept the API key`,
		description: "Check 'Provider' and paste the API key again in the Grok Video API credential.",
	}),
	taskUnknown: (label) => ({
		what: `${label} does not know this task`,
		description:
			"Check 'Task ID', and that the credential belongs to the account that created the task.",
	}),
	noCredit: (label) => ({
		what: `The account at ${label} does not have enough quota`,
		description:
			'Top up the account, or raise the quota of this API key in the provider’s console.',
	}),
	modelUnavailable: (label) => ({
		what: `${label} does not offer this model to this API key`,
		description:
			'Pick another model from the list, or enable this one for the key’s group in the provider’s console.',
	}),
	modelMissing: () => ({ what: 'The model is missing', description: "Pick a model in 'Model'." }),
	promptMissing: () => ({ what: 'The prompt is empty', description: "Fill in 'Prompt'." }),
	oneImage: () => ({
		what: 'The model takes exactly one reference image',
		description: 'Give it one image, no more and no fewer.',
	}),
	keyBlocked: (label) => ({
		what: `The API key is blocked at ${label}`,
		description: 'Unblock the key or the team in the provider’s console, or use another key.',
	}),
	moderated: () => ({
		what: 'The content was refused by the provider’s moderation',
		description:
			'Change the prompt or the images. A video that was made and then held back by moderation is billed.',
	}),
	image: () => ({ what: 'A reference image could not be used', description: IMAGE_ADVICE }),
};

function explainStatus(
	{ status, headers }: HttpResponse,
	{ isWebPage }: ServerError,
	label: string,
): Explanation {
	if (status >= 300 && status < 400) {
		return {
			what: `${label} answered with a redirect`,
			description: `The key is not sent along a redirect. Check 'Provider' or 'Base URL' in the credential${
				typeof headers.location === 'string'
					? `; the gateway may have moved to ${oneLine(cut(headers.location))}`
					: ''
			}.`,
		};
	}
	if (status === 413) {
		return {
			what: `${label} does not take so large a request`,
			description: 'The images or the video are too large: use smaller files, or links to them.',
		};
	}
	if (isWebPage) {
		return {
			what: `${label} answered with a web page instead of data`,
			description:
				status >= 500
					? 'The gateway is probably down or overloaded. Try again later.'
					: "Check 'Provider' or 'Base URL' in the credential: it must be the address of the API, not of a website.",
		};
	}
	if (status === 403) {
		return {
			what: `${label} refused the request`,
			description:
				'The quota, a permission or the group of the API key does not allow it. Check the balance, the key’s permitted models and its group in the provider’s console.',
		};
	}
	if (status === 429) {
		return {
			what: `${label} receives too many requests`,
			description: "Wait a little, or lower 'Max Parallel Tasks' in the options.",
		};
	}
	if (status >= 500) {
		return {
			what: `${label} cannot answer at the moment`,
			description: 'This is on the provider’s side. Try again later.',
		};
	}
	if (status >= 400) {
		return {
			what: `${label} rejected the request`,
			description: 'The provider’s own words say why. Check the fields of this node against them.',
		};
	}
	return {
		what: `${label} gave an answer that this node does not understand`,
		description: "Check 'Provider' or 'Base URL' in the credential.",
	};
}

/** By Node’s code, which n8n would replace if the message held it. */
const NO_RESPONSES: Record<string, Explanation> = {
	ECONNREFUSED: {
		what: 'refused the connection',
		description: 'The server is down, or its address or port is wrong.',
	},
	ENOTFOUND: {
		what: 'was not found',
		description: "The host name in 'Base URL' is wrong, or n8n has no DNS.",
	},
	EAI_AGAIN: {
		what: 'was not found',
		description: 'n8n’s DNS does not answer. Check the network of the n8n server.',
	},
	WRONG_VERSION_NUMBER: {
		what: 'does not speak HTTPS',
		description: "Check 'Base URL': its port is perhaps one for http://.",
	},
	ECONNRESET: { what: 'closed the connection without an answer', description: 'Try again later.' },
	ECONNABORTED: { what: 'did not answer in time', description: 'Try again later.' },
	ETIMEDOUT: {
		what: 'did not answer in time',
		description: 'Try again later, and check the network of the n8n server.',
	},
};

const NO_CERTIFICATE: Explanation = {
	what: 'has no valid certificate',
	description: "Check 'Base URL'; the connection is not safe.",
};
const NOT_REACHED: Explanation = {
	what: 'could not be reached',
	description: 'Check the network of the n8n server.',
};

function explainNoResponse(
	{ code }: NetworkError,
	purpose: CallPurpose,
	{ label, baseUrl }: Provider,
): GrokVideoError {
	const known = Object.hasOwn(NO_RESPONSES, code) ? NO_RESPONSES[code] : undefined;
	const { what, description } =
		known ?? (/CERT|TLS|SELF_SIGNED|UNABLE_TO/.test(code) ? NO_CERTIFICATE : NOT_REACHED);
	const { host } = new URL(baseUrl);
	return new GrokVideoError(`${label === host ? host : `${label} (${host})`} ${what}`, {
		description: WHAT[purpose] + description,
	});
}
