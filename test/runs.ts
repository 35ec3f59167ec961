import type { IDataObject, INodeExecutionData, INodeParameters } from 'n8n-workflow';
import { GrokVideoApi } from '../credentials/GrokVideoApi.credentials';
import { GrokVideo } from '../nodes/GrokVideo/GrokVideo.node';
import * as constants from '../nodes/GrokVideo/constants';
import * as pauses from '../nodes/GrokVideo/task/pause';
import type { EngineOptions } from './engine';
import type { Gateway, JsonObject, RecordedRequest, Task } from './gateway/gateway';

/** A run of the node with one credential for the gateway; by default one item and the node's defaults. */
export function run(
	gateway: Gateway,
	operation: string,
	parameters: INodeParameters = {},
	more: Partial<EngineOptions> = {},
): EngineOptions {
	return {
		node: new GrokVideo(),
		parameters: {
			resource: 'video',
			operation,
			model: { __rl: true, mode: 'list', value: 'grok-image-video' },
			prompt: 'A red car',
			...parameters,
		},
		credentials: {
			grokVideoApi: {
				type: new GrokVideoApi(),
				data: { provider: 'custom', baseUrl: gateway.url, apiKey: gateway.key },
			},
		},
		...more,
	};
}

/** Items with `json.n` from 0, which tell themselves apart in expressions. */
export function items(count: number): INodeExecutionData[] {
	return Array.from({ length: count }, (_, n) => ({ json: { n } }));
}

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

export function requestsTo(gateway: Gateway, where: RecordedRequest['where']): RecordedRequest[] {
	return gateway.requests.filter((request) => request.where === where);
}

/** Makes one of the node's limits shorter, in seconds. */
export function shorten(limit: keyof typeof constants, seconds: number) {
	jest.replaceProperty(constants as Record<keyof typeof constants, number>, limit, seconds);
}

/** Makes every pause of the node so many times shorter, where a test is not about time. */
export function shortPauses(factor = 20) {
	const { pause } = pauses;
	return jest
		.spyOn(pauses, 'pause')
		.mockImplementation(async (seconds, signal) => await pause(seconds / factor, signal));
}

/** Waits for what must happen. */
export async function until(happens: () => boolean, limitMs = 5000): Promise<void> {
	const end = Date.now() + limitMs;
	while (!happens()) {
		if (Date.now() > end) throw new Error(`It did not happen: ${happens.toString()}`);
		await new Promise((resolve) => setTimeout(resolve, 5));
	}
}

/** What n8n knows of an error beside its message. */
export function detailsOf(error: unknown): { description: string; context: IDataObject } {
	return error as { description: string; context: IDataObject };
}
