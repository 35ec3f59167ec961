import type { IDataObject, INodeParameters } from 'n8n-workflow';
import type { ProtocolName } from '../../nodes/GrokVideo/providers';
import { captureRequest, type VideoRequest } from '../support/aiSdk';
import { CLASSIC, MP4_URL, NEWEST, storedVideo, withFiles } from '../support/videoToVideo';
import { runNode } from '../support/engine';
import { fixture, storedFile } from '../support/files';
import {
	modelByExpression,
	IMAGE_URL,
	images,
	modelField,
	options,
	sameImage,
	createVideo,
} from '../support/parameters';
import { workflow } from '../support/runs';
import { PROTOCOLS, useStandIn, useXai } from '../support/standIns';

/** The body of the request that creates a video, as the server documents it. */

const A = 'https://example.com/a.png';
const B = 'https://example.com/b.webp';
const dataUrl = (type: string, name: string) =>
	`data:${type};base64,${fixture(name).toString('base64')}`;
const PNG = dataUrl('image/png', 'product.png');
const JPG = dataUrl('image/jpeg', 'product.jpg');
const MP4 = dataUrl('video/mp4', 'sample.mp4');
const prompt = 'A paper boat';
const model = (id: string) => ({ model: modelField(id, 'id') });
const one = { inputMode: 'image', imageUrl: A };
const reference = images({ url: A });
const two = images({ url: A }, { url: B });
const form = (requestForm: string) => options({ requestForm });
const extra = (extraBody: INodeParameters[string]) => options({ extraBody });
const noShape = { aspectRatio: '', resolution: ' ' };

type Row = [what: string, fields: INodeParameters, body: IDataObject];

const SHAPE = { aspect_ratio: '16:9', resolution: '720p' };
const NEW_API = { model: 'grok-image-video', prompt, seconds: 4, ...SHAPE };
const OPENAI = { model: CLASSIC, prompt, seconds: '4', size: '1280x720', ...SHAPE };
const ROUTER = { model: `x-ai/${CLASSIC}`, prompt, duration: 4, ...SHAPE };
const part = (url: string) => ({ type: 'image_url', image_url: { url } });

