import { newApi } from '../../../nodes/GrokVideo/protocols/newApi';
import {
	readServerError,
	expectedSecondsType,
} from '../../../nodes/GrokVideo/protocols/serverError';
import type { ErrorCause } from '../../../nodes/GrokVideo/protocols/types';
import { response } from '../../support/responses';

const read = (body: unknown, status = 400, headers = {}) =>
	readServerError(response(body, status, headers));

describe('readServerError', () => {
	it.each<[string, unknown, string, string]>([
		['new-api', { error: { message: ' No. ', code: 'a_code' } }, 'No.', 'a_code'],
		["new-api's task calls", { code: 'a_code', message: 'No.', data: null }, 'No.', 'a_code'],
		['xAI', { code: 'invalid-argument', error: 'No.' }, 'No.', 'invalid-argument'],
		['an unknown path at xAI', { error: { code: 404, message: 'No.' } }, 'No.', '404'],
		['FastAPI', { detail: 'No.' }, 'No.', ''],
		['FastAPI with a list', { detail: [{ loc: ['body'], msg: 'No.' }] }, 'No.', ''],
		['an error as text', { error: 'No.' }, 'No.', ''],
		['a reason in data', { message: 'error', data: '余额不足' }, 'error: 余额不足', ''],
		['an empty message and an error', { message: ' ', error: 'No.' }, 'No.', ''],
		['a list', [{ error: { message: 'No.' } }], 'No.', ''],
		['plain text', ' 404 page not found\n', '404 page not found', ''],
		['an object without a message', { a: 1 }, '', ''],
		['an empty response', '', '', ''],
	])('reads the message and code of %s', (_name, body, message, code) => {
		expect(read(body)).toMatchObject({ message, code, isWebPage: false });
	});

	it.each([
		['<!DOCTYPE html><title>502 Bad Gateway</title>', '502 Bad Gateway'],
		['\n <html><head><title id="t"> Sign in </title>', 'Sign in'],
		['<head><title></title>', ''],
		['<?xml version="1.0"?><Error/>', ''],
		['<center><h1>503</h1></center>', ''],
	])('uses the title of a web page as the message: %s', (html, title) => {
		expect(read(html)).toMatchObject({ message: title, isWebPage: true });
	});

	it('does not treat text that mentions HTML as a web page', () => {
		const text = 'expected <html> but got nothing';
		expect(read(text)).toMatchObject({ message: text, isWebPage: false });
	});

	it('shortens long messages and codes', () => {
		expect(read({ message: 'x'.repeat(501) }).message).toBe(`${'x'.repeat(500)}…`);
		expect(read('x'.repeat(501)).message).toBe(`${'x'.repeat(500)}…`);
		expect(read({ code: 'x'.repeat(101), message: 'No.' }).code).toBe(`${'x'.repeat(100)}…`);
	});

	it.each<[string, object, object, string | undefined]>([
		["new-api's header", { 'x-oneapi-request-id': 'r1', 'x-request-id': 'r2' }, {}, 'r1'],
		['x-request-id', { 'x-request-id': 'r2' }, {}, 'r2'],
		['a long header', { 'x-request-id': 'r'.repeat(101) }, {}, `${'r'.repeat(100)}…`],
		['request_id', {}, { request_id: 'r3', id: 'r4' }, 'r3'],
		['none', {}, { id: 'r4' }, undefined],
	])('reads the request ID: %s', (_name, headers, body, id) => {
		expect(read({ error: { message: 'No.' }, ...body }, 400, headers).requestId).toBe(id);
	});
});

