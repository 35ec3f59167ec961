import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { GrokVideoError } from '../errors';
import { Breather } from '../http/deadline';
import { asObject, parseJson } from '../http/json';
import {
	DEFAULT_ASPECT_RATIO,
	DEFAULT_RESOLUTION,
	DEFAULT_SECONDS,
	findModel,
	MODELS,
	modesOf,
	usd,
	type Mode,
	type Model,
	type ModeLimits,
	type Prices,
} from '../models';
import type { Call } from '../http/client';
import { providersWith } from '../protocols';
import { FEATURES, type Feature, type ResultOptions, type VideoRequest } from '../protocols/types';
import { fileNameFor, type Media, type StoredFile } from './binaryFile';
import type { Provider } from './credential';
import { readImages, type ImageContext } from './images';
import { readOptions } from './options';
import {
	displayValue,
	NOTHING_HINT,
	readChoice,
	readNames,
	readNumber,
	readRequiredFlag,
	readRequiredText,
	readText,
	toMembers,
	toNumber,
} from './values';

/** A validated item, ready to be sent. */
export interface CreateRequest {
	model: string;
	/** JSON of everything that defines the video, with files as their identity. */
	identity: string;
	/** The identities of its images or of its video. */
	media: string[];
	/** Bytes of files inside the request. */
	bytes: number;
	/** Estimated price in US dollars. Undefined if it is unknown. */
	estimatedUsd?: number;
	/** Changes that the node made to the request, as sentences. */
	adjustments: string[];
	/** Whether the provider delivers the video elsewhere (`output.upload_url`), so that it returns no link. */
	expectsNoLink?: boolean;
	/** Whether a public link is requested. */
	expectsPublicLink?: boolean;
	/** The request form to send first. */
	form: string;
	/** Builds the call. `upload` stores a large file at the provider and returns its ID. */
	buildCall(form: string, upload: (file: StoredFile) => Promise<string>): Promise<Call>;
}

/**
 * Reads and validates the fields of a new video. Defaults are used only for fields that are not shown: an expression
 * that returns nothing for a field that affects the price is an error.
 * @throws GrokVideoError that names the field.
 */
export async function readVideoRequest(
	context: IExecuteFunctions,
	provider: Provider,
	itemIndex: number,
): Promise<CreateRequest> {
	const { protocol } = provider;
	const field = (name: string, ifNotShown: string | number | null = null): unknown =>
		context.getNodeParameter(name, itemIndex, ifNotShown);
	const options = readOptions(context, itemIndex);
	const { id, model } = readModel(context, itemIndex, provider);
	const prompt = readPrompt(context, itemIndex, provider);
	const requestedMode = readMode(field('inputMode'), model);
	const { imagesAs = 'data' } = options;
	const asLinks = readChoice(imagesAs, IMAGES_AS, "'Send Images As'") === 'link';
	const imageContext: ImageContext = {
		context,
		provider,
		itemIndex,
		asLinks,
		breather: new Breather(),
	};
	const images = await readReferenceImages(imageContext, requestedMode);
	const mode = protocol.modeFor(requestedMode, images.length);
	const limits = limitsFor(model, mode, images.length);
	const { requested, seconds } = readSeconds(field('seconds', DEFAULT_SECONDS), model, limits);
	const frames = requestedMode === 'image' ? await readFrames(imageContext, seconds, model) : [];
	const media = [...images, ...frames.map(({ image }) => image)];
	const request: Omit<VideoRequest, 'images' | 'frames'> = {
		model: id,
		prompt,
		mode,
		seconds,
		aspectRatio: readVariant(
			field('aspectRatio', DEFAULT_ASPECT_RATIO),
			'Aspect Ratio',
			id,
			limits?.aspectRatios,
		),
		resolution: readVariant(
			field('resolution', DEFAULT_RESOLUTION),
			'Resolution',
			id,
			limits?.resolutions,
		),
		voices: requestedMode === 'images' ? readVoices(options.voices, model, provider) : [],
		form: readForm(options.requestForm, provider, images.length),
		extraBody: readExtraBody(options, provider),
		result: readResultOptions(options, provider),
	};
	const adjustment = `${id}: shortened from ${requested} to ${seconds} seconds.`;
	return {
		model: id,
		identity: JSON.stringify({
			...request,
			result: { ...request.result, fileName: undefined },
			images: images.map(({ identity }) => identity),
			frames: frames.map(({ at, image }) => [at, image.identity]),
		}),
		media: media.map(({ identity }) => identity),
		bytes: media.reduce((sum, { bytes }) => sum + bytes, 0),
		estimatedUsd: estimateVideo(
			listPrices(id, provider),
			request,
			media.length,
			limits?.resolutions,
		),
		adjustments: seconds === requested ? [] : [adjustment],
		...expectations(request),
		form: request.form,
		buildCall: async (form) => {
			const urls: string[] = [];
			for (const { load } of media) urls.push(await load());
			const frameUrls = urls.splice(images.length);
			return protocol.createVideo({
				...request,
				form,
				images: urls,
				frames: frames.map(({ at }, index) => ({ at, url: frameUrls[index] })),
			});
		},
	};
}

