import { taskError, unknownModel } from '../newApi/account';
import type { JsonObject } from '../types';

const CLASSIC = 'grok-imagine-video';
const MAX_REFERENCES = 7;
const MAX_SECONDS = 15;

/** The type of `seconds` depends on the seller: `newApi` requires a string, `llmGateway` an integer. */
export type Seller = 'newApi' | 'llmGateway';

interface Body {
	model: string;
	prompt?: string;
	image?: unknown;
	input_reference?: unknown;
	reference_images?: unknown[];
	resolution?: string;
	size?: string;
}

const isText = (value: unknown) => typeof value === 'string';

/** The error of a Go server, or of one that validates with Zod, for a field of the wrong type. */
function wrongType(body: JsonObject, seller: Seller) {
	const types: Record<string, (value: unknown) => boolean> = {
		prompt: isText,
		size: isText,
		aspect_ratio: isText,
		resolution: isText,
		seconds: seller === 'newApi' ? isText : Number.isInteger,
	};
	const name = Object.keys(types).find((field) => field in body && !types[field](body[field]));
	if (!name) return undefined;
	const found = typeof body[name];
	if (seller === 'newApi') return `json: cannot unmarshal ${found} into Go struct field .${name}`;
	return `${name}: Invalid input: expected ${name === 'seconds' ? 'number' : 'string'}, received ${found}`;
}

const isUrl = (image: unknown) =>
	/^(https?:\/\/[^/]|data:image\/[\w.+-]+;base64,.)/.test(String(image));

/** The error for invalid values. */
function problem(body: Body, seconds: number) {
	const { image, input_reference, model, prompt = '', reference_images = [] } = body;
	const first = image ?? input_reference;
	if (prompt.trim() === '' && !first) return 'prompt is required';
	if (![first ?? [], reference_images].flat().every(isUrl)) {
		return 'an image must be an https URL or a complete data URL';
	}
	if (reference_images.length > MAX_REFERENCES) return 'at most 7 reference images';
	if (!(seconds >= 1 && seconds <= MAX_SECONDS)) {
		return `duration must be between 1 and ${MAX_SECONDS} seconds`;
	}
	const isLarge = [body.resolution, body.size].some((value) => /1080/.test(value ?? ''));
	const isUnsupported = isLarge && (model === CLASSIC || reference_images.length > 0);
	return isUnsupported ? '1080p is not supported for this request' : undefined;
}

/** The response to an invalid create request, undefined for a valid one. */
export function rejection(body: JsonObject, models: string[], seller: Seller) {
	if (!models.includes(String(body.model))) return unknownModel(String(body.model));
	const message = wrongType(body, seller) ?? problem(body as unknown as Body, Number(body.seconds));
	return message ? taskError('invalid_request', message) : undefined;
}
