import type { NodeHint } from 'n8n-workflow';
import { MODELS, PRICES_OF } from '../models';
import { PAID_OPERATIONS } from './video/displayRules';

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

/** What a second costs with these settings: a hint's text is fixed, so each price has one of its own. */
function priceHint(model: string, resolution: string, usd: number): NodeHint {
	return {
		type: 'info',
		message: `A video of ${model} at ${resolution} costs about ${usd} USD for each second (xAI's prices of ${PRICES_OF}).`,
		displayCondition: `={{ $parameter["resource"] === "video" && ["create", "createAndWait"].includes($parameter["operation"]) && $parameter["model"].value === ${JSON.stringify(model)} && $parameter["resolution"] === ${JSON.stringify(resolution)} }}`,
		whenToDisplay: 'beforeExecution',
		location: 'outputPane',
	};
}

/** Shown in the editor before a run that would cost more than a single video. n8n takes fixed texts only. */
export const hints: NodeHint[] = [
	costHint(
		'info',
		'This will create a video for each input item.',
		`$input.all().length > 1 && $input.all().length < ${MANY_ITEMS}`,
	),
	...MODELS.flatMap(({ id, prices }) =>
		Object.entries(prices?.second ?? {}).map(([resolution, usd]) => priceHint(id, resolution, usd)),
	),
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
