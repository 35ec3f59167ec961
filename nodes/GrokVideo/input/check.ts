import type { IDataObject } from 'n8n-workflow';
import { findModel, MODELS, modesOf, type Mode, type Model, type ModeLimits } from '../models';
import { GrokVideoError } from '../errors';
import type { ResultOptions, VideoRequest } from '../protocols/types';
import type { Provider } from './credential';
import { asObject, parseJson } from '../http/json';
import { checkFrames, readVoices, type Frame } from './extras';
import type { Image } from './images';
import { shown, trimmedText } from './values';

/** What the fields hold, as they hold it. */
export interface Draft {
	model: unknown;
	prompt: unknown;
	seconds: unknown;
	aspectRatio: unknown;
	resolution: unknown;
	mode: Mode;
	images: Image[];
	form: unknown;
	extraBody: unknown;
	frames?: Frame[];
	voices?: unknown;
	result?: ResultOptions;
}

export interface CheckedRequest extends Omit<VideoRequest, 'images' | 'frames'> {
	images: Image[];
	frames: Frame[];
	/** What was changed on the way, in sentences. */
	adjustments: string[];
}

/**
 * Checks what can be known before money is spent. A model that the table does not know is checked for
 * what is true for all models only.
 * @throws GrokVideoError naming the field by its label, and the limit.
 */
export function checkRequest(draft: Draft, provider: Provider): CheckedRequest {
	const { protocol } = provider;
	const { id, model } = checkModel(draft.model, provider);
	const prompt = checkPrompt(draft.prompt, provider);
	const mode = protocol.modeOf(draft.mode, draft.images.length);
	if (mode === 'image' && draft.images.length > 1) {
		throw new GrokVideoError(`'Mode' image takes one image, but got ${draft.images.length}`, {
			description: "Give one image, or set 'Mode' to 'Multiple Images to Video'.",
		});
	}
	const limits = model && limitsOf(model, mode, draft.images.length);
	const wanted = checkSeconds(draft.seconds, model, limits);
	const seconds = Math.min(wanted, limits?.maxSeconds ?? wanted);
	return {
		model: id,
		prompt,
		mode,
		seconds,
		aspectRatio: checkChoice(draft.aspectRatio, 'Aspect Ratio', id, limits?.aspectRatios),
		resolution: checkChoice(draft.resolution, 'Resolution', id, limits?.resolutions),
		images: draft.images,
		form: checkForm(draft.form, protocol.requestForms, draft.images.length),
		extraBody: checkExtraBody(draft.extraBody, protocol.ownFields),
		frames: checkFrames(draft.frames ?? [], seconds, model, provider),
		voices: readVoices(draft.voices, model, provider),
		result: draft.result ?? { generateAudio: true, fileName: '' },
		adjustments:
			seconds === wanted
				? []
				: [
						`${id} makes at most ${seconds} seconds from several reference images, so ${wanted} seconds were cut to ${seconds}.`,
					],
	};
}

/** @throws GrokVideoError when there is no model, or none that the provider offers. */
export function checkModel(value: unknown, provider: Provider): { id: string; model?: Model } {
	const id = trimmedText(value);
	if (id !== '') return { id, model: modelOf(id, provider) };
	throw new GrokVideoError("'Model' is empty", {
		description: 'Pick a model from the list or enter its ID.',
	});
}

/** @throws GrokVideoError when there is no prompt, or none that the provider takes. */
export function checkPrompt(value: unknown, { protocol }: Provider): string {
	const prompt = trimmedText(value);
	if (prompt === '') {
		throw new GrokVideoError("'Prompt' is empty", {
			description: 'Describe the video that you want.',
		});
	}
	protocol.checkPrompt(prompt);
	return prompt;
}

/**
 * What the table knows of a model. A gateway can sell any model under its own terms, so there another family's model
 * is an unknown one; xAI sells only its own.
 */
function modelOf(id: string, { protocol, label }: Provider): Model | undefined {
	const model = findModel(id);
	if (!model || model.protocol === protocol.name) return model;
	if (protocol.acceptsUnknownModels) return undefined;
	const own = MODELS.filter((other) => other.protocol === protocol.name).map((other) => other.id);
	throw new GrokVideoError(`'Model' ${id} is not offered by ${label}`, {
		description: `Pick another model in 'Model': ${own.join(', ')}. Or choose the credential of the provider that offers it.`,
	});
}