const BODIES: Partial<Record<ProtocolName, Row[]>> = {
	newApi: [
		['a text', {}, NEW_API],
		[
			'a text with other values',
			{ seconds: '={{ "15" }}', aspectRatio: '2:3', resolution: '480p', prompt: ' 42\n' },
			{ ...NEW_API, prompt: '42', seconds: 15, aspect_ratio: '2:3', resolution: '480p' },
		],
		['one image', one, { ...NEW_API, image_urls: [A] }],
		[
			'one image for a model by expression',
			{ ...one, model: modelByExpression('grok-video-1.5') },
			{ ...NEW_API, model: 'grok-video-1.5', image_urls: [A] },
		],
		[
			'one image for a model with one mode',
			{ model: modelField('grok-video-1.5'), imageUrl: A },
			{ ...NEW_API, model: 'grok-video-1.5', image_urls: [A] },
		],
		['several images', two, { ...NEW_API, image_urls: [A, B] }],
		[
			'values of an unknown model',
			{ ...model('new'), ...sameImage(9), seconds: 60, aspectRatio: '21:9', resolution: '8k' },
			{
				...{ model: 'new', prompt, seconds: 60, aspect_ratio: '21:9', resolution: '8k' },
				image_urls: Array(9).fill(IMAGE_URL) as string[],
			},
		],
		[
			'input_reference',
			{ ...one, ...form('input_reference') },
			{ ...NEW_API, input_reference: { image_url: A } },
		],
		['input_reference without an image', form('input_reference'), NEW_API],
		[
			'reference_images',
			{ ...two, ...form('reference_images') },
			{ ...NEW_API, reference_images: [A, B] },
		],
		[
			'stock new-api',
			{ ...two, ...options({ requestForm: 'stock', extraBody: { metadata: { seed: 1 } } }) },
			{ ...NEW_API, seconds: '4', images: [A, B], metadata: { seed: 1, ...SHAPE } },
		],
		[
			'an extra body as JSON',
			extra('{"seed": 12345678901234567890, "style": {"a": [1]}}'),
			{ ...NEW_API, seed: 12345678901234567000, style: { a: [1] } },
		],
		[
			'an extra body as an object',
			extra('={{ {at: new Date(0), a: {toJSON: () => [1]}, b: undefined} }}'),
			{ ...NEW_API, at: '1970-01-01T00:00:00.000Z', a: [1] },
		],
		['an empty extra body', extra(' '), NEW_API],
		['no shape', noShape, { model: 'grok-image-video', prompt, seconds: 4 }],
		[
			'no shape of an unknown model',
			{ ...model('new'), ...noShape },
			{ model: 'new', prompt, seconds: 4 },
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
		['one reference', reference, { ...OPENAI, reference_images: [A] }],
		['LLM Gateway', { ...one, ...form('integer_seconds') }, { ...OPENAI, seconds: 4, image: A }],
		['CLIProxyAPI', form('no_size'), { model: CLASSIC, prompt, seconds: '4', ...SHAPE }],
		['an extra body', extra({ user: 'u-1' }), { ...OPENAI, user: 'u-1' }],
		['no shape', noShape, { model: CLASSIC, prompt, seconds: '4' }],
	],
	openRouter: [
		['a text', {}, ROUTER],
		['a model without its prefix', model(CLASSIC), ROUTER],
		['an alias of a model', model(`${NEWEST}-preview`), { ...ROUTER, model: `x-ai/${NEWEST}` }],
		['a model of another maker', model('google/veo-3'), { ...ROUTER, model: 'google/veo-3' }],
		[
			'the first frame, which has a shape, for an unknown model',
			{ ...one, ...model('new') },
			{
				...{ model: 'new', prompt, duration: 4, resolution: '720p' },
				frame_images: [{ ...part(A), frame_type: 'first_frame' }],
			},
		],
		['several images', two, { ...ROUTER, input_references: [part(A), part(B)] }],
		['one reference', reference, { ...ROUTER, input_references: [part(A)] }],
		['an extra body', extra({ provider: { a: ['x'] } }), { ...ROUTER, provider: { a: ['x'] } }],
		['no shape', noShape, { model: `x-ai/${CLASSIC}`, prompt, duration: 4 }],
	],
};

describe.each(PROTOCOLS.filter(({ id }) => BODIES[id]))('with $name', (protocol) => {
	const server = useStandIn(protocol);

	it.each(BODIES[protocol.id]!)('%s', async (_what, fields, body) => {
		server.fail('create', { status: 200, body: protocol.created('task_1') });
		await runNode(workflow(server, createVideo({ prompt, ...fields })));
		expect(server.requests).toHaveLength(1);
		expect(server.requests[0]).toMatchObject({
			method: 'POST',
			path: new URL(server.url).pathname.replace(/\/$/, '') + protocol.createPath,
			headers: { 'content-type': 'application/json' },
		});
		expect(server.requests[0].body).toEqual(body);
	});
});

describe('with xAI, the request is that of the AI SDK', () => {
	const xai = useXai();
	const LITE = 'grok-imagine-video-1.5-lite';
	const ALIAS = `${NEWEST}-2026-05-30`;
	const SHORT = { model: NEWEST, seconds: 4, resolution: '720p' } as const;
	const USUAL = { ...SHORT, aspectRatio: '16:9' } as const;
	const frames = (...frame: INodeParameters[]) => ({ ...one, frames: { frame } });
	const lastFrame = { at: 'end', source: 'binary', binaryField: 'jpg' };
	const voices = (names: string) => ({ ...two, ...options({ voices: names }) });
	const sound = (generateAudio: boolean | string) => options({ generateAudio });
	const days = { expiresAfter: 604_800, publicUrl: { expiresAfter: 604_800 } };
	const edit = { operation: 'edit', ...model(CLASSIC), videoSource: 'url', videoUrl: MP4_URL };
	const extend = { ...edit, operation: 'extend' };
	const file = { videoSource: 'binary', videoBinaryField: 'mp4' };
	const EDIT = { kind: 'edit', model: CLASSIC, video: MP4_URL } as const;
	const EXTEND = { ...EDIT, kind: 'extension', seconds: 6 } as const;

	it.each<[string, INodeParameters, Omit<VideoRequest, 'prompt'>]>([
		['a text', {}, USUAL],
		[
			'a text in 1080p',
			{ resolution: '1080p', aspectRatio: '9:16', seconds: 15 },
			{ model: NEWEST, resolution: '1080p', aspectRatio: '9:16', seconds: 15 },
		],
		[
			'an alias of a model',
			{ ...model(ALIAS), resolution: '1080p' },
			{ ...USUAL, model: ALIAS, resolution: '1080p' },
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
		['one reference', reference, { ...USUAL, references: [A] }],
		[
			'references for the classic model',
			{ ...two, ...model(CLASSIC), seconds: 10 },
			{ ...USUAL, model: CLASSIC, references: [A, B], seconds: 10 },
		],
		['another request form', { ...two, ...form('image_urls') }, { ...USUAL, references: [A, B] }],
		['no sound', sound(false), { ...USUAL, sound: false }],
		['no sound by expression', sound('={{ "false" }}'), { ...USUAL, sound: false }],
		['no sound by a number', sound('={{ 0 }}'), { ...USUAL, sound: false }],
		['sound, which is the default', sound(true), USUAL],
		['a user', extra('{"user":"u-1"}'), { ...USUAL, user: 'u-1' }],
		[
			'an upload address',
			extra('{"output":{"upload_url":"https://a.example/put"}}'),
			{ ...USUAL, uploadUrl: 'https://a.example/put' },
		],
		[
			'a public link',
			options({ publicLinkDays: 7 }),
			{ ...USUAL, storage: { filename: 'grok-video.mp4', ...days } },
		],
		['a last frame', frames(lastFrame), { ...SHORT, image: A, lastFrame: JPG }],
		[
			'frames at seconds, in steps of 1/3',
			frames(
				{ at: 'time', time: 1.33, source: 'url', url: B },
				{ at: 'end', source: 'url', url: A },
				{ at: 'time', time: '={{ "3" }}', source: 'binary', binaryField: 'data' },
			),
			{
				...{ ...SHORT, image: A, lastFrame: A },
				keyframes: [
					{ image: B, at: 4 / 3 },
					{ image: PNG, at: 3 },
				],
			},
		],
		['voices', voices(' ara,，rex '), { ...USUAL, references: [A, B], voices: ['ara', 'rex'] }],
		[
			'a list of voices',
			voices('={{ ["ara", "rex"] }}'),
			{ ...USUAL, references: [A, B], voices: ['ara', 'rex'] },
		],
		['no voices', voices('={{ null }}'), { ...USUAL, references: [A, B] }],
		[
			'fields of another model',
			{ ...frames({ url: B }), ...model(CLASSIC) },
			{ ...SHORT, model: CLASSIC, image: A },
		],
		['an edit of a link', edit, EDIT],
		[
			'an edit of a link that contains a data: address',
			{ ...edit, videoUrl: `${MP4_URL}?from=data:x` },
			{ ...EDIT, video: `${MP4_URL}?from=data:x` },
		],
		['an edit of a file', { ...edit, ...file }, { ...EDIT, video: MP4 }],
		['an edit of a data URL', { ...edit, videoUrl: MP4 }, { ...EDIT, video: MP4 }],
		[
			'an edit, with fields of Create',
			{ ...edit, aspectRatio: '9:16', resolution: '1080p', seconds: 9 },
			EDIT,
		],
		['an extension', extend, EXTEND],
		[
			'an extension of a file by 10 seconds',
			{ ...extend, ...file, seconds: '={{ "10" }}' },
			{ ...EXTEND, seconds: 10, video: MP4 },
		],
		[
			'an edit with a public link',
			{ ...edit, ...options({ publicLinkDays: 7, fileName: 'snow' }) },
			{ ...EDIT, storage: { filename: 'snow.mp4', ...days } },
		],
	])('for %s', async (_what, fields, wish) => {
		const { path, body, warnings } = await captureRequest({ prompt, ...wish });
		const data = await storedFile(fixture('product.png'), 'image/png');
		const jpg = await storedFile(fixture('product.jpg'), 'image/jpeg');
		const input = [withFiles({ data, jpg, mp4: await storedVideo() })];
		await runNode(
			workflow(xai, createVideo({ prompt, ...fields, waitForCompletion: false }), { input }),
		);
		expect(xai.requests).toHaveLength(1);
		expect(xai.requests[0]).toMatchObject({ method: 'POST', path });
		expect(xai.requests[0].body).toEqual(body);
		expect(warnings).toEqual([]);
	});

	it.each([
		['no shape', noShape, {}],
		['an image, which has a shape', one, { resolution: '720p', image: { url: A } }],
	])('and for an unknown model with %s', async (_what, fields, body) => {
		xai.fail('create', { status: 200, body: { request_id: 'x' } });
		await runNode(workflow(xai, createVideo({ prompt, ...model('new'), ...fields })));
		expect(xai.requests[0].body).toEqual({ model: 'new', prompt, duration: 4, ...body });
	});
});
