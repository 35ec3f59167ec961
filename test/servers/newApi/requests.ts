import type { JsonObject } from '../types';
import { taskError, unknownModel } from './account';

const ONE_IMAGE_MODEL = 'grok-video-1.5';
const MANY_IMAGES_MODEL = 'grok-image-video';
const MAX_IMAGES = 7;

type Field = [name: string, type: string, isValid: (value: unknown) => boolean];

const isText = (value: unknown) => typeof value === 'string';
const isTextArray = (value: unknown) => Array.isArray(value) && value.every(isText);
const text = (name: string): Field => [name, 'string', isText];
const textArray = (name: string): Field => [name, '[]string', isTextArray];

/** Fields whose types a Go server checks before anything else. */
const FIELDS: Field[] = [
	...['model', 'prompt', 'aspect_ratio', 'resolution'].map(text),
	['seconds', 'int', Number.isInteger],
	...['image_urls', 'reference_images'].map(textArray),
];

/** The fields of stock new-api, which drops all others. */
const STOCK_FIELDS: Field[] = [
	...['model', 'prompt', 'mode', 'image', 'size', 'input_reference', 'seconds'].map(text),
	textArray('images'),
];

function wrongType(body: JsonObject, fields: Field[]) {
	const wrong = fields.find(
		([field, , isValid]) => (body[field] ?? null) !== null && !isValid(body[field]),
	);
	if (!wrong) return undefined;
	const [field, type] = wrong;
	return `json: cannot unmarshal ${typeof body[field]} into Go struct field .${field} of type ${type}`;
}

/** The reference images of a request, in any field. */
function referenceImages({
	image,
	image_urls,
	images,
	input_reference,
	reference_images,
}: JsonObject) {
	const first = (input_reference as JsonObject | undefined)?.image_url ?? input_reference;
	return [image, image_urls, images, first, reference_images]
		.flat()
		.filter((value) => (value ?? undefined) !== undefined);
}

const isCompleteUrl = (image: unknown) =>
	/^(https?:\/\/[^/]|data:image\/[\w.+-]+;base64,.)/.test(String(image));

function imageProblem({ model }: JsonObject, images: unknown[]) {
	if (!images.every(isCompleteUrl)) {
		return 'reference images must be https URLs or complete data URLs (data:image/png;base64,...)';
	}
	if (model === ONE_IMAGE_MODEL && images.length !== 1) {
		return `${ONE_IMAGE_MODEL} only supports exactly one reference image`;
	}
	if (model === MANY_IMAGES_MODEL && images.length > MAX_IMAGES) {
		return `${MANY_IMAGES_MODEL} supports at most ${MAX_IMAGES} reference images`;
	}
	return undefined;
}

/** The response to an invalid create request, undefined for a valid one. */
export function rejection(body: JsonObject, models: string[], isStock: boolean) {
	const type = wrongType(body, isStock ? STOCK_FIELDS : FIELDS);
	if (type) return taskError('invalid_request', type);
	const { model, prompt = '' } = body as { model?: string; prompt?: string };
	if (!model || !models.includes(model)) return unknownModel(model);
	if (prompt.trim() === '') return taskError('invalid_request', 'prompt is required');
	const image = imageProblem(body, referenceImages(body));
	return image ? taskError('invalid_request', image) : undefined;
}
