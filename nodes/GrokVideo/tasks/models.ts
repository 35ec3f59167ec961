import type { IDataObject } from 'n8n-workflow';
import type { Call, HttpClient } from '../http/client';
import { asObject } from '../http/json';
import type { HttpResponse, HttpResult } from '../http/response';
import type { Provider } from '../input/credential';
import { toUserError } from '../protocols/userErrors';
import { readId } from '../protocols/values';
import { isMissing } from './costs';

/** An entry of the model list, as the server sent it. */
export interface ModelEntry extends IDataObject {
	id: string;
}

/**
 * Reads the models that the key may use, chat and image models included.
 * @throws GrokVideoError if there is no list.
 */
export async function readModelList(
	http: HttpClient,
	provider: Provider,
	signal?: AbortSignal,
): Promise<ModelEntry[]> {
	const { protocol } = provider;
	const send = async (call: Call) => await http.call(call, { signal });
	const { value, failure } = await firstAnswer(protocol.modelCalls(), send, (response) =>
		protocol.readModels(response),
	);
	if (!value) throw toUserError(failure, 'models', provider);
	return value.flatMap((entry) => {
		const id = readId(asObject(entry)?.id);
		return id === undefined ? [] : [{ ...asObject(entry), id }];
	});
}

/**
 * Tries calls in turn until one is answered: relays lack some of them. `failure` is the most informative result
 * otherwise.
 */
export async function firstAnswer<T>(
	calls: Call[],
	send: (call: Call) => Promise<HttpResult>,
	read: (response: HttpResponse) => T | undefined,
): Promise<{ value?: T; failure: HttpResult }> {
	let failure: HttpResult | undefined;
	let value: T | undefined;
	for (const call of calls) {
		const result = await send(call);
		const found = result.kind === 'response' ? read(result) : undefined;
		const isEmpty = Array.isArray(found) && found.length === 0;
		if (found !== undefined && !isEmpty) return { value: found, failure: result };
		value ??= found;
		const isUnavailable = isEmpty || (result.kind === 'response' && isMissing(result));
		if (!isUnavailable) return { value, failure: result };
		failure ??= result;
	}
	return { value, failure: failure! };
}
