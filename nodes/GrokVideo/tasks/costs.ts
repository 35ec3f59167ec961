import type { IDataObject } from 'n8n-workflow';
import { GrokVideoError } from '../errors';
import { asObject } from '../http/json';
import type { HttpResponse, HttpResult } from '../http/response';
import { usd } from '../models';
import type { Balance, BalanceSource, Task } from '../protocols/types';
import { consoleOf, toUserError } from '../protocols/userErrors';
import type { RunContext } from './runContext';
import type { TaskRecord } from './store';

/** Converts the server's own units to US dollars. The rates are read once per run, and only if they are needed. */
export class ExchangeRates {
	private response: Promise<HttpResponse | undefined> | undefined;

	constructor(private readonly run: RunContext) {}

	async quotaPerUsd(): Promise<number | undefined> {
		const response = await this.read();
		return response && this.run.provider.protocol.exchangeRate?.readQuotaPerUsd(response);
	}

	/** The same for amounts in the currency that the server displays. */
	async displayedPerUsd(): Promise<number | undefined> {
		const response = await this.read();
		return response && this.run.provider.protocol.exchangeRate?.readDisplayedPerUsd(response);
	}

	private async read(): Promise<HttpResponse | undefined> {
		const { http, provider, signal } = this.run;
		const { exchangeRate } = provider.protocol;
		if (!exchangeRate) return undefined;
		this.response ??= http
			.call(exchangeRate.call(), { signal })
			.then((result) => (result.kind === 'response' ? result : undefined));
		return await this.response;
	}
}

/** The task with its cost in US dollars, if that is known. */
export async function withCost(run: RunContext, task: Task): Promise<Task> {
	if (task.costQuota === undefined) return task;
	const perUsd = await run.rates.quotaPerUsd();
	return { ...task, costUsd: perUsd ? usd(task.costQuota / perUsd) : task.costUsd };
}

/** A hint about the videos of a run, e.g. `3 videos started: 1 finished, 1 failed, 1 still running.` */
export function runSummary(records: TaskRecord[]): string | undefined {
	const tasks = records.filter(({ taskId }) => taskId !== undefined);
	if (tasks.length === 0) return undefined;
	const videos = tasks.length === 1 ? '1 video' : `${tasks.length} videos`;
	const resumed = tasks.filter(({ isResumed }) => isResumed).length;
	const started = `${videos} started${resumed === 0 ? '' : ` (${resumed} by an earlier attempt)`}`;
	if (tasks.every(({ state }) => state === 'created')) {
		const files = tasks.length === 1 ? 'the file' : 'each file';
		return `${started}. Get ${files} with 'Wait for Completion' and its task ID.`;
	}
	const counts = [
		[tasks.filter(({ state }) => state === 'finished').length, 'finished'],
		[tasks.filter(({ state }) => state === 'failed').length, 'failed'],
		[tasks.filter(({ state }) => state === 'created').length, 'still running'],
	] as const;
	const parts = counts.filter(([count]) => count > 0).map((part) => part.join(' '));
	const costs = tasks.flatMap(({ costUsd }) => (costUsd === undefined ? [] : [costUsd]));
	const sum = costs.reduce((total, cost) => total + cost, 0);
	const coverage = costs.length === tasks.length ? '' : ` (${costs.length} of ${tasks.length})`;
	const cost =
		costs.length === 0
			? ''
			: ` ${coverage === '' ? 'Cost' : 'Known cost'}: ${displayUsd(sum)} USD${coverage}.`;
	return `${started}: ${parts.join(', ')}.${cost}`;
}

/** With two decimals at least: 0.50, but 0.052. */
export function displayUsd(amount: number): string {
	const text = String(usd(amount) ?? amount);
	return (text.split('.')[1]?.length ?? 0) > 2 ? text : amount.toFixed(2);
}

export interface BalanceResult {
	balance: Balance;
	quotaPerUsd: number | undefined;
	/** The server's own objects, merged. */
	raw: IDataObject;
}

/** Reads the balance from the first source that has it. @throws GrokVideoError if none has. */
export async function readBalance(run: RunContext): Promise<BalanceResult> {
	const { provider } = run;
	const { label, protocol } = provider;
	if (!protocol.balance) {
		throw new GrokVideoError(`${label} shows the balance only in its console`, {
			description: `Open ${consoleOf(provider)} in a browser.`,
		});
	}
	let failure: HttpResult | undefined;
	for (const source of protocol.balance) {
		const results = await callAll(run, source);
		const responses = results.filter(
			(result): result is HttpResponse => result.kind === 'response',
		);
		if (responses.length === results.length && source.read(responses, undefined)) {
			const balance = source.read(responses, await run.rates.displayedPerUsd());
			const raw = Object.assign({}, ...responses.map(({ json }) => asObject(json))) as IDataObject;
			if (balance) return { balance, quotaPerUsd: await run.rates.quotaPerUsd(), raw };
		}
		failure ??= results.find((result) => result.kind === 'networkError' || !isMissing(result));
	}
	if (failure) throw toUserError(failure, 'balance', provider);
	throw new GrokVideoError(`${label} does not provide the balance of this API key`, {
		description: `Check ${consoleOf(provider)}.`,
	});
}

async function callAll(run: RunContext, source: BalanceSource): Promise<HttpResult[]> {
	const { http, signal } = run;
	const results: HttpResult[] = [];
	for (const call of source.calls()) results.push(await http.call(call, { signal }));
	run.throwIfStopped();
	return results;
}

/** A server without this call returns 404 or its web site. */
export function isMissing({ status, text }: HttpResponse): boolean {
	return [404, 405].includes(status) || /^\s*(<|$)/.test(text.slice(0, 200));
}
