import type { NodeHint } from 'n8n-workflow';
import { MODELS, PRICES_AS_OF, usd, type Model } from './models';
import { CREATES, PAID_OPERATIONS } from './actions/video/displayRules';

/** From so many items on the hint becomes a warning. */
const MANY_ITEMS = 20;

function costHint(type: NodeHint['type'], message: string, ofItems: string): NodeHint {
	return {
		type,
		message: `${message} Each one is billed by your provider. For a single video, turn on 'Execute Once' in the node's settings.`,
		displayCondition: `={{ $parameter["resource"] === "video" && ${JSON.stringify(PAID_OPERATIONS)}.includes($parameter["operation"]) && ${ofItems} }}`,
		whenToDisplay: 'beforeExecution',
		location: 'outputPane',
	};
}

function priceHint(
	message: string,
	operations: string[],
	{ id, aliases = [] }: Model,
	settings = 'true',
): NodeHint {
	return {
		type: 'info',
		message: `${message} (xAI's prices of ${PRICES_AS_OF}).`,
		displayCondition: `={{ $parameter["resource"] === "video" && ${JSON.stringify(operations)}.includes($parameter["operation"]) && ${JSON.stringify([id, ...aliases])}.includes($parameter["model"]) && ${settings} }}`,
		whenToDisplay: 'beforeExecution',
		location: 'outputPane',
	};
}

/**
 * What a video of these settings costs. n8n shows a hint's text as it stands and evaluates nothing in it (nor in a
 * notice's), so each length that the field offers has a hint of its own, and all others share one.
 */
function pricesOfVideos(model: Model): NodeHint[] {
	const { prices, modes } = model;
	if (!prices) return [];
	const lengths = [...new Set(Object.values(modes).flatMap(({ seconds }) => seconds))];
	const more = `and ${prices.image} USD more for each image`;
	return Object.entries(prices.second).flatMap(([resolution, rate]) => {
		const isIt = `$parameter["resolution"] === ${JSON.stringify(resolution)}`;
		const isOffered = `${JSON.stringify(lengths)}.includes($parameter["seconds"])`;
		return [
			...lengths.map((seconds) =>
				priceHint(
					`Videos of ${seconds} seconds at ${resolution} cost about ${usd(seconds * rate)} USD each, ${more}`,
					CREATES,
					model,
					`${isIt} && $parameter["seconds"] === ${seconds}`,
				),
			),
			priceHint(
				`Videos at ${resolution} cost about ${rate} USD for each second, ${more}`,
				CREATES,
				model,
				`${isIt} && !${isOffered}`,
			),
		];
	});
}

/** Of the video that is given, only a run knows length and resolution. */
function pricesOfChanges(model: Model): NodeHint[] {
	const { prices, changes } = model;
	if (!prices || !changes) return [];
	const { inputSecond = 0, second } = prices;
	const rates = (added: number) =>
		Object.entries(second)
			.map(([resolution, rate]) => `${usd(rate + added)} USD (${resolution})`)
			.join(' or ');
	return [
		priceHint(
			`Edits cost about ${rates(inputSecond)} for each second of the video`,
			['edit'],
			model,
		),
		priceHint(
			`Extensions cost about ${rates(0)} for each second that is added, and ${inputSecond} USD for each second of the video`,
			['extend'],
			model,
		),
	];
}

/** Shown in the editor before a run that would cost more than a single video. n8n takes fixed texts only. */
export const hints: NodeHint[] = [
	costHint(
		'info',
		'This will create a video for each input item.',
		`$input.all().length > 1 && $input.all().length < ${MANY_ITEMS}`,
	),
	...MODELS.flatMap((model) => [...pricesOfVideos(model), ...pricesOfChanges(model)]),
	costHint(
		'warning',
		`This will create ${MANY_ITEMS} videos or more, one for each input item.`,
		`$input.all().length >= ${MANY_ITEMS}`,
	),
];

/** For n8n 2's AI builder and MCP server: to be spread, as the types of n8n 1 do not know it. */
export const nodeBuilderHint = {
	builderHint: {
		searchHint:
			"Creates videos (MP4) from a text prompt, one image or several images. Every Create, Create and Wait, Edit and Extend costs the user money, once for each input item: never put them into a loop or a test run without need. Use Create and Wait for one node from the prompt to the file. For long queues use Create, then a Wait node, then Wait for Completion with the 'task_id', so that no execution is kept busy. For longer videos use Create and Wait, then Extend (xAI only). Get Status, Wait for Completion, the models' Get Many and the account's Get Balance cost nothing. The link 'result_url' works for about an hour, so pass on the file, not the link.",
		relatedNodes: [
			{
				nodeType: 'n8n-nodes-base.wait',
				relationHint: 'Between Create and Wait for Completion, when videos take long',
			},
		],
	},
};
