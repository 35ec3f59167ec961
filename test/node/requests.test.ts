import type { IDataObject, INodeParameters } from 'n8n-workflow';
import type { ProtocolName } from '../../nodes/GrokVideo/providers';
import { sdkRequest, type Wish } from '../support/aiSdk';
import { withFiles } from '../support/changed';
import { runNode } from '../support/engine';
import { fixture, storedFile } from '../support/files';
import { images, modelField, options, video } from '../support/parameters';
import { workflow } from '../support/runs';
import { KINDS, useStandIn, useXaiNode } from '../support/standIns';

/** The body of the request that creates a video, as the server documents it. */

const A = 'https://example.com/a.png';
const B = 'https://example.com/b.webp';
const PNG = `data:image/png;base64,${fixture('product.png').toString('base64')}`;
const JPG = `data:image/jpeg;base64,${fixture('product.jpg').toString('base64')}`;
const prompt = 'A paper boat';
const model = (id: string) => ({ model: modelField(id, 'id') });
const one = { inputMode: 'image', imageUrl: A };
const two = images({ url: A }, { url: B });
const form = (requestForm: string, more: INodeParameters = {}) => options({ requestForm, ...more });

type Row = [what: string, fields: INodeParameters, body: IDataObject];

const NEW_API = { model: 'grok-image-video', prompt, seconds: 4 };
const SHAPE = { aspect_ratio: '16:9', resolution: '720p' };
const OPENAI = { model: 'grok-imagine-video', prompt, seconds: '4', size: '1280x720', ...SHAPE };
const ROUTER = { model: 'x-ai/grok-imagine-video', prompt, duration: 4, resolution: '720p' };
const part = (url: string) => ({ type: 'image_url', image_url: { url } });

const BODIES: Partial<Record<ProtocolName, Row[]>> = {
	newApi: [
		['a text', {}, { ...NEW_API, ...SHAPE }],
		[
			'a text with other values',
			{ seconds: '={{ "15" }}', aspectRatio: '2:3', resolution: '480p', prompt: ' 42\n' },
			{ ...NEW_API, prompt: '42', seconds: 15, aspect_ratio: '2:3', resolution: '480p' },
		],
		['one image', one, { ...NEW_API, ...SHAPE, image_urls: [A] }],
		[
			'one image for grok-video-1.5',
			{ ...one, ...model('grok-video-1.5') },
			{ ...NEW_API, ...SHAPE, model: 'grok-video-1.5', image_urls: [A] },
		],
		['several images', two, { ...NEW_API, ...SHAPE, image_urls: [A, B] }],
		[
			'input_reference',
			{ ...one, ...form('input_reference') },
			{ ...NEW_API, ...SHAPE, input_reference: { image_url: A } },
		],
		['input_reference without an image', form('input_reference'), { ...NEW_API, ...SHAPE }],
		[
			'reference_images',
			{ ...two, ...form('reference_images') },
			{ ...NEW_API, ...SHAPE, reference_images: [A, B] },
		],
		[
			'stock new-api',
			{ ...two, ...form('stock') },
			{ ...NEW_API, ...SHAPE, seconds: '4', images: [A, B], metadata: SHAPE },
		],
		[
			'an extra body as JSON',
			options({ extraBody: '{"seed": 12345678901234567890, "style": {"a": [1]}}' }),
			{ ...NEW_API, ...SHAPE, seed: 12345678901234567000, style: { a: [1] } },
		],
		[
			'an extra body as an object',
			options({ extraBody: '={{ {at: new Date(0), a: {toJSON: () => [1]}, b: undefined} }}' }),
			{ ...NEW_API, ...SHAPE, at: '1970-01-01T00:00:00.000Z', a: [1] },
		],
		['an empty extra body', options({ extraBody: ' ' }), { ...NEW_API, ...SHAPE }],
		[
			'no aspect ratio and resolution',
			{ ...model('grok-image-video'), aspectRatio: '', resolution: ' ' },
			NEW_API,
		],
		[
			'no aspect ratio and resolution of an unknown model',
			{ ...model('grok-video-2-preview'), aspectRatio: '', resolution: ' ' },
			{ ...NEW_API, model: 'grok-video-2-preview' },
		],
	],
	openAiVideos: [
		['a text', {}, OPENAI],
		[
			'a text with other values',
			{ seconds: 15, aspectRatio: '9:16', resolution: '480p' },
			{ ...OPENAI, seconds: '15', size: '480x854', aspect_ratio: '9:16', resolution: '480p' },
		],
		['the first frame', one, { ...OPENAI, image: A, input_reference: A }],
		['several images', two, { ...OPENAI, reference_images: [A, B], images: [A, B] }],
		['one reference', images({ url: A }), { ...OPENAI, reference_images: [A] }],
		['LLM Gateway', { ...one, ...form('integer_seconds') }, { ...OPENAI, seconds: 4, image: A }],
		[
			'CLIProxyAPI',
			form('no_size'),
			{ model: 'grok-imagine-video', prompt, seconds: '4', ...SHAPE },
		],
		['an extra body', options({ extraBody: { user: 'u-1' } }), { ...OPENAI, user: 'u-1' }],
	],
	openRouter: [
		['a text', {}, { ...ROUTER, aspect_ratio: '16:9' }],
		[
			'a model without its prefix',
			model('grok-imagine-video'),
			{ ...ROUTER, aspect_ratio: '16:9' },
		],
		[
			'the first frame, which has a shape',
			one,
			{ ...ROUTER, frame_images: [{ ...part(A), frame_type: 'first_frame' }] },
		],
		[
			'several images',
			two,
			{ ...ROUTER, aspect_ratio: '16:9', input_references: [part(A), part(B)] },
		],
		[
			'one reference',
			images({ url: A }),
			{ ...ROUTER, aspect_ratio: '16:9', input_references: [part(A)] },
		],
		[
			'an extra body',
			options({ extraBody: { provider: { order: ['x-ai'] } } }),
			{ ...ROUTER, aspect_ratio: '16:9', provider: { order: ['x-ai'] } },
		],
	],
};

