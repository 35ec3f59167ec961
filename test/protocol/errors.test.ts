import { problemOf } from '../nodes/GrokVideo/transport/problems';
import { readProvider } from '../nodes/GrokVideo/transport/provider';
import { toAnswer } from '../nodes/GrokVideo/transport/reply';
import {
	isImageTrouble,
	isQuotaTrouble,
	retryAfterSeconds,
	serverWords,
	textOf,
} from '../nodes/GrokVideo/transport/words';

const apixgo = readProvider({ provider: 'apixgo', apiKey: 'sk-secret' });
const custom = readProvider({
	provider: 'custom',
	baseUrl: 'https://g.example/x',
	apiKey: 'sk-secret',
});
const answer = (body: unknown, headers = {}, statusCode = 400) =>
	toAnswer({ statusCode, headers, body }, apixgo);

describe('what a server says', () => {
	it.each<[string, unknown, string, string]>([
		['new-api', { error: { message: ' No. ', code: 'a_code' } }, 'No.', 'a_code'],
		['a task endpoint', { code: 'a_code', message: 'No.', data: null }, 'No.', 'a_code'],
		['a number as code', { code: 7, message: 'No.' }, 'No.', '7'],
		['an error that is a text', { error: 'No.' }, 'No.', ''],
		['an empty message', { message: ' ', error: 'No.' }, 'No.', ''],
		['the error before the rest', { error: { message: 'No.' }, message: 'Yes.' }, 'No.', ''],
		['a plain text', ' No. \n', 'No.', ''],
		['an object without words', { a: 1 }, '', ''],
		['a list', [1], '[1]', ''],
		['nothing', '', '', ''],
	])('is found in the form of %s', (_form, body, message, code) => {
		expect(serverWords(answer(body))).toMatchObject({ message, code, isWebPage: false });
	});

	it.each([
		['<!DOCTYPE html><title>502 Bad Gateway</title>', '502 Bad Gateway'],
		['\n <html><head><title id="t"> Sign in </title>', 'Sign in'],
		['<head><title></title>', ''],
		['<body>No title', ''],
		['<?xml version="1.0"?><Error/>', ''],
		['<center><h1>503</h1></center>', ''],
	])('is the title of a web page: %s', (html, title) => {
		expect(serverWords(answer(html))).toMatchObject({ message: title, isWebPage: true });
	});

	it('is no web page where a text only speaks of one', () => {
		const text = 'expected <html> but got nothing';
		expect(serverWords(answer(text))).toMatchObject({ message: text, isWebPage: false });
	});

	it('is cut after 500 letters', () => {
		expect(serverWords(answer('x'.repeat(500))).message).toBe('x'.repeat(500));
		expect(serverWords(answer('x'.repeat(501))).message).toBe(`${'x'.repeat(500)}…`);
	});

	it.each([
		[{ 'x-oneapi-request-id': 'r1', 'x-request-id': 'r2' }, 'r1'],
		[{ 'x-request-id': 'r2' }, 'r2'],
		[{}, undefined],
	])('comes with the id of the request that the headers %j hold', (headers, id) => {
		expect(serverWords(answer('No.', headers)).requestId).toBe(id);
	});

	it.each([
		[' text ', 'text'],
		[' ', undefined],
		[0, '0'],
		[true, undefined],
		[null, undefined],
	])('is text: %j', (value, expected) => {
		expect(textOf(value)).toBe(expected);
	});
});

describe('trouble', () => {
	it.each([
		'insufficient_user_quota',
		'insufficient quota',
		'insufficient_balance',
		'Insufficient account credit',
		'insufficient funds',
		'the quota is exhausted',
		'balance not enough',
		'Quota of this key is used up',
		'用户额度不足',
		'余额不足',
		'账户已欠费',
	])('with the quota is known: %s', (text) => {
		expect(isQuotaTrouble(text)).toBe(true);
	});

	it.each([
		'insufficient permissions',
		'quota reset',
		'balance sheet',
		'too many requests',
		'quota: the service that you asked for is for now exhausted', // too far from each other
	])('with the quota is not: %s', (text) => {
		expect(isQuotaTrouble(text)).toBe(false);
	});

	it.each([
		'Image URL must be public',
		'error fetching image',
		'could not fetch image',
		'image could not be read',
		'invalid image',
		'图片抓取失败',
	])('with an image is known: %s', (text) => {
		expect(isImageTrouble(text)).toBe(true);
		expect(isImageTrouble('the prompt could not be read')).toBe(false);
	});
});

