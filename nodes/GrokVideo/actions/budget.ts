import type { IDataObject } from 'n8n-workflow';
import { GrokVideoError } from '../errors';
import { PRICES_OF } from '../models';
import { cents } from '../request/price';
import { shown, trimmedText } from '../request/values';
import type { RunContext } from '../task/runContext';
import type { Work } from './operation';

/**
 * Stops a run that would create more videos than the user wants, or cost more, before the first is paid.
 * @throws GrokVideoError with both numbers.
 */
export function checkBudget({ context, provider }: RunContext, works: Array<[number, Work]>): void {
	const prices = works.flatMap(([, { price }]) => (price ? [price] : []));
	if (prices.length === 0) return;
	const options = Object(context.getNodeParameter('options', 0, {})) as IDataObject;
	const maxVideos = readLimit(options.maxVideos, 'Max Videos per Run');
	if (maxVideos !== undefined && prices.length > maxVideos) {
		throw new GrokVideoError(
			`This run would create ${prices.length} videos, and 'Max Videos per Run' is ${maxVideos}`,
			{ advice: `Give the node fewer items, or raise 'Max Videos per Run'. ${NOTHING}` },
		);
	}
	const maxCost = readLimit(options.maxCostUsd, 'Max Cost (USD)');
	if (maxCost === undefined) return;
	if (prices.some(({ usd }) => usd === undefined)) {
		throw new GrokVideoError(
			`What the videos will cost at ${provider.label} is not known, so 'Max Cost (USD)' cannot be kept`,
			{ advice: `Leave it out and use 'Max Videos per Run' instead. ${NOTHING}` },
		);
	}
	const estimate = cents(prices.reduce((sum, { usd = 0 }) => sum + usd, 0));
	if (estimate <= maxCost) return;
	throw new GrokVideoError(
		`This run would cost about ${estimate} USD, and 'Max Cost (USD)' is ${maxCost}`,
		{
			advice: `By ${provider.label}'s prices of ${PRICES_OF}. Give the node fewer items, or raise 'Max Cost (USD)'. ${NOTHING}`,
		},
	);
}

const NOTHING = 'Nothing was created or billed.';

function readLimit(value: unknown, label: string): number | undefined {
	if (value === undefined || value === null || value === '') return undefined;
	const limit = Number(trimmedText(value) || NaN);
	if (Number.isFinite(limit) && limit > 0) return limit;
	throw new GrokVideoError(`'${label}' must be a number above 0, not ${shown(value)}`, {
		advice: `Set '${label}' in the options, or leave it out for no limit.`,
	});
}