describe.each(KINDS.filter(({ protocol }) => BODIES[protocol]))('with $name', (kind) => {
	const server = useStandIn(kind);

	it.each(BODIES[kind.protocol]!)('%s', async (_what, fields, body) => {
		server.fail('create', { status: 200, body: kind.created('task_1') });
		await runNode(workflow(server, video({ prompt, ...fields })));
		expect(server.requests).toHaveLength(1);
		expect(server.requests[0]).toMatchObject({
			method: 'POST',
			path: new URL(server.url).pathname.replace(/\/$/, '') + kind.createPath,
			headers: { 'content-type': 'application/json' },
		});
		expect(server.requests[0].body).toEqual(body);
	});
});

describe('with xAI, the request is that of the AI SDK', () => {
	const xai = useXaiNode();
	const MODEL = 'grok-imagine-video-1.5';
	const LITE = 'grok-imagine-video-1.5-lite';
	const CLASSIC = 'grok-imagine-video';
	const SHORT = { model: MODEL, seconds: 4, resolution: '720p' } as const;
	const USUAL = { ...SHORT, aspectRatio: '16:9' } as const;
	const frames = (...frame: INodeParameters[]) => ({ ...one, frames: { frame } });
	const storage = {
		filename: 'grok-video.mp4',
		expiresAfter: 604_800,
		publicUrl: { expiresAfter: 604_800 },
	};

	it.each<[string, INodeParameters, Omit<Wish, 'prompt'>]>([
		['a text', {}, USUAL],
		[
			'a text in 1080p',
			{ resolution: '1080p', aspectRatio: '9:16', seconds: 15 },
			{ model: MODEL, resolution: '1080p', aspectRatio: '9:16', seconds: 15 },
		],
		['an image', one, { ...SHORT, image: A }],
		['an image file', { inputMode: 'image', imageSource: 'binary' }, { ...SHORT, image: PNG }],
		[
			'an image for the low-price model',
			{ ...one, ...model(LITE), seconds: 6, resolution: '480p' },
			{ model: LITE, image: A, seconds: 6, resolution: '480p' },
		],
		[
			'references',
			{ ...images({ url: A }, { url: PNG }, { url: B }), aspectRatio: '1:1' },
			{ ...USUAL, references: [A, PNG, B], aspectRatio: '1:1' },
		],
		['one reference', images({ url: A }), { ...USUAL, references: [A] }],
		[
			'references for the classic model',
			{ ...two, ...model(CLASSIC), seconds: 10 },
			{ ...USUAL, model: CLASSIC, references: [A, B], seconds: 10 },
		],
		['another request form', { ...two, ...form('image_urls') }, { ...USUAL, references: [A, B] }],
		['no sound', options({ generateAudio: false }), { ...USUAL, sound: false }],
		['sound, which is the default', options({ generateAudio: true }), USUAL],
		['a user', options({ extraBody: '{"user":"u-1"}' }), { ...USUAL, user: 'u-1' }],
		[
			'an upload address',
			options({ extraBody: '{"output":{"upload_url":"https://a.example/put"}}' }),
			{ ...USUAL, uploadUrl: 'https://a.example/put' },
		],
		['a public link', options({ publicLinkDays: 7 }), { ...USUAL, storage }],
		[
			'a last frame',
			frames({ at: 'end', source: 'binary', binaryField: 'jpg' }),
			{ ...SHORT, image: A, lastFrame: JPG },
		],
		[
			'frames at seconds',
			frames(
				{ at: 'time', time: 2, source: 'url', url: B },
				{ at: 'end', source: 'url', url: A },
				{ at: 'time', time: '={{ "3" }}', source: 'binary', binaryField: 'data' },
			),
			{
				...{ ...SHORT, image: A, lastFrame: A },
				keyframes: [
					{ image: B, at: 2 },
					{ image: PNG, at: 3 },
				],
			},
		],
		[
			'voices',
			{ ...two, ...options({ voices: ' ara,, rex ' }) },
			{ ...USUAL, references: [A, B], voices: ['ara', 'rex'] },
		],
		[
			'fields of another model',
			{ ...frames({ url: B }), ...model(CLASSIC) },
			{ ...SHORT, model: CLASSIC, image: A },
		],
	])('for %s', async (_what, fields, wish) => {
		const { path, body, warnings } = await sdkRequest({ prompt, ...wish });
		const data = await storedFile(fixture('product.png'), 'image/png');
		const jpg = await storedFile(fixture('product.jpg'), 'image/jpeg');
		const input = [withFiles({ data, jpg })];
		await runNode(workflow(xai, video({ prompt, ...fields }), { input }));
		expect(xai.requests).toHaveLength(1);
		expect(xai.requests[0]).toMatchObject({ method: 'POST', path });
		expect(xai.requests[0].body).toEqual(body);
		expect(warnings).toEqual([]);
	});

	it('except that a second between two frames of the video is moved to one', async () => {
		const fields = frames({ at: 'time', time: 1.33, source: 'url', url: B });
		await runNode(workflow(xai, video(fields)));
		expect(xai.tasks[0].body.keyframes).toEqual([{ image: { url: B }, timestamp_s: 4 / 3 }]);
	});

	it('and an alias of a model is sent as it is', async () => {
		await runNode(workflow(xai, video({ ...model(`${MODEL}-2026-05-30`), resolution: '1080p' })));
		expect(xai.tasks[0].body.model).toBe(`${MODEL}-2026-05-30`);
	});

	it('and an unknown model without shape gets its own defaults', async () => {
		xai.fail('create', { status: 200, body: { request_id: 'x' } });
		const fields = { ...model('grok-imagine-video-99'), aspectRatio: '', resolution: '' };
		await runNode(workflow(xai, video({ prompt, ...fields })));
		const body = { model: 'grok-imagine-video-99', prompt, duration: 4 };
		expect(xai.requests[0].body).toEqual(body);
	});
});
