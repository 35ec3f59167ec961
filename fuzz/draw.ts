import fc from 'fast-check';
import { MEANINGS, NONSENSE, XAI_MEANINGS } from './fields';
import type { Calls, Json, Plan, Response, TaskState } from './plan';
import { PROTOCOLS } from './protocols';

/** What servers and users do. Add a draw only for what a real one does, or for money, the key or the event loop. */

/** A value in one of n cases, otherwise undefined. */
const sometimes = <T>(value: fc.Arbitrary<T>, once = 5) => weighted([once - 1, no], [1, value]);
/** A counterexample uses an earlier choice if it can. */
const weighted = <T>(...choices: Array<[weight: number, arbitrary: fc.Arbitrary<T> | typeof no]>) =>
	fc.oneof(
		{ withCrossShrink: true },
		...choices.map(([weight, arbitrary]) => ({ weight, arbitrary })),
	) as fc.Arbitrary<T>;
const oneOf = fc.constantFrom;
const { record } = fc;
const no = fc.constant(undefined);
const yes = fc.constant(true as const);
const off = fc.constant(false as const);

const json = fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<Json>;

const text = oneOf(
	...['', 'null', '[]', '{}', '"text"', '{"code":"succ', 'upstream error', '余额不足'],
	'<html><head><title>502 Bad Gateway</title></head></html>',
	'<!doctype html><title>no such key: «key»</title>',
	'{"error":{"message":"no such key: «key»',
	'upstream connect error or disconnect/reset before headers',
);

const error = oneOf<Json[]>(
	{ error: { message: 'no such key: «key»', code: '«key»' } },
	{ error: { message: '当前分组上游负载已饱和', type: 'new_api_error', code: '' } },
	{ error: { message: 'user quota is not enough', code: 'insufficient_user_quota' } },
	{ error: { message: ['a', 'list'], code: {} } },
	{ error: 'no such key: «key»' },
	{ code: 'task_not_exist', message: 'task_not_exist', data: null },
	{ code: 'model_not_found', message: '无可用渠道', data: null },
	{ code: 'do_request_failed', message: 'dial tcp: connect ECONNREFUSED', data: null },
	{ success: false, message: '令牌已过期 «key»' },
	{ success: false, message: 'quota exceeded', data: 'insufficient' },
	{ message: 'error', data: '余额不足' },
	{ '«key»': '«key»' },
	{ code: 'success', message: '', data: null },
);

const headersOf = (name: string, ...values: string[]) =>
	values.map((value): [string, string] => [name, value]);
const headers = fc.tuple(
	oneOf(
		...headersOf('Retry-After', '0', '0.2', '1', '3600', 'soon', '«key»'),
		...headersOf('Location', '«gateway»/moved', '/v1/videos/«path»/content', 'http://'),
		...headersOf('Location', '«files»/v/«item».mp4', '«files»/v/«item».mp4?k=«key»'),
		...headersOf('Content-Type', 'text/html', 'video/mp4', 'image/png«key»'),
		...headersOf('X-Request-Id', '«key»'),
	),
);

const end = weighted<NonNullable<Response['end']>>(
	[
		4,
		record({
			how: oneOf('cut', 'reset', 'stall'),
			at: weighted<number | 'afterId'>([1, fc.constant('afterId')], [1, oneOf(0, 0.5, 0.9, 1)]),
		}),
	],
	[1, record({ how: oneOf('trickle', 'endless') })],
);
const length = oneOf('none', 'chunked', 'long');
const busy = oneOf(500, 502, 503, 504, 520, 524, 529, 408, 303);
const refusing = oneOf(400, 401, 402, 403, 404, 409, 413, 422, 425, 429, 501, 503, 302);

const anyResponse: fc.Arbitrary<Response> = record({
	status: sometimes(weighted([1, oneOf(200, 202, 204, 302, 307)], [1, busy], [1, refusing]), 2),
	headers: sometimes(headers, 3),
	text: sometimes(text, 6),
	json: sometimes(weighted<Json>([2, error], [1, json]), 4),
	gzip: sometimes(yes, 8),
	length: sometimes(length, 4),
	delay: sometimes(oneOf(20, 300, 1000), 6),
	end: sometimes(end, 3),
	creates: sometimes(off, 4),
});

const refusal: fc.Arbitrary<Response> = record({
	status: refusing,
	headers: sometimes(headers, 2),
	json: sometimes(error, 3),
});

const createResponse = weighted<Response>(
	[2, record({ idAt: oneOf('task_id', 'data', 'list', 'nowhere'), status: sometimes(busy) })],
	[2, record({ end, length: sometimes(length, 2), echo: sometimes(yes) })],
	[1, record({ length, echo: sometimes(yes, 2) })],
	[2, record({ status: busy, text: sometimes(text, 2) })],
	[2, record({ json: error })],
	[3, refusal],
	[2, anyResponse],
);

const members = fc.dictionary(
	oneOf(
		...['id', 'task_id', 'status', 'progress', 'result_url', 'video_url', 'urls', 'video', 'usage'],
		...['fail_reason', 'error', 'quota', 'submit_time', 'created_at', 'data', 'models'],
	),
	weighted<Json>([3, oneOf<Json[]>(null, '', 0, [], {}, true)], [1, json]),
	{ maxKeys: 3 },
);

