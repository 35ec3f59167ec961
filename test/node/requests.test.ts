import type { IDataObject, INodeParameters } from 'n8n-workflow';
import type { ProtocolName } from '../../nodes/GrokVideo/providers';
import { captureRequest, type VideoRequest } from '../support/aiSdk';
import {
	CLASSIC_MODEL,
	MP4_URL,
	NEWEST_MODEL,
	storedVideo,
	withFiles,
} from '../support/videoToVideo';
import { runNode } from '../support/engine';
import { fixture, storedFile } from '../support/files';
import {
	modelByExpression,
	IMAGE_URL,
	images,
	modelField,
	options,
	sameImage,
	createParameters,
} from '../support/parameters';
import { workflow } from '../support/runs';
import { PROTOCOLS, useStandIn, useXai } from '../support/standIns';

/** The bodies of create requests, as the servers document them. */

const A = 'https://example.com/a.png';
const B = 'https://example.com/b.webp';
const dataUrl = (type: string, name: string) =>
	`data:${type};base64,${fixture(name).toString('base64')}`;
const PNG = dataUrl('image/png', 'product.png');
const JPG = dataUrl('image/jpeg', 'product.jpg');
const MP4 = dataUrl('video/mp4', 'sample.mp4');
const prompt = 'A paper boat';
const model = (id: string) => ({ model: modelField(id, 'id') });
const singleImage = { inputMode: 'image', imageUrl: A };
const oneReference = images({ url: A });
const twoImages = images({ url: A }, { url: B });
const requestForm = (form: string) => options({ requestForm: form });
const extraBody = (body: INodeParameters[string]) => options({ extraBody: body });
const noShape = { aspectRatio: '', resolution: ' ' };

type Row = [name: string, parameters: INodeParameters, body: IDataObject];

const SHAPE = { aspect_ratio: '16:9', resolution: '720p' };
const NEW_API = { model: 'grok-image-video', prompt, seconds: 4, ...SHAPE };
const OPENAI = { model: CLASSIC_MODEL, prompt, seconds: '4', size: '1280x720', ...SHAPE };
const OPENROUTER = { model: `x-ai/${CLASSIC_MODEL}`, prompt, duration: 4, ...SHAPE };
const imagePart = (url: string) => ({ type: 'image_url', image_url: { url } });

