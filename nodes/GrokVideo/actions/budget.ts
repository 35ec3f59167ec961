import { GrokVideoError } from '../errors';
import { readLimit } from '../input/options';
import { PRICES_AS_OF } from '../models';
import { PRICE_SOURCE } from '../providers';
import { displayUsd } from '../tasks/costs';
import type { RunContext } from '../tasks/runContext';
import type { PaidWork } from './router';

/**
 * Stops a run that would create more videos, or cost more, than the user allows. Tasks of earlier attempts cost
 * nothing and do not count.
 * @throws GrokVideoError
 */
export async function checkBudget(run: RunContext, paid: PaidWork[]): Promise<void> {
	if (paid.length === 0) return;
	const maxVideos = await readLimit(run.context, 'maxVideos', 'Max Videos per Run');
	const maxCost = await readLimit(run.context, 'maxCostUsd', 'Max Cost (USD)');
	const newVideos = paid.filter(({ isResumed }) => !isResumed);
	const billingNote = newVideos.length === paid.length ? NOTHING_CREATED : NOTHING_MORE_CREATED;
	if (maxVideos !== undefined && newVideos.length > maxVideos) {
		throw new GrokVideoError(
			`This run would create ${newVideos.length} videos, but 'Max Videos per Run' is ${maxVideos}`,
			{
				description: `Pass fewer items to the node, or raise 'Max Videos per Run'. ${billingNote}`,
			},
		);
	}
	if (maxCost === undefined || newVideos.length === 0) return;
	if (newVideos.some(({ estimatedUsd }) => estimatedUsd === undefined)) {
		throw new GrokVideoError(
			`'Max Cost (USD)' cannot be checked: the price at ${run.provider.label} is unknown`,
			{ description: `Remove it, and use 'Max Videos per Run' instead. ${billingNote}` },
		);
	}
	const estimate = newVideos.reduce((sum, { estimatedUsd = 0 }) => sum + estimatedUsd, 0);
	if (estimate <= maxCost + ROUNDING_USD) return;
	throw new GrokVideoError(
		`This run would cost about ${displayUsd(estimate)} USD, but 'Max Cost (USD)' is ${maxCost}`,
		{
			description: `${PRICE_SOURCE} prices as of ${PRICES_AS_OF}. Pass fewer items to the node, or raise 'Max Cost (USD)'. ${billingNote}`,
		},
	);
}

const NOTHING_CREATED = 'Nothing was created or billed.';
const NOTHING_MORE_CREATED = 'No further video was created or billed.';
const ROUNDING_USD = 1e-9;
