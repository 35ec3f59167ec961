/* eslint-disable @n8n/community-nodes/no-hardcoded-secrets -- keys of no account */
import type { Plan } from './plan';

/** Finds of `npm run fuzz`, as it printed them: the name says what must hold. */
export const cases: Record<string, Plan> = {
	'an answer to a create that never ends is given up': {
		items: [{ create: { answers: [{ end: { how: 'endless' } }] } }],
	},
	'an answer to a create that comes little by little is given up': {
		items: [
			{
				create: {
					answers: [
						{
							body: { pad: { unit: ' ', times: 30_000, where: 'behind' } },
							end: { how: 'trickle', bytes: 200, everyMs: 50 },
						},
					],
				},
			},
		],
	},
	'a packed answer in GBK, which is long to read, does not hold up n8n': {
		items: [{ status: { answers: [{ coding: 'bomb', charset: 'gbk' }] } }],
	},
	'a task ID is read in an encoding that has no letters for it': {
		items: [{ id: { text: 'task-视频-😀' }, create: { answers: [{ charset: 'gbk' }] } }],
	},
	'an answer with a header that is none leaves in doubt what was created': {
		items: [{ create: { answers: [{ headers: [['', 'a']] }] } }],
	},
	'an answer to a status call that never ends is given up': {
		items: [{ status: { answers: [{ end: { how: 'endless' } }] } }],
	},
	'a file that never ends is given up': {
		items: [{ file: { answers: [{ end: { how: 'endless' } }] } }],
	},
	'"unavailable" that is not the gateway’s own word can come after the work': {
		items: [{ create: { answers: [{ status: 503, body: { text: '' } }] } }],
	},
	'a retry takes up the task although the prompt is another': {
		changing: 'time',
		tries: 2,
		options: { maxWait: 1 },
		items: [{ status: { answers: [{ body: { members: { status: 'QUEUED' } } }], then: 'last' } }],
	},
	'a number beyond 2^53 is a task ID like others': {
		items: [{ id: { text: '9007199254740993', number: true } }],
	},
	'a stop between two tries does not forget what the first has created': {
		items: [{}, { create: { answers: [{ status: 520 }] } }],
		tries: 3,
		stop: { after: 'create', nth: 2, ms: 5 },
	},
	'a stop between two tries of a tool does not forget it either': {
		items: [{ create: { answers: [{ body: { text: '[]' } }] } }],
		tries: 2,
		asTool: true,
		stop: { after: 'create', nth: 1, ms: 5 },
	},
	'a key of one letter does not garble the task ID': { key: '1' },
	'a key of one quotation mark does not garble the answer': { key: '"' },
	'a task ID that is no well-formed text is asked for or refused in words': {
		items: [{ id: { text: 'broken \ud800 pair' } }],
	},
	'an ID in an answer of 408 is named, although another item has ended the run': {
		items: [
			{ create: { answers: [{ status: 401 }] } },
			{ create: { answers: [{ status: 408, body: { idAt: 'both' } }] } },
		],
	},
	'an ID in an answer of 500 is named': {
		items: [{ create: { answers: [{ status: 500, body: { idAt: 'id' } }] } }],
	},
	'an ID that is all of data is named': {
		items: [{ create: { answers: [{ body: { idAt: 'data' } }] } }],
	},
	'an ID in a list is named': { items: [{ create: { answers: [{ body: { idAt: 'list' } }] } }] },
	'a key that the gateway repeats in escapes is not shown': {
		operation: 'create',
		key: 'sk-4fKq0aZ81LmXw7Rt3VbN9cYd5GhJ2PsE6UoT',
		items: [
			{
				create: {
					answers: [
						{
							status: 401,
							body: { json: { error: { message: 'no such key: «key»' } }, escaped: true },
						},
					],
				},
			},
		],
	},
	'a key in escapes is not shown either where an answer is shown as it came': {
		items: [{ create: { answers: [{ body: { json: { '«key»': '«key»' }, escaped: true } }] } }],
	},
	'a key with quotation marks that the gateway repeats is not shown': {
		operation: 'create',
		key: 'sk-a&b<c>"d\\e/f+g%h=i',
		items: [
			{
				create: {
					answers: [{ status: 401, body: { json: { error: { message: 'no such key: «key»' } } } }],
				},
			},
		],
	},
	'a key that comes back in an address does not go to another host': {
		items: [
			{ file: { answers: [{ status: 302, headers: [['Location', '«files»/«key»/v.mp4']] }] } },
		],
	},
	'a key that comes back in the address of the video does not go to another host': {
		key: 'sk-4fKq0aZ81LmXw7Rt3VbN9cYd5GhJ2PsE6UoT',
		items: [{ url: '«files»/v/«item».mp4?k=«key»' }],
	},
	'a file that comes byte by byte leaves no listeners on its stream': {
		items: [{ file: { answers: [{ end: { how: 'trickle', bytes: 1, everyMs: 5 } }] } }],
	},
	'a try that is stopped at once names what the one before has left unknown': {
		items: [{ create: { answers: [{ body: { json: {} } }] } }, {}],
		onError: 'continueRegularOutput',
		tries: 3,
		stop: { after: 'file', nth: 1, ms: 0 },
	},
	'"unavailable" in the gateway’s form, but without a word, can come after the work': {
		items: [{ create: { answers: [{ status: 503, body: { json: { error: {} } } }] } }],
	},
	'a pattern as extra body is not paid for': {
		fields: { 'options.extraBody': { expression: '/x/' } },
	},
	'a try after a stop names the create that has not been answered': {
		items: [
			{
				create: {
					answers: [
						{
							body: { pad: { unit: '<', times: 1000000, where: 'member' } },
							end: { how: 'trickle', bytes: 200, everyMs: 50 },
						},
					],
				},
			},
		],
		tries: 3,
		stop: { after: 'create', nth: 1, ms: 100 },
	},
	'an object as prompt is not paid for': { fields: { prompt: { json: { a: 1 } } } },
	'NaN as seconds is not paid for': { fields: { seconds: { expression: 'NaN' } } },
	'a word as switch is not paid for': { fields: { simplify: { json: 'maybe' } } },
	'a flag as number of parallel tasks is not paid for': {
		fields: { 'options.maxParallel': { json: true } },
	},
	'an object as number of parallel tasks is refused in words': {
		fields: { 'options.maxParallel': { expression: 'Object.create(null)' } },
	},
	'an unknown word for what to do on a time-out is not paid for': {
		fields: { 'options.onTimeout': { json: 'Return' } },
	},
	'an object as file name is not paid for': { fields: { 'options.fileName': { json: { a: 1 } } } },
	'an object as name of the output field is not paid for': {
		fields: { outputField: { json: { a: 1 } } },
	},
};
