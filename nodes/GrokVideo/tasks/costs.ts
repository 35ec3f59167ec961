import { usd } from '../models';
import type { Task } from '../protocols/types';
import type { Provider } from '../input/credential';
import type { HttpClient } from '../http/client';
import type { HttpResponse, HttpResult } from '../http/response';

/** What the videos of a run cost, as far as it can be known. */
export class RunCosts {
	private createdCount = 0;

	private resumedCount = 0;

	/** Of each task that has ended and whose cost is known. */
	private readonly costs: number[] = [];

	private status: Promise<HttpResult> | undefined;

	constructor(
		private readonly http: HttpClient,
		private readonly provider: Provider,
		private readonly signal: AbortSignal,
	) {}

	/** Counts what this try of the run has created. */
	created(): void {
		this.createdCount++;
	}

	/** Counts what an earlier try has created: n8n shows the hints of the last try only. */
	resumed(): void {
		this.resumedCount++;
	}

	/** The task with its cost in US dollars, where that can be known. Never fails. */
	async priced(task: Task): Promise<Task> {
		const perUsd = task.costQuota === undefined ? undefined : await this.quotaPerUsd();
		const costUsd = perUsd ? usd((task.costQuota ?? 0) / perUsd) : task.costUsd;
		if (costUsd !== undefined) this.costs.push(costUsd);
		return { ...task, costUsd };
	}

	/** Quota units for one US dollar. */
	async quotaPerUsd(): Promise<number | undefined> {
		const answer = await this.quotaStatus();
		return answer && this.provider.protocol.quota?.readUnit(answer);
	}

	/** The same for the unit in which the provider shows amounts of money. */
	async shownPerUsd(): Promise<number | undefined> {
		const answer = await this.quotaStatus();
		return answer && this.provider.protocol.quota?.readShownUnit(answer);
	}

	/** Asked once a run, and only when there is an amount to turn. */
	private async quotaStatus(): Promise<HttpResponse | undefined> {
		const { quota } = this.provider.protocol;
		if (!quota) return undefined;
		this.status ??= this.http.call(quota.unitCall(), this.signal);
		const result = await this.status;
		return result.kind === 'response' ? result : undefined;
	}

	/** Told after a run that has created videos, in this try or an earlier one; else nothing. */
	summary(): string | undefined {
		const { costs, createdCount, resumedCount } = this;
		const total = createdCount + resumedCount;
		if (total === 0) return undefined;
		const videos = `${total} ${total === 1 ? 'video was' : 'videos were'} created`;
		const earlier = resumedCount === 0 ? '' : `, ${resumedCount} of them by an earlier try`;
		const sum = usd(costs.reduce((all, cost) => all + cost, 0));
		const known =
			costs.length === total ? 'Cost' : `Cost of the ${costs.length} whose price is known`;
		return `${videos}${earlier}.${costs.length === 0 ? '' : ` ${known}: ${sum} USD.`}`;
	}
}
