import {
	startGateway,
	type Gateway,
	type GatewayOptions,
	type Task,
} from '../servers/newApi/gateway';
import type { Control } from '../servers/server';
import type { BaseTask, JsonObject, RecordedRequest, ServerOptions, Where } from '../servers/types';

/**
 * A server for the tests of a file, whose tasks end at once. It is started before the hooks that are registered
 * later, and forgets everything before each test. After each, the file host must not have seen the key (a rule of
 * the product), and no call may be left under way.
 */
export function useServer<
	Server extends Control,
	Options extends Pick<ServerOptions, 'taskSeconds'>,
>(start: (options: Options) => Promise<Server>, options: Options): Server {
	const server = {} as Server;
	beforeAll(async () => {
		Object.setPrototypeOf(server, await start({ taskSeconds: 0, ...options }));
	});
	beforeEach(() => server.reset());
	afterEach(async () => {
		expect(server.keyLeaks).toEqual([]);
		await server.idle();
	});
	afterAll(async () => {
		await server.close();
	});
	return server;
}

export const useGateway = (options: GatewayOptions = {}): Gateway =>
	useServer(startGateway, options);

/** A task that the gateway has had before the run. */
export async function createdBefore(gateway: Gateway, body: JsonObject = {}): Promise<Task> {
	const response = await fetch(`${gateway.url}/v1/video/generations`, {
		method: 'POST',
		headers: { Authorization: `Bearer ${gateway.key}`, 'Content-Type': 'application/json' },
		body: JSON.stringify({ model: 'grok-image-video', prompt: 'A red car', seconds: 4, ...body }),
	});
	const { task_id: id } = (await response.json()) as { task_id: string };
	return gateway.tasks.find((task) => task.id === id)!;
}

export function requestsTo(gateway: Gateway, where: Where): RecordedRequest[] {
	return gateway.requests.filter((request) => request.where === where);
}

/** The number of the item that a request was made for, where the prompt is `NUMBERED_PROMPT`. */
export function numberOf(body: JsonObject | undefined): number {
	return Number(String(body?.prompt).split(' ')[1]);
}

/** Whether a request or a task is that of a numbered item. */
export function ofItem(item: number) {
	return ({ body }: Pick<RecordedRequest, 'body'>) => numberOf(body) === item;
}

export function taskOf<OfServer extends Pick<BaseTask, 'body'>>(
	{ tasks }: { tasks: OfServer[] },
	item: number,
): OfServer {
	return tasks.find(ofItem(item))!;
}