/** What to expect of the finished task. */
export function expectations({
	extraBody,
	result,
}: Pick<VideoRequest, 'extraBody' | 'result'>): Partial<CreateRequest> {
	const isDeliveredElsewhere = asObject(extraBody.output)?.upload_url !== undefined;
	return {
		...(isDeliveredElsewhere && { expectsNoLink: true }),
		...(result.publicLinkDays !== undefined && { expectsPublicLink: true }),
	};
}

/** @throws GrokVideoError if the provider lacks what an operation or a field needs. */
export function assertSupported(feature: Feature, { label, protocol }: Provider): void {
	if (!protocol.missingFeatures.includes(feature)) return;
	const name = FEATURES[feature];
	const isOperation = feature === 'edit' || feature === 'extend';
	const credential = `a credential for ${providersWith(feature).join(' or ')}`;
	throw new GrokVideoError(
		isOperation ? `${label} cannot ${feature} videos` : `${label} does not support '${name}'`,
		{ description: isOperation ? `Use ${credential}.` : `Remove '${name}', or use ${credential}.` },
	);
}

/** @throws GrokVideoError if the model cannot do what a field asks for. */
function assertModelSupports(feature: 'frames' | 'voices', model: Model | undefined): void {
	if (!model || model[feature]) return;
	const supported = MODELS.filter((candidate) => candidate[feature]).map(({ id }) => id);
	throw new GrokVideoError(`'${FEATURES[feature]}' is not supported by ${model.id}`, {
		description: `Remove '${FEATURES[feature]}', or pick ${supported.join(' or ')} in 'Model'.`,
	});
}

/** The model, and what the table knows about it. @throws GrokVideoError if the provider does not offer it. */
export function readModel(
	context: IExecuteFunctions,
	itemIndex: number,
	{ label, protocol }: Provider,
	ifNotShown: string | null = null,
): { id: string; model?: Model } {
	const value: unknown = context.getNodeParameter('model', itemIndex, ifNotShown, {
		extractValue: true,
	});
	const id = readRequiredText(value, "'Model'", 'Pick a model from the list or enter its ID.');
	const model = findModel(id, protocol.modelFamily);
	// A gateway may sell any model on its own terms.
	if (model ?? (protocol.acceptsUnknownModels || !findModel(id))) return { id, model };
	const ids = MODELS.filter(({ family }) => family === protocol.modelFamily).map(
		(candidate) => candidate.id,
	);
	throw new GrokVideoError(`${label} does not offer ${shortId(id)}`, {
		description: `Pick one of its models in 'Model': ${ids.join(', ')}. Or use a credential for the provider that offers ${shortId(id)}.`,
	});
}

const shortId = (id: string) => id.slice(0, 100);

/** @throws GrokVideoError */
export function readPrompt(
	context: IExecuteFunctions,
	itemIndex: number,
	{ label, protocol: { maxPromptLength } }: Provider,
): string {
	const value: unknown = context.getNodeParameter('prompt', itemIndex, null);
	const prompt = readRequiredText(value, "'Prompt'", 'Describe the video.');
	if (/\[object [A-Z]\w*\]/.test(prompt)) {
		throw new GrokVideoError("'Prompt' contains [object Object]", {
			description:
				'An expression in it returns an object. Pick a text in the object, e.g. {{ $json.title }}.',
		});
	}
	if (maxPromptLength !== undefined && prompt.length > maxPromptLength) {
		const { length } = Array.from(prompt); // an emoji counts as one character
		if (length > maxPromptLength) {
			throw new GrokVideoError(
				`'Prompt' has ${length} characters, but ${label} accepts at most ${maxPromptLength}`,
				{ description: 'Shorten the prompt.' },
			);
		}
	}
	return prompt;
}

