import fc from 'fast-check';
import type { JsonObject } from '../test/servers/types';
import { PROTOCOLS, type TestProtocol } from '../test/support/standIns';
import { BILLED_FAILURES, faultsFor, type FaultCases } from './faults';

/** A run as plain JSON: what the user configured, and what goes wrong. Missing properties have their defaults. */
export interface Plan {
	protocol: TestProtocol['id'];
	operation?: 'create' | 'edit' | 'getMany' | 'getBalance';
	/** API key of the credential. */
	key?: string;
	items?: ItemPlan[];
	/** Values of options. */
	options?: { maxWait: number; onTimeout: string; maxParallel: number };
	/** An expression changes the prompt with each attempt. */
	hasRandomPrompt?: true;
	onError?: 'continueRegularOutput' | 'continueErrorOutput' | 'stopWorkflow';
	/** Retry On Fail: max number of attempts. */
	maxTries?: number;
	/** An AI agent uses the node as its tool: in each round, this many parallel calls with the same input. */
	tool?: { calls: number; rounds: number };
	/** The user stops the execution `ms` after the n-th request of a type has arrived. */
	stop?: { after: RequestType; nth: number; ms: number };
	/** Faults of requests for models and the account. */
	free?: string[];
	/** n8n does not send the n-th request, because somebody edits the base URL of the credential. */
	unsentRequest?: number;
}

interface ItemPlan {
	/** Faults of the first requests, by their names in `faultsFor`. `forever` repeats the fault before it. */
	create?: string[];
	status?: string[];
	file?: string[];
	/** Plans of the first tasks for the stand-in. `failed`: not billed, so the node may create the video again. */
	tasks?: Array<'failed' | JsonObject>;
}

/** `file`: a download, from the server itself or from its file host. */
export type RequestType = 'create' | 'status' | 'file' | 'free';

const { constantFrom, record } = fc;

/** The value in one of `n` draws, otherwise undefined. Shrinking tries undefined first. */
const sometimes = <T>(value: fc.Arbitrary<T>, n: number) =>
	fc.oneof(
		{ withCrossShrink: true },
		{ weight: n - 1, arbitrary: fc.constant(undefined) },
		{ weight: 1, arbitrary: value },
	);

/** Names of faults. On average, at least half of them have no fixed HTTP status, e.g. broken connections. */
function faultNames(faults: FaultCases): fc.Arbitrary<string[]> {
	const names = Object.keys(faults);
	const hasStatus = (name: string) => Object(faults[name].fault).status !== undefined;
	const withoutStatus = names.filter((name) => !hasStatus(name));
	const name = fc.oneof(constantFrom(...names), constantFrom(...withoutStatus));
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
	after: constantFrom<RequestType[]>('create', 'status', 'file'),
	nth: fc.integer({ min: 1, max: 3 }),
	ms: constantFrom(0, 5, 100, 700),
});

function planFor(protocol: TestProtocol): fc.Arbitrary<Plan> {
	const { id } = protocol;
	const faults = faultsFor(protocol, '');
	const successPlans = Array.from({ length: 30 }, (_, n) => protocol.successPlan(n));
	const resultUrls = [
		...protocol.resultUrls,
		'«files»/v.mp4?k=«key»',
		'«url»/v.mp4',
		'http://127.0.0.1:9/',
	];
	const task = constantFrom<Array<'failed' | JsonObject>>(
		'failed',
		'failed', // twice as likely as the others
		{ seconds: 0.5 },
		{ seconds: 1e9 },
		{ expired: true },
		...BILLED_FAILURES[id],
		...successPlans,
		...resultUrls.map((resultUrl) => ({ resultUrl })),
	);
	const item = record({
		create: sometimes(faultNames(faults.create), 3),
		status: sometimes(faultNames(faults.status), 3),
		file: sometimes(faultNames(faults.file), 5),
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
		hasRandomPrompt: sometimes(fc.constant(true as const), 4),
		onError: sometimes(
			constantFrom('continueRegularOutput', 'continueErrorOutput', 'stopWorkflow'),
			3,
		),
		maxTries: sometimes(constantFrom(2, 3), 2),
		tool: sometimes(record({ calls: constantFrom(1, 2, 2), rounds: constantFrom(1, 2, 2) }), 3),
		stop: sometimes(stop, 6),
		free: sometimes(faultNames(faults.free), 4),
		unsentRequest: sometimes(constantFrom(1, 1, 2, 3), 5),
	});
}

export const anyPlan: fc.Arbitrary<Plan> = fc
	.oneof(...PROTOCOLS.map(planFor))
	// A tool call with another prompt asks for another video.
	.filter(
		({ tool, hasRandomPrompt }) =>
			!hasRandomPrompt || !tool || (tool.calls === 1 && tool.rounds === 1),
	)
	// Parallel calls share one run of the node: a retry would repeat those that succeeded.
	.filter(({ tool, maxTries }) => tool?.calls !== 2 || !maxTries)
	.map((plan) => JSON.parse(JSON.stringify(plan)) as Plan); // drops undefined properties