const state = oneOf<TaskState[]>('queued', 'running', 'doneWithoutLink', 'failed', 'billed');
const statusResponse = weighted<Response>(
	[7, record({ task: record({ state, variant: fc.nat(8) }) })],
	[1, record({ members })],
	[2, refusal],
	[2, anyResponse],
);

const fileResponse = weighted<Response>(
	[2, record({ end })],
	[2, record({ status: oneOf(302, 307, 404, 403, 500), headers })],
	[2, anyResponse],
);

const callsOf = (response: fc.Arbitrary<Response>): fc.Arbitrary<Calls> =>
	record({
		responses: fc.array(response, { minLength: 1, maxLength: 3 }),
		then: sometimes(fc.constant('last' as const), 4),
	});
const freeCalls = callsOf(weighted<Response>([1, record({ members })], [1, anyResponse]));

const item = record({
	id: sometimes(oneOf<Array<string | number>>('7', 'a/b=', 'gen-vid-1', 'task-«key»', 42), 3),
	imageBytes: sometimes(oneOf(1000, 1_500_000), 8),
	url: sometimes(
		oneOf(
			...['«gateway»/v1/videos/«path»/content', '/v1/videos/«path»/content'],
			...['«files»/v/«item».mp4?k=«key»', 'data:video/mp4;base64,«video»', 'http://127.0.0.1:9/'],
		),
		2,
	),
	create: sometimes(callsOf(createResponse), 3),
	status: sometimes(callsOf(statusResponse), 2),
	content: sometimes(callsOf(fileResponse), 3),
	file: sometimes(callsOf(fileResponse), 3),
});

const protocol = oneOf(...(Object.keys(PROTOCOLS) as Array<Plan['protocol']>));

const anyRun: fc.Arbitrary<Plan> = record({
	protocol,
	operation: sometimes(oneOf('create', 'wait', 'get', 'edit', 'getMany', 'getBalance'), 3),
	// One with characters that JSON, HTML and URLs escape is the hardest to redact.
	key: sometimes(oneOf('sk-a&b<c>"d\\e/f+g%h=i', 'qzjxkvwp'), 2),
	keyChanges: sometimes(yes, 10),
	items: fc.array(item, { minLength: 1, maxLength: 4 }),
	options: sometimes(
		record({
			maxWait: oneOf(1, 3),
			onTimeout: oneOf('error', 'return'),
			maxParallel: oneOf(10, 10, 2),
		}),
	),
	isRandom: sometimes(yes, 4),
	onError: sometimes(oneOf('continueRegularOutput', 'continueErrorOutput', 'stopWorkflow'), 3),
	tries: sometimes(oneOf(2, 3), 2),
	toolCalls: sometimes(oneOf(1, 2, 3), 6),
	rounds: sometimes(fc.constant(2), 12),
	stop: sometimes(
		record({
			after: oneOf('create', 'status', 'file', 'content'),
			nth: fc.integer({ min: 1, max: 3 }),
			ms: oneOf(0, 5, 100, 700),
		}),
		6,
	),
	refused: sometimes(yes, 40),
	blocked: sometimes(
		record({
			method: oneOf('POST', 'GET'),
			nth: oneOf(1, 2),
			by: oneOf('ssrfProtection', 'credential'),
		}),
		12,
	),
	models: sometimes(freeCalls, 2),
	account: sometimes(freeCalls, 3),
});

const odd = oneOf<Json[]>(
	...[null, true, false, 0, -1, 4, 4.5, 1e21, '', ' ', '4', 'true', 'auto', [], {}, [1], { a: 1 }],
);
const value = weighted<Plan['fields'] & {} extends Record<string, infer V> ? V : never>(
	[3, record({ json: odd })],
	[1, record({ json })],
	[2, record({ expression: oneOf(...NONSENSE) })],
);
const fieldsOf = (meanings: object) =>
	fc.tuple(oneOf(...Object.keys(meanings)), value).map((field) => Object.fromEntries([field]));

/** An ordinary server, and a field with any value. */
const anyField: fc.Arbitrary<Plan> = weighted<Plan>(
	[3, record({ protocol, operation: sometimes(oneOf('create'), 2), fields: fieldsOf(MEANINGS) })],
	[
		1,
		record({
			protocol: fc.constant('xai' as const),
			operation: sometimes(oneOf('edit'), 2),
			fields: fieldsOf(XAI_MEANINGS),
		}),
	],
);

/** Every 6th run is about fields. */
export const anyPlan: fc.Arbitrary<Plan> = weighted<Plan>([5, anyRun], [1, anyField])
	.filter(({ operation, ...plan }) => operation !== 'edit' || plan.protocol === 'xai')
	// A tool's calls are told apart by their request: with another prompt it is another video.
	.filter(({ toolCalls, isRandom, rounds }) => !toolCalls || (!isRandom && !rounds))
	// A retry does not know the old key, so it cannot find it in an ID.
	.filter(({ keyChanges, items }) => !keyChanges || !JSON.stringify(items ?? []).includes('«key»'))
	// The parallel calls share one run of the node, so a retry would repeat those that succeeded.
	.filter(({ toolCalls = 1, tries = 1 }) => toolCalls === 1 || tries === 1)
	.filter(({ options, tries, rounds }) => options?.maxParallel !== 2 || (!tries && !rounds))
	.map((plan) => JSON.parse(JSON.stringify(plan)) as Plan); // without undefined members
