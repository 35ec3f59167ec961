import type { IDataObject } from 'n8n-workflow';
import { GrokVideoError } from '../errors';
import { toUserError } from '../protocols/userErrors';
import type { Balance } from '../protocols/types';
import type { HttpResponse, HttpResult } from '../http/response';
import { asObject } from '../http/json';
import type { RunContext } from './runContext';

/**
 * What is left for the key, from the first source that tells it.
 * @throws GrokVideoError when none does.
 */
export async function readBalance(
	run: RunContext,
): Promise<{ balance: Balance; perUsd: number | undefined; raw: IDataObject }> {
	const { provider, http, signal } = run;
	const { label, protocol } = provider;
	if (!protocol.balance) {
		throw new GrokVideoError(`${label} tells the balance in its console only`, {
			description: 'Open the console of your provider in a browser.',
		});
	}
	let trouble: HttpResult | undefined;
	for (const { calls, read } of protocol.balance) {
		const results: HttpResult[] = [];
		for (const call of calls()) results.push(await http.call(call, signal));
		run.throwIfStopped();
		const responses = results.filter((one): one is HttpResponse => one.kind === 'response');
		const isTold = responses.length === results.length && read(responses, undefined) !== undefined;
		const balance = isTold ? read(responses, await run.costs.shownPerUsd()) : undefined;
		if (balance) {
			const raw = Object.assign({}, ...responses.map(({ json }) => asObject(json))) as IDataObject;
			return { balance, perUsd: await run.costs.quotaPerUsd(), raw };
		}
		trouble ??= results.find((one) => one.kind === 'networkError' || !isSwitchedOff(one));
	}
	if (trouble) throw toUserError(trouble, 'balance', provider);
	throw new GrokVideoError(`${label} does not tell the balance of this API key`, {
		description: 'The gateway has switched this off. Look at the console of your provider.',
	});
}

/** A gateway that does not offer a call answers 404, or with its website. */
function isSwitchedOff({ status, text }: HttpResponse): boolean {
	return status === 404 || (status < 300 && /^\s*</.test(text.slice(0, 100)));
}
