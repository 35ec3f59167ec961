import { CREATE_RETRY_SECONDS, UNREACHABLE_RETRY_SECONDS } from '../limits';
import { toUserError } from '../protocols/userErrors';
import type { CreatedTask, Protocol, Task } from '../protocols/types';
import { now } from '../http/deadline';
import { retryAfterSeconds, type HttpResult } from '../http/response';
import { toJsonBytes } from '../http/json';
import type { PaidRequest } from './paidRequest';
import { pause, pauseAfter } from './pause';
import type { RunContext } from './runContext';

/**
 * Gives the item's task: the one that an earlier try of this run has created, else a new, paid one.
 * @throws GrokVideoError; the run knows whether something may have been created and billed.
 */
export async function createOnce(
	run: RunContext,
	request: PaidRequest,
	itemIndex: number,
): Promise<{ task: Task; resumed: boolean }> {
	const key = await run.memory.keyOf(itemIndex, request.identity);
	const known = run.memory.find(key);
	if (known) {
		run.started(itemIndex, known.id);
		run.costs.resumed();
		run.log(itemIndex, `takes up task ${known.id}, which an earlier try created`);
		return { task: known, resumed: true };
	}
	const unknownOutcome = run.memory.findUnknownOutcome(key);
	if (unknownOutcome) {
		run.sending(itemIndex);
		throw unknownOutcome;
	}
	const task = await create(run, request, itemIndex, key);
	run.started(itemIndex, task.id);
	run.costs.created();
	run.memory.keep(key, task);
	run.log(itemIndex, `created task ${task.id}`);
	if (task.errorStatus !== undefined) {
		run.hint(
			`${run.provider.label} answered with HTTP ${task.errorStatus}, and yet named a task. The node has taken it as created.`,
		);
	}
	return { task: { ...task, model: task.model ?? request.model }, resumed: false };
}

async function create(
	run: RunContext,
	request: PaidRequest,
	itemIndex: number,
	key: string,
): Promise<CreatedTask> {
	const { provider, signal } = run;
	const { protocol } = provider;
	const began = now();
	for (let failures = 1; ; failures++) {
		const result = await run.uploads.use(
			async () => await send(run, request, itemIndex, key),
			request.bytes,
		);
		const task = result.kind === 'response' ? protocol.readCreated(result) : undefined;
		if (task) return task;
		const refused = wasRejected(result, protocol);
		if (refused) {
			run.notCreated(itemIndex);
			run.memory.notCreated(key);
		}
		const seconds = pauseAfter(failures, askedPause(result));
		const patience =
			result.kind === 'networkError' ? UNREACHABLE_RETRY_SECONDS : CREATE_RETRY_SECONDS;
		if (!canRepeat(result, protocol) || now() + seconds * 1000 > began + patience * 1000) {
			const failure = toUserError(result, 'create', provider);
			if (refused) throw failure.withDescription('Nothing was created or billed.');
			run.memory.keepUnknownOutcome(key, failure);
			throw failure;
		}
		await pause(seconds, signal);
	}
}

/**
 * Sends a create, unless the run has ended by now. Once it has gone out it is let finish, whoever stops
 * the run: it may be paid for, so its task ID must be waited for.
 */
async function send(
	run: RunContext,
	request: PaidRequest,
	itemIndex: number,
	key: string,
): Promise<HttpResult> {
	run.throwIfStopped();
	const { body = {}, ...call } = await request.write();
	const json = await toJsonBytes(body);
	await run.createPace.turn(run.signal);
	run.throwIfStopped();
	run.sending(itemIndex);
	run.memory.sending(key);
	return await run.http.call({ ...call, body: json });
}

/**
 * Creation is billed and has no idempotency key, so it is repeated only where the request was
 * certainly turned away at the door, and where waiting can help.
 */
function canRepeat(result: HttpResult, protocol: Protocol): boolean {
	if (result.kind === 'networkError') return result.neverSent;
	if (result.status !== 429 && result.status !== 503) return false;
	const { cause } = protocol.readError(result);
	return wasRejected(result, protocol) && cause !== 'noCredit' && cause !== 'modelUnavailable';
}

function wasRejected(result: HttpResult, protocol: Protocol): boolean {
	return result.kind === 'networkError' ? result.neverSent : protocol.wasRejected(result);
}

function askedPause(result: HttpResult): number | undefined {
	return result.kind === 'response' ? retryAfterSeconds(result.headers) : undefined;
}
