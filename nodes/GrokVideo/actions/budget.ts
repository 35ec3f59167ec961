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
	const created = paid.filter(({ isResumed }) => !isResumed);
	const nothing = created.length === paid.length ? NOTHING : NOTHING_MORE;
	if (maxVideos !== undefined && created.length > maxVideos) {
		throw new GrokVideoError(
			`This run would create ${created.length} videos, but 'Max Videos per Run' is ${maxVideos}`,
			{ description: `Pass fewer items to the node, or raise 'Max Videos per Run'. ${nothing}` },
		);
	}
	if (maxCost === undefined || created.length === 0) return;
	if (created.some(({ estimatedUsd }) => estimatedUsd === undefined)) {
		throw new GrokVideoError(
			`'Max Cost (USD)' cannot be checked: the price at ${run.provider.label} is unknown`,
			{ description: `Remove it, and use 'Max Videos per Run' instead. ${nothing}` },
		);
	}
	const estimate = created.reduce((sum, { estimatedUsd = 0 }) => sum + estimatedUsd, 0);
	if (estimate <= maxCost + ROUNDING_USD) return;
	throw new GrokVideoError(
		`This run would cost about ${displayUsd(estimate)} USD, but 'Max Cost (USD)' is ${maxCost}`,
		{
			description: `${PRICE_SOURCE} prices as of ${PRICES_AS_OF}. Pass fewer items to the node, or raise 'Max Cost (USD)'. ${nothing}`,
		},
	);
}

const NOTHING = 'Nothing was created or billed.';
const NOTHING_MORE = 'No further video was created or billed.';
const ROUNDING_USD = 1e-9;
