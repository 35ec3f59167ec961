import type { IDataObject, INodeExecutionData, INodeParameters } from 'n8n-workflow';
import { isGiven, type Plan } from './plan';
import { PROTOCOLS } from './protocols';

/** What the user configured, from a plan. */

/** The server recognizes the item of a create by its prompt. */
const PROMPT = '=v{{ $itemIndex }}.{{ $runIndex }} A red car';

const modelField = (value: string) => ({ __rl: true as const, mode: 'id', value });

export function parametersOf(plan: Plan): INodeParameters {
	const { operation = 'createAndWait', isRandom, items, protocol, fields = {} } = plan;
	const hasImages = items?.some(({ imageBytes }) => imageBytes);
	const parameters: INodeParameters = {
		resource: { getMany: 'model', getBalance: 'account' }[operation as string] ?? 'video',
		operation,
		options: {},
	};
	if (parameters.resource === 'video') {
		const options = { pollInterval: 1, maxWait: 3, ...plan.options };
		if (isGiven(plan)) parameters.taskId = '={{ $json.id }}';
		else parameters.prompt = isRandom ? `${PROMPT} {{ Math.random() }}` : PROMPT;
		if (operation === 'edit') parameters.videoUrl = 'https://example.com/clip.mp4';
		else if (!isGiven(plan)) parameters.model = modelField(PROTOCOLS[protocol].model);
		if (hasImages)
			Object.assign(parameters, { inputMode: 'image', imageUrl: '={{ $json.image }}' });
		Object.assign(parameters, { downloadVideo: true, options });
	}
	for (const [path, value] of Object.entries(fields)) {
		const [name, option] = path.split('.');
		const source = 'json' in value ? `$json[${JSON.stringify(path)}]` : value.expression;
		const expression = `={{ ${source} }}`;
		if (option) (parameters.options as INodeParameters)[option] = expression;
		else parameters[name] = name === 'model' ? modelField(expression) : expression;
	}
	return parameters;
}

export function inputOf(plan: Plan): INodeExecutionData[] {
	const { items = [{}], fields = {} } = plan;
	const values = Object.entries(fields).map(([path, value]) => [path, Object(value).json]);
	return items.map(({ id = 'task_0123456789', imageBytes = 0 }, item) => ({
		json: {
			...(Object.fromEntries(values) as IDataObject),
			image: `data:image/png;base64,iVBORw0KGgoA${'A'.repeat(imageBytes)}`,
			...(isGiven(plan) && { id: `${id}${item || ''}`.replace('«key»', 'key') }),
		},
		pairedItem: { item },
	}));
}