const BODIES: Partial<Record<ProtocolName, Row[]>> = {
	newApi: [
		['text', {}, NEW_API],
		[
			'text with other values',
			{ seconds: '={{ "15" }}', aspectRatio: '2:3', resolution: '480p', prompt: ' 42\n' },
			{ ...NEW_API, prompt: '42', seconds: 15, aspect_ratio: '2:3', resolution: '480p' },
		],
		['one image', singleImage, { ...NEW_API, image_urls: [A] }],
		[
			'one image for a model set by an expression',
			{ ...singleImage, model: modelByExpression('grok-video-1.5') },
			{ ...NEW_API, model: 'grok-video-1.5', image_urls: [A] },
		],
		[
			'one image for a model with one mode',
			{ model: modelField('grok-video-1.5'), imageUrl: A },
			{ ...NEW_API, model: 'grok-video-1.5', image_urls: [A] },
		],
		['several images', twoImages, { ...NEW_API, image_urls: [A, B] }],
		[
			'any values for an unknown model',
			{ ...model('new'), ...sameImage(9), seconds: 60, aspectRatio: '21:9', resolution: '8k' },
			{
				model: 'new',
				prompt,
				seconds: 60,
				aspect_ratio: '21:9',
				resolution: '8k',
				image_urls: Array(9).fill(IMAGE_URL) as string[],
			},
		],
		[
			'the request form input_reference',
			{ ...singleImage, ...requestForm('input_reference') },
			{ ...NEW_API, input_reference: { image_url: A } },
		],
		['the request form input_reference without an image', requestForm('input_reference'), NEW_API],
		[
			'the request form reference_images',
			{ ...twoImages, ...requestForm('reference_images') },
			{ ...NEW_API, reference_images: [A, B] },
		],
		[
			'the request form of stock new-api',
			{ ...twoImages, ...options({ requestForm: 'stock', extraBody: { metadata: { seed: 1 } } }) },
			{ ...NEW_API, seconds: '4', images: [A, B], metadata: { seed: 1, ...SHAPE } },
		],
		[
			'an extra body as JSON',
			extraBody('{"seed": 12345678901234567890, "style": {"a": [1]}}'),
			{ ...NEW_API, seed: 12345678901234567000, style: { a: [1] } },
		],
		[
			'an extra body as an object',
			extraBody('={{ {at: new Date(0), a: {toJSON: () => [1]}, b: undefined} }}'),
			{ ...NEW_API, at: '1970-01-01T00:00:00.000Z', a: [1] },
		],
		['an empty extra body', extraBody(' '), NEW_API],
		['no aspect ratio or resolution', noShape, { model: 'grok-image-video', prompt, seconds: 4 }],
		[
			'an unknown model without aspect ratio or resolution',
			{ ...model('new'), ...noShape },
			{ model: 'new', prompt, seconds: 4 },
		],
	],
	openAiVideos: [
		['text', {}, OPENAI],
		[
			'text with other values',
			{ seconds: 15, aspectRatio: '9:16', resolution: '480p' },
			{ ...OPENAI, seconds: '15', size: '480x854', aspect_ratio: '9:16', resolution: '480p' },
		],
		['the first frame', singleImage, { ...OPENAI, image: A, input_reference: A }],
		['several images', twoImages, { ...OPENAI, reference_images: [A, B], images: [A, B] }],
		['one reference', oneReference, { ...OPENAI, reference_images: [A] }],
		[
			'the request form of LLM Gateway',
			{ ...singleImage, ...requestForm('integer_seconds') },
			{ ...OPENAI, seconds: 4, image: A },
		],
		[
			'the request form of CLIProxyAPI',
			requestForm('no_size'),
			{ model: CLASSIC_MODEL, prompt, seconds: '4', ...SHAPE },
		],
		['an extra body', extraBody({ user: 'u-1' }), { ...OPENAI, user: 'u-1' }],
		['no aspect ratio or resolution', noShape, { model: CLASSIC_MODEL, prompt, seconds: '4' }],
	],
	openRouter: [
		['text', {}, OPENROUTER],
		['a model without its prefix', model(CLASSIC_MODEL), OPENROUTER],
		[
			'an alias of a model',
			model(`${NEWEST_MODEL}-preview`),
			{ ...OPENROUTER, model: `x-ai/${NEWEST_MODEL}` },
		],
		['a model of another vendor', model('google/veo-3'), { ...OPENROUTER, model: 'google/veo-3' }],
		[
			'the first frame, which sets the aspect ratio, for an unknown model',
			{ ...singleImage, ...model('new') },
			{
				model: 'new',
				prompt,
				duration: 4,
				resolution: '720p',
				frame_images: [{ ...imagePart(A), frame_type: 'first_frame' }],
			},
		],
		[
			'several images',
			twoImages,
			{ ...OPENROUTER, input_references: [imagePart(A), imagePart(B)] },
		],
		['one reference', oneReference, { ...OPENROUTER, input_references: [imagePart(A)] }],
		[
			'an extra body',
			extraBody({ provider: { a: ['x'] } }),
			{ ...OPENROUTER, provider: { a: ['x'] } },
		],
		[
			'no aspect ratio or resolution',
			noShape,
			{ model: `x-ai/${CLASSIC_MODEL}`, prompt, duration: 4 },
		],
	],
};

describe.each(PROTOCOLS.filter(({ id }) => BODIES[id]))('the request to $name', (protocol) => {
	const server = useStandIn(protocol);

	it.each(BODIES[protocol.id]!)(
		'has the documented body for %s',
		async (_name, parameters, body) => {
			server.fail('create', { status: 200, body: protocol.created('task_1') });
			await runNode(workflow(server, createParameters({ prompt, ...parameters })));
			expect(server.requests).toHaveLength(1);
			expect(server.requests[0]).toMatchObject({
				method: 'POST',
				path: new URL(server.url).pathname.replace(/\/$/, '') + protocol.createPath,
				headers: { 'content-type': 'application/json' },
			});
			expect(server.requests[0].body).toEqual(body);
		},
	);
});

