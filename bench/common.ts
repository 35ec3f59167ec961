import {
	NodeConnectionTypes,
	sleep,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
} from 'n8n-workflow';

interface StatusResponse {
	data: { status: string; result_url?: string };
}

/**
 * The pattern of other video nodes, on the same API: one item after another, a poll loop that also sleeps after success
 * (as n8n's OpenAI node does), and the file held in memory before it is stored (as n8n's Gemini node does). "At Once"
 * is the simplest way to run items in parallel: without a limit.
 */
// eslint-disable-next-line @n8n/community-nodes/node-usable-as-tool -- exists for comparison only
export class Common implements INodeType {
	description = {
		displayName: 'Common',
		name: 'common',
		group: ['transform' as const],
		version: 1,
		description: 'The pattern to compare with',
		defaults: { name: 'Common' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'grokVideoApi', required: true }],
		properties: [
			{ displayName: 'Base URL', name: 'baseUrl', type: 'string' as const, default: '' },
			{ displayName: 'Poll Interval', name: 'pollInterval', type: 'number' as const, default: 5 },
			{ displayName: 'At Once', name: 'atOnce', type: 'boolean' as const, default: false },
		],
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const items = [...this.getInputData().keys()];
		if (this.getNodeParameter('atOnce', 0) === true) {
			return [await Promise.all(items.map(async (item) => await createAndWait(this, item)))];
		}
		const output: INodeExecutionData[] = [];
		for (const item of items) output.push(await createAndWait(this, item));
		return [output];
	}
}

async function createAndWait(
	context: IExecuteFunctions,
	item: number,
): Promise<INodeExecutionData> {
	const { helpers } = context;
	const tasksUrl = `${context.getNodeParameter('baseUrl', 0) as string}/v1/video/generations`;
	const pollInterval = context.getNodeParameter('pollInterval', 0) as number;
	const call = async (method: 'GET' | 'POST', url: string, body?: object) =>
		(await helpers.httpRequestWithAuthentication.call(context, 'grokVideoApi', {
			method,
			url,
			json: true,
			...(body && { body }),
		})) as unknown;
	const image_urls: string[] = [];
	for (const [field, { mimeType }] of Object.entries(context.getInputData()[item].binary ?? {})) {
		const bytes = await helpers.getBinaryDataBuffer(item, field);
		image_urls.push(`data:${mimeType};base64,${bytes.toString('base64')}`);
	}
	const request = { model: 'grok-image-video', prompt: 'A red car', seconds: 4, image_urls };
	const { task_id: id } = (await call('POST', tasksUrl, request)) as { task_id: string };
	let response: StatusResponse | undefined;
	while (response?.data.status !== 'SUCCESS') {
		response = (await call('GET', `${tasksUrl}/${id}`)) as StatusResponse;
		await sleep(pollInterval * 1000);
	}
	const file = (await helpers.httpRequest({
		url: response.data.result_url!,
		encoding: 'arraybuffer',
	})) as ArrayBuffer;
	const data = await helpers.prepareBinaryData(Buffer.from(file), 'video.mp4', 'video/mp4');
	return { json: { id }, binary: { data }, pairedItem: { item } };
}