const IMAGES_AS = { data: 'Data', link: 'Link' };

const MODES: Record<Mode, string> = {
	text: 'Text to Video',
	image: 'Image to Video',
	images: 'Multiple Images to Video',
};

/** 'Mode' is not shown for a model with a single mode. */
function readMode(value: unknown, model: Model | undefined): Mode {
	const [only, ...others] = model ? modesOf(model) : [];
	if (value === null && only !== undefined && others.length === 0) return only;
	const mode = readChoice(value, MODES, "'Mode'");
	if (mode === 'text' && model && !model.modes.text) {
		throw new GrokVideoError(`${model.id} needs one image`, {
			description: "Set 'Mode' to 'Image to Video'.",
		});
	}
	return mode;
}

async function readReferenceImages(imageContext: ImageContext, mode: Mode): Promise<Media[]> {
	const { context, itemIndex } = imageContext;
	const field = (name: string): unknown => context.getNodeParameter(name, itemIndex, null);
	if (mode === 'text') return [];
	if (mode === 'image') {
		const images = await readImages(imageContext, {
			source: field('imageSource'),
			url: field('imageUrl'),
			readUrl: () => field('imageUrl'),
			urlLabel: "'Image URL'",
			binaryField: field('imageBinaryField'),
			binaryLabel: "'Input Data Field Name'",
			allowsSeveral: false,
		});
		if (images.length > 0) return images;
		throw new GrokVideoError("'Image URL' is an empty list", {
			description: 'Return at least one link from the expression.',
		});
	}
	const images: Media[] = [];
	for (const [index, row] of rowsOf(context, itemIndex, 'images.image').entries()) {
		const label = `'Reference Images', image ${index + 1}`;
		images.push(
			...(await readImages(imageContext, {
				source: row.source,
				url: row.url,
				readUrl: () => rowsOf(context, itemIndex, 'images.image')[index].url,
				urlLabel: `${label}, 'URL'`,
				binaryField: row.binaryField,
				binaryLabel: `${label}, 'Input Data Field Name'`,
				allowsSeveral: true,
			})),
		);
	}
	if (images.length > 0) return images;
	throw new GrokVideoError("'Reference Images' is empty", {
		description: "Add an image, or set 'Mode' to 'Text to Video'.",
	});
}

/** The entries of a collection. */
function rowsOf(context: IExecuteFunctions, itemIndex: number, name: string): IDataObject[] {
	const rows: unknown = context.getNodeParameter(name, itemIndex, []);
	return Array.isArray(rows) ? rows.map(toMembers) : [];
}

/** @throws GrokVideoError if the model lacks the mode, or takes another number of images in it. */
function limitsFor(model: Model | undefined, mode: Mode, count: number): ModeLimits | undefined {
	if (!model) {
		if (mode === 'image' && count > 1) throw oneImageError(count);
		return undefined;
	}
	const limits = model.modes[mode];
	const { max } = (limits ?? model.modes.image)?.images ?? { max: 0 };
	if (count > max) {
		if (mode === 'image' && model.modes.images) throw oneImageError(count);
		throw new GrokVideoError(
			`${model.id} takes ${max === 1 ? 'exactly one image' : `at most ${max} images`}, but got ${count}`,
			{
				description:
					max === 1 ? 'Provide exactly one image.' : 'Remove some images, or pick another model.',
			},
		);
	}
	if (limits) return limits;
	const modes = modesOf(model).map((name) => `'${MODES[name]}'`);
	throw new GrokVideoError(`'${MODES[mode]}' is not supported by ${model.id}`, {
		description: `Set 'Mode' to ${modes.join(' or ')}, or pick another model.`,
	});
}

function oneImageError(count: number): GrokVideoError {
	return new GrokVideoError(`'Image to Video' takes one image, but got ${count}`, {
		description: "Provide one image, or set 'Mode' to 'Multiple Images to Video'.",
	});
}

