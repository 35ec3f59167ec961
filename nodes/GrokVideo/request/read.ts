import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import {
	DEFAULT_ASPECT_RATIO,
	DEFAULT_RESOLUTION,
	DEFAULT_SECONDS,
	findModel,
	type Mode,
} from '../models';
import { Problem } from '../problem';
import { digest } from '../digest';
import { CREDENTIAL_TYPE } from '../transport/provider';
import { toBody } from './body';
import { checkRequest, type CheckedRequest } from './check';
import { checkImageUrl, readBinaryImage, type Image } from './images';

export interface VideoRequest extends CheckedRequest {
	/** Equal for the same item, credential and request: under it a created task is remembered. */
	memoryKey: string;
}

/**
 * Reads an item's fields. Fields that the editor hides (it cannot see what an expression for the model
 * will give) are taken with their defaults.
 * @throws Problem when a field cannot be used.
 */
export async function readRequest(
	context: IExecuteFunctions,
	itemIndex: number,
): Promise<VideoRequest> {
	const field = (name: string, fallback: unknown) =>
		context.getNodeParameter(name, itemIndex, fallback) as unknown;
	const model: unknown = context.getNodeParameter('model', itemIndex, '', { extractValue: true });
	const options = field('options', {}) as IDataObject;
	const request = checkRequest({
		model,
		prompt: field('prompt', ''),
		seconds: field('seconds', DEFAULT_SECONDS),
		aspectRatio: field('aspectRatio', DEFAULT_ASPECT_RATIO),
		resolution: field('resolution', DEFAULT_RESOLUTION),
		images: await readImages(context, itemIndex, model),
		form: options.requestForm ?? 'auto',
		extraBody: options.extraBody ?? {},
	});
	return { ...request, memoryKey: await memoryKey(context, itemIndex, request) };
}

async function readImages(
	context: IExecuteFunctions,
	itemIndex: number,
	model: unknown,
): Promise<Image[]> {
	const field = (name: string, fallback: unknown) =>
		context.getNodeParameter(name, itemIndex, fallback) as unknown;
	const rows = field('images.image', []) as IDataObject[];
	const mode = modeOf(field('mode', 'text') as Mode, rows, model);
	if (mode === 'text') return [];
	if (mode === 'image') {
		const found = await readSource(context, itemIndex, {
			source: field('imageSource', 'url'),
			url: field('imageUrl', ''),
			urlLabel: 'Image URL',
			binaryField: field('imageBinaryField', 'data'),
			binaryLabel: 'Image Binary Field',
		});
		// An expression can give an empty list; without this, a video from text alone would be paid.
		return found.length > 0 ? found : [checkImageUrl('', 'Image URL')];
	}
	const images: Image[] = [];
	for (const [index, row] of rows.entries()) {
		const place = `Reference Images, image ${index + 1}`;
		images.push(
			...(await readSource(context, itemIndex, {
				source: row.source ?? 'url',
				url: row.url ?? '',
				urlLabel: `${place}, URL`,
				binaryField: row.binaryField ?? 'data',
				binaryLabel: `${place}, Binary Field`,
			})),
		);
	}
	if (images.length === 0) {
		throw new Problem('Reference Images is empty', {
			advice: 'Add an image, or set "Mode" to "Text to Video".',
		});
	}
	return images;
}

/** A model with one mode is not asked for it, unless an expression gave the model. */
function modeOf(mode: Mode, rows: IDataObject[], model: unknown): Mode {
	const known = findModel(String(model).trim());
	const listed = mode === 'images' && rows.length > 0;
	return known?.modes.length === 1 && !listed ? known.modes[0] : mode;
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
		return urls.map((url) => checkImageUrl(asText(url), source.urlLabel));
	}
	const fields = String(source.binaryField)
		.split(',')
		.map((name) => name.trim())
		.filter((name) => name !== '');
	if (fields.length === 0) {
		throw new Problem(`${source.binaryLabel} is empty`, {
			advice: 'Enter the name of the binary field that holds the image, e.g. data.',
		});
	}
	const images: Image[] = [];
	for (const name of fields) {
		images.push(await readBinaryImage(context, itemIndex, name, source.binaryLabel));
	}
	return images;
}

/** What an expression gave; anything but text is shown in the error that it leads to. */
function asText(value: unknown): string {
	if (typeof value === 'string') return value;
	return value === undefined || value === null ? '' : JSON.stringify(value);
}

async function memoryKey(
	context: IExecuteFunctions,
	itemIndex: number,
	request: CheckedRequest,
): Promise<string> {
	const urls = request.images.map((image) => (image.kind === 'url' ? image.url : image.digest));
	const credential = context.getNode().credentials?.[CREDENTIAL_TYPE]?.id ?? '';
	return `${itemIndex}:${await digest(JSON.stringify([credential, toBody(request, urls)]))}`;
}
