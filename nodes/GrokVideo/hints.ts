import type { NodeHint } from 'n8n-workflow';
import { CREATES, PAID_OPERATIONS } from './actions/video/fields';
import { idsOf, MODELS, PRICES_AS_OF, usd, type Model } from './models';
import { PRICE_SOURCE } from './providers';

/** From this number of items on, the hint becomes a warning. */
const MANY_ITEMS = 20;
const EXAMPLE_SECONDS = 10;

/** n8n shows the text as it is and evaluates only the condition. */
function hint(
	type: NodeHint['type'],
	message: string,
	operations: string[],
	condition: string,
): NodeHint {
	return {
		type,
		message,
		displayCondition: `={{ $parameter["resource"] === "video" && ${JSON.stringify(operations)}.includes($parameter["operation"]) && ${condition} }}`,
		whenToDisplay: 'beforeExecution',
		location: 'outputPane',
	};
}

/** A hint's condition cannot read the node's settings, so the text mentions Execute Once. */
const itemsHint = (type: NodeHint['type'], number: string, condition: string) =>
	hint(
		type,
		`Creates one video per input item${number}, unless 'Execute Once' is on in the node's settings. Your provider bills each video.`,
		PAID_OPERATIONS,
		condition,
	);

const priceHint = (message: string, operations: string[], model: Model, condition = '') =>
	hint(
		'info',
		`${message} (${PRICE_SOURCE} prices as of ${PRICES_AS_OF}).`,
		operations,
		`${JSON.stringify(idsOf([model]))}.includes($parameter["model"])${condition}`,
	);

function createPriceHints({ prices, ...model }: Model): NodeHint[] {
	if (!prices) return [];
	return Object.entries(prices.second).map(([resolution, rate]) =>
		priceHint(
			`Videos at ${resolution} cost about ${rate} USD per second, e.g. ${(rate * EXAMPLE_SECONDS).toFixed(2)} USD for ${EXAMPLE_SECONDS} seconds, and ${prices.image} USD per image`,
			CREATES,
			model,
			` && $parameter["resolution"] === "${resolution}"`,
		),
	);
}

/** The length and resolution of the original video are only known at run time. */
function videoToVideoPriceHints(model: Model): NodeHint[] {
	const { prices, videoToVideo } = model;
	if (!prices || !videoToVideo) return [];
	const { inputSecond = 0, second } = prices;
	const rates = (extra: number) =>
		Object.entries(second)
			.map(([resolution, rate]) => `${usd(rate + extra)} USD (${resolution})`)
			.join(' or ');
	return [
		priceHint(`Edits cost about ${rates(inputSecond)} per second of the video`, ['edit'], model),
		priceHint(
			`Extensions cost about ${rates(0)} per added second, and ${inputSecond} USD per second of the original video`,
			['extend'],
			model,
		),
	];
}

/** Shown in the editor before a run that costs money. */
export const hints: NodeHint[] = [
	itemsHint('info', '', `$input.all().length > 1 && $input.all().length < ${MANY_ITEMS}`),
	itemsHint('warning', ` (${MANY_ITEMS} or more)`, `$input.all().length >= ${MANY_ITEMS}`),
	...MODELS.flatMap((model) => [...createPriceHints(model), ...videoToVideoPriceHints(model)]),
];