/** Some modes shorten longer videos, as the servers do. */
function readSeconds(
	value: unknown,
	model: Model | undefined,
	limits: ModeLimits | undefined,
): { requested: number; seconds: number } {
	const modelMax = model && Math.max(...Object.values(model.modes).map((mode) => mode.maxSeconds));
	const max = limits?.shortensSeconds ? modelMax : limits?.maxSeconds;
	const suffix = max !== modelMax ? ' in this mode' : '';
	const description = model
		? `${model.id} creates videos of up to ${max} seconds${suffix}.`
		: 'Enter the length of the video, e.g. 4.';
	const rule = { max, isWhole: true };
	const requested = readNumber(value, "'Duration (Seconds)'", rule, description);
	return { requested, seconds: Math.min(requested, limits?.maxSeconds ?? requested) };
}

/** An empty text is the model's default. Known models have a list of values. */
function readVariant(
	value: unknown,
	label: string,
	modelId: string,
	choices?: readonly string[],
): string {
	if (choices?.length === 0) return ''; // the video takes the shape of the image
	if (value === null || value === undefined) {
		throw new GrokVideoError(`'${label}' is empty`, {
			description: `${NOTHING_HINT} For the model's default, return an empty text.`,
		});
	}
	const choice = readText(value, `'${label}'`);
	if (choice === '' || !choices || choices.includes(choice)) return choice;
	throw new GrokVideoError(
		`'${label}' ${choice.slice(0, 60)} is not supported by ${modelId.slice(0, 100)}`,
		{ description: `Use one of: ${choices.join(', ')}.` },
	);
}

function readForm(value: unknown, { protocol }: Provider, imageCount: number): string {
	const { requestForms } = protocol;
	if (value === undefined || requestForms.length === 1) return requestForms[0];
	const form = requestForms.find((name) => name === value);
	if (form === undefined) {
		throw new GrokVideoError(`'Request Form' cannot be ${displayValue(value)}`, {
			description: `Use one of: ${requestForms.join(', ')}.`,
		});
	}
	if (form === 'input_reference' && imageCount > 1) {
		throw new GrokVideoError(
			`'Input Reference' in 'Request Form' takes one image, but got ${imageCount}`,
			{ description: "Set 'Request Form' to 'Automatic'." },
		);
	}
	return form;
}

/** The object as it is sent. @throws GrokVideoError if it sets what the node's fields set. */
export function readExtraBody(options: IDataObject, { protocol }: Provider): IDataObject {
	const { extraBody: value = null } = options;
	const isEmpty = typeof value === 'string' && value.trim() === '';
	if (isEmpty || !Object.hasOwn(options, 'extraBody')) return {};
	const body = asObject(typeof value === 'string' ? parseJson(value) : toPlainJson(value));
	if (!body) {
		throw new GrokVideoError("'Extra Body' must be a JSON object", {
			description: `It must look like {"user": "customer-42"}. ${NOTHING_HINT}`,
		});
	}
	const reserved = protocol.reservedFields.filter((name) => Object.hasOwn(body, name));
	if (reserved.length > 0) {
		throw new GrokVideoError(`'Extra Body' must not set ${reserved.join(', ')}`, {
			description: "Use the node's own fields for this.",
		});
	}
	return body;
}

/** Expressions can return dates, lists, and objects with their own `toJSON`. */
function toPlainJson(value: unknown): unknown {
	if (Object.prototype.toString.call(value) !== '[object Object]') return undefined;
	try {
		return parseJson(JSON.stringify(value) ?? '');
	} catch {
		return undefined;
	}
}

const MAX_PUBLIC_LINK_DAYS = 30;

/** @throws GrokVideoError */
export function readResultOptions(options: IDataObject, provider: Provider): ResultOptions {
	const generateAudio = Object.hasOwn(options, 'generateAudio')
		? readRequiredFlag(options.generateAudio, 'Generate Audio')
		: true;
	if (!generateAudio) assertSupported('generateAudio', provider);
	const fileName = readText(options.fileName, "'File Name'") || 'grok-video';
	return {
		generateAudio,
		...readPublicLink(options, provider),
		fileName: fileNameFor(fileName, ''),
	};
}

function readPublicLink(
	options: IDataObject,
	provider: Provider,
): Pick<ResultOptions, 'publicLinkDays'> {
	if (!Object.hasOwn(options, 'publicLinkDays')) return {};
	assertSupported('publicLinkDays', provider);
	const rule = { max: MAX_PUBLIC_LINK_DAYS, isWhole: true };
	return { publicLinkDays: readNumber(options.publicLinkDays, "'Public Link Days'", rule) };
}

