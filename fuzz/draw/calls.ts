import fc from 'fast-check';
import type { Answer, Body, Calls, IdPlace, Json, TaskId } from '../plan';
import { anyAnswer, ending, errorJson, json, pad, someStatus, someText } from './answer';
import { header } from './header';
import { oftener, sometimes, sparse } from './sparse';

/** What each kind of call can get. */

const idAt = fc.constantFrom<IdPlace[]>(
	'task_id',
	'id',
	'both',
	'data.task_id',
	'data.id',
	'data',
	'list',
	'none',
);

const members = (values: Record<string, fc.Arbitrary<Json>>, once = 4) =>
	sparse<Record<string, Json>>(
		Object.fromEntries(
			Object.entries(values).map(([name, value]) => [name, sometimes(value, once)]),
		),
	);

const oddMember = oftener<Json>([3, fc.constantFrom<Json>(null, '', 0, [], {}, true)], [1, json]);

const createBody: fc.Arbitrary<Body> = sparse<Body>({
	idAt: sometimes(idAt, 2),
	members: sometimes(
		members({ status: oddMember, model: oddMember, progress: oddMember, created_at: oddMember }),
	),
	escaped: sometimes(fc.constant(true as const), 10),
	pad: sometimes(pad, 10),
});

/** Answers that can come after the work, and none. */
const unsureCreate: fc.Arbitrary<Answer> = oftener<Answer>(
	[2, ending.map((end) => ({ end }))],
	[
		3,
		fc.record<Answer>({
			status: fc.constantFrom(500, 502, 504, 520, 524, 408),
			body: oftener<Body>(
				[2, createBody],
				[1, someText.map((text) => ({ text }))],
				[1, errorJson.map((value) => ({ json: value }))],
			),
		}),
	],
	[1, someText.map((text) => ({ status: 503, body: { text } }))],
	[1, errorJson.map((value) => ({ body: { json: value } }))],
	[1, someText.map((text) => ({ body: { text } }))],
);

const refusal: fc.Arbitrary<Answer> = sparse<Answer>({
	status: fc.constantFrom(429, 503, 400, 401, 403, 404, 302),
	headers: sometimes(fc.array(header, { minLength: 1, maxLength: 2 }), 2),
	body: sometimes(
		errorJson.map((value) => ({ json: value })),
		3,
	),
});

const createAnswer = oftener<Answer>(
	[3, createBody.map((body) => ({ body }))],
	[3, unsureCreate],
	[3, refusal],
	[2, anyAnswer],
	[1, fc.tuple(anyAnswer, createBody).map(([answer, body]) => ({ ...answer, body }))],
);

const task: fc.Arbitrary<Record<string, Json>> = oftener<Record<string, Json>>(
	[
		4,
		fc.constantFrom<Array<Record<string, Json>>>(
			{ status: 'IN_PROGRESS', progress: '30%', result_url: null },
			{ status: 'QUEUED', progress: '0%', result_url: '' },
			{ status: 'SUCCESS', result_url: null },
			{ status: 'UNKNOWN' },
		),
	],
	[
		2,
		fc.constantFrom<Array<Record<string, Json>>>(
			{ status: 'FAILURE', fail_reason: 'the prompt was refused', result_url: null },
			{ status: 'FAILURE', fail_reason: 'no such key: «key»' },
			{ status: 'failure', fail_reason: null },
			{ status: 'FAILED' },
			{ status: 'SUCCESS', result_url: null, fail_reason: '«files»/v/«item».mp4' },
		),
	],
	[
		3,
		members({
			task_id: oddMember,
			status: oftener<Json>([1, oddMember], [1, fc.constantFrom('SUCCESS ', 'success', 'ERROR')]),
			progress: oftener<Json>([1, oddMember], [1, fc.constantFrom('1e999', 'NaN%', -5)]),
			result_url: oftener<Json>([1, oddMember], [1, fc.constantFrom('«files»/«key»', 'x', '/')]),
			fail_reason: oddMember,
			properties: oddMember,
			quota: oftener<Json>([1, oddMember], [1, fc.constantFrom(125_000, '125000', 1e300)]),
			submit_time: oftener<Json>([1, oddMember], [1, fc.constantFrom(1e300, -1, 'x')]),
			finish_time: oftener<Json>([1, oddMember], [1, fc.constantFrom(1e300, 8e12, '8e12')]),
		}),
	],
);

const statusAnswer = oftener<Answer>(
	[5, task.map((value) => ({ body: { members: value } }))],
	[1, fc.tuple(task, pad).map(([value, padding]) => ({ body: { members: value, pad: padding } }))],
	[2, refusal],
	[2, anyAnswer],
);

const fileAnswer = oftener<Answer>(
	[3, anyAnswer],
	[2, header.map((own) => ({ status: 302, headers: [own] }))],
	[2, ending.map((end) => ({ end }))],
	[1, someStatus.map((status) => ({ status }))],
	[1, header.map((own) => ({ headers: [own] }))],
);

const callsOf = (answer: fc.Arbitrary<Answer>) =>
	sparse<Calls>({
		answers: fc.array(answer, { minLength: 1, maxLength: 3 }),
		then: sometimes(fc.constant('last' as const), 4),
	});

export const createCalls = callsOf(createAnswer);
export const statusCalls = callsOf(statusAnswer);
export const fileCalls = callsOf(fileAnswer);
export const accountCalls = callsOf(
	oftener<Answer>(
		[1, anyAnswer],
		[1, json.map((data) => ({ body: { members: { data } } }))],
		[
			1,
			members({ hard_limit_usd: oddMember, total_usage: oddMember }).map((own) => ({
				body: { members: { data: null, ...own } },
			})),
		],
	),
);
export const modelCalls = callsOf(
	oftener<Answer>([1, anyAnswer], [1, json.map((data) => ({ body: { members: { data } } }))]),
);

export const taskId: fc.Arbitrary<TaskId> = oftener<TaskId>(
	[
		2,
		fc
			.constantFrom(
				'1',
				'7',
				'task',
				'id',
				'9007199254740993',
				'task-视频-😀',
				'a/b/c',
				'../models',
				'a?b=c#d',
				'a%2Fb',
				'a b',
				'"quoted" <b>&amp;',
				'line\nbreak',
				'broken \ud800 pair',
				'null',
				'__proto__',
				'«150×x»',
				'[API key]',
				'task_1sk-0',
			)
			.map((text) => ({ text })),
	],
	[
		1,
		fc
			.constantFrom('42', '9007199254740993', '12345678901234567890')
			.map((text) => ({ text, number: true as const })),
	],
);
