import { descriptionOf, toUserError } from '../../../nodes/GrokVideo/protocols/userErrors';
import { readProvider } from '../../../nodes/GrokVideo/input/credential';
import { response } from '../../support/responses';

const apixgo = readProvider({ provider: 'apixgo', apiKey: 'sk-secret' });
const custom = readProvider({
	provider: 'custom',
	baseUrl: 'https://g.example/x',
	apiKey: 'sk-secret',
});

describe('an answer that is none', () => {
	const said = (status: number, body: unknown, headers = {}) =>
		toUserError(response(body, status, headers), 'credentialTest', apixgo).text;
	const API = 'it must be the address of the API, not of a website.';

	it.each<[number, unknown, object, string]>([
		[
			504,
			'',
			{},
			'Apixgo cannot answer at the moment (HTTP 504). This is on the provider’s side. Try again later.',
		],
		[
			500,
			'Oh',
			{ 'x-request-id': 'r1' },
			'Apixgo cannot answer at the moment (HTTP 500): Oh (request id: r1). This is on the provider’s side. Try again later.',
		],
		[
			418,
			{ message: 'No (request id: r1)' },
			{ 'x-request-id': 'r1' },
			'Apixgo rejected the request (HTTP 418): No (request id: r1). The provider’s own words say why. Check the fields of this node against them.',
		],
		[
			413,
			{ message: 'too large' },
			{},
			'Apixgo does not take so large a request (HTTP 413): too large. The images or the video are too large: use smaller files, or links to them.',
		],
		[
			299,
			'{}',
			{},
			"Apixgo gave an answer that this node does not understand (HTTP 299). Check 'Provider' or 'Base URL' in the credential.",
		],
		[
			299,
			{ a: 1 },
			{},
			`Apixgo gave an answer that this node does not understand (HTTP 299): {"a":1}. Check 'Provider' or 'Base URL' in the credential.`,
		],
		[
			300,
			'',
			{},
			"Apixgo answered with a redirect (HTTP 300). The key is not sent along a redirect. Check 'Provider' or 'Base URL' in the credential.",
		],
		[
			399,
			'',
			{ location: 'https://new.example' },
			"Apixgo answered with a redirect (HTTP 399). The key is not sent along a redirect. Check 'Provider' or 'Base URL' in the credential; the gateway may have moved to https://new.example.",
		],
		[
			499,
			'<html>',
			{},
			`Apixgo answered with a web page instead of data (HTTP 499). Check 'Provider' or 'Base URL' in the credential: ${API}`,
		],
		[
			500,
			'<html>',
			{},
			'Apixgo answered with a web page instead of data (HTTP 500). The gateway is probably down or overloaded. Try again later.',
		],
		[
			401,
			'',
			{},
			"Apixgo did not accept the API key (HTTP 401). Check 'Provider' and paste the API key again in the Grok Video API credential.",
		],
		[
			403,
			'',
			{},
			'Apixgo refused the request (HTTP 403). The quota, a permission or the group of the API key does not allow it. Check the balance, the key’s permitted models and its group in the provider’s console.',
		],
		[
			429,
			'',
			{},
			"Apixgo receives too many requests (HTTP 429). Wait a little, or lower 'Max Parallel Tasks' in the options.",
		],
	])('HTTP %i with %j is said in whole sentences', (status, body, headers, text) => {
		expect(said(status, body, headers)).toBe(text);
	});

	it.each([402, 403, 429, 503])('HTTP %i can be about the quota', (status) => {
		expect(said(status, 'insufficient quota')).toContain('does not have enough quota');
		expect(said(status, 'No.')).not.toContain('enough quota');
	});

	it.each([
		['model_not_available', 'does not offer this model', 'Pick another model from the list'],
		['无可用渠道', 'does not offer this model', 'enable this one for the key’s group'],
		['no available channel', 'does not offer this model', 'Pick another model from the list'],
		['task not found', 'does not know this task', "Check 'Task ID', and that the credential"],
		['model is required', 'The model is missing', "Pick a model in 'Model'."],
		['未指定模型名称', 'The model is missing', "Pick a model in 'Model'."],
		['prompt is required', 'The prompt is empty', "Fill in 'Prompt'."],
		['exactly one reference image', 'takes exactly one reference image', 'Give it one image, no'],
		['invalid image', 'A reference image could not be used', 'Use a public HTTPS link'],
	])('"%s" is understood', (words, what, description) => {
		expect(said(400, words)).toContain(what);
		expect(said(400, words)).toContain(description);
	});

	it('of a task that failed for a known reason has the same advice', () => {
		expect(descriptionOf('modelUnavailable')).toMatch(/^Pick another model from the list/);
		expect(descriptionOf('moderated')).toMatch(
			/^VideoToVideo the prompt .* moderation is billed\.$/,
		);
		expect(descriptionOf('noCredit')).toMatch(/^Top up the account, or raise the quota/);
	});

	it('HTTP 400 is a rejection, and the text of an answer is shown without spaces around it', () => {
		expect(said(400, '')).toMatch(/^Apixgo rejected the request \(HTTP 400\)\. /);
		expect(said(299, ' {"a":1} \n')).toContain('(HTTP 299): {"a":1}. ');
	});

	it('cannot forge a line of n8n’s log', () => {
		const words = said(500, { message: 'one\ntwo\r\nthree\u2028four' }, { 'x-request-id': 'a\nb' });
		expect(words).toContain('one two three four (request id: a b)');
		expect(said(302, '', { location: '/a\n\tb' })).toContain('moved to /a b.');
	});

	it.each([
		['create', 'The video could not be created. '],
		['status', 'The status could not be read. '],
		['models', 'The model list could not be read. '],
	] as const)('says of the call "%s" what it was for', (purpose, words) => {
		const { details } = toUserError(response('', 500), purpose, apixgo);
		expect(details).toEqual({
			description: `${words}This is on the provider’s side. Try again later.`,
			httpStatus: 500,
		});
	});
});

