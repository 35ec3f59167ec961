import type { BadAnswer } from '../badAnswers';

const error = (status: number, text: string, code = 'invalid-argument') => ({
	status,
	body: { code, error: text },
});

/** Responses of xAI. `KEY` is the key of the credential, which a server may repeat. */
export const xaiAnswers = (KEY: string): Record<string, BadAnswer> => ({
	'400 for a wrong key, which it repeats': {
		fault: error(400, `Incorrect API key provided: ${KEY}. You can obtain one from console.x.ai.`),
		message: ['did not accept the API key (HTTP 400)', 'provided: [API key].'],
		description: 'paste the API key again',
		httpCode: '400',
	},
	'401': {
		fault: error(401, 'No API key provided.', 'unauthenticated'),
		message: ['did not accept the API key (HTTP 401)'],
		description: 'paste the API key again',
		httpCode: '401',
	},
	'403 for the money': {
		fault: error(
			403,
			'Your team has either used all available credits or reached its monthly spending limit.',
			'permission-denied',
		),
		message: ['does not have enough quota', 'used all available credits'],
		description: 'Top up the account',
		httpCode: '403',
	},
	'429 for the money': {
		fault: error(429, 'Your team has used all available credits.', 'resource-exhausted'),
		message: ['does not have enough quota', 'used all available credits'],
		description: 'Top up the account',
	},
	'403 for a right': {
		fault: error(403, 'The key lacks the ACL api-key:endpoint:video.', 'permission-denied'),
		message: ['refused the request', 'lacks the ACL'],
		description: 'The quota, a permission or the group of the API key does not allow it',
		httpCode: '403',
	},
	'403 for a blocked key': {
		fault: error(403, 'The API key is blocked.', 'permission-denied'),
		message: ['The API key is blocked'],
		description: 'Unblock the key or the team',
	},
	'404 for the model': {
		fault: error(404, 'The model x does not exist or your team does not have access.', 'not-found'),
		message: ['does not offer this model', 'The model x does not exist'],
		description: 'Pick another model',
	},
	'404 for the path, whose code is a number': {
		fault: { status: 404, body: { error: { code: 404, message: 'The resource was not found.' } } },
		message: ['does not know this call (HTTP 404)', 'The resource was not found.'],
		description: "Check 'API Type' and 'Base URL'",
		ofTask: {
			message: ['does not know this task (HTTP 404)', 'The resource was not found.'],
			description: "Check 'Task ID'",
		},
	},
	'422 as a text': {
		fault: {
			status: 422,
			body: 'Failed to deserialize the JSON body into the target type: duration: invalid type',
		},
		message: ['rejected the request (HTTP 422)', 'duration: invalid type'],
		description: "The provider's message gives the reason.",
		httpCode: '422',
	},
	'429': {
		fault: error(429, 'Too many requests for team 5d0c and model x.', 'resource-exhausted'),
		message: ['is limiting requests', 'Too many requests for team 5d0c'],
		description: 'Wait a little, ',
		httpCode: '429',
	},
	'500': {
		fault: error(500, 'connect ECONNREFUSED 10.0.0.1:443', 'internal-error'),
		message: ['(HTTP 500)', 'connect ECONNREFUSED 10.0.0.1:443'],
		description: 'Try again later',
		isUnknown: true,
		httpCode: '500',
	},
	'503 as a text': {
		fault: { status: 503, body: 'error code: 502', headers: { 'content-type': 'text/plain' } },
		message: ['(HTTP 503): error code: 502'],
		description: 'Try again later',
		isUnknown: true,
	},
	'half an answer': {
		fault: { status: 200, body: '{"request_i' },
		message: ['does not understand (HTTP 200): {"request_i'],
		description: "Check 'API Type' and 'Base URL'",
		isUnknown: true,
	},
});
