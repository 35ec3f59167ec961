/* eslint-disable @n8n/community-nodes/no-restricted-imports -- the fuzzer runs in Node, not in n8n */
import { getEventListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { IExecuteFunctions, INodeExecutionData, INodeParameters } from 'n8n-workflow';
import { GrokVideo } from '../nodes/GrokVideo/GrokVideo.node';
import { startNode, type RunResult } from '../test/support/engine';
import { credentials, modelField } from '../test/support/parameters';
import type { TestProtocol } from '../test/support/standIns';
import type { Plan } from './plan';
import { PlannedServer, type Seen } from './server';

/** A run as both sides saw it. */
export interface Observed extends Seen {
	plan: Plan;
	key: string;
	/** Missing if the run did not even end after a stop. */
	finished: RunResult | undefined;
	/** What each parallel call of a tool returned or threw. */
	calls: unknown[];
	isLate: boolean;
	/** Seconds from the user's stop to the end. */
	stopSeconds: number;
	/** Listeners on the cancel signal after the end. */
	listeners: number;
}

const MAX_SECONDS_PER_ATTEMPT = 40;

export async function runPlan(plan: Plan): Promise<Observed> {
	const { key = 'sk-0123456789abcdef', onError, tries, tool } = plan;
	let stop = () => {};
	const calls: unknown[] = [];
	const server = await PlannedServer.start(plan, key, () => stop());
	const own = credentials({ url: server.url, key }, { protocol: plan.protocol });
	let reads = 0; // the first one is the node's, the others are those of its requests
	const baseUrl = () => (reads++ === plan.unsent ? 'http://127.0.0.1:9' : server.url);
	Object.defineProperty(own.grokVideoApi.data, 'baseUrl', { get: baseUrl, enumerable: true });
	const execution = await startNode({
		node: tool ? withParallelCalls(tool.calls, calls) : new GrokVideo(),
		parameters: parametersOf(plan, server.protocol),
		credentials: own,
		input: (plan.items ?? [{}]).map((_, item) => ({ json: {}, pairedItem: { item } })),
		onError,
		asTool: tool !== undefined,
		rounds: tool?.rounds,
		...(tries !== undefined && { retry: { maxTries: tries } }),
	});
	let stoppedAt: number | undefined;
	stop = () => {
		stoppedAt ??= performance.now();
		execution.cancel();
	};
	const clock = new AbortController();
	const after = (seconds: number) => sleep(seconds * 1000, undefined, clock).catch(() => undefined);
	const maxSeconds = MAX_SECONDS_PER_ATTEMPT * (tries ?? 1) * (tool?.rounds ?? 1);
	let finished = await Promise.race([execution.done, after(maxSeconds)]);
	const isLate = finished === undefined;
	if (isLate) {
		execution.cancel();
		finished = await Promise.race([execution.done, after(5)]);
	}
	clock.abort();
	const stopSeconds = stoppedAt ? (performance.now() - stoppedAt) / 1000 : 0;
	const listeners = getEventListeners(execution.signal, 'abort').length;
	return { ...(await server.end()), plan, key, finished, calls, isLate, stopSeconds, listeners };
}

/** The server recognizes the item of a create by its prompt. */
const PROMPT = '=v{{ $itemIndex }} A red car';

function parametersOf(
	{ isRandom, operation, options }: Plan,
	{ model }: TestProtocol,
): INodeParameters {
	if (operation === 'getMany') return { resource: 'model', operation };
	if (operation === 'getBalance') return { resource: 'account', operation };
	return {
		resource: 'video',
		operation: operation ?? 'createAndWait',
		...(operation === 'edit'
			? { videoUrl: 'https://example.com/clip.mp4' }
			: { model: modelField(model) }),
		prompt: isRandom ? `${PROMPT} {{ Math.random() }}` : PROMPT,
		downloadVideo: true,
		options: { pollInterval: 1, maxWait: 3, ...options },
	};
}

/** As an agent calls its tool: parallel calls share one execution. What one returned stays if another one throws. */
function withParallelCalls(count: number, results: unknown[]): GrokVideo {
	const node = new GrokVideo();
	return Object.assign(Object.create(node) as GrokVideo, {
		async execute(this: IExecuteFunctions) {
			const call = async (_: unknown, nth: number) => {
				await sleep(nth * 100);
				return (await node.execute.call(this)) as INodeExecutionData[][];
			};
			const calls = Array.from({ length: count }, call);
			results.push(...(await Promise.allSettled(calls)));
			const outputs = await Promise.all(calls);
			return outputs[0].map((_, index) => outputs.flatMap((output) => output[index]));
		},
	});
}