describe('no answer', () => {
	const said = (code: string, provider = custom) =>
		toUserError({ kind: 'networkError', code, neverSent: false }, 'status', provider).text;

	it.each([
		[
			'ECONNREFUSED',
			'refused the connection',
			'The server is down, or its address or port is wrong.',
		],
		['ENOTFOUND', 'was not found', "The host name in 'Base URL' is wrong, or n8n has no DNS."],
		[
			'EAI_AGAIN',
			'was not found',
			'n8n’s DNS does not answer. Check the network of the n8n server.',
		],
		['ECONNRESET', 'closed the connection without an answer', 'Try again later.'],
		['ECONNABORTED', 'did not answer in time', 'Try again later.'],
		[
			'ETIMEDOUT',
			'did not answer in time',
			'Try again later, and check the network of the n8n server.',
		],
		[
			'CERT_HAS_EXPIRED',
			'has no valid certificate',
			"Check 'Base URL'; the connection is not safe.",
		],
		['ERR_TLS_CERT_ALTNAME', 'has no valid certificate', "Check 'Base URL';"],
		['DEPTH_ZERO_SELF_SIGNED', 'has no valid certificate', "Check 'Base URL';"],
		['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'has no valid certificate', "Check 'Base URL';"],
		[
			'WRONG_VERSION_NUMBER',
			'does not speak HTTPS',
			"Check 'Base URL': its port is perhaps one for http://.",
		],
		['EHOSTUNREACH', 'could not be reached', 'Check the network of the n8n server.'],
		['toString', 'could not be reached', 'Check the network of the n8n server.'],
		['', 'could not be reached', 'Check the network of the n8n server.'],
	])('%s is said in words', (code, what, description) => {
		expect(said(code)).toContain(`g.example ${what}. The status could not be read. ${description}`);
	});

	it('names a known provider, and the address behind the name', () => {
		expect(said('ECONNRESET', apixgo)).toMatch(/^Apixgo \(img\.apixgo\.com\) closed/);
		expect(said('ECONNRESET')).toMatch(/^g\.example closed/);
	});
});
