import { newApi } from '../../../nodes/GrokVideo/protocols/newApi';
import type { ErrorCause } from '../../../nodes/GrokVideo/protocols/types';
import { response } from '../../support/responses';

const read = (body: unknown, status = 400, headers = {}) =>
	newApi.readError(response(body, status, headers));

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
		expect(read(body)).toMatchObject({ message, code, isWebPage: false });
	});

	it.each([
		['<!DOCTYPE html><title>502 Bad Gateway</title>', '502 Bad Gateway'],
		['\n <html><head><title id="t"> Sign in </title>', 'Sign in'],
		['<head><title></title>', ''],
		['<body>No title', ''],
		['<?xml version="1.0"?><Error/>', ''],
		['<center><h1>503</h1></center>', ''],
	])('is the title of a web page: %s', (html, title) => {
		expect(read(html)).toMatchObject({ message: title, isWebPage: true });
	});

	it('is no web page where a text only speaks of one', () => {
		const text = 'expected <html> but got nothing';
		expect(read(text)).toMatchObject({ message: text, isWebPage: false });
	});

	it('is cut after 500 letters, and a code after 100', () => {
		expect(read('x'.repeat(500)).message).toBe('x'.repeat(500));
		expect(read('x'.repeat(501)).message).toBe(`${'x'.repeat(500)}…`);
		expect(read({ message: 'x'.repeat(501) }).message).toBe(`${'x'.repeat(500)}…`);
		expect(read({ code: 'x'.repeat(101), message: 'No.' }).code).toBe(`${'x'.repeat(100)}…`);
	});

	it.each([
		[{ 'x-oneapi-request-id': 'r1', 'x-request-id': 'r2' }, 'r1'],
		[{ 'x-request-id': 'r2' }, 'r2'],
		[{ 'x-request-id': 'r'.repeat(101) }, `${'r'.repeat(100)}…`],
		[{}, undefined],
	])('comes with the id of the request that the headers %j hold', (headers, id) => {
		expect(read('No.', 400, headers).requestId).toBe(id);
	});

	it.each<[string, number, unknown, boolean]>([
		['an error of new-api', 503, { error: { message: 'No.' } }, true],
		['one of a task endpoint', 503, { code: 'x', message: 'No.' }, true],
		['success: false', 503, { success: false, message: 'No.' }, true],
		['a proxy’s text', 503, 'upstream connect error', false],
		[
			'a proxy’s text in the API’s form',
			503,
			{ error: { message: 'reset before headers' } },
			false,
		],
		['a proxy’s JSON', 503, { message: 'No.' }, false],
		['a proxy’s JSON with its status', 503, { code: 503, message: 'Service Unavailable' }, false],
		['a web page', 503, '<html>', false],
		['an error that is a text', 503, { error: 'No.' }, false],
		['a code alone', 503, { code: 'model_not_found' }, true],
		['an error without words', 503, { error: { message: ' ' } }, false],
		['an empty code', 503, { code: '', message: 'No.' }, false],
		['a web page with HTTP 200', 200, '<html>', false],
		['success: false with HTTP 200', 200, { success: false, message: 'No.' }, true],
		['success: false with HTTP 299', 299, { success: false }, true],
		['success: false with HTTP 500', 500, { success: false, message: 'No.' }, false],
		['an answer that is none', 200, { message: 'No.' }, false],
		['an error of new-api, after the work', 500, { error: { message: 'No.' } }, false],
		['one of a task endpoint, after the work', 502, { code: 'x', message: 'No.' }, false],
		...[300, 400, 401, 403, 407, 409, 422, 429, 498, 501].map(
			(status): [string, number, unknown, boolean] => [`HTTP ${status}`, status, '', true],
		),
		...[408, 499, 500, 502, 504, 599].map((status): [string, number, unknown, boolean] => [
			`HTTP ${status}`,
			status,
			'',
			false,
		]),
	])('tells whether a create left nothing behind: %s', (_what, status, body, nothing) => {
		expect(newApi.wasRejected(response(body, status))).toBe(nothing);
	});

	it('tells it by Retry-After too, which a server sends that has not begun', () => {
		expect(newApi.wasRejected(response('', 503, { 'retry-after': '1' }))).toBe(true);
		expect(newApi.wasRejected(response('', 502, { 'retry-after': '1' }))).toBe(false);
	});
});

describe('the cause of an error', () => {
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
	])('is a quota that is used up: %s', (text) => {
		for (const status of [402, 403, 429, 503]) expect(read(text, status).cause).toBe('noCredit');
		expect(read(text, 500).cause).toBeUndefined();
	});

	it.each([
		'insufficient permissions',
		'quota reset',
		'balance sheet',
		'too many requests',
		'quota: the service that you asked for is for now exhausted', // too far from each other
	])('is not the quota: %s', (text) => {
		for (const status of [402, 403, 429, 503]) expect(read(text, status).cause).toBeUndefined();
	});

	it.each([
		'Image URL must be public',
		'error fetching image',
		'could not fetch image',
		'image could not be read',
		'invalid image',
		'图片抓取失败',
	])('is an image, of a request and of a task that has failed: %s', (text) => {
		expect(read(text).cause).toBe('image');
		const causeOfFailure = (fail_reason: string) =>
			newApi.readTask(
				response({ data: { status: 'FAILURE', fail_reason } }),
				'task_1',
				'https://g',
			);
		expect(causeOfFailure(text)).toMatchObject({ state: 'failed', cause: 'image' });
		expect(causeOfFailure('the prompt could not be read')).toMatchObject({ cause: undefined });
	});

	it.each<[unknown, ErrorCause | undefined]>([
		[{ code: 'task_not_exist', message: '' }, 'taskUnknown'],
		[{ error: { code: 'task_not_exist' } }, 'taskUnknown'],
		['task not found', 'taskUnknown'],
		[{ code: 'other', message: 'the task is not there' }, undefined],
		[null, undefined],
		['model_not_found', 'modelUnavailable'],
		['model_not_available', 'modelUnavailable'],
		['无可用渠道', 'modelUnavailable'],
		['no available channel', 'modelUnavailable'],
		['prompt is required', 'promptMissing'],
		['model is required', 'modelMissing'],
		['model field is required', 'modelMissing'],
		['未指定模型名称', 'modelMissing'],
		['takes exactly one reference image', 'oneImage'],
	])('of %j is %s', (body, cause) => {
		expect(read(body).cause).toBe(cause);
		expect(read(body, 500).cause).toBe(cause);
		expect(read(body, 403).cause).toBe(cause === 'taskUnknown' ? cause : undefined);
	});

	it.each<[number, unknown]>([
		[404, '<html><title>task not found</title>'],
		[302, 'task not found'],
	])('is none where a proxy speaks: HTTP %i %s', (status, body) => {
		expect(read(body, status).cause).toBeUndefined();
	});

	it('is the key for every 401 of the API', () => {
		expect(read('task not found', 401).cause).toBe('wrongKey');
		expect(read('<html>', 401).cause).toBeUndefined();
	});
});
