import { Problem } from '../problem';
import type { Answer, Reply, Silence } from './reply';
import type { Provider } from './provider';
import {
	isImageTrouble,
	isQuotaTrouble,
	serverWords,
	withoutMessage,
	type ServerWords,
} from './words';

/** What was asked of the gateway, for sentences. */
export type Purpose = 'create' | 'status' | 'models' | 'credentialTest';

const WHAT: Record<Purpose, string> = {
	create: 'The video could not be created. ',
	status: 'The status could not be read. ',
	models: 'The model list could not be read. ',
	credentialTest: '', // the dialog says that the connection is what failed
};

interface Explanation {
	what: string;
	advice: string;
}

/** A reply that is not the expected one, as an error for people. Never repeats the key. */
export function problemOf(reply: Reply, purpose: Purpose, provider: Provider): Problem {
	return reply.kind === 'silence'
		? problemOfSilence(reply, purpose, provider)
		: problemOfAnswer(reply, purpose, provider);
}

function problemOfAnswer(answer: Answer, purpose: Purpose, provider: Provider): Problem {
	const words = serverWords(answer);
	const { what, advice } = explain(answer, words, provider);
	const shown = words.message || withoutMessage(answer, words);
	const said = shown === '' ? '' : `: ${shown}`;
	const id = /request id/i.test(words.message) ? undefined : words.requestId;
	const requestId = id === undefined ? '' : ` (request id: ${id})`;
	return new Problem(`${what} (HTTP ${answer.status})${said}${requestId}`, {
		advice: WHAT[purpose] + advice,
		httpStatus: answer.status,
	});
}

function explain(answer: Answer, words: ServerWords, provider: Provider): Explanation {
	const { status } = answer;
	const { label } = provider;
	const said = `${words.code} ${words.message}`;
	if (status >= 300 && status < 400) {
		return {
			what: `${label} answered with a redirect`,
			advice: `The key is not sent along a redirect. Check the provider or Base URL in the credential${
				typeof answer.headers.location === 'string'
					? `; the gateway may have moved to ${answer.headers.location}`
					: ''
			}.`,
		};
	}
	if (words.isWebPage) {
		return {
			what: `${label} answered with a web page instead of data`,
			advice:
				status >= 500
					? 'The gateway is probably down or overloaded. Try again later.'
					: 'Check the provider or Base URL in the credential: it must be the address of the API, not of a website.',
		};
	}
	if (status === 401) {
		return {
			what: `${label} did not accept the API key`,
			advice: 'Check the provider and paste the API key again in the Grok Video API credential.',
		};
	}
	if (/task_not_exist|task not found/i.test(said)) {
		return {
			what: `${label} does not know this task`,
			advice:
				'Check the Task ID, and that the credential belongs to the account that created the task.',
		};
	}
	if ([402, 403, 429].includes(status) && isQuotaTrouble(said)) {
		return {
			what: `The account at ${label} does not have enough quota`,
			advice: 'Top up the account, or raise the quota of this API key in the provider’s console.',
		};
	}
	if (status === 403) {
		return {
			what: `${label} refused the request`,
			advice:
				'The quota, a permission or the group of the API key does not allow it. Check the balance, the key’s permitted models and its group in the provider’s console.',
		};
	}
	if (/model_not_found|model_not_available|无可用渠道|no available channel/i.test(said)) {
		return {
			what: `${label} does not offer this model to this API key`,
			advice:
				'Pick another model from the list, or enable this one for the key’s group in the provider’s console.',
		};
	}
	if (/prompt is required/i.test(said)) {
		return { what: 'The prompt is empty', advice: 'Fill in "Prompt".' };
	}
	if (/model field is required|model is required|未指定模型名称/i.test(said)) {
		return { what: 'The model is missing', advice: 'Pick a model in "Model".' };
	}
	if (/exactly one reference image/i.test(said)) {
		return {
			what: 'The model takes exactly one reference image',
			advice: 'Give it one image, no more and no fewer.',
		};
	}
	if (isImageTrouble(said)) {
		return { what: 'A reference image could not be used', advice: IMAGE_ADVICE };
	}
	if (status === 429) {
		return {
			what: `${label} receives too many requests`,
			advice: 'Wait a little, or lower "Max Parallel Tasks" in the options.',
		};
	}
	if (status >= 500) {
		return {
			what: `${label} has a problem`,
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
		advice: 'Check the provider or Base URL in the credential.',
	};
}

export const IMAGE_ADVICE =
	'Use a public HTTPS link that opens without login, cookie or referer, or pass the image as binary data or a complete data URL.';

const SILENCES: Record<string, Explanation> = {
	ECONNREFUSED: {
		what: 'refused the connection',
		advice: 'The server is down, or its address or port is wrong.',
	},
	ENOTFOUND: {
		what: 'was not found',
		advice: 'The host name in the Base URL is wrong, or n8n has no DNS.',
	},
	EAI_AGAIN: {
		what: 'was not found',
		advice: 'n8n’s DNS does not answer. Check the network of the n8n server.',
	},
	ECONNRESET: { what: 'closed the connection without an answer', advice: 'Try again later.' },
	ECONNABORTED: { what: 'did not answer in time', advice: 'Try again later.' },
	ETIMEDOUT: {
		what: 'did not answer in time',
		advice: 'Try again later, and check the network of the n8n server.',
	},
};

function problemOfSilence({ code }: Silence, purpose: Purpose, provider: Provider): Problem {
	const { what, advice } =
		SILENCES[code] ??
		(/CERT|TLS|SSL|SELF_SIGNED|UNABLE_TO/.test(code)
			? {
					what: 'has no valid certificate',
					advice: 'Check the Base URL; the connection is not safe.',
				}
			: { what: 'could not be reached', advice: 'Check the network of the n8n server.' });
	return new Problem(`${hostOf(provider)} ${what}`, {
		advice: WHAT[purpose] + advice,
	});
}

function hostOf(provider: Provider): string {
	const host = new URL(provider.baseUrl).host;
	return provider.label === host ? host : `${provider.label} (${host})`;
}
