import type { IDataObject } from 'n8n-workflow';
import { GrokVideoError } from '../errors';
import { findModel, MODELS } from '../models';
import type { HttpClient } from '../http/client';
import { asObject } from '../http/json';
import { mapTexts } from '../http/redact';
import { toUserError } from './userErrors';
import type { Provider } from '../input/credential';
import { readId } from './parse';

/** An entry of the model list, as the server sent it. */
export interface ModelEntry extends IDataObject {
	id: string;
}

/**
 * All models that the key may use: for chat and images too.
 * @throws GrokVideoError saying why there are none.
 */
export async function readModelList(
	http: HttpClient,
	provider: Provider,
	signal?: AbortSignal,
): Promise<ModelEntry[]> {
	const { protocol, redact } = provider;
	const result = await http.call(protocol.listModels(), signal);
	const entries = result.kind === 'response' ? protocol.readModels(result) : undefined;
	if (!entries) throw toUserError(result, 'models', provider);
	return entries.flatMap((entry) => {
		const id = readId(asObject(entry)?.id);
		return id === undefined ? [] : [mapTexts({ ...asObject(entry), id }, redact)];
	});
}

/**
 * The models that make videos: the known ones in the table's order, then the others by name.
 * @throws GrokVideoError when the list has none.
 */
export function videoModels(entries: ModelEntry[], label: string): ModelEntry[] {
	const found = entries
		.filter(isVideoModel)
		.sort((a, b) => rank(a) - rank(b) || a.id.localeCompare(b.id));
	if (found.length > 0) return found;
	const others = entries
		.map((entry) => entry.id)
		.slice(0, 5)
		.join(', ');
	throw new GrokVideoError(`${label} offers no video model to this API key`, {
		description: `${
			others === ''
				? 'Its model list is empty.'
				: `It offers others: ${others}${entries.length > 5 ? ' and more' : ''}.`
		} Enable a video model for the key’s group in the provider’s console.`,
	});
}

function isVideoModel(entry: ModelEntry): boolean {
	if (findModel(entry.id)) return true;
	const types = entry.supported_endpoint_types;
	if (Array.isArray(types) && types.length > 0)
		return types.some((type) => /video/i.test(String(type)));
	return /video/i.test(entry.id);
}

function rank({ id }: ModelEntry): number {
	const index = MODELS.findIndex((model) => model.id === id);
	return index === -1 ? MODELS.length : index;
}
