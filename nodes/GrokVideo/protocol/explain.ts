import { GrokVideoError } from '../errors';
import type { HttpResponse, HttpResult, NoResponse } from '../transport/httpResult';
import { asObject } from '../transport/json';
import { cut, oneLine } from '../transport/text';
import type { ErrorCause, ServerError } from './protocol';
import type { Provider } from './provider';

/** What was asked of the server, for sentences. */
export type Purpose = 'balance' | 'create' | 'upload' | 'status' | 'models' | 'credentialTest';

const WHAT: Record<Purpose, string> = {
	balance: 'The balance could not be read. ',
	create: 'The video could not be created. ',
	upload: 'The video could not be uploaded. ',
	status: 'The status could not be read. ',
	models: 'The model list could not be read. ',
	credentialTest: '', // the dialog says that the connection is what failed
};

interface Explanation {
	what: string;
	advice: string;
}

/** A result that is not the expected one, as an error for people. */
export function explain(result: HttpResult, purpose: Purpose, provider: Provider): GrokVideoError {
	return result.kind === 'none'
		? explainNoResponse(result, purpose, provider)
		: explainResponse(result, purpose, provider);
}

function explainResponse(
	response: HttpResponse,
	purpose: Purpose,
	{ protocol, label }: Provider,
): GrokVideoError {
	const error = protocol.readError(response);
	const { what, advice } =
		(error.cause && CAUSES[error.cause](label)) ?? explainStatus(response, error, label);
	const shown = oneLine(error.message || wholeAnswer(response, error));
	const said = shown === '' ? '' : `: ${shown}`;
	const id = /request id/i.test(error.message) ? undefined : error.requestId;
	const requestId = id === undefined ? '' : ` (request id: ${oneLine(id)})`;
	return new GrokVideoError(`${what} (HTTP ${response.status})${said}${requestId}`, {
		advice: WHAT[purpose] + advice,
		httpStatus: response.status,
	});
}

/** An answer without a message speaks for itself, except where it is a web page or empty. */
function wholeAnswer({ text, json }: HttpResponse, { isWebPage }: ServerError): string {
	const isEmpty = Object.keys(asObject(json) ?? { text }).length === 0;
	return isWebPage || isEmpty ? '' : cut(text).trim();
}

export function keyBlocked(label: string): GrokVideoError {
	const { what, advice } = CAUSES.keyBlocked(label);
	return new GrokVideoError(what, { advice });
}

/** What to do about a failed task, where its reason is known. */
export const adviceOf = (cause: ErrorCause) => CAUSES[cause]('the provider').advice;

const IMAGE_ADVICE =
	'Use a public HTTPS link that opens without login, cookie or referer, or pass the image as a file or a complete data URL.';

const CAUSES: Record<ErrorCause, (label: string) => Explanation> = {
	wrongKey: (label) => ({
		what: `${label} did not accept the API key`,
		advice: "Check 'Provider' and paste the API key again in the Grok Video API credential.",
	}),
	taskUnknown: (label) => ({
		what: `${label} does not know this task`,
		advice:
			"Check 'Task ID', and that the credential belongs to the account that created the task.",
	}),
	noCredit: (label) => ({
		what: `The account at ${label} does not have enough quota`,
		advice: 'Top up the account, or raise the quota of this API key in the provider’s console.',
	}),
	modelUnavailable: (label) => ({
		what: `${label} does not offer this model to this API key`,
		advice:
			'Pick another model from the list, or enable this one for the key’s group in the provider’s console.',
	}),
	modelMissing: () => ({ what: 'The model is missing', advice: "Pick a model in 'Model'." }),
	promptMissing: () => ({ what: 'The prompt is empty', advice: "Fill in 'Prompt'." }),
	oneImage: () => ({
		what: 'The model takes exactly one reference image',
		advice: 'Give it one image, no more and no fewer.',
	}),
	keyBlocked: (label) => ({
		what: `The API key is blocked at ${label}`,
		advice: 'Unblock the key or the team in the provider’s console, or use another key.',
	}),
	moderated: () => ({
		what: 'The content was refused by the provider’s moderation',
		advice:
			'Change the prompt or the images. A video that was made and then held back by moderation is billed.',
	}),
	image: () => ({ what: 'A reference image could not be used', advice: IMAGE_ADVICE }),
};

