/* eslint-disable @n8n/community-nodes/no-restricted-imports -- the fuzzer runs in Node, not in n8n */
import { getEventListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { IExecuteFunctions, INodeExecutionData, INodeParameters } from 'n8n-workflow';
import { GrokVideo } from '../nodes/GrokVideo/GrokVideo.node';
import { startNode, type RunResult } from '../test/support/engine';
import { credentials, modelField } from '../test/support/parameters';
import type { TestProtocol } from '../test/support/standIns';
import type { Plan } from './plan';
import { PlannedServer, type ServerRecord } from './server';

/** What the node and the server did in a run. */
export interface RunRecord extends ServerRecord {
	plan: Plan;
	key: string;
	/** Undefined if the run did not end even after it was stopped. */
	result: RunResult | undefined;
	/** What each parallel call of a tool returned or threw. */
	toolResults: unknown[];
	isLate: boolean;
	/** Seconds from the user's stop to the end. */
	stopSeconds: number;
	/** Number of listeners on the cancel signal after the end. */
	abortListeners: number;
}

const MAX_SECONDS_PER_ATTEMPT = 40;

export async function runPlan(plan: Plan): Promise<RunRecord> {
	const { key = 'sk-0123456789abcdef', onError, maxTries, tool } = plan;
	let stop = () => {};
	const toolResults: unknown[] = [];
	const server = await PlannedServer.start(plan, key, () => stop());
	const nodeCredentials = credentials({ url: server.url, key }, { protocol: plan.protocol });
	let reads = 0; // first by the node, then once for each of its requests
	Object.defineProperty(nodeCredentials.grokVideoApi.data, 'baseUrl', {
		get: () => (reads++ === plan.unsentRequest ? 'http://127.0.0.1:9' : server.url),
		enumerable: true,
	});
	const execution = await startNode({
		node: tool ? withParallelCalls(tool.calls, toolResults) : new GrokVideo(),
		parameters: parametersOf(plan, server.protocol),
		credentials: nodeCredentials,
		input: (plan.items ?? [{}]).map((_, item) => ({ json: {}, pairedItem: { item } })),
		onError,
		asTool: tool !== undefined,
		rounds: tool?.rounds,
		...(maxTries !== undefined && { retry: { maxTries } }),
	});
	let stoppedAt: number | undefined;
	stop = () => {
		stoppedAt ??= performance.now();
		execution.cancel();
	};
	const timers = new AbortController();
	const timeout = (seconds: number) =>
		sleep(seconds * 1000, undefined, timers).catch(() => undefined);
	const maxSeconds = MAX_SECONDS_PER_ATTEMPT * (maxTries ?? 1) * (tool?.rounds ?? 1);
	let result = await Promise.race([execution.done, timeout(maxSeconds)]);
	const isLate = result === undefined;
	if (isLate) {
		execution.cancel();
		result = await Promise.race([execution.done, timeout(5)]);
	}
	timers.abort();
	return {
		plan,
		key,
		result,
		toolResults,
		isLate,
		stopSeconds: stoppedAt ? (performance.now() - stoppedAt) / 1000 : 0,
		abortListeners: getEventListeners(execution.signal, 'abort').length,
		...(await server.end()),
	};
}

/** Starts with the index of the item, by which the server recognizes it. */
const PROMPT = '=v{{ $itemIndex }} A red car';

function parametersOf(
	{ hasRandomPrompt, operation, options }: Plan,
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
		prompt: hasRandomPrompt ? `${PROMPT} {{ Math.random() }}` : PROMPT,
		downloadVideo: true,
		options: { pollInterval: 1, maxWait: 3, ...options },
	};
}

/** Calls the node as an agent calls its tool: parallel calls share one execution. `results` is filled even if a call throws. */
function withParallelCalls(count: number, results: unknown[]): GrokVideo {
	const node = new GrokVideo();
	return Object.assign(Object.create(node) as GrokVideo, {
		async execute(this: IExecuteFunctions) {
			const call = async (_: unknown, index: number) => {
				await sleep(index * 100);
				return (await node.execute.call(this)) as INodeExecutionData[][];
			};
			const calls = Array.from({ length: count }, call);
			results.push(...(await Promise.allSettled(calls)));
			const outputs = await Promise.all(calls);
			return outputs[0].map((_, index) => outputs.flatMap((output) => output[index]));
		},
	});
}
