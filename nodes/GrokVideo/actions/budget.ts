import type { IExecuteFunctions } from 'n8n-workflow';
import { GrokVideoError } from '../errors';
import { PRICES_AS_OF, usd } from '../models';
import { shown, trimmedText } from '../input/values';
import type { RunContext } from '../tasks/runContext';
import type { Work } from './operation';

/**
 * Why a run must not begin: it would create more videos than the user wants, or cost more.
 * @throws GrokVideoError when a limit cannot be read.
 */
export function overBudget(
	{ context, provider }: RunContext,
	works: Array<[number, Work]>,
): GrokVideoError | undefined {
	const prices = works.flatMap(([, { price }]) => (price ? [price] : []));
	if (prices.length === 0) return undefined;
	const maxVideos = readLimit(context, 'maxVideos', 'Max Videos per Run');
	const maxCost = readLimit(context, 'maxCostUsd', 'Max Cost (USD)');
	if (maxVideos !== undefined && prices.length > maxVideos) {
		return new GrokVideoError(
			`This run would create ${prices.length} videos, and 'Max Videos per Run' is ${maxVideos}`,
			{ description: `Give the node fewer items, or raise 'Max Videos per Run'. ${NOTHING}` },
		);
	}
	if (maxCost === undefined) return undefined;
	if (prices.some(({ usd: price }) => price === undefined)) {
		return new GrokVideoError(
			`What the videos will cost at ${provider.label} is not known, so 'Max Cost (USD)' cannot be kept`,
			{ description: `Leave it out and use 'Max Videos per Run' instead. ${NOTHING}` },
		);
	}
	const estimate = usd(prices.reduce((sum, { usd: price = 0 }) => sum + price, 0)) ?? Infinity;
	if (estimate <= maxCost) return undefined;
	return new GrokVideoError(
		`This run would cost about ${estimate} USD, and 'Max Cost (USD)' is ${maxCost}`,
		{
			description: `By xAI's prices of ${PRICES_AS_OF}. Give the node fewer items, or raise 'Max Cost (USD)'. ${NOTHING}`,
		},
	);
}

const NOTHING = 'Nothing was created or billed.';

function readLimit(context: IExecuteFunctions, name: string, label: string): number | undefined {
	const value: unknown = context.getNodeParameter(`options.${name}`, 0, null);
	if (value === undefined || value === null || value === '') return undefined;
	const limit = Number(trimmedText(value) || NaN);
	if (Number.isFinite(limit) && limit > 0) return limit;
	throw new GrokVideoError(`'${label}' must be a number above 0, not ${shown(value)}`, {
		description: `Set '${label}' in the options, or leave it out for no limit. ${NOTHING}`,
	});
}
