import { startXai, type Task, type Xai, type XaiOptions } from '../servers/xai/xai';
import type { JsonObject } from '../servers/types';
import { useServer } from './useGateway';

/** The stand-in for xAI's API for the tests of a file, as `useGateway`. */
export const useXai = (options: XaiOptions = {}): Xai => useServer(startXai, options);

interface Reply {
	status: number;
	body: JsonObject;
}

/** The answer to a create. */
export async function generate(xai: Xai, body: JsonObject = {}): Promise<Reply> {
	const own = { model: 'grok-imagine-video-1.5', prompt: 'A paper boat', duration: 6 };
	const response = await fetch(`${xai.url}/v1/videos/generations`, {
		method: 'POST',
		headers: { Authorization: `Bearer ${xai.key}`, 'Content-Type': 'application/json' },
		body: JSON.stringify({ ...own, ...body }),
	});
	return { status: response.status, body: (await response.json()) as JsonObject };
}

/** A task that the server has accepted. */
export async function taskOf(xai: Xai, reply: Reply | Promise<Reply>): Promise<Task> {
	const { body } = await reply;
	const task = xai.tasks.find(({ id }) => id === body.request_id);
	if (!task) throw new Error(`No task was created: ${JSON.stringify(body)}`);
	return task;
}
