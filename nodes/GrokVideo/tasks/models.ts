import type { IDataObject } from 'n8n-workflow';
import type { Call, HttpClient } from '../http/client';
import { asObject } from '../http/json';
import type { HttpResponse, HttpResult } from '../http/response';
import type { Provider } from '../input/credential';
import { findModel, MODELS } from '../models';
import { noVideoModelError, toUserError } from '../protocols/userErrors';
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
	const { value, failure } = await tryCalls(protocol.modelCalls(), send, (response) =>
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
export async function tryCalls<T>(
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

/**
 * The models that make videos: known ones in the order of the table, then other Grok models, then others by name.
 * @throws GrokVideoError if the list has none.
 */
export function videoModels(entries: ModelEntry[], provider: Provider): ModelEntry[] {
	const found = entries
		.filter(isVideoModel)
		.sort((a, b) => rank(a) - rank(b) || a.id.localeCompare(b.id));
	if (found.length > 0) return found;
	throw noVideoModelError(
		provider,
		entries.map(({ id }) => id),
	);
}

function isVideoModel(entry: ModelEntry): boolean {
	if (findModel(entry.id)) return true;
	const { supported_endpoint_types: endpoints, output_modalities: outputs } = entry;
	for (const types of [endpoints, outputs]) {
		if (Array.isArray(types) && types.length > 0) {
			return types.some((type) => /video/i.test(String(type)));
		}
	}
	return 'supported_durations' in entry || /video|imagine/i.test(entry.id);
}

function rank({ id }: ModelEntry): number {
	const model = findModel(id);
	if (model) return MODELS.indexOf(model);
	return /\bgrok/i.test(id) ? MODELS.length : MODELS.length + 1;
}
