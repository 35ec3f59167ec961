/* eslint-disable @n8n/community-nodes/no-restricted-imports -- the fuzz test runs in Node, not in n8n */
import { getEventListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { IExecuteFunctions, INodeType } from 'n8n-workflow';
import { GrokVideo } from '../nodes/GrokVideo/GrokVideo.node';
import { startNode, type Finished } from '../test/support/engine';
import { credentials } from '../test/support/parameters';
import {
	CALL_LIMITS,
	DOWNLOAD_TIMEOUT_SECONDS,
	itemLimitSeconds,
	LONGEST_SILENCE_SECONDS,
} from './limits';
import { inputOf, isGiven, parametersOf } from './parameters';
import type { Plan } from './plan';
import type { ServerProcess } from './server';
import type { Truth } from './server/truth';

/** A run as it was seen from both sides. */
export interface Observed {
	plan: Plan;
	key: string;
	/** Nothing when it did not even end when it was stopped. */
	finished: Finished | undefined;
	truth: Truth;
	/** The node's lines in n8n's log, of all tries. */
	log: string[];
	seconds: number;
	timeoutSeconds: number;
	/** Seconds from the user's stop to the end. */
	stopSeconds?: number;
	/** On the signal that tells the node of a stop, after the end. */
	listeners: number;
}

const ORDINARY = 'sk-0123456789abcdef';
const CLOSED_PORT = 'http://127.0.0.1:9';
const LAST_CHANCE_SECONDS = 5;

export async function runPlan(process: ServerProcess, plan: Plan): Promise<Observed> {
	const { key = ORDINARY, onError, tries, asTool, rounds, items = [{}], fields = {} } = plan;
	const given = isGiven(plan);
	const { pollInterval = 1, maxWait = 3, maxParallel = 10 } = plan.options ?? {};
	const hasOddFiles = items.some(({ file, content }) => file ?? content);
	const turns = Math.ceil(items.length / Math.max(1, Math.floor(maxParallel)));
	const timeoutSeconds =
		(rounds ?? 1) *
		(tries ?? 1) *
		turns *
		itemLimitSeconds(maxWait, hasOddFiles ? DOWNLOAD_TIMEOUT_SECONDS : 0);
	const longestPause = Math.max(
		LONGEST_SILENCE_SECONDS,
		Math.min('options.pollInterval' in fields ? Infinity : pollInterval, maxWait),
	);
	const silence = plan.refused ? timeoutSeconds : longestPause;
	const limits = { calls: CALL_LIMITS, file: DOWNLOAD_TIMEOUT_SECONDS, silence };
	let stop: () => void;
	const stopped = new Promise<void>((done) => (stop = done));
	let stuck: () => void;
	const isStuck = new Promise<void>((done) => (stuck = done));
	const servers = await process.open(plan, { key, limits, given }, (what) =>
		what === 'stop' ? stop() : stuck(),
	);
	const log: string[] = [];
	const execution = await startNode({
		node: listening(new GrokVideo(), log),
		parameters: parametersOf(plan),
		credentials: credentials({ url: plan.refused ? CLOSED_PORT : servers.gateway, key }),
		input: inputOf(plan),
		onError,
		asTool,
		rounds,
		...(tries !== undefined && { retry: { maxTries: tries } }),
	});
	const began = performance.now();
	const secondsSince = (time: number) => (performance.now() - time) / 1000;
	let stoppedAt: number | undefined;
	void stopped.then(() => {
		stoppedAt = performance.now();
		execution.cancel();
	});
	const clock = new AbortController();
	const late = sleep(timeoutSeconds * 1000 + 3000, undefined, clock).catch(() => {});
	const ended = execution.done.then((finished) => ({ finished, seconds: secondsSince(began) }));
	let result = await Promise.race([ended, Promise.race([late, isStuck]).then(() => undefined)]);
	const limited = result === undefined;
	if (!result) {
		execution.cancel();
		const giveUp = sleep(LAST_CHANCE_SECONDS * 1000, undefined, clock).catch(() => {});
		result = (await Promise.race([ended, giveUp])) ?? undefined;
	}
	clock.abort();
	const stopSeconds = stoppedAt === undefined ? undefined : secondsSince(stoppedAt);
	const listeners = getEventListeners(execution.signal, 'abort').length;
	const truth = await servers.end();
	return {
		plan,
		key,
		finished: result?.finished,
		truth,
		log,
		seconds: limited ? Infinity : result!.seconds,
		timeoutSeconds,
		stopSeconds,
		listeners,
	};
}

/** The node type, with what it says to n8n's log noted, whatever the level. */
function listening(subject: INodeType, lines: string[]): INodeType {
	return Object.assign(Object.create(subject) as INodeType, {
		async execute(this: IExecuteFunctions) {
			const note = (...said: unknown[]) =>
				void lines.push(
					said.map((part) => (typeof part === 'string' ? part : JSON.stringify(part))).join(' '),
				);
			const levels = Object.fromEntries(
				['debug', 'info', 'warn', 'error'].map((level) => [level, { value: note }]),
			);
			const logger: unknown = Object.create(this.logger, levels);
			const context = Object.create(this, { logger: { value: logger } }) as IExecuteFunctions;
			return await subject.execute!.call(context);
		},
	});
}
