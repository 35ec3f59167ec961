import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import {
	DEFAULT_ASPECT_RATIO,
	DEFAULT_RESOLUTION,
	DEFAULT_SECONDS,
	findModel,
	modesOf,
	type Mode,
} from '../models';
import { GrokVideoError } from '../errors';
import type { Provider } from '../protocol/providers';
import { checkRequest, type CheckedRequest, type Draft } from './check';
import { bytesInRequest, checkImageUrl, readBinaryImage, type Image } from './images';
import { shown, textIn, trimmedText } from './values';

export interface ItemRequest extends CheckedRequest {
	/** How much the reference images add to the request. */
	imageBytes: number;
}

/**
 * Reads an item's fields. Fields that the editor hides (it cannot see what an expression for the model
 * will give) are taken with their defaults.
 * @throws GrokVideoError when a field cannot be used.
 */
export async function readRequest(
	context: IExecuteFunctions,
	provider: Provider,
	itemIndex: number,
): Promise<ItemRequest> {
	const field = reader(context, itemIndex);
	const options = Object(field('options')) as IDataObject;
	const model: unknown = context.getNodeParameter('model', itemIndex, null, { extractValue: true });
	const mode = modeOf(field('inputMode'), model);
	const draft: Draft = {
		model,
		prompt: field('prompt'),
		mode,
		seconds: field('seconds', DEFAULT_SECONDS),
		aspectRatio: field('aspectRatio', DEFAULT_ASPECT_RATIO),
		resolution: field('resolution', DEFAULT_RESOLUTION),
		images: await readImages(context, itemIndex, mode),
		form: options.requestForm ?? 'auto',
		extraBody: options.extraBody ?? {},
	};
	const request = checkRequest(draft, provider);
	const imageBytes = request.images.reduce((sum, image) => sum + bytesInRequest(image), 0);
	return { ...request, imageBytes };
}

type Read = (name: string, ifNotShown?: number | string | IDataObject[] | null) => unknown;

/** Reads an item's fields by name. One that is not shown is not there. */
function reader(context: IExecuteFunctions, itemIndex: number): Read {
	return (name, ifNotShown = null) => context.getNodeParameter(name, itemIndex, ifNotShown);
}

async function readImages(
	context: IExecuteFunctions,
	itemIndex: number,
	mode: Mode,
): Promise<Image[]> {
	const field = reader(context, itemIndex);
	if (mode === 'image') {
		const found = await readSource(context, itemIndex, {
			source: field('imageSource'),
			url: field('imageUrl'),
			urlLabel: "'Image URL'",
			binaryField: field('imageBinaryField'),
			binaryLabel: "'Input Data Field Name'",
		});
		// An expression can give an empty list; without this, a video from text alone would be paid.
		return found.length > 0 ? found : [checkImageUrl('', "'Image URL'")];
	}
	if (mode === 'text') return [];
	const images: Image[] = [];
	const rows: unknown = field('images.image', []);
	for (const [index, entry] of (Array.isArray(rows) ? rows : []).entries()) {
		const row = Object(entry) as IDataObject;
		const place = `'Reference Images', image ${index + 1}`;
		images.push(
			...(await readSource(context, itemIndex, {
				source: row.source,
				url: row.url,
				urlLabel: `${place}, 'URL'`,
				binaryField: row.binaryField,
				binaryLabel: `${place}, 'Input Data Field Name'`,
			})),
		);
	}
	if (images.length === 0) {
		throw new GrokVideoError("'Reference Images' is empty", {
			advice: "Add an image, or set 'Mode' to 'Text to Video'.",
		});
	}
	return images;
}

const MODES: readonly Mode[] = ['text', 'image', 'images'];

/**
 * A model with one mode is not asked for it. An expression can give the model, and a list its image.
 * @throws GrokVideoError when there is no such mode.
 */
function modeOf(value: unknown, model: unknown): Mode {
	const known = findModel(trimmedText(model));
	const mode = MODES.find((name) => name === value);
	if (known && mode !== 'images') {
		const [only, ...others] = modesOf(known);
		if (others.length === 0) return only;
	}
	if (mode) return mode;
	throw new GrokVideoError(`'Mode' ${shown(value)} is not known`, {
		advice: `Use one of: ${MODES.join(', ')}.`,
	});
}

interface Source {
	source: unknown;
	url: unknown;
	urlLabel: string;
	binaryField: unknown;
	binaryLabel: string;
}

/** One entry can stand for several images: an array of URLs, or binary fields with commas between. */
async function readSource(
	context: IExecuteFunctions,
	itemIndex: number,
	source: Source,
): Promise<Image[]> {
	if (source.source !== 'binary') {
		const urls: unknown[] = Array.isArray(source.url) ? source.url : [source.url];
		return urls.map((url) => checkImageUrl(textIn(url), source.urlLabel));
	}
	const fields = String(source.binaryField ?? '')
		.split(',')
		.map((name) => name.trim())
		.filter((name) => name !== '');
	if (fields.length === 0) {
		throw new GrokVideoError(`${source.binaryLabel} is empty`, {
			advice: 'Enter the name of the input field that holds the image, e.g. data.',
		});
	}
	const images: Image[] = [];
	for (const name of fields) {
		images.push(await readBinaryImage(context, itemIndex, name, source.binaryLabel));
	}
	return images;
}