/** @throws GrokVideoError when the model does not know the mode, or takes another number of images in it. */
function limitsOf(model: Model, mode: Mode, count: number): ModeLimits {
	const limits = model.modes[mode];
	const { min, max } = (limits ?? model.modes.image)?.images ?? { min: 0, max: 0 };
	const allowed = min === max ? `exactly ${max}` : `at most ${max}`;
	const takes = `'Reference Images': ${model.id} takes ${allowed} image${max === 1 ? '' : 's'}`;
	if (count > max) {
		throw new GrokVideoError(`${takes}, but got ${count}`, {
			description: 'Leave some images out, or pick another model.',
		});
	}
	if (count < min) {
		throw new GrokVideoError(`${takes}, but got none`, {
			description: "Give the image in 'Image URL' or 'Input Data Field Name'.",
		});
	}
	if (limits) return limits;
	throw new GrokVideoError(`'Mode' ${mode} is not supported by ${model.id}`, {
		description: `Use one of: ${modesOf(model).join(', ')}.`,
	});
}

function checkSeconds(value: unknown, model?: Model, limits?: ModeLimits): number {
	const seconds = (typeof value === 'string' ? Number(value) : value) as number; // an empty text is 0
	const max = model && limits && (limits.cutsSeconds ? longest(model) : limits.maxSeconds);
	const range = max === undefined ? '' : ` from 1 to ${max}`;
	if (!Number.isSafeInteger(seconds) || seconds < 1 || (max !== undefined && seconds > max)) {
		throw new GrokVideoError(`'Seconds' must be a whole number${range}, not ${shown(value)}`, {
			description:
				max === undefined
					? 'Enter how long the video should be, e.g. 4.'
					: `${model?.id} makes videos of up to ${max} seconds${max < longest(model!) ? ' in this mode' : ''}.`,
		});
	}
	return seconds;
}

function longest({ modes }: Model): number {
	return Math.max(...Object.values(modes).map(({ maxSeconds }) => maxSeconds));
}

/** Any text does for a model without a list of choices, also none: it then takes its own default. */
function checkChoice(
	value: unknown,
	label: string,
	model: string,
	choices?: readonly string[],
): string {
	const choice = trimmedText(value);
	if (
		choice === '' &&
		value !== '' &&
		value !== null &&
		value !== undefined &&
		typeof value !== 'string'
	) {
		throw new GrokVideoError(`'${label}' must be a text, not ${shown(value)}`, {
			description: 'Enter it as the provider writes it.',
		});
	}
	if (choices?.length === 0) return ''; // the video takes the image's shape
	if (!choices || choices.includes(choice)) return choice;
	throw new GrokVideoError(
		choice === '' ? `'${label}' is empty` : `'${label}' ${choice} is not supported by ${model}`,
		{ description: `Use one of: ${choices.join(', ')}.` },
	);
}

function checkForm(value: unknown, forms: readonly string[], images: number): string {
	const form = forms.find((name) => name === value);
	if (form === undefined && forms.length === 1) return forms[0]; // a field of gateways, not shown here
	if (form === undefined) {
		throw new GrokVideoError(`'Request Form' ${shown(value)} is not known`, {
			description: `Use one of: ${forms.join(', ')}.`,
		});
	}
	if (form === 'input_reference' && images > 1) {
		throw new GrokVideoError(
			`'Input Reference' in 'Request Form' takes one image, but got ${images}`,
			{
				description: "Set 'Request Form' to 'Automatic'.",
			},
		);
	}
	return form;
}

/** @throws GrokVideoError when it is no object, or contradicts the node's own fields. */
export function checkExtraBody(value: unknown, ownFields: readonly string[]): IDataObject {
	const isEmpty = typeof value === 'string' && value.trim() === '';
	const body = isEmpty ? {} : asObject(typeof value === 'string' ? parseJson(value) : value);
	// An expression can give other kinds of objects, such as a pattern or a date, which JSON would lose.
	if (!body || Object.prototype.toString.call(body) !== '[object Object]') {
		throw new GrokVideoError("'Extra Body' must be a JSON object", {
			description: 'It must look like {"user": "customer-42"}.',
		});
	}
	const own = ownFields.filter((key) => key in body);
	if (own.length > 0) {
		throw new GrokVideoError(`'Extra Body' must not set ${own.join(', ')}`, {
			description: 'Set this in the node’s own fields instead.',
		});
	}
	return body;
}
