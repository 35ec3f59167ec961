import {
	CREATE_LIMIT_SECONDS,
	CREATE_PATIENCE_SECONDS,
	UNREACHABLE_PATIENCE_SECONDS,
} from '../constants';
import { Problem } from '../problem';
import type { VideoRequest } from '../request/read';
import { buildBody } from '../request/body';
import type { Reply } from '../transport/reply';
import { problemOf } from '../transport/problems';
import { asObject, isQuotaTrouble, retryAfterSeconds, serverWords } from '../transport/words';
import type { Provider } from '../transport/provider';
import { pause, pauseAfter } from './pause';
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
	const doubt = session.memory.findDoubt(request.memoryKey);
	if (doubt) {
		session.inDoubt(itemIndex);
		throw doubt;
	}
	const task = await create(session, request, itemIndex);
	session.memory.keep(request.memoryKey, task);
	session.started(itemIndex, task.id);
	session.log(itemIndex, `created task ${task.id}`);
	return task;
}

async function create(session: Session, request: VideoRequest, itemIndex: number): Promise<Task> {
	const { gateway, signal } = session;
	const failed = (problem: Problem, reply: Reply): Problem => {
		const said = withBilling(problem, reply, gateway.provider);
		if (!nothingCreated(reply)) {
			session.memory.keepDoubt(request.memoryKey, said);
			session.inDoubt(itemIndex);
		}
		return said;
	};
	const began = Date.now();
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
		let asked: number | undefined;
		if (reply.kind === 'answer') {
			const task = reply.status < 400 ? readCreated(reply.json, request.model) : undefined;
			if (task) return task;
			asked = retryAfterSeconds(reply.headers);
		}
		if (session.userSignal.aborted) {
			throw failed(new Problem('The execution was canceled'), reply);
		}
		const seconds = pauseAfter(failures, asked);
		const patience =
			reply.kind === 'silence' ? UNREACHABLE_PATIENCE_SECONDS : CREATE_PATIENCE_SECONDS;
		if (!canRepeat(reply) || Date.now() + seconds * 1000 > began + patience * 1000) {
			throw failed(problemOf(reply, 'create', gateway.provider), reply);
		}
		await pause(seconds, signal);
	}
}

/**
 * Creation is billed and has no idempotency key, so it is repeated only where the request was
 * certainly turned away at the door.
 */
function canRepeat(reply: Reply): boolean {
	if (reply.kind === 'silence') return reply.neverSent;
	const { code, message } = serverWords(reply);
	// new-api says 503 also when no channel serves the model, and 429 when the quota is used up.
	if (code === 'model_not_found' || isQuotaTrouble(`${code} ${message}`)) return false;
	return reply.status === 429 || reply.status === 503;
}

/** A redirect, a "no" in the 400s, 501 and 503 come before the work; everything else may come after. */
function nothingCreated(reply: Reply): boolean {
	if (reply.kind === 'silence') return reply.neverSent;
	const { status, json } = reply;
	if (status >= 500) return status === 501 || status === 503;
	if (status >= 300) return status !== 408 && status !== 499;
	return asObject(json)?.success === false;
}

function withBilling(problem: Problem, reply: Reply, { label }: Provider): Problem {
	const billing = nothingCreated(reply)
		? 'Nothing was created or billed.'
		: `A video may have been created and billed all the same: look at the task log in your ${label} console before you run this again.`;
	return new Problem(problem.message, {
		...problem.details,
		advice: `${problem.details.advice ?? ''} ${billing}`.trim(),
	});
}
