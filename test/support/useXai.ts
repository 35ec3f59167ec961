import { sleep } from 'n8n-workflow';
import {
	startXai,
	type JsonObject,
	type Plan,
	type Task,
	type Xai,
	type XaiOptions,
} from '../servers/xai/xai';
import { useServer } from './useGateway';

/** The stand-in for xAI's API for the tests of a file, as `useGateway`. */
export const useXai = (options: XaiOptions = {}): Xai => useServer(startXai, options);

export interface Reply {
	status: number;
	headers: Headers;
	text: string;
	/** Of a JSON answer; an empty object for any other. */
	body: JsonObject;
}

/** A call of the API with the key, or with other headers. */
export async function call(xai: Xai, path: string, init: RequestInit = {}): Promise<Reply> {
	const headers = { Authorization: `Bearer ${xai.key}` };
	const response = await fetch(xai.url + path, { headers, ...init });
	const text = await response.text();
	const isJson = text.startsWith('{');
	const body = isJson ? (JSON.parse(text) as JsonObject) : {};
	return { status: response.status, headers: response.headers, text, body };
}

export async function post(xai: Xai, path: string, body: JsonObject | string): Promise<Reply> {
	return await call(xai, path, {
		method: 'POST',
		headers: { Authorization: `Bearer ${xai.key}`, 'Content-Type': 'application/json' },
		body: typeof body === 'string' ? body : JSON.stringify(body),
	});
}

export const TEXT_TO_VIDEO = {
	model: 'grok-imagine-video-1.5',
	prompt: 'A paper boat',
	duration: 6,
};

export const generate = (xai: Xai, body: JsonObject = {}) =>
	post(xai, '/v1/videos/generations', { ...TEXT_TO_VIDEO, ...body });

/** A task that the server has taken. */
export async function taskOf(xai: Xai, reply: Reply | Promise<Reply>): Promise<Task> {
	const { request_id: id } = (await reply).body;
	const task = xai.tasks.find((known) => known.id === id);
	if (!task) throw new Error(`No task was created: ${(await reply).text}`);
	return task;
}

export const poll = (xai: Xai, { id }: { id: string }) => call(xai, `/v1/videos/${id}`);

/** The first answer that does not say that the task is pending. */
export async function end(xai: Xai, reply: Reply | Promise<Reply>): Promise<Reply> {
	const task = await taskOf(xai, reply);
	for (;;) {
		const answer = await poll(xai, task);
		if (answer.status !== 202) return answer;
		await sleep(5);
	}
}

export async function download(url: unknown, headers: Record<string, string> = {}) {
	const response = await fetch(String(url), { headers });
	return { response, bytes: Buffer.from(await response.arrayBuffer()) };
}

/** The `video` of a task that has gone well. */
export async function resultOf(xai: Xai, plan: Partial<Plan>, body: JsonObject = {}) {
	xai.setPlan(plan);
	const { body: answer } = await end(xai, generate(xai, body));
	return answer.video as { url: string; file_output: Record<string, string> };
}