describe('the cause', () => {
	it.each<[number, unknown, ErrorCause | undefined]>([
		[401, '', 'wrongKey'],
		[400, { error: 'Incorrect API key provided: x***y.' }, 'wrongKey'],
		[400, { error: { message: '无效的令牌' } }, 'wrongKey'],
		[200, { success: false, message: 'Invalid token' }, 'wrongKey'],
		[401, { error: { message: '该令牌额度已用尽' } }, 'noCredit'],
		[402, { error: { code: 402, message: 'Insufficient credits.' } }, 'noCredit'],
		[403, { error: 'Your team has used all available credits' }, 'noCredit'],
		[403, { error: { code: 'insufficient_user_quota', message: '用户额度不足' } }, 'noCredit'],
		[403, { error: 'Monthly limit exceeded' }, 'noCredit'],
		[429, { error: 'Your team has used all available credits.' }, 'noCredit'],
		[429, { error: 'You have reached your monthly limit.' }, 'noCredit'],
		[503, { error: { message: 'Insufficient account credit' } }, 'noCredit'],
		[200, { success: false, message: '余额不足' }, 'noCredit'],
		[429, { error: 'Too many requests. Raise limits at console.x.ai/billing' }, undefined],
		[429, { error: { message: '当前分组上游负载已饱和，请稍后再试' } }, undefined],
		[400, { error: 'Set up billing' }, undefined],
		[500, { error: 'insufficient quota' }, undefined],
		[403, { error: 'The API key is blocked.' }, 'keyBlocked'],
		[403, { error: 'This account is disabled' }, 'keyBlocked'],
		[400, { error: 'This account is disabled' }, undefined],
		[403, { error: { message: '该令牌已被禁用' } }, 'keyBlocked'],
		[403, { error: 'blocked by our content policy' }, 'moderated'],
		[403, { error: 'The model x is disabled' }, 'modelUnavailable'],
		[403, { error: { message: '无权访问 vip 分组' } }, undefined],
		[400, { code: 'imagine:content-moderated', error: 'Rejected.' }, 'moderated'],
		[400, { code: 'task_not_exist', message: 'task_not_exist' }, 'unknownTask'],
		[400, { error: 'Malformed request ID' }, 'unknownTask'],
		[404, '', 'unknownTask'],
		[404, { error: { message: 'Invalid URL (POST /v1/videos/generations)' } }, 'unknownPath'],
		[404, '404 page not found', 'unknownPath'],
		[405, '', 'unknownPath'],
		[404, { error: 'The model x does not exist' }, 'modelUnavailable'],
		[503, { error: { code: 'model_not_found', message: '无可用渠道' } }, 'modelUnavailable'],
		[410, { error: { message: 'Model x has been retired' } }, 'modelUnavailable'],
		[400, { message: 'prompt is required' }, 'promptMissing'],
		[400, { message: 'model field is required' }, 'modelMissing'],
		[400, { message: '未指定模型名称' }, 'modelMissing'],
		[400, { message: 'grok-video-1.5 only supports exactly one reference image' }, 'oneImage'],
		[400, { message: '图片抓取失败: HTTP 403' }, 'image'],
		[400, { message: 'Image URL must be public' }, 'image'],
		[400, { message: 'error fetching image' }, 'image'],
		[404, { message: 'image not found' }, 'image'],
		[403, { message: 'prompt is required' }, undefined],
		[400, { message: 'The source video has 31 seconds' }, undefined],
		[400, { message: 'Could not download the video from its URL' }, 'video'],
		[400, { message: 'File file_x was not found.' }, 'video'],
		[400, { message: 'Video editing is not supported for this model.' }, undefined],
		[400, { message: 'The linked account failed to create a video.' }, undefined],
		[400, { message: '参数 fps 不支持' }, undefined],
		[422, 'Failed to deserialize the JSON body: image: invalid type', undefined],
		[302, { error: 'task not found' }, undefined],
		[404, '<html><title>task not found</title>', undefined],
		[401, '<html>', undefined],
	])('of HTTP %i %j is %s', (status, body, cause) => {
		expect(read(body, status).cause).toBe(cause);
	});

	it('of HTTP 404 from new-api is not unknownTask, for which it has its own error', () => {
		expect(newApi.readError(response({ error: { message: 'No.' } }, 404)).cause).toBeUndefined();
	});

	it.each<[string, number, string, object]>([
		['an error code', 403, 'error code: 1010', {}],
		['a rate limit', 429, 'error code: 1015', {}],
		['a challenge', 403, '<!DOCTYPE html><title>Just a moment...</title>', {}],
		['a block page', 403, '<html><title>Attention Required! | Cloudflare</title>', {}],
		['a header', 403, '<html>', { 'cf-mitigated': 'challenge' }],
		['a challenge with HTTP 200', 200, '<html><script src="/cdn-cgi/challenge-platform/x">', {}],
	])('is bot protection rather than the key: %s', (_name, status, text, headers) => {
		expect(read(text, status, headers)).toMatchObject({ cause: 'botProtection', isWebPage: true });
	});

	it.each([
		[502, 'error code: 502'],
		[200, 'error code: 1010'],
		[403, 'It said error code: 1010'],
		[403, '<html><title>Forbidden</title>'],
	])('is not bot protection: HTTP %i %s', (status, text) => {
		expect(read(text, status).cause).not.toBe('botProtection');
	});
});

it.each<[string, 'text' | 'number' | undefined]>([
	['cannot unmarshal number into Go struct field TaskSubmitReq.seconds of type string', 'text'],
	['cannot unmarshal string into Go struct field Req.seconds of type int', 'number'],
	['seconds: Invalid input: expected string, received number', 'text'],
	['seconds: Invalid input: expected number, received string', 'number'],
	['seconds: Input should be a valid string', 'text'],
	['seconds: Input should be a valid integer', 'number'],
	['seconds: invalid type: integer `5`, expected a string', 'text'],
	['seconds: invalid type: string "5", expected i32', 'number'],
	['seconds must be between 1 and 15', undefined],
	['seconds must be strictly between 0 and 16', undefined],
	['seconds: expected an interval', undefined],
	['size must be a string', undefined],
	['prompt is required', undefined],
])('"%s" asks for seconds as %s', (message, type) => {
	expect(expectedSecondsType(response({ message }, 400))).toBe(type);
	expect(expectedSecondsType(response({ message }, 422))).toBe(type);
	expect(expectedSecondsType(response({ message }, 500))).toBeUndefined();
});
