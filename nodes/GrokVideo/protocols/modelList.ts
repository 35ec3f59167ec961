import type { IDataObject } from 'n8n-workflow';
import type { Provider } from '../input/credential';
import { findModel, MODELS } from '../models';
import { noVideoModelError } from './userErrors';

/** An entry of a model list, as the server sent it. */
export interface ModelEntry extends IDataObject {
	id: string;
}

/**
 * The models that make videos: known ones in the order of the table, then other Grok models, then others by name.
 * @throws GrokVideoError if the list has none.
 */
export function videoModels<T extends ModelEntry>(entries: T[], provider: Provider): T[] {
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
