/* eslint-disable @n8n/community-nodes/no-restricted-imports -- the fuzzer runs in Node, not in n8n */
import { getEventListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { IDataObject, IExecuteFunctions, INodeExecutionData, INodeType } from 'n8n-workflow';
import { GrokVideo } from '../nodes/GrokVideo/GrokVideo.node';
import { startNode, type Finished } from '../test/support/engine';
import { credentials } from '../test/support/parameters';
import { inputOf, parametersOf } from './input';
import { maxRunSeconds, TIMEOUTS } from './limits';
import type { Plan, Truth } from './plan';
import type { ServerProcess } from './server';

/** A run as both sides saw it. */
export interface Observed {
	plan: Plan;
	keys: string[];
	/** Missing if the run did not even end after a stop. */
	finished: Finished | undefined;
	truth: Truth;
	/** The node's lines in n8n's log, of all attempts. */
	log: string[];
	isLate: boolean;
	/** Seconds from the user's stop to the end. */
	stopSeconds: number;
	/** Listeners on the cancel signal after the end. */
	listeners: number;
}

// eslint-disable-next-line @n8n/community-nodes/no-hardcoded-secrets -- not a real key
const NEW_KEY = 'sk-new-9f8e7d6c5b4a';
const CLOSED_PORT = 'http://127.0.0.1:9';

export async function runPlan(servers: ServerProcess, plan: Plan): Promise<Observed> {
	const { key = 'sk-0123456789abcdef', onError, tries, toolCalls, rounds, protocol } = plan;
	const keys = plan.keyChanges ? [key, NEW_KEY] : [key];
	let stop!: () => void;
	const stopped = new Promise<void>((done) => (stop = done));
	const { gateway, end } = await servers.open({ plan, keys, timeouts: TIMEOUTS }, stop);
	const log: string[] = [];
	const used = credentials({ url: plan.refused ? CLOSED_PORT : gateway, key }, { protocol });
	interfere(plan, used.grokVideoApi);
	const execution = await startNode({
		node: observed(new GrokVideo(), log, toolCalls),
		parameters: parametersOf(plan),
		credentials: used,
		input: inputOf(plan),
		onError,
		asTool: toolCalls !== undefined,
		rounds,
		...(tries !== undefined && { retry: { maxTries: tries } }),
	});
	let stoppedAt: number | undefined;
	void stopped.then(() => {
		stoppedAt = performance.now();
		execution.cancel();
	});
	const clock = new AbortController();
	const after = (seconds: number) => sleep(seconds * 1000, undefined, clock).catch(() => undefined);
	let finished = await Promise.race([execution.done, after(maxRunSeconds(plan))]);
	const isLate = finished === undefined;
	if (isLate) {
		execution.cancel();
		finished = await Promise.race([execution.done, after(5)]);
	}
	clock.abort();
	const stopSeconds = stoppedAt ? (performance.now() - stoppedAt) / 1000 : 0;
	const listeners = getEventListeners(execution.signal, 'abort').length;
	return { plan, keys, finished, truth: await end(), log, isLate, stopSeconds, listeners };
}

/** Changes the key, or fails as n8n does, when a request is about to be sent. */
function interfere(
	{ blocked, keyChanges }: Plan,
	{ type, data }: ReturnType<typeof credentials>[string],
): void {
	const authenticate = type.authenticate as (credential: object, request: object) => Promise<never>;
	let count = 0;
	type.authenticate = async (credential, request) => {
		if (keyChanges) (data as IDataObject).apiKey = NEW_KEY;
		if (blocked && blocked.method === request.method && ++count === blocked.nth) {
			if (blocked.by === 'credential') throw new Error('The credential cannot be decrypted');
			const error = new Error('The address is not allowed');
			throw Object.assign(error, { name: 'SsrfBlockedIpError' });
		}
		return await authenticate(credential, request);
	};
}

/** The node, with its log recorded. Parallel calls of an agent share one execution, as in n8n. */
function observed(subject: INodeType, lines: string[], calls = 1): INodeType {
	const note = (...parts: unknown[]) =>
		void lines.push(...parts.map((part) => JSON.stringify(part)));
	const levels = ['debug', 'info', 'warn', 'error'].map((level) => [level, { value: note }]);
	return Object.assign(Object.create(subject) as INodeType, {
		async execute(this: IExecuteFunctions) {
			const logger: unknown = Object.create(this.logger, Object.fromEntries(levels));
			const call = async (_: unknown, nth: number) => {
				await sleep(nth * 100);
				const context = Object.create(this, { logger: { value: logger } }) as IExecuteFunctions;
				return (await subject.execute!.call(context)) as INodeExecutionData[][];
			};
			const running = Array.from({ length: calls }, call);
			await Promise.allSettled(running);
			const outputs = await Promise.all(running);
			return outputs[0].map((_output, index) => outputs.flatMap((output) => output[index]));
		},
	});
}
