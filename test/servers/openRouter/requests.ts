import type { MockResponse } from '../faults';
import type { JsonObject } from '../types';

const RATIOS = ['16:9', '9:16', '1:1', '4:3', '3:4', '3:2', '2:3'];
const MAX_SECONDS = 15;
const MAX_REFERENCES = 7;
const FIELDS = [
	'model',
	'prompt',
	'duration',
	'resolution',
	'aspect_ratio',
	'frame_images',
	'input_references',
	'generate_audio',
	'seed',
];

interface ImagePart {
	type?: string;
	image_url?: { url?: string };
	frame_type?: string;
}

interface Body {
	model?: string;
	prompt?: string;
	duration?: number;
	resolution?: string;
	aspect_ratio?: string;
	frame_images?: ImagePart[];
	input_references?: ImagePart[];
}

/** An entry of the model list. Prices are in cents. */
const entry = (id: string, perImage: string, perSecond: Record<string, string>) => ({
	id: `x-ai/${id}`,
	name: `SpaceXAI: ${id}`,
	supported_resolutions: Object.keys(perSecond),
	pricing_skus: {
		cents_per_image_input: perImage,
		...Object.fromEntries(
			Object.entries(perSecond).map(([resolution, cents]) => [
				`cents_per_video_output_second_${resolution}`,
				cents,
			]),
		),
	} as Record<string, string>,
});
type Model = ReturnType<typeof entry>;

export const MODELS: Model[] = [
	{ id: 'google/veo-3.1', name: 'Google: Veo 3.1', supported_resolutions: [], pricing_skus: {} },
	entry('grok-imagine-video', '0.2', { '480p': '5', '720p': '7' }),
	entry('grok-imagine-video-1.5', '1', { '480p': '8', '720p': '14', '1080p': '25' }),
	entry('grok-imagine-video-1.5-lite', '1', { '480p': '2', '720p': '3' }),
];

export const apiError = (status: number, message: string): MockResponse => ({
	status,
	body: { error: { code: status, message } },
});

const isImagePart = (part: ImagePart) =>
	part.type === 'image_url' &&
	/^(https?:\/\/[^/]|data:image\/[\w.+-]+;base64,.)/.test(String(part.image_url?.url));

/** The error for invalid values. */
function problem(body: Body, model: Model) {
	const { aspect_ratio, duration = 8, frame_images = [], input_references = [] } = body;
	const { prompt, resolution } = body;
	const images = [...frame_images, ...input_references];
	const unknown = Object.keys(body).find((field) => !FIELDS.includes(field));
	if (unknown) return `Unrecognized key: "${unknown}"`;
	if (!(Number.isInteger(duration) && duration >= 1 && duration <= MAX_SECONDS)) {
		return `Unsupported duration ${duration}`;
	}
	if (resolution !== undefined && !model.supported_resolutions.includes(resolution)) {
		return `Unsupported resolution "${resolution}"`;
	}
	if (aspect_ratio !== undefined && !RATIOS.includes(aspect_ratio)) {
		return `Unsupported aspect ratio "${aspect_ratio}"`;
	}
	if (!images.every(isImagePart)) return 'Invalid image part';
	if (frame_images.some(({ frame_type }) => frame_type !== 'first_frame')) {
		return 'Unsupported frame type';
	}
	if (frame_images.length > 1) return 'Too many frame images';
	if (input_references.length > MAX_REFERENCES) return 'Too many input references';
	return !prompt?.trim() && images.length === 0 ? 'prompt is required' : undefined;
}

/** Reads a create request. Returns an error response, or the model, duration and cost of the video. */
export function readRequest(rawBody: JsonObject) {
	const body: Body = rawBody;
	const model = MODELS.find(({ id }) => id === body.model);
	if (!model) return { error: apiError(404, `Model ${body.model} not found`) };
	const message = problem(body, model);
	if (message) return { error: apiError(400, message) };
	const { duration: seconds = 8, resolution = '480p' } = body;
	const { frame_images = [], input_references = [] } = body;
	if (frame_images.length > 0 && input_references.length > 0) {
		return { error: apiError(500, 'Internal Server Error') };
	}
	const images = frame_images.length + input_references.length;
	const { pricing_skus: prices } = model;
	const perSecond = Number(prices[`cents_per_video_output_second_${resolution}`]);
	// In tenths of a cent, so that sums have no rounding errors.
	const tenths = seconds * perSecond * 10 + images * Number(prices.cents_per_image_input) * 10;
	return { request: { model: model.id, seconds, costUsd: Math.round(tenths) / 1000 } };
}
