import fc from 'fast-check';
import type { Answer, Body, Ending, Json, Pad } from '../plan';
import { header } from './header';
import { oftener, sometimes, sparse } from './sparse';

/** What any call can get, be it meant so or not. */

const STATUSES = [
	200, 201, 202, 204, 206, 301, 302, 303, 304, 307, 400, 401, 402, 403, 404, 408, 409, 413, 422,
	425, 429, 451, 499, 500, 501, 502, 503, 504, 520, 524, 529, 599, 101, 299,
];

export const someStatus = fc.constantFrom(...STATUSES);

export const json = fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<Json>;

export const someText = oftener<string>(
	[
		3,
		fc.constantFrom(
			'',
			' ',
			'null',
			'[]',
			'{}',
			'0',
			'"text"',
			'{"code":"succ',
			'upstream error',
			'余额不足',
			'<html><head><title>502 Bad Gateway</title></head></html>',
			'<!doctype html><title>no such key: «key»</title>',
			'no such key: «key»',
			'{"error":{"message":"no such key: «key»"}}',
			'{"error":{"message":"no such key: «key»',
			'data: {"id":"«id»"}\n\n',
		),
	],
	[1, fc.string()],
);

export const errorJson: fc.Arbitrary<Json> = fc.constantFrom<Json>(
	{ error: { message: 'no such key: «key»', code: '«key»' } },
	{ error: { message: '当前分组上游负载已饱和 (request id: 1)', type: 'new_api_error', code: '' } },
	{ error: { message: '无可用渠道', code: 'model_not_found' } },
	{ error: { message: 'user quota is not enough', code: 'insufficient_user_quota' } },
	{ error: { message: ['a', 'list'], code: {} } },
	{ error: 'no such key: «key»' },
	{ code: 'task_not_exist', message: 'task_not_exist', data: null },
	{ code: 'do_request_failed', message: 'dial tcp: connect ECONNREFUSED 10.0.0.1:443', data: null },
	{ success: false, message: '令牌已过期 «key»' },
	{ success: false },
	{ message: 'fetch image failed' },
	{ '«key»': '«key»' },
	{ code: 'success', message: '', data: {} },
	{ code: 'success', message: '', data: [] },
	{ data: { status: { is: 'SUCCESS' } } },
);

const MOST_PADDED = 12_000_000;

/** Long runs of what a pattern can stumble over. */
export const pad: fc.Arbitrary<Pad> = fc
	.record<Pad>({
		unit: fc.constantFrom(
			' ',
			'\n',
			'a',
			'<',
			'<title',
			'insufficient_',
			'insufficient a ',
			'quota ',
			'"',
			'\\',
			'[',
			'[]',
			'{"a":',
			'余额',
			'image',
			'0',
			';base64,',
			'%',
			'http://a ',
		),
		times: fc.constantFrom(3, 1000, 30_000, 100_000, 1_000_000),
		where: fc.constantFrom('before', 'behind', 'member'),
	})
	.map(({ unit, times, where }) => ({
		unit,
		times: Math.min(times, Math.floor(MOST_PADDED / unit.length)),
		where,
	}));

const at = fc.constantFrom(0, 0.05, 0.3, 0.5, 0.7, 0.9, 0.99, 1);

export const ending: fc.Arbitrary<Ending> = oftener<Ending>(
	[4, fc.record({ how: fc.constantFrom('cut', 'reset', 'stall'), at })],
	[
		2,
		fc.record({
			how: fc.constant('trickle' as const),
			bytes: fc.constantFrom(200, 40, 1),
			everyMs: fc.constantFrom(5, 50, 400),
		}),
	],
	[1, fc.constant<Ending>({ how: 'endless' })],
);

export const body: fc.Arbitrary<Body> = sparse<Body>({
	text: sometimes(someText, 6),
	json: sometimes(oftener([2, errorJson], [1, json]), 4),
	escaped: sometimes(fc.constant(true as const)),
	pad: sometimes(pad, 4),
});

/** An answer with any number of oddities. */
export const anyAnswer: fc.Arbitrary<Answer> = sparse<Answer>({
	status: sometimes(someStatus, 2),
	line: sometimes(
		fc.constantFrom(
			'HTTP/1.1 200',
			'HTTP/1.0 200 OK',
			'HTTP/9.9 200 OK',
			'HTTP/1.1 099 Low',
			'HTTP/1.1 500 «key»',
			'nothing like HTTP',
			'',
		),
		20,
	),
	headers: sometimes(fc.array(header, { minLength: 1, maxLength: 2 }), 3),
	body: sometimes(body, 2),
	coding: sometimes(fc.constantFrom('gzip', 'deflate', 'br', 'claimed', 'unknown', 'bomb'), 8),
	charset: sometimes(fc.constantFrom('bom', 'utf-16le', 'utf-16be', 'gbk', 'latin1'), 8),
	length: sometimes(fc.constantFrom('none', 'chunked', 'over', 'under', 'bad', 'twice'), 4),
	delay: sometimes(fc.constantFrom(20, 300, 1000), 6),
	interim: sometimes(fc.constantFrom(1, 3, 500), 20),
	end: sometimes(ending, 3),
	creates: sometimes(fc.constant(false as const), 4),
});
