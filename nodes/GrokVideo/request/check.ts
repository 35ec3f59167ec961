import type { IDataObject } from 'n8n-workflow';
import { findModel, type Model } from '../models';
import { GrokVideoError } from '../errors';
import { OWN_FIELDS, REQUEST_FORMS } from '../protocol/newApi/request';
import { asObject, parseJson } from '../transport/json';
import type { Image } from './images';
import { shown, trimmedText } from './values';

export type RequestForm = (typeof REQUEST_FORMS)[number];

/** What the fields hold, as they hold it. */
export interface Draft {
	model: unknown;
	prompt: unknown;
	seconds: unknown;
	aspectRatio: unknown;
	resolution: unknown;
	images: Image[];
	form: unknown;
	extraBody: unknown;
}

export interface CheckedRequest {
	model: string;
	prompt: string;
	seconds: number;
	/** Empty where a model that the table does not know shall take its own default. */
	aspectRatio: string;
	resolution: string;
	images: Image[];
	form: RequestForm;
	extraBody: IDataObject;
	/** What was changed on the way, in sentences. */
	adjustments: string[];
}

/**
 * Checks what can be known before money is spent. A model that the table does not know is checked for
 * what is true for all models only.
 * @throws GrokVideoError naming the field by its label, and the limit.
 */
export function checkRequest(draft: Draft): CheckedRequest {
	const id = trimmedText(draft.model);
	if (id === '') {
		throw new GrokVideoError('Model is empty', {
			advice: 'Pick a model from the list or enter its ID.',
		});
	}
	const model = findModel(id);
	const prompt = trimmedText(draft.prompt);
	if (prompt === '') {
		throw new GrokVideoError('Prompt is empty', { advice: 'Describe the video that you want.' });
	}
	checkImageCount(draft.images.length, model);
	const seconds = checkSeconds(draft.seconds, model);
	const cut = cutSeconds(seconds, draft.images.length, model);
	return {
		model: id,
		prompt,
		seconds: cut,
		aspectRatio: checkChoice(draft.aspectRatio, 'Aspect Ratio', id, model?.aspectRatios),
		resolution: checkChoice(draft.resolution, 'Resolution', id, model?.resolutions),
		images: draft.images,
		form: checkForm(draft.form, draft.images.length),
		extraBody: checkExtraBody(draft.extraBody),
		adjustments:
			cut === seconds
				? []
				: [
						`${id} makes at most ${cut} seconds from several reference images, so ${seconds} seconds were cut to ${cut}.`,
					],
	};
}

function checkImageCount(count: number, model?: Model): void {
	if (!model) return;
	const [most, least] = [model.maxImages, model.modes.includes('text') ? 0 : 1];
	if (count >= least && count <= most) return;
	const allowed = least === most ? `exactly ${most}` : `at most ${most}`;
	const takes = `Reference Images: ${model.id} takes ${allowed} image${most === 1 ? '' : 's'}`;
	throw count === 0
		? new GrokVideoError(`${takes}, but got none`, {
				advice: "Give the image in 'Image URL' or 'Image Binary Field'.",
			})
		: new GrokVideoError(`${takes}, but got ${count}`, {
				advice: 'Leave some images out, or pick another model.',
			});
}

function checkSeconds(value: unknown, model?: Model): number {
	const seconds = (typeof value === 'string' ? Number(value) : value) as number; // an empty text is 0
	const limit = model ? ` from 1 to ${model.maxSeconds}` : '';
	if (!Number.isSafeInteger(seconds) || seconds < 1 || (model && seconds > model.maxSeconds)) {
		throw new GrokVideoError(`Seconds must be a whole number${limit}, not ${shown(value)}`, {
			advice: model
				? `${model.id} makes videos of up to ${model.maxSeconds} seconds.`
				: 'Enter how long the video should be, e.g. 4.',
		});
	}
	return seconds;
}

/** Documents: several images make at most 10 s, longer requests are handled as 10 s. */
function cutSeconds(seconds: number, images: number, model?: Model): number {
	return images >= 2 ? Math.min(seconds, model?.maxSecondsOfImages ?? seconds) : seconds;
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
		throw new GrokVideoError(`${label} must be a text, not ${shown(value)}`, {
			advice: 'Enter it as the provider writes it.',
		});
	}
	if (!choices || choices.includes(choice)) return choice;
	throw new GrokVideoError(
		choice === '' ? `${label} is empty` : `${label} ${choice} is not supported by ${model}`,
		{ advice: `Use one of: ${choices.join(', ')}.` },
	);
}

function checkForm(value: unknown, images: number): RequestForm {
	const form = REQUEST_FORMS.find((name) => name === value);
	if (!form) {
		throw new GrokVideoError(`Request Form ${shown(value)} is not known`, {
			advice: `Use one of: ${REQUEST_FORMS.join(', ')}.`,
		});
	}
	if (form === 'input_reference' && images > 1) {
		throw new GrokVideoError(`Request Form 'Input Reference' takes one image, but got ${images}`, {
			advice: "Set 'Request Form' to 'Automatic'.",
		});
	}
	return form;
}

function checkExtraBody(value: unknown): IDataObject {
	const isEmpty = typeof value === 'string' && value.trim() === '';
	const body = isEmpty ? {} : asObject(typeof value === 'string' ? parseJson(value) : value);
	if (!body) {
		throw new GrokVideoError('Extra Body must be a JSON object', {
			advice: 'It must look like {"seed": 42}.',
		});
	}
	const own = OWN_FIELDS.filter((key) => key in body);
	if (own.length > 0) {
		throw new GrokVideoError(`Extra Body must not set ${own.join(', ')}`, {
			advice: 'Set this in the node’s own fields instead.',
		});
	}
	return body;
}
