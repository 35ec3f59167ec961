import type { IDataObject } from 'n8n-workflow';
import { MODELS_LIMIT_SECONDS } from '../constants';
import { findModel, MODELS } from '../models';
import { Problem } from '../problem';
import type { Call, Gateway } from './gateway';
import { problemOf } from './problems';
import type { Reply } from './reply';
import { asObject, textOf } from './words';

/** An entry of `GET /v1/models`, as the gateway sent it. */
export interface CatalogueEntry extends IDataObject {
	id: string;
}

export function modelsCall(): Call {
	return { method: 'GET', path: '/v1/models', limitSeconds: MODELS_LIMIT_SECONDS };
}

/**
 * The key's whole catalogue: chat and image models too.
 * @throws Problem saying why there is none.
 */
export async function readCatalogue(
	gateway: Gateway,
	signal?: AbortSignal,
): Promise<CatalogueEntry[]> {
	const reply = await gateway.call(modelsCall(), signal);
	const entries = entriesOf(reply);
	if (!entries) throw problemOf(reply, 'models', gateway.provider);
	return entries.flatMap((entry) => {
		const id = textOf(asObject(entry)?.id);
		return id === undefined ? [] : [{ ...asObject(entry), id }];
	});
}

/** The list in the answer of `GET /v1/models`; nothing when there is none. */
export function entriesOf(reply: Reply): unknown[] | undefined {
	const body = reply.kind === 'answer' && reply.status < 300 ? asObject(reply.json) : undefined;
	// An error can come with HTTP 200 and `success: false`.
	return body?.success !== false && Array.isArray(body?.data) ? body.data : undefined;
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
