import { CREATE_LIMIT_SECONDS, CREATE_PATIENCE_SECONDS } from '../constants';
import { Problem } from '../problem';
import type { VideoRequest } from '../request/read';
import { buildBody } from '../request/body';
import type { Reply } from '../transport/gateway';
import { problemOf, retryAfterSeconds, serverWords } from '../transport/problems';
import { growingPause, pause } from './pause';
import type { Session } from './session';
import { readCreated, type Task } from './status';

/**
 * Gives the item's task: the one that an earlier try of this run has created, else a new, paid one.
 * @throws Problem, which says whether something may have been created and billed.
 */
export async function createOnce(
	session: Session,
	request: VideoRequest,
	itemIndex: number,
): Promise<Task> {
	const known = session.memory.find(request.memoryKey);
	if (known) {
		session.log(itemIndex, `takes up task ${known.id}, which an earlier try created`);
		session.started(itemIndex, known.id);
		return known;
	}
	const task = await create(session, request);
	session.memory.keep(request.memoryKey, task);
	session.started(itemIndex, task.id);
	session.log(itemIndex, `created task ${task.id}`);
	return task;
}

async function create(session: Session, request: VideoRequest): Promise<Task> {
	const { gateway, signal } = session;
	const giveUp = Date.now() + CREATE_PATIENCE_SECONDS * 1000;
	for (let failures = 1; ; failures++) {
		session.throwIfStopped();
		const reply = await gateway.call(
			{
				method: 'POST',
				path: '/v1/video/generations',
				body: await buildBody(request, session.context),
				limitSeconds: CREATE_LIMIT_SECONDS,
			},
			// Not our own stop: a request under way may be paid for, so its task ID must be waited for.
			session.userSignal,
		);
		const task = readReply(reply, request.model);
		if (task) return task;
		if (session.userSignal.aborted) {
			throw withBilling(new Problem('The execution was stopped'), nothingCreated(reply), session);
		}
		const certain = nothingCreated(reply);
		const asked = reply.kind === 'answer' ? retryAfterSeconds(reply.headers) : undefined;
		const seconds = asked ?? growingPause(failures);
		if (!canRepeat(reply) || Date.now() + seconds * 1000 > giveUp) {
			throw withBilling(problemOf(reply, 'create', gateway.provider), certain, session);
		}
		await pause(seconds, signal);
	}
}

function readReply(reply: Reply, model: string): Task | undefined {
	if (reply.kind !== 'answer' || reply.status >= 400) return undefined;
	return readCreated(reply.json, model);
}

/**
 * Creation is billed and has no idempotency key, so it is repeated only where the request was
 * certainly turned away at the door.
 */
function canRepeat(reply: Reply): boolean {
	if (reply.kind === 'silence') return reply.neverSent;
	// new-api says 503 also when no channel serves the model; trying again would not help.
	if (/model_not_found/.test(serverWords(reply).code)) return false;
	return reply.status === 429 || reply.status === 503;
}

/** A redirect, a "no" in the 400s, 501 and 503 come before the work; everything else may come after. */
function nothingCreated(reply: Reply): boolean {
	if (reply.kind === 'silence') return reply.neverSent;
	const { status, json } = reply;
	const refused = status >= 300 && status < 500 && status !== 408 && status !== 499;
	const saidNo = status < 300 && (json as { success?: unknown } | undefined)?.success === false;
	return refused || saidNo || status === 501 || status === 503;
}

function withBilling(problem: Problem, certain: boolean, session: Session): Problem {
	const { label } = session.gateway.provider;
	const billing = certain
		? 'Nothing was created or billed.'
		: `A video may have been created and billed all the same: look at the task log in your ${label} console before you run this again.`;
	return new Problem(problem.message, {
		...problem.details,
		advice: `${problem.details.advice ?? ''} ${billing}`.trim(),
	});
}