it.each([
	['3', 3],
	['1.5', 1.5],
	['1.25', 1.25],
	[' 20 ', 20],
	[7, 7],
	['Thu, 01 Jan 2026 00:00:30 GMT', 30],
	['Wed, 31 Dec 2025 00:00:00 GMT', 0],
	['soon', undefined],
	['-3', undefined],
	['3x', undefined],
	['.5', undefined],
	['2026', 2026],
	['', undefined],
	[undefined, undefined],
])('Retry-After %j asks for %j seconds', (value, seconds) => {
	const now = Date.parse('2026-01-01T00:00:00Z');
	const headers = value === undefined ? {} : { 'retry-after': value };
	expect(retryAfterSeconds(headers, now)).toBe(seconds);
});

describe('an answer that is none', () => {
	const said = (status: number, body: unknown, headers = {}) =>
		problemOf(answer(body, headers, status), 'credentialTest', apixgo).text;
	const API = 'it must be the address of the API, not of a website.';

	it.each<[number, unknown, object, string]>([
		[
			504,
			'',
			{},
			'Apixgo has a problem (HTTP 504). This is on the provider’s side. Try again later.',
		],
		[
			500,
			'Oh',
			{ 'x-request-id': 'r1' },
			'Apixgo has a problem (HTTP 500): Oh (request id: r1). This is on the provider’s side. Try again later.',
		],
		[
			418,
			{ message: 'No (request id: r1)' },
			{ 'x-request-id': 'r1' },
			'Apixgo rejected the request (HTTP 418): No (request id: r1). The provider’s own words say why. Check the fields of this node against them.',
		],
		[
			299,
			'{}',
			{},
			'Apixgo gave an answer that this node does not understand (HTTP 299). Check the provider or Base URL in the credential.',
		],
		[
			300,
			'',
			{},
			'Apixgo answered with a redirect (HTTP 300). The key is not sent along a redirect. Check the provider or Base URL in the credential.',
		],
		[
			399,
			'',
			{ location: 'https://new.example' },
			'Apixgo answered with a redirect (HTTP 399). The key is not sent along a redirect. Check the provider or Base URL in the credential; the gateway may have moved to https://new.example.',
		],
		[
			499,
			'<html>',
			{},
			`Apixgo answered with a web page instead of data (HTTP 499). Check the provider or Base URL in the credential: ${API}`,
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
			'Apixgo did not accept the API key (HTTP 401). Check the provider and paste the API key again in the Grok Video API credential.',
		],
		[
			429,
			'',
			{},
			'Apixgo receives too many requests (HTTP 429). Wait a little, or lower "Max Parallel Tasks" in the options.',
		],
	])('HTTP %i with %j is said in whole sentences', (status, body, headers, text) => {
		expect(said(status, body, headers)).toBe(text);
	});

	it.each([402, 403, 429])('HTTP %i can be about the quota', (status) => {
		expect(said(status, 'insufficient quota')).toContain('does not have enough quota');
		expect(said(status, 'No.')).not.toContain('enough quota');
	});

	it.each([
		['model_not_available', 'does not offer this model'],
		['无可用渠道', 'does not offer this model'],
		['no available channel', 'does not offer this model'],
		['task not found', 'does not know this task'],
		['model is required', 'The model is missing'],
		['未指定模型名称', 'The model is missing'],
	])('"%s" is understood', (words, expected) => {
		expect(said(400, words)).toContain(expected);
	});
});

describe('no answer', () => {
	const said = (code: string, provider = custom) => {
		const silence = { kind: 'silence', code, neverSent: false } as const;
		return problemOf(silence, 'status', provider).text;
	};

	it.each([
		[
			'ECONNREFUSED',
			'refused the connection',
			'The server is down, or its address or port is wrong.',
		],
		['ENOTFOUND', 'was not found', 'The host name in the Base URL is wrong, or n8n has no DNS.'],
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
			'Check the Base URL; the connection is not safe.',
		],
		['ERR_TLS_CERT_ALTNAME', 'has no valid certificate', 'Check the Base URL;'],
		['ERR_SSL_WRONG_VERSION_NUMBER', 'has no valid certificate', 'Check the Base URL;'],
		['DEPTH_ZERO_SELF_SIGNED', 'has no valid certificate', 'Check the Base URL;'],
		['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'has no valid certificate', 'Check the Base URL;'],
		['EHOSTUNREACH', 'could not be reached', 'Check the network of the n8n server.'],
		['', 'could not be reached', 'Check the network of the n8n server.'],
	])('%s is said in words', (code, what, advice) => {
		expect(said(code)).toContain(`g.example ${what}. The status could not be read. ${advice}`);
	});

	it('names a known provider, and the address behind the name', () => {
		expect(said('ECONNRESET', apixgo)).toMatch(/^Apixgo \(img\.apixgo\.com\) closed/);
		expect(said('ECONNRESET')).toMatch(/^g\.example closed/);
	});
});
