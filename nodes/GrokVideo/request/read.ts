import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { DEFAULT_ASPECT_RATIO, DEFAULT_RESOLUTION, DEFAULT_SECONDS, findModel } from '../models';
import { GrokVideoError } from '../errors';
import { checkRequest, type CheckedRequest } from './check';
import { bytesInRequest, checkImageUrl, readBinaryImage, type Image } from './images';
import { shown, textIn } from './values';

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
	itemIndex: number,
): Promise<ItemRequest> {
	const field = reader(context, itemIndex);
	const options = field('options') as IDataObject;
	const model: unknown = context.getNodeParameter('model', itemIndex, null, { extractValue: true });
	const request = checkRequest({
		model,
		prompt: field('prompt'),
		seconds: field('seconds', DEFAULT_SECONDS),
		aspectRatio: field('aspectRatio', DEFAULT_ASPECT_RATIO),
		resolution: field('resolution', DEFAULT_RESOLUTION),
		images: await readImages(context, itemIndex, model),
		form: options.requestForm ?? 'auto',
		extraBody: options.extraBody ?? {},
	});
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
	model: unknown,
): Promise<Image[]> {
	const field = reader(context, itemIndex);
	const mode = modeOf(field('inputMode'), model);
	if (mode === 'image') {
		const found = await readSource(context, itemIndex, {
			source: field('imageSource'),
			url: field('imageUrl'),
			urlLabel: 'Image URL',
			binaryField: field('imageBinaryField'),
			binaryLabel: 'Image Binary Field',
		});
		// An expression can give an empty list; without this, a video from text alone would be paid.
		return found.length > 0 ? found : [checkImageUrl('', 'Image URL')];
	}
	if (mode === 'text') return [];
	if (mode !== 'images') {
		throw new GrokVideoError(`Mode ${shown(mode)} is not known`, {
			advice: 'Use one of: text, image, images.',
		});
	}
	const images: Image[] = [];
	const rows = field('images.image', []) as IDataObject[];
	for (const [index, row] of rows.entries()) {
		const place = `Reference Images, image ${index + 1}`;
		images.push(
			...(await readSource(context, itemIndex, {
				source: row.source,
				url: row.url,
				urlLabel: `${place}, URL`,
				binaryField: row.binaryField,
				binaryLabel: `${place}, Binary Field`,
			})),
		);
	}
	if (images.length === 0) {
		throw new GrokVideoError('Reference Images is empty', {
			advice: "Add an image, or set 'Mode' to 'Text to Video'.",
		});
	}
	return images;
}

/** A model with one mode is not asked for it. An expression can give the model, and a list its image. */
function modeOf(mode: unknown, model: unknown): unknown {
	const known = findModel(String(model).trim());
	return known?.modes.length === 1 && mode !== 'images' ? known.modes[0] : mode;
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
			advice: 'Enter the name of the binary field that holds the image, e.g. data.',
		});
	}
	const images: Image[] = [];
	for (const name of fields) {
		images.push(await readBinaryImage(context, itemIndex, name, source.binaryLabel));
	}
	return images;
}
