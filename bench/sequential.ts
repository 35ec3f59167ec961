import {
	NodeConnectionTypes,
	sleep,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
} from 'n8n-workflow';

interface Status {
	data: { status: string; result_url?: string };
}

/**
 * The pattern of other video nodes, on the same API: one item after another, a poll loop that sleeps its
 * interval also after success (as n8n's OpenAI node does), and the file held in memory before it is stored
 * (as n8n's Gemini node does).
 */
// eslint-disable-next-line @n8n/community-nodes/node-usable-as-tool -- exists for comparison only
export class Sequential implements INodeType {
	description = {
		displayName: 'Sequential',
		name: 'sequential',
		group: ['transform' as const],
		version: 1,
		description: 'The pattern to compare with',
		defaults: { name: 'Sequential' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'grokVideoApi', required: true }],
		properties: [
			{ displayName: 'Base URL', name: 'baseUrl', type: 'string' as const, default: '' },
			{ displayName: 'Poll Interval', name: 'pollInterval', type: 'number' as const, default: 5 },
		],
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const tasks = `${this.getNodeParameter('baseUrl', 0) as string}/v1/video/generations`;
		const interval = this.getNodeParameter('pollInterval', 0) as number;
		const call = async (method: 'GET' | 'POST', url: string, body?: object) =>
			(await this.helpers.httpRequestWithAuthentication.call(this, 'grokVideoApi', {
				method,
				url,
				json: true,
				...(body && { body }),
			})) as unknown;
		const output: INodeExecutionData[] = [];
		for (const item of this.getInputData().keys()) {
			const request = { model: 'grok-image-video', prompt: 'A red car', seconds: 4 };
			const { task_id: id } = (await call('POST', tasks, request)) as { task_id: string };
			let answer: Status | undefined;
			while (answer?.data.status !== 'SUCCESS') {
				answer = (await call('GET', `${tasks}/${id}`)) as Status;
				await sleep(interval * 1000);
			}
			const file = (await this.helpers.httpRequest({
				url: answer.data.result_url!,
				encoding: 'arraybuffer',
			})) as ArrayBuffer;
			const data = await this.helpers.prepareBinaryData(
				Buffer.from(file),
				'video.mp4',
				'video/mp4',
			);
			output.push({ json: { id }, binary: { data }, pairedItem: { item } });
		}
		return [output];
	}
}
