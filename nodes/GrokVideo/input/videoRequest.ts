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
import type { Provider } from './credential';
import { checkRequest, type CheckedRequest, type Draft } from './check';
import { readResultOptions, type Frame } from './extras';
import { imageLink } from './imageLink';
import { bytesInRequest, checkImageUrl, readBinaryImage, type Image } from './images';
import { shown, textIn, trimmedText } from './values';

export interface ItemRequest extends CheckedRequest {
	/** How much the reference images add to the request. */
	imageBytes: number;
	/** Tells it from other requests; files stand in it by name and size. Written when it is asked for: a data URL is long. */
	identity: () => string;
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
		frames: mode === 'image' ? await readFrames(context, itemIndex) : [],
		voices: mode === 'images' ? options.voices : [],
		result: readResultOptions(context, provider, itemIndex),
	};
	const checked = checkRequest(draft, provider);
	const asLink = readImagesAs(options.imagesAs) === 'link';
	const sent = (image: Image): Image =>
		asLink && image.kind === 'binary'
			? { kind: 'url', url: imageLink(context, provider, image) }
			: image;
	const images = checked.images.map(sent);
	const frames = checked.frames.map(({ at, image }) => ({ at, image: sent(image) }));
	const pictures = [...images, ...frames.map(({ image }) => image)];
	const imageBytes = pictures.reduce((sum, image) => sum + bytesInRequest(image), 0);
	return { ...checked, images, frames, imageBytes, identity: () => JSON.stringify(checked) };
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
			description: "Add an image, or set 'Mode' to 'Text to Video'.",
		});
	}
	return images;
}

function readImagesAs(value: unknown): 'data' | 'link' {
	if (value === undefined || value === 'data') return 'data';
	if (value === 'link') return value;
	throw new GrokVideoError(`'Send Images As' ${shown(value)} is not known`, {
		description: 'Use one of: data, link.',
	});
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
		description: `Use one of: ${MODES.join(', ')}.`,
	});
}

/** Pictures for the end and for moments of a video that is made from an image. */
async function readFrames(context: IExecuteFunctions, itemIndex: number): Promise<Frame[]> {
	const rows: unknown = context.getNodeParameter('frames.frame', itemIndex, []);
	const frames: Frame[] = [];
	for (const [index, entry] of (Array.isArray(rows) ? rows : []).entries()) {
		const row = Object(entry) as IDataObject;
		const place = `'Frames', picture ${index + 1}`;
		const [image, ...more] = await readSource(context, itemIndex, {
			source: row.source,
			url: row.url,
			urlLabel: `${place}, 'URL'`,
			binaryField: row.binaryField,
			binaryLabel: `${place}, 'Input Data Field Name'`,
		});
		if (image === undefined || more.length > 0) {
			throw new GrokVideoError(`${place} must be one picture`, {
				description: 'Add one entry for each picture.',
			});
		}
		frames.push({ at: readMoment(row, place), image });
	}
	return frames;
}

function readMoment({ at, time }: IDataObject, place: string): Frame['at'] {
	if (at === undefined || at === 'end') return 'end';
	if (at === 'time') return Number(trimmedText(time) || NaN);
	throw new GrokVideoError(`${place}: 'At' ${shown(at)} is not known`, {
		description: 'Use one of: end, time.',
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
			description: 'Enter the name of the input field that holds the image, e.g. data.',
		});
	}
	const images: Image[] = [];
	for (const name of fields) {
		images.push(await readBinaryImage(context, itemIndex, name, source.binaryLabel));
	}
	return images;
}
