import fc from 'fast-check';
import type { CallKind, ItemPlan, Operation, Options, Plan, Stop } from '../plan';
import { accountCalls, createCalls, fileCalls, modelCalls, statusCalls, taskId } from './calls';
import { oftener, sometimes, sparse } from './sparse';

/** A run in which anything can go wrong. */

const key = oftener<string>(
	[2, fc.constantFrom('sk-4fKq0aZ81LmXw7Rt3VbN9cYd5GhJ2PsE6UoT', 'sk-a&b<c>"d\\e/f+g%h=i')],
	[1, fc.constantFrom('qzjxkvwp', 'sk-abcdefgh/ijklmnop')],
	[1, fc.constantFrom('1', 'sk', 'a', 'task', '"', '-', 's', '0', 'video')],
);

const url = fc.constantFrom(
	...Array<string>(6).fill('«gateway»/v1/videos/v-«item»/content'),
	'/v1/videos/v-«item»/content',
	'«files»/v/«item».mp4?k=«key»',
	'data:video/mp4;base64,«video»',
	'data:video/mp4;base64,«100000×A»',
	'data:«20000×;base64,»',
	'ftp://127.0.0.1/x',
	'javascript:0',
	'http://',
	'http://127.0.0.1:9/x.mp4',
	'«files»/v/«item».mp4\n',
	'«files»/v/«item».mp4#«5000×x»',
);

const item: fc.Arbitrary<ItemPlan> = sparse<ItemPlan>({
	id: sometimes(taskId, 3),
	url: sometimes(url, 3),
	bytes: sometimes(fc.constantFrom(0, 100_000, 1_000_000), 6),
	create: sometimes(createCalls, 3),
	status: sometimes(statusCalls, 3),
	content: sometimes(fileCalls, 2),
	file: sometimes(fileCalls, 2),
});

const options: fc.Arbitrary<Options> = sparse<Options>({
	pollInterval: sometimes(fc.constantFrom(2, 10)),
	maxWait: sometimes(fc.constantFrom(1, 2), 3),
	onTimeout: sometimes(fc.constant('return' as const), 3),
	maxParallel: sometimes(fc.constantFrom(1, 2), 4),
	download: sometimes(fc.constant(false as const)),
	simplify: sometimes(fc.constant(false as const), 3),
});

const stop: fc.Arbitrary<Stop> = fc.record<Stop>({
	after: fc.constantFrom<CallKind[]>('create', 'status', 'file', 'content'),
	nth: fc.integer({ min: 1, max: 3 }),
	ms: fc.constantFrom(0, 5, 100, 700),
});

export const anyPlan: fc.Arbitrary<Plan> = sparse<Plan>({
	operation: sometimes(
		fc.constantFrom<Operation[]>('create', 'wait', 'get', 'getMany', 'getBalance'),
		3,
	),
	key: sometimes(key, 2),
	items: oftener<ItemPlan[]>(
		[3, fc.tuple(item)],
		[2, fc.array(item, { minLength: 1, maxLength: 5 })],
	),
	options: sometimes(options, 2),
	changing: sometimes(fc.constantFrom('prompt', 'time', 'extraBody'), 2),
	onError: sometimes(fc.constantFrom('continueRegularOutput', 'continueErrorOutput'), 3),
	tries: sometimes(fc.constantFrom(2, 3), 3),
	asTool: sometimes(fc.constant(true as const), 12),
	rounds: sometimes(fc.constant(2), 12),
	stop: sometimes(stop, 6),
	refused: sometimes(fc.constant(true as const), 40),
	models: sometimes(modelCalls, 2),
	account: sometimes(accountCalls, 3),
}).map((plan) => ({
	...plan,
	// An agent's tool is told apart by its resolved request: another text is another video.
	...(plan.asTool && { changing: undefined }),
	// One item after the other, several times: such a run takes half a minute.
	...(plan.options?.maxParallel && { tries: undefined }),
}));