function explainStatus(
	{ status, headers }: HttpResponse,
	{ isWebPage }: ServerError,
	label: string,
): Explanation {
	if (status >= 300 && status < 400) {
		return {
			what: `${label} answered with a redirect`,
			advice: `The key is not sent along a redirect. Check 'Provider' or 'Base URL' in the credential${
				typeof headers.location === 'string'
					? `; the gateway may have moved to ${oneLine(cut(headers.location))}`
					: ''
			}.`,
		};
	}
	if (status === 413) {
		return {
			what: `${label} does not take so large a request`,
			advice: 'The images or the video are too large: use smaller files, or links to them.',
		};
	}
	if (isWebPage) {
		return {
			what: `${label} answered with a web page instead of data`,
			advice:
				status >= 500
					? 'The gateway is probably down or overloaded. Try again later.'
					: "Check 'Provider' or 'Base URL' in the credential: it must be the address of the API, not of a website.",
		};
	}
	if (status === 403) {
		return {
			what: `${label} refused the request`,
			advice:
				'The quota, a permission or the group of the API key does not allow it. Check the balance, the key’s permitted models and its group in the provider’s console.',
		};
	}
	if (status === 429) {
		return {
			what: `${label} receives too many requests`,
			advice: "Wait a little, or lower 'Max Parallel Tasks' in the options.",
		};
	}
	if (status >= 500) {
		return {
			what: `${label} cannot answer at the moment`,
			advice: 'This is on the provider’s side. Try again later.',
		};
	}
	if (status >= 400) {
		return {
			what: `${label} rejected the request`,
			advice: 'The provider’s own words say why. Check the fields of this node against them.',
		};
	}
	return {
		what: `${label} gave an answer that this node does not understand`,
		advice: "Check 'Provider' or 'Base URL' in the credential.",
	};
}

/** By Node’s code, which n8n would replace if the message held it. */
const NO_RESPONSES: Record<string, Explanation> = {
	ECONNREFUSED: {
		what: 'refused the connection',
		advice: 'The server is down, or its address or port is wrong.',
	},
	ENOTFOUND: {
		what: 'was not found',
		advice: "The host name in 'Base URL' is wrong, or n8n has no DNS.",
	},
	EAI_AGAIN: {
		what: 'was not found',
		advice: 'n8n’s DNS does not answer. Check the network of the n8n server.',
	},
	WRONG_VERSION_NUMBER: {
		what: 'does not speak HTTPS',
		advice: "Check 'Base URL': its port is perhaps one for http://.",
	},
	ECONNRESET: { what: 'closed the connection without an answer', advice: 'Try again later.' },
	ECONNABORTED: { what: 'did not answer in time', advice: 'Try again later.' },
	ETIMEDOUT: {
		what: 'did not answer in time',
		advice: 'Try again later, and check the network of the n8n server.',
	},
};

const NO_CERTIFICATE: Explanation = {
	what: 'has no valid certificate',
	advice: "Check 'Base URL'; the connection is not safe.",
};
const NOT_REACHED: Explanation = {
	what: 'could not be reached',
	advice: 'Check the network of the n8n server.',
};

function explainNoResponse(
	{ code }: NoResponse,
	purpose: Purpose,
	{ label, baseUrl }: Provider,
): GrokVideoError {
	const known = Object.hasOwn(NO_RESPONSES, code) ? NO_RESPONSES[code] : undefined;
	const { what, advice } =
		known ?? (/CERT|TLS|SELF_SIGNED|UNABLE_TO/.test(code) ? NO_CERTIFICATE : NOT_REACHED);
	const { host } = new URL(baseUrl);
	return new GrokVideoError(`${label === host ? host : `${label} (${host})`} ${what}`, {
		advice: WHAT[purpose] + advice,
	});
}