describe('the request to xAI', () => {
	const xai = useXai();
	const LITE = 'grok-imagine-video-1.5-lite';
	const ALIAS = `${NEWEST_MODEL}-2026-05-30`;
	const IMAGE_DEFAULTS = { model: NEWEST_MODEL, seconds: 4, resolution: '720p' } as const;
	const DEFAULTS = { ...IMAGE_DEFAULTS, aspectRatio: '16:9' } as const;
	const frames = (...frame: INodeParameters[]) => ({ ...singleImage, frames: { frame } });
	const lastFrame = { at: 'end', source: 'binary', binaryField: 'jpg' };
	const voices = (names: string) => ({ ...twoImages, ...options({ voices: names }) });
	const sound = (generateAudio: boolean | string) => options({ generateAudio });
	const SEVEN_DAYS = { expiresAfter: 604_800, publicUrl: { expiresAfter: 604_800 } };
	const edit = {
		operation: 'edit',
		...model(CLASSIC_MODEL),
		videoSource: 'url',
		videoUrl: MP4_URL,
	};
	const extend = { ...edit, operation: 'extend' };
	const videoFile = { videoSource: 'binary', videoBinaryField: 'mp4' };
	const EDIT = { kind: 'edit', model: CLASSIC_MODEL, video: MP4_URL } as const;
	const EXTEND = { ...EDIT, kind: 'extension', seconds: 6 } as const;

	it.each<[string, INodeParameters, Omit<VideoRequest, 'prompt'>]>([
		['text', {}, DEFAULTS],
		[
			'text, with frames for another mode',
			{ ...frames(lastFrame), inputMode: '={{ "text" }}' },
			DEFAULTS,
		],
		[
			'text in 1080p',
			{ resolution: '1080p', aspectRatio: '9:16', seconds: 15 },
			{ model: NEWEST_MODEL, resolution: '1080p', aspectRatio: '9:16', seconds: 15 },
		],
		[
			'an alias of a model',
			{ ...model(ALIAS), resolution: '1080p' },
			{ ...DEFAULTS, model: ALIAS, resolution: '1080p' },
		],
		['an image', singleImage, { ...IMAGE_DEFAULTS, image: A }],
		[
			'an image file',
			{ inputMode: 'image', imageSource: 'binary' },
			{ ...IMAGE_DEFAULTS, image: PNG },
		],
		[
			'an image for the low-price model',
			{ ...singleImage, ...model(LITE), seconds: 6, resolution: '480p' },
			{ model: LITE, image: A, seconds: 6, resolution: '480p' },
		],
		[
			'references',
			{ ...images({ url: A }, { url: PNG }, { url: B }), aspectRatio: '1:1' },
			{ ...DEFAULTS, references: [A, PNG, B], aspectRatio: '1:1' },
		],
		['one reference', oneReference, { ...DEFAULTS, references: [A] }],
		[
			'references for the classic model',
			{ ...twoImages, ...model(CLASSIC_MODEL), seconds: 10 },
			{ ...DEFAULTS, model: CLASSIC_MODEL, references: [A, B], seconds: 10 },
		],
		[
			"another provider's request form",
			{ ...twoImages, ...requestForm('image_urls') },
			{ ...DEFAULTS, references: [A, B] },
		],
		['no sound', sound(false), { ...DEFAULTS, sound: false }],
		['no sound, set by an expression', sound('={{ "false" }}'), { ...DEFAULTS, sound: false }],
		['no sound, set by a number', sound('={{ 0 }}'), { ...DEFAULTS, sound: false }],
		['sound, which is the default', sound(true), DEFAULTS],
		['a user', extraBody('{"user":"u-1"}'), { ...DEFAULTS, user: 'u-1' }],
		[
			'an upload URL',
			extraBody('{"output":{"upload_url":"https://a.example/put"}}'),
			{ ...DEFAULTS, uploadUrl: 'https://a.example/put' },
		],
		[
			'a public link',
			options({ publicLinkDays: 7 }),
			{ ...DEFAULTS, storage: { filename: 'grok-video.mp4', ...SEVEN_DAYS } },
		],
		['a last frame', frames(lastFrame), { ...IMAGE_DEFAULTS, image: A, lastFrame: JPG }],
		[
			'keyframes with times rounded to thirds of a second',
			frames(
				{ at: 'time', time: 1.33, source: 'url', url: B },
				{ at: 'end', source: 'url', url: A },
				{ at: 'time', time: '={{ "3" }}', source: 'binary', binaryField: 'data' },
			),
			{
				...IMAGE_DEFAULTS,
				image: A,
				lastFrame: A,
				keyframes: [
					{ image: B, at: 4 / 3 },
					{ image: PNG, at: 3 },
				],
			},
		],
		['voices', voices(' ara,，rex '), { ...DEFAULTS, references: [A, B], voices: ['ara', 'rex'] }],
		[
			'a list of voices',
			voices('={{ ["ara", "rex"] }}'),
			{ ...DEFAULTS, references: [A, B], voices: ['ara', 'rex'] },
		],
		['no voices', voices('={{ null }}'), { ...DEFAULTS, references: [A, B] }],
		[
			'leftover fields of another model',
			{ ...frames({ url: B }), ...model(CLASSIC_MODEL) },
			{ ...IMAGE_DEFAULTS, model: CLASSIC_MODEL, image: A },
		],
		['an edit of a link', edit, EDIT],
		[
			'an edit of a link that contains "data:"',
			{ ...edit, videoUrl: `${MP4_URL}?from=data:x` },
			{ ...EDIT, video: `${MP4_URL}?from=data:x` },
		],
		['an edit of a file', { ...edit, ...videoFile }, { ...EDIT, video: MP4 }],
		['an edit of a data URL', { ...edit, videoUrl: MP4 }, { ...EDIT, video: MP4 }],
		[
			'an edit with leftover fields of Create',
			{ ...edit, aspectRatio: '9:16', resolution: '1080p', seconds: 9 },
			EDIT,
		],
		['an extension', extend, EXTEND],
		[
			'an extension of a file by 10 seconds',
			{ ...extend, ...videoFile, seconds: '={{ "10" }}' },
			{ ...EXTEND, seconds: 10, video: MP4 },
		],
		[
			'an edit with a public link',
			{ ...edit, ...options({ publicLinkDays: 7, fileName: 'snow' }) },
			{ ...EDIT, storage: { filename: 'snow.mp4', ...SEVEN_DAYS } },
		],
	])("matches the AI SDK's request for %s", async (_name, parameters, request) => {
		const { path, body, warnings } = await captureRequest({ prompt, ...request });
		const data = await storedFile(fixture('product.png'), 'image/png');
		const jpg = await storedFile(fixture('product.jpg'), 'image/jpeg');
		const input = [withFiles({ data, jpg, mp4: await storedVideo() })];
		await runNode(
			workflow(xai, createParameters({ prompt, ...parameters, waitForCompletion: false }), {
				input,
			}),
		);
		expect(xai.requests).toHaveLength(1);
		expect(xai.requests[0]).toMatchObject({ method: 'POST', path });
		expect(xai.requests[0].body).toEqual(body);
		expect(warnings).toEqual([]);
	});

	it.each([
		['no aspect ratio or resolution', noShape, {}],
		[
			'an image, which sets the aspect ratio',
			singleImage,
			{ resolution: '720p', image: { url: A } },
		],
	])('has the documented body for an unknown model with %s', async (_name, parameters, body) => {
		xai.fail('create', { status: 200, body: { request_id: 'x' } });
		await runNode(workflow(xai, createParameters({ prompt, ...model('new'), ...parameters })));
		expect(xai.requests[0].body).toEqual({ model: 'new', prompt, duration: 4, ...body });
	});

	const frameByExpression = {
		...singleImage,
		frames: { frame: [{ at: 'end', url: '={{ $json.url }}' }] },
	};

	it.each<[string, INodeParameters, string, string[]]>([
		['links', images({ url: '={{ $json.url }}' }), 'reference_images', [A, B]],
		['data URLs', images({ url: '={{ $json.url }}' }), 'reference_images', [PNG, JPG]],
		['link of a frame', frameByExpression, 'last_frame', [A, B]],
		['data URL of a frame', frameByExpression, 'last_frame', [PNG, JPG]],
	])('has the %s and the extra body of its item', async (_name, parameters, field, urls) => {
		const input = urls.map((url, n) => ({ json: { url, n } }));
		const fields = createParameters({
			...parameters,
			...model(NEWEST_MODEL),
			prompt: '={{ $itemIndex }}',
			...extraBody('={{ { user: "u" + $json.n } }}'),
		});
		await runNode(workflow(xai, fields, { input }));
		for (const [n, url] of urls.entries()) {
			const { body } = xai.tasks.find((task) => task.body.prompt === String(n))!;
			expect(body.user).toBe(`u${n}`);
			expect([body[field]].flat()).toEqual([{ url }]);
		}
	});
});
