import fc from 'fast-check';
import type { JsonObject } from '../test/servers/types';
import { PROTOCOLS, type TestProtocol } from '../test/support/standIns';
import { BILLED_FAILURES, troublesOf, type Troubles } from './responses';

/** A run as plain JSON: what the user configured, and what goes wrong. What is missing has its default. */
export interface Plan {
	protocol: TestProtocol['id'];
	operation?: 'create' | 'edit' | 'getMany' | 'getBalance';
	/** API key of the credential. */
	key?: string;
	items?: ItemPlan[];
	/** Values of options. */
	options?: { maxWait: number; onTimeout: string; maxParallel: number };
	/** An expression changes the prompt with each attempt. */
	isRandom?: true;
	onError?: 'continueRegularOutput' | 'continueErrorOutput' | 'stopWorkflow';
	/** Retry On Fail: max number of attempts. */
	tries?: number;
	/** As the tool of an AI agent: this many parallel calls with the same input, and this many times. */
	tool?: { calls: number; rounds: number };
	/** The user stops the execution, so long after the n-th call of a kind has arrived. */
	stop?: { after: Call; nth: number; ms: number };
	/** Calls for models and the account. */
	free?: string[];
	/** n8n does not send the n-th request, because somebody edits the base URL of the credential. */
	unsent?: number;
}

export interface ItemPlan {
	/** Names of `troublesOf` for the first calls, the last of them for all later calls if `forever` follows. */
	create?: string[];
	status?: string[];
	file?: string[];
	/** The first tasks, as the stand-in's plans. `failed`: not billed, so the node may create it again. */
	tasks?: Array<'failed' | JsonObject>;
}

/** `file`: a download, from the server itself or from its file host. */
export type Call = 'create' | 'status' | 'file' | 'free';

const { constantFrom, record } = fc;

/** A value in one of n cases. A counterexample leaves it out if it can. */
const sometimes = <T>(value: fc.Arbitrary<T>, n: number) =>
	fc.oneof(
		{ withCrossShrink: true },
		{ weight: n - 1, arbitrary: fc.constant(undefined) },
		{ weight: 1, arbitrary: value },
	);

/** Half of them are broken connections. */
function namesOf(troubles: Troubles): fc.Arbitrary<string[]> {
	const names = Object.keys(troubles);
	const isAnswer = (name: string) => Object(troubles[name].fault).status !== undefined;
	const broken = names.filter((name) => !isAnswer(name));
	const name = fc.oneof(constantFrom(...names), constantFrom(...broken));
	return fc
		.tuple(fc.array(name, { minLength: 1, maxLength: 3 }), constantFrom([], [], [], ['forever']))
		.map(([drawn, end]) => [...drawn, ...end]);
}

const options = record({
	maxWait: constantFrom(1, 3),
	onTimeout: constantFrom('error', 'return'),
	maxParallel: constantFrom(10, 2),
});

const stop = record({
	after: constantFrom<Call[]>('create', 'status', 'file'),
	nth: fc.integer({ min: 1, max: 3 }),
	ms: constantFrom(0, 5, 100, 700),
});

function planFor(protocol: TestProtocol): fc.Arbitrary<Plan> {
	const { id } = protocol;
	const troubles = troublesOf(protocol, '');
	const unlike = Array.from({ length: 30 }, (_, n) => protocol.successPlan(n));
	const links = [
		...protocol.resultUrls,
		'«files»/v.mp4?k=«key»',
		'«url»/v.mp4',
		'http://127.0.0.1:9/',
	];
	const task = constantFrom<Array<'failed' | JsonObject>>(
		...[
			'failed' as const,
			'failed' as const,
			{ seconds: 0.5 },
			{ seconds: 1e9 },
			{ expired: true },
		],
		...BILLED_FAILURES[id],
		...unlike,
		...links.map((resultUrl) => ({ resultUrl })),
	);
	const item = record({
		create: sometimes(namesOf(troubles.create), 3),
		status: sometimes(namesOf(troubles.status), 3),
		file: sometimes(namesOf(troubles.file), 5),
		tasks: sometimes(fc.array(task, { minLength: 1, maxLength: 2 }), 2),
	});
	const operations = ['create', 'getMany', 'getBalance', ...(id === 'xai' ? ['edit'] : [])];
	return record({
		protocol: fc.constant(id),
		operation: sometimes(constantFrom(...(operations as Array<Plan['operation']>)), 4),
		// With characters that JSON, HTML and URLs escape.
		key: sometimes(fc.constant('sk-a&b<c>"d\\e/f+g%h=i'), 3),
		items: fc.array(item, { minLength: 1, maxLength: 4 }),
		options: sometimes(options, 5),
		isRandom: sometimes(fc.constant(true as const), 4),
		onError: sometimes(
			constantFrom('continueRegularOutput', 'continueErrorOutput', 'stopWorkflow'),
			3,
		),
		tries: sometimes(constantFrom(2, 3), 2),
		tool: sometimes(record({ calls: constantFrom(1, 2, 2), rounds: constantFrom(1, 2, 2) }), 3),
		stop: sometimes(stop, 6),
		free: sometimes(namesOf(troubles.free), 4),
		unsent: sometimes(constantFrom(1, 1, 2, 3), 5),
	});
}

export const anyPlan: fc.Arbitrary<Plan> = fc
	.oneof(...PROTOCOLS.map(planFor))
	// With another prompt, a tool's call asks for another video.
	.filter(({ tool, isRandom }) => !isRandom || !tool || (tool.calls === 1 && tool.rounds === 1))
	// The parallel calls share one run of the node: a retry would repeat those that succeeded.
	.filter(({ tool, tries }) => tool?.calls !== 2 || !tries)
	.map((plan) => JSON.parse(JSON.stringify(plan)) as Plan); // without undefined members