function readVoices(value: unknown, model: Model | undefined, provider: Provider): string[] {
	const names = readNames(value, "'Voices'");
	if (names.length === 0) return [];
	assertSupported('voices', provider);
	assertModelSupports('voices', model);
	const max = model?.voices ?? names.length;
	if (names.length <= max) return names;
	throw new GrokVideoError(`'Voices' takes at most ${max} names, but got ${names.length}`, {
		description: 'Remove some voices.',
	});
}

interface Frame {
	at: 'end' | number;
	image: Media;
}

const FRAME_TIMES = { end: 'End', time: 'Time' };
const MAX_KEYFRAMES = 4;
/** The server's times are thirds of a second. Users type 1.33. */
const STEPS_PER_SECOND = 3;
const STEP_TOLERANCE = 0.15;

async function readFrames(
	imageContext: ImageContext,
	seconds: number,
	model: Model | undefined,
): Promise<Frame[]> {
	const { context, itemIndex, provider } = imageContext;
	const rows = rowsOf(context, itemIndex, 'frames.frame');
	if (rows.length === 0) return [];
	assertSupported('frames', provider);
	assertModelSupports('frames', model);
	const frames: Frame[] = [];
	for (const [index, row] of rows.entries()) {
		const label = `'Frames', image ${index + 1}`;
		const [image, ...others] = await readImages(imageContext, {
			source: row.source,
			url: row.url,
			readUrl: () => rowsOf(context, itemIndex, 'frames.frame')[index].url,
			urlLabel: `${label}, 'Image URL'`,
			binaryField: row.binaryField,
			binaryLabel: `${label}, 'Input Data Field Name'`,
			allowsSeveral: false,
		});
		if (image === undefined || others.length > 0) {
			throw new GrokVideoError(`${label} must be one image`, {
				description: 'Provide exactly one image. Add an entry for each image.',
			});
		}
		frames.push({ at: readFrameTime(row, label, seconds), image });
	}
	checkFrameTimes(frames);
	return frames;
}

function readFrameTime({ at, time }: IDataObject, label: string, seconds: number): Frame['at'] {
	if (readChoice(at ?? 'end', FRAME_TIMES, `${label}: 'At'`) === 'end') return 'end';
	const steps = toNumber(time) * STEPS_PER_SECOND;
	const step = Math.round(steps);
	const isOnStep = Math.abs(steps - step) <= STEP_TOLERANCE;
	if (isOnStep && step > 0 && step < seconds * STEPS_PER_SECOND) return step / STEPS_PER_SECOND;
	throw new GrokVideoError(
		`${label}: 'At Second' must be between 0 and ${seconds}, in steps of 1/3, not ${displayValue(time)}`,
		{ description: "Use e.g. 1, 1.33 or 1.67. For the last frame, set 'At' to 'End'." },
	);
}

function checkFrameTimes(frames: Frame[]): void {
	const times = frames.flatMap(({ at }) => (at === 'end' ? [] : [at]));
	const endCount = frames.length - times.length;
	if (endCount > 1 || times.length > MAX_KEYFRAMES) {
		throw new GrokVideoError(
			`'Frames' takes one image at the end and ${MAX_KEYFRAMES} at other times, but got ${endCount} and ${times.length}`,
			{ description: 'Remove some images.' },
		);
	}
	const repeated = times.find((time, index) => times.indexOf(time) !== index);
	if (repeated === undefined) return;
	throw new GrokVideoError(
		`'Frames' has two images at second ${Math.round(repeated * 100) / 100}`,
		{ description: "Set another 'At Second' for one of them." },
	);
}

/** The prices that apply at the provider. */
export function listPrices(modelId: string, { protocol }: Provider): Prices | undefined {
	return protocol.hasListPrices ? findModel(modelId, protocol.modelFamily)?.prices : undefined;
}

/** US dollars. Without a resolution, the highest price that the model's default can have. */
function estimateVideo(
	prices: Prices | undefined,
	{ resolution, seconds }: Pick<VideoRequest, 'resolution' | 'seconds'>,
	imageCount: number,
	resolutions: readonly string[] = [],
): number | undefined {
	if (!prices) return undefined;
	const rates = (resolution === '' ? resolutions : [resolution]).map((name) => prices.second[name]);
	return usd(seconds * Math.max(...rates) + imageCount * prices.image);
}
