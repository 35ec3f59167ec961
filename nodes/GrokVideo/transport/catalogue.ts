import type { IDataObject } from 'n8n-workflow';
import { MODELS_LIMIT_SECONDS } from '../constants';
import { findModel, MODELS } from '../models';
import { Problem } from '../problem';
import type { Gateway } from './gateway';
import { problemOf } from './problems';
import { asObject, textOf } from './words';

/** An entry of `GET /v1/models`, as the gateway sent it. */
export interface CatalogueEntry extends IDataObject {
	id: string;
}

/**
 * The key's whole catalogue: chat and image models too.
 * @throws Problem saying why there is none.
 */
export async function readCatalogue(
	gateway: Gateway,
	signal?: AbortSignal,
): Promise<CatalogueEntry[]> {
	const reply = await gateway.call(
		{ method: 'GET', path: '/v1/models', limitSeconds: MODELS_LIMIT_SECONDS },
		signal,
	);
	const body = reply.kind === 'answer' && reply.status < 300 ? asObject(reply.json) : undefined;
	// An error can come with HTTP 200 and `success: false`.
	if (!body || body.success === false || !Array.isArray(body.data)) {
		throw problemOf(reply, 'models', gateway.provider);
	}
	return body.data.flatMap((entry: unknown) => {
		const id = textOf(asObject(entry)?.id);
		return id === undefined ? [] : [{ ...asObject(entry), id }];
	});
}

/**
 * The models that make videos: the known ones in the table's order, then the others by name.
 * @throws Problem when the catalogue has none.
 */
export function videoModels(entries: CatalogueEntry[], label: string): CatalogueEntry[] {
	const found = entries
		.filter(isVideoModel)
		.sort((a, b) => rank(a) - rank(b) || a.id.localeCompare(b.id));
	if (found.length > 0) return found;
	const others = entries
		.map((entry) => entry.id)
		.slice(0, 5)
		.join(', ');
	throw new Problem(`${label} offers no video model to this API key`, {
		advice: `${
			others === ''
				? 'Its model list is empty.'
				: `It offers others: ${others}${entries.length > 5 ? ' and more' : ''}.`
		} Enable a video model for the key’s group in the provider’s console.`,
	});
}

function isVideoModel(entry: CatalogueEntry): boolean {
	if (findModel(entry.id)) return true;
	const types = entry.supported_endpoint_types;
	if (Array.isArray(types) && types.length > 0)
		return types.some((type) => /video/i.test(String(type)));
	return /video/i.test(entry.id);
}

function rank({ id }: CatalogueEntry): number {
	const index = MODELS.findIndex((model) => model.id === id);
	return index === -1 ? MODELS.length : index;
}
