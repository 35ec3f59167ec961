import type { IDataObject, INodeExecutionData, INodeParameters } from 'n8n-workflow';
import { IMAGE_URL, modelField } from '../test/support/parameters';
import type { FieldValue, Plan } from './plan';
import { uniqueId } from './server/truth';

/** What the user has entered, so that a plan comes about. */
export function parametersOf(plan: Plan): INodeParameters {
	const { operation = 'createAndWait', options = {}, changing, fields } = plan;
	if (operation === 'getMany') return withFields(plan, { resource: 'model', operation });
	if (operation === 'getBalance') return withFields(plan, { resource: 'account', operation });
	const creates = operation === 'create' || operation === 'createAndWait';
	const waits = operation === 'wait' || operation === 'createAndWait';
	const { pollInterval = 1, maxWait = 3, maxParallel, onTimeout, download, simplify } = options;
	return withFields(plan, {
		resource: 'video',
		operation,
		...(creates
			? {
					model: modelField('grok-image-video'),
					prompt: PROMPT + DIFFERENCES[changing ?? 'none'],
					...((fields?.inputMode ?? fields?.imageUrl) && {
						inputMode: 'image',
						imageUrl: IMAGE_URL,
					}),
				}
			: { taskId: '={{ $json.id }}' }),
		...(operation !== 'create' && { downloadVideo: download ?? true }),
		simplify: simplify ?? true,
		options: {
			...(waits && { pollInterval, maxWait, ...(onTimeout && { onTimeout }) }),
			...(maxParallel !== undefined && { maxParallel }),
			...(creates && changing === 'extraBody' && { extraBody: RANDOM_BODY }),
		},
	});
}

/** By its prompt the server tells whose create it is. */
const PROMPT = '=v{{ $itemIndex }}.{{ $runIndex }} A red car';
const DIFFERENCES = {
	none: '',
	extraBody: '',
	prompt: ' {{ Math.random() }}',
	time: ' {{ $now.toMillis() }} {{ Math.random() }}',
};
const RANDOM_BODY = '={{ JSON.stringify({ seed: Math.random() }) }}';

/** Whether the user has had the tasks from before. */
export function isGiven({ operation }: Plan): boolean {
	return operation === 'wait' || operation === 'get';
}

export function inputOf(plan: Plan): INodeExecutionData[] {
	const taken = new Set<string>();
	const values: IDataObject = {};
	for (const [path, value] of Object.entries(plan.fields ?? {})) {
		if ('json' in value) values[path] = value.json as IDataObject;
	}
	return (plan.items ?? [{}]).map((item, index) => ({
		json: { ...values, ...(isGiven(plan) && { id: uniqueId(item, taken) }) },
		pairedItem: { item: index },
	}));
}

/** Sets the drawn fields: `model` is a resource locator, `images.image.0.url` stands in a list. */
function withFields({ fields = {} }: Plan, parameters: INodeParameters): INodeParameters {
	for (const [path, value] of Object.entries(fields)) {
		const names = path.split('.');
		const last = names.pop()!;
		let place = parameters;
		for (const [index, name] of names.entries()) {
			place[name] ??= /^\d+$/.test(names[index + 1] ?? last) ? [] : {};
			place = place[name] as INodeParameters;
		}
		const expression = expressionOf(path, value);
		place[last] = path === 'model' ? modelField(expression, 'id') : expression;
	}
	return parameters;
}

function expressionOf(path: string, value: FieldValue): string {
	return 'json' in value ? `={{ $json[${JSON.stringify(path)}] }}` : `={{ ${value.expression} }}`;
}
